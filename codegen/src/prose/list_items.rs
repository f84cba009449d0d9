//! A run of members as texts write it: `jpeg、png`, `"a","b"`, `std：标准模式；pro：…`, `a, b or c`.
//!
//! TextView stops where the text stops being a list and says how it stopped: closed, open ("等", "etc."), or
//! into prose. Whether the run *is* the list of allowed values is for [`super::labelled_lists`].

use super::{
    item_ends,
    pattern::Pattern,
    written_value::{self, WrittenValue},
};

/// More members than any real list: view stays linear however the text goes on.
const MOST: usize = 200;

/// A run of members.
#[derive(Debug, Default)]
pub(super) struct ListItems {
    pub(super) values: Vec<WrittenValue>,
    /// Where the run ends in the text it was read from.
    pub(super) end: usize,
    /// More members exist than are written, or prose runs into the last one.
    pub(super) open: bool,
    /// How many members have an explanation behind a colon or dash.
    pub(super) explained: usize,
    /// How many members have a meaning in brackets behind them: "queued（排队中）".
    pub(super) glossed: usize,
    /// Some members are joined by "or", 或 or a slash.
    pub(super) alternatives: bool,
    /// The upright stroke or slash by which all of them are joined.
    pub(super) bar: Option<char>,
    /// How many members have Han right behind them: "png格式", but also "bot类型".
    pub(super) glued: usize,
    /// Only blanks stand between the members.
    pub(super) blank: bool,
}

static OPENING: Pattern = Pattern::new(r"^[ \n]*[\[{(]? *(?:[-*+>] )?");
static SEPARATOR: Pattern = Pattern::new(
    r"^ *(?:[、,|;/]+|\n)[ \n]*(?:[-*+>] +)?(?:(?:或者?是?|和|以及|及|与|or\b|and\b) *)?|^ *(?:或者?是?|和|以及|及|与|or\b|and\b) *",
);
static ALTERNATIVE: Pattern = Pattern::new(r"^[^a-z]*(?:or\b|或|/|\|)");
static GLOSS: Pattern = Pattern::new(r"^ *\(\p{Han}");
static BRACKETS: Pattern = Pattern::new(r"^ *\([^()\n]{0,160}\)");
/// The meaning of a member, up to where the next may begin.
static MEANING: Pattern = Pattern::new(r"^ *(?:[:=-]|->|=>)+ *(?:[^\n,;、|。/0-9]|/[^ ]|[0-9])[^\n,;、|。/]*");
static NEXT_WITH_MEANING: Pattern = Pattern::new(r#" +["'`]?[a-z0-9_.-]+["'`]? *[:=-] *\p{Han}"#);
/// "'fbx' for animation files, 'dict' for raw JSON"
static PURPOSE: Pattern = Pattern::new(
    r"^ (?:for|to|means?|uses?|keeps?|returns?|enables?|disables?) [a-z][^\n,;、|。]*?(?:[,;。\n]|\.(?: |\n|$)|$)",
);
static MEANING_GLUED: Pattern = Pattern::new(r"^ ?(\p{Han}[^\n,;、|。/a-z0-9:]{0,30})");
/// Han behind a member that belongs to the sentence, not to the member.
static SENTENCE: Pattern = Pattern::new(
    r"^ ?(?:默认|缺省|其中|注|示例|仅|当|如|等|或|和|与|以及|及|用于|可选|必填|选填|非必|是|为|之|中|两|三|四|五|这|来|时|在|请|且|并|推荐|建议|不)",
);
static OPEN_END: Pattern = Pattern::new(concat!(
    r"^ *(?:\p{Han}{0,4}?等(?:$|[^于待级比分号同])|[,、]? *(?:\betc\b|\.\.\.|…|and (?:more|others|so on|many)|and/or",
    r"|以及?其[他它]|或其[他它]|其[他它]",
    r"|or (?:any |an? )?(?:other|custom|similar|another)|or your own|or (?:a|an|any|the|your)\b|或(?:自定义|任意)))",
));
/// Reads the members at the beginning of a text. `by_blanks`: whether blanks alone may separate them.
pub(super) fn read(text: &str, by_blanks: bool) -> ListItems {
    let start = OPENING.find(text).map_or(0, |opening| opening.end());
    if let Some(members) = quoted_as_a_whole(text, start) {
        return members;
    }
    let mut reader = Reader { text, at: start, by_blanks, members: ListItems { end: start, ..ListItems::default() } };
    reader.run();
    reader.members.open |= OPEN_END.found_in(text.get(reader.members.end..).unwrap_or_default());
    reader.members
}

/// "`a, b, c`": one pair of quotes around the whole list.
fn quoted_as_a_whole(text: &str, start: usize) -> Option<ListItems> {
    let quoted = written_value::at(text.get(start..)?).filter(WrittenValue::is_quoted)?;
    if !quoted.text.contains([',', '、', '|']) {
        return None;
    }
    let inner = read(&quoted.text, false);
    let whole = inner.values.len() > 1 && inner.end == quoted.text.len();
    whole.then_some(ListItems { end: start + quoted.length, ..inner })
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    by_blanks: bool,
    members: ListItems,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        while self.members.values.len() < MOST && self.member() && self.separator() {}
    }

    /// Takes a member with its explanation; `false` where none stands.
    fn member(&mut self) -> bool {
        let Some(mut written) =
            written_value::at(self.rest()).filter(|written| !item_ends::go_on_with_sentence(self.rest(), written))
        else {
            return self.members.explained > 0 && self.skip_within_meaning();
        };
        let behind = self.rest().get(written.length..).unwrap_or_default();
        if let Some(more) = item_ends::of_one_name(behind, &written) {
            written.text.push_str(more);
            written.length += more.len();
        } else if item_ends::run_into_prose(behind, &written) && !self.last_was_alternative() {
            self.members.open = true;
            return false;
        }
        self.at += written.length;
        self.members.values.push(written);
        self.explanation();
        self.members.end = self.at;
        true
    }

    /// Whether "or" introduced what stands here: then prose may follow ("a, b or c for the answer").
    fn last_was_alternative(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default().trim_end();
        ["or", "and", "OR", "或", "或者", "和"].iter().any(|word| before.ends_with(word))
    }

    /// Takes what explains a member: brackets, a meaning behind a colon or dash, or Han right behind it.
    fn explanation(&mut self) {
        if GLOSS.found_in(self.rest()) {
            self.members.glossed += 1;
        }
        self.take(&BRACKETS);
        if self.purpose() || self.meaning() {
            self.members.explained += 1;
            self.take(&BRACKETS);
        } else if !SENTENCE.found_in(self.rest()) && self.take(&MEANING_GLUED) {
            self.members.glued += 1;
        }
    }

    /// A meaning ends where the next member with a meaning begins: "M-男 F-女".
    fn meaning(&mut self) -> bool {
        let Some(found) = MEANING.find(self.rest()) else { return false };
        let length = NEXT_WITH_MEANING.find(found.as_str()).map_or(found.len(), |next| next.start());
        self.at += length;
        true
    }

    /// What an unmistakable value is for; the stop behind it is left to be the separator.
    fn purpose(&mut self) -> bool {
        let clear = self.members.values.last().is_some_and(|value| value.is_quoted() || value.is_code_like());
        let Some(found) = PURPOSE.find(self.rest()).filter(|_| clear) else { return false };
        self.at += found.as_str().trim_end_matches([',', ';', '。', '\n', '.', ' ']).len();
        true
    }

    fn take(&mut self, pattern: &Pattern) -> bool {
        let length = pattern.find(self.rest()).map(|found| found.len());
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    /// A comma inside an explanation: "std：标准模式，性价比高；pro：…" goes on behind it.
    fn skip_within_meaning(&mut self) -> bool {
        let rest = self.rest();
        let skipped = rest.find(['\n', ';', ',', '、', '。']).unwrap_or(rest.len());
        let next = rest.get(skipped..).unwrap_or_default();
        let goes_on = !next.is_empty() && !next.starts_with('。') && skipped < 200 && explained_member_follows(next);
        if goes_on {
            self.at += skipped;
        }
        goes_on
    }

    /// Takes a separator if a member follows it.
    fn separator(&mut self) -> bool {
        let Some(length) = SEPARATOR.find(self.rest()).map(|found| found.len()) else {
            return self.blank();
        };
        let (separator, next) = self.rest().split_at_checked(length).unwrap_or_default();
        let line = separator.contains('\n') && !separator.contains([',', '、', '|', ';', '/']);
        let sentence = separator.contains(';');
        // ListItems that are explained once more on lines of their own: "a, b\na: …\nb: …".
        let repeats = line && self.members.explained == 0 && self.has(next);
        if repeats || (line || sentence) && !stands_as_member(next) {
            return false;
        }
        let (alternative, bar) = (ALTERNATIVE.found_in(separator), bar(separator));
        let first = self.members.values.len() == 1;
        self.members.alternatives |= alternative;
        self.members.bar = bar.filter(|_| first || self.members.bar == bar);
        self.by_blanks = self.by_blanks && line;
        self.at += length;
        true
    }

    /// Whether a text begins with a member that was read before.
    fn has(&self, text: &str) -> bool {
        written_value::at(text).is_some_and(|again| self.members.values.iter().any(|member| member.text == again.text))
    }

    fn blank(&mut self) -> bool {
        let next = self.rest().trim_start_matches(' ');
        let length = self.rest().len() - next.len();
        let separates = length > 0
            && (self.by_blanks || self.members.explained > 0 && explained_member(next))
            && written_value::at(next).is_some_and(|written| !item_ends::go_on_with_sentence(next, &written));
        if separates {
            self.members.blank = true;
            self.at += length;
        }
        separates
    }
}

static EXPLAINED_MEMBER: Pattern = Pattern::new(r#"^["'`]?[a-z0-9_.-]+["'`]? *(?:[:=]|->|- ?\p{Han}|\()"#);
static LINE_MEMBER: Pattern = Pattern::new(concat!(
    r#"^(?:"[^"\n]*"|`[^`\n]*`|'[^'\n]*'|[.a-z0-9_:+-]+?) *(?:$|\n|[:=,、;(|]|- ?\p{Han}|->| ?\p{Han}"#,
    r#"| +[a-z0-9_]+ *[:=-] *\p{Han})"#,
));
static NEXT_EXPLAINED: Pattern = Pattern::new(r#"^(?:[\n;,、]|其中| )+["'`]?[a-z0-9_.-]+["'`]? *(?:[:=]|->)"#);

fn bar(separator: &str) -> Option<char> {
    match separator.trim() {
        "|" => Some('|'),
        "/" => Some('/'),
        _ => None,
    }
}

fn explained_member(text: &str) -> bool {
    EXPLAINED_MEMBER.found_in(text)
}

/// Whether, perhaps behind more commas, a member with a meaning follows in the same explanation.
fn explained_member_follows(text: &str) -> bool {
    NEXT_EXPLAINED.found_in(text) || text.starts_with([',', '、'])
}

fn stands_as_member(text: &str) -> bool {
    LINE_MEMBER.found_in(text)
}
