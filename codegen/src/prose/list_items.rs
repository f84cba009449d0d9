//! A run of list items: `jpeg、png`, `"a","b"`, `std：标准模式；pro：…`, `a, b or c`.
//!
//! Reading stops where the list stops, and reports how: closed, open ("等", "etc."), or followed by prose. Whether the run is
//! the list of allowed values is decided by [`super::labelled_lists`].

use super::{
    item_ends,
    pattern::Pattern,
    written_value::{self, WrittenValue},
};

/// The maximum number of items, so that reading takes linear time.
const MAX_ITEMS: usize = 200;

/// A run of items.
#[derive(Debug, Default)]
pub(super) struct ListItems {
    pub(super) values: Vec<WrittenValue>,
    /// The end of the run in the text.
    pub(super) end: usize,
    /// There are more items than are listed, or prose follows the last one.
    pub(super) open: bool,
    /// The number of items with a meaning after a colon or dash.
    pub(super) explained: usize,
    /// The number of items with a meaning in brackets: "queued（排队中）".
    pub(super) glossed: usize,
    /// Some items are joined by "or" or a slash.
    pub(super) alternatives: bool,
    /// The `|` or `/` that joins all items.
    pub(super) bar: Option<char>,
    /// The number of items directly followed by Han characters: "png格式", but also "bot类型".
    pub(super) glued: usize,
    /// Some items are separated by spaces only.
    pub(super) spaced: bool,
}

static OPENING: Pattern = Pattern::new(r"^[ \n]*[\[{(]? *(?:[-*+>] )?");
static SEPARATOR: Pattern = Pattern::new(r"^ *(?:[、,|;/]+|\n)[ \n]*(?:[-*+>] +)?(?:⟨-joiner⟩ *)?|^ *⟨-joiner⟩ *");
static ALTERNATIVE: Pattern = Pattern::new(r"^[^a-z]*(?:⟨-or⟩|/|\|)");
static LAST_ITEM: Pattern = Pattern::new("(?:⟨-or⟩|⟨-list and⟩)$");
static MEANING_IN_BRACKETS: Pattern = Pattern::new(r"^ *\(\p{Han}");
static BRACKETS: Pattern = Pattern::new(r"^ *\([^()\n]{0,160}\)");
/// The meaning of an item, up to where the next can begin.
static MEANING: Pattern = Pattern::new(r"^ *(?:[:=-]|->|=>)+ *(?:[^\n,;、|。/0-9]|/[^ ]|[0-9])[^\n,;、|。/]*");
static NEXT_WITH_MEANING: Pattern = Pattern::new(r#" +["'`]?[a-z0-9_.-]+["'`]? *[:=-] *\p{Han}"#);
/// "'fbx' for animation files, 'dict' for raw JSON"
static PURPOSE: Pattern = Pattern::new(r"^ ⟨purpose⟩ [a-z][^\n,;、|。]*?(?:[,;。\n]|\.(?: |\n|$)|$)");
static MEANING_ATTACHED: Pattern = Pattern::new(r"^ ?(\p{Han}[^\n,;、|。/a-z0-9:]{0,30})");
/// Text after an item that belongs to the sentence.
static SENTENCE: Pattern = Pattern::new("^ ?⟨sentence⟩");
/// The list is not complete.
static OPEN_END: Pattern = Pattern::new(r"^ *(?:\p{Han}{0,4}?⟨and so on⟩|[,、]? *(?:⟨and so on⟩|\.\.\.|…|⟨and more⟩))");

/// Reads the items at the beginning of a text. With `by_spaces`, spaces alone can separate them.
pub(super) fn read(text: &str, by_spaces: bool) -> ListItems {
    let start = OPENING.find(text).map_or(0, |opening| opening.end());
    if let Some(items) = quoted_as_a_whole(text, start) {
        return items;
    }
    let mut reader = ListReader { text, at: start, by_spaces, items: ListItems { end: start, ..ListItems::default() } };
    reader.run();
    reader.items.open |= OPEN_END.is_match(text.get(reader.items.end..).unwrap_or_default());
    reader.items
}

/// Reads a list in one pair of quotes: "`a, b, c`".
fn quoted_as_a_whole(text: &str, start: usize) -> Option<ListItems> {
    let quoted = written_value::at(text.get(start..)?).filter(WrittenValue::is_quoted)?;
    if !quoted.text.contains([',', '、', '|']) {
        return None;
    }
    let inner = read(&quoted.text, false);
    let whole = inner.values.len() > 1 && inner.end == quoted.text.len();
    whole.then_some(ListItems { end: start + quoted.length, ..inner })
}

struct ListReader<'t> {
    text: &'t str,
    at: usize,
    by_spaces: bool,
    items: ListItems,
}

impl ListReader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        while self.items.values.len() < MAX_ITEMS && self.item() && self.separator() {}
    }

    /// Reads an item with its meaning; `false` if there is none.
    fn item(&mut self) -> bool {
        let Some(mut written) =
            written_value::at(self.rest()).filter(|written| !item_ends::continues_sentence(self.rest(), written))
        else {
            return self.items.explained > 0 && self.skip_within_meaning();
        };
        let behind = self.rest().get(written.length..).unwrap_or_default();
        if let Some(more) = item_ends::rest_of_name(behind, &written) {
            written.text.push_str(more);
            written.length += more.len();
        } else if item_ends::is_prose(behind, &written) && !self.last_was_alternative() {
            self.items.open = true;
            return false;
        }
        self.at += written.length;
        self.items.values.push(written);
        self.explanation();
        self.items.end = self.at;
        true
    }

    /// Returns whether "or" precedes the position, so that prose may follow the item: "a, b or c for the answer".
    fn last_was_alternative(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default().trim_end();
        LAST_ITEM.is_match(before)
    }

    /// Reads the meaning of an item: in brackets, after a colon or dash, or directly after it.
    fn explanation(&mut self) {
        if MEANING_IN_BRACKETS.is_match(self.rest()) {
            self.items.glossed += 1;
        }
        self.take(&BRACKETS);
        if self.purpose() || self.meaning() {
            self.items.explained += 1;
            self.take(&BRACKETS);
        } else if !SENTENCE.is_match(self.rest()) && self.take(&MEANING_ATTACHED) {
            self.items.glued += 1;
        }
    }

    /// Reads a meaning up to the next item with a meaning: "M-男 F-女".
    fn meaning(&mut self) -> bool {
        let Some(found) = MEANING.find(self.rest()) else { return false };
        let length = NEXT_WITH_MEANING.find(found.as_str()).map_or(found.len(), |next| next.start());
        self.at += length;
        true
    }

    /// Reads the purpose of a value that cannot be prose. The punctuation after it is the next separator.
    fn purpose(&mut self) -> bool {
        let clear = self.items.values.last().is_some_and(|value| value.is_quoted() || value.is_code_like());
        let Some(found) = PURPOSE.find(self.rest()).filter(|_| clear) else { return false };
        self.at += found.as_str().trim_end_matches([',', ';', '。', '\n', '.', ' ']).len();
        true
    }

    fn take(&mut self, pattern: &Pattern) -> bool {
        let length = pattern.find(self.rest()).map(|found| found.len());
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    /// Skips a comma inside a meaning: "std：标准模式，性价比高；pro：…".
    fn skip_within_meaning(&mut self) -> bool {
        let rest = self.rest();
        let skipped = rest.find(['\n', ';', ',', '、', '。']).unwrap_or(rest.len());
        let next = rest.get(skipped..).unwrap_or_default();
        let goes_on = !next.is_empty() && !next.starts_with('。') && skipped < 200 && explained_item_follows(next);
        if goes_on {
            self.at += skipped;
        }
        goes_on
    }

    /// Reads a separator if an item follows it.
    fn separator(&mut self) -> bool {
        let Some(length) = SEPARATOR.find(self.rest()).map(|found| found.len()) else {
            return self.space();
        };
        let (separator, next) = self.rest().split_at_checked(length).unwrap_or_default();
        let line = separator.contains('\n') && !separator.contains([',', '、', '|', ';', '/']);
        let sentence = separator.contains(';');
        // ListItems that are explained once more on lines of their own: "a, b\na: …\nb: …".
        let repeats = line && self.items.explained == 0 && self.has(next);
        if repeats || (line || sentence) && !is_item(next) {
            return false;
        }
        let (alternative, bar) = (ALTERNATIVE.is_match(separator), bar(separator));
        let first = self.items.values.len() == 1;
        self.items.alternatives |= alternative;
        self.items.bar = bar.filter(|_| first || self.items.bar == bar);
        self.by_spaces = self.by_spaces && line;
        self.at += length;
        true
    }

    /// Returns whether a text begins with an item that was read before.
    fn has(&self, text: &str) -> bool {
        written_value::at(text).is_some_and(|again| self.items.values.iter().any(|item| item.text == again.text))
    }

    fn space(&mut self) -> bool {
        let next = self.rest().trim_start_matches(' ');
        let length = self.rest().len() - next.len();
        let separates = length > 0
            && (self.by_spaces || self.items.explained > 0 && explained_item(next))
            && written_value::at(next).is_some_and(|written| !item_ends::continues_sentence(next, &written));
        if separates {
            self.items.spaced = true;
            self.at += length;
        }
        separates
    }
}

static EXPLAINED_ITEM: Pattern = Pattern::new(r#"^["'`]?[a-z0-9_.-]+["'`]? *(?:[:=]|->|- ?\p{Han}|\()"#);
static LINE_ITEM: Pattern = Pattern::new(concat!(
    r#"^(?:"[^"\n]*"|`[^`\n]*`|'[^'\n]*'|[.a-z0-9_:+-]+?) *(?:$|\n|[:=,、;(|]|- ?\p{Han}|->| ?\p{Han}"#,
    r#"| +[a-z0-9_]+ *[:=-] *\p{Han})"#,
));
static NEXT_EXPLAINED: Pattern = Pattern::new(r#"^(?:[\n;,、]|⟨of these⟩| )+["'`]?[a-z0-9_.-]+["'`]? *(?:[:=]|->)"#);

fn bar(separator: &str) -> Option<char> {
    match separator.trim() {
        "|" => Some('|'),
        "/" => Some('/'),
        _ => None,
    }
}

fn explained_item(text: &str) -> bool {
    EXPLAINED_ITEM.is_match(text)
}

/// Returns whether an item with a meaning follows, possibly after more commas.
fn explained_item_follows(text: &str) -> bool {
    NEXT_EXPLAINED.is_match(text) || text.starts_with([',', '、'])
}

fn is_item(text: &str) -> bool {
    LINE_ITEM.is_match(text)
}
