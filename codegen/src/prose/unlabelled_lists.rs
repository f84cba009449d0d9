//! Lists of values without a phrase: `图片输出格式:"jpeg","png"`, "720p或者1080p", "(5 or 10)", "ADMIN :管理员\nMEMBER :成员".
//!
//! Only the form of the items shows that these are values: they must be quoted, explained, joined by "or", or look like
//! code, and the list must fill its clause.

use std::ops::Range;

use super::{
    exclusions, labelled_lists,
    list_items::{self, ListItems},
    model::{FieldType, Finding},
    pattern::Pattern,
    text_view::TextView,
    written_value::WrittenValue,
};

const RULE: &str = "bare-list";

/// The text before a position where a list can begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Start {
    /// The beginning of the text, a line or a sentence, a colon or a round bracket.
    Clause,
    /// A comma: the text before it may belong to the list.
    Comma,
    /// A square bracket.
    Bracket,
    /// A space before an item with its meaning: "…类别 user-团队成员, …".
    Explained,
}

static BEGINNING: Pattern = Pattern::new(r"(?:^|[\n:(\[,。]|  |\. )[ \n]*(?:⟨only⟩ +)?");
static EXPLAINED: Pattern = Pattern::new(r"(?:^|[ \n,])([a-z_][a-z0-9_]* ?[:=-] ?\p{Han})");
/// The text after a list.
static END: Pattern = Pattern::new(r"^ *[\])]? *(?:$|[\n。;),]|\.(?:$|[^a-z0-9])|  |⟨list end⟩| ?⟨are the values⟩)");
/// The text after the list confirms that these are the values.
static VALUES_AFTER: Pattern = Pattern::new("^ *⟨are the values⟩");
static UNIT: Pattern = Pattern::new("^⟨u⟩");
/// A label with a colon that announces values: "图片参考类型:subject 或 face".
static ENUM_NOUN: Pattern = Pattern::new(r"⟨enum noun⟩(?:\([^()]{1,8}\))? *: *$");
/// "between [1:4, 4:1]" is an interval.
static INTERVAL_BEFORE: Pattern = Pattern::new(r"(?:⟨between⟩|⟨interval⟩) *[\[(] *$");
/// After "480p, " or "480p标清，" the rest of a list can follow whose beginning was not recognised.
static LIST_BEFORE: Pattern = Pattern::new(
    r#"(?:["'`)\]]|[0-9][a-z]*|_[a-z]+|(?-i:[A-Z]{2,})|^ *["'`0-9].*|^.*[a-z0-9] ?[:=-] ?\p{Han}.*) *, *$"#,
);

/// The tails of a longer run are not tried: the run as a whole was not a list either.
const LONG_RUN: usize = 8;

/// Returns every list of values without a phrase.
pub(super) fn lists(view: &TextView<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (mut read_to, mut run_to) = (0, 0);
    for (at, start) in starts(view) {
        if at < read_to || (at < run_to && start == Start::Comma) {
            continue;
        }
        let items = list_items::read(view.from(at), false);
        let span = at..at + items.end;
        if items.values.len() > LONG_RUN {
            run_to = span.end;
        }
        if is_list(view, &items, start, &span)
            && !exclusions::is_excluded(view, &span)
            && !exclusions::is_within_example(view, at)
        {
            read_to = span.end;
            findings.extend(labelled_lists::enum_values(view, RULE, &span, &items));
        }
    }
    findings
}

fn starts(view: &TextView<'_>) -> Vec<(usize, Start)> {
    let continued = |at| LIST_BEFORE.is_match(last_clause(view.before(at)));
    let explained = EXPLAINED.all_captures(view.text()).filter_map(|found| found.get(1)).map(|item| item.start());
    let explained = explained.filter(|at| !continued(*at)).map(|at| (at, Start::Explained));
    let beginnings = BEGINNING.find_all(view.text()).filter_map(|found| {
        let start = match found.as_str().trim() {
            "," => Start::Comma,
            "[" => Start::Bracket,
            _ => Start::Clause,
        };
        let within_ratio =
            found.as_str() == ":" && view.before(found.start()).ends_with(|last: char| last.is_ascii_digit());
        let rest = start == Start::Comma && continued(found.end());
        (!within_ratio && !rest).then_some((found.end(), start))
    });
    let mut starts: Vec<_> = beginnings.chain(explained).collect();
    starts.sort_by_key(|(at, _)| *at);
    starts
}

/// Returns the clause that the comma at the end of the text ends, including the comma.
fn last_clause(before: &str) -> &str {
    let inner = before.trim_end().trim_end_matches(',');
    let start =
        inner.rfind([',', '。', ';', '\n', ':']).and_then(|at| Some(at + inner.get(at..)?.chars().next()?.len_utf8()));
    before.get(start.unwrap_or(0)..).unwrap_or_default()
}

fn is_list(view: &TextView<'_>, items: &ListItems, start: Start, span: &Range<usize>) -> bool {
    let of_others = INTERVAL_BEFORE.is_match(view.before(span.start))
        || labelled_lists::are_patterns(items)
        || labelled_lists::is_of_files(view, items)
        || labelled_lists::is_choice_of_fields(view, items, span)
        || view.points_elsewhere()
        || view.is_free_text();
    let numbers = items.values.iter().all(|value| value.as_number().is_some());
    let names_things = items.glued > 0 && !numbers || items.values.iter().any(has_space);
    let fills_clause = END.is_match(after_unit(view.after(span.end), items)) && !items.open;
    if items.values.len() < 2 || of_others || names_things || !fills_clause {
        return false;
    }
    match view.field.ty {
        FieldType::String | FieldType::Unknown => looks_like_values(view, items, start, span),
        FieldType::Integer => items.alternatives,
        _ => false,
    }
}

/// Returns the text after the unit of numbers: "5 or 10 seconds".
fn after_unit<'r>(behind: &'r str, items: &ListItems) -> &'r str {
    let numbers = items.values.iter().all(|value| value.as_number().is_some());
    let unit = UNIT.find(behind).filter(|_| numbers).map_or(0, |unit| unit.len());
    behind.get(unit..).unwrap_or_default()
}

fn looks_like_values(view: &TextView<'_>, items: &ListItems, start: Start, span: &Range<usize>) -> bool {
    let count = items.values.len();
    let explained = items.explained == count || (items.glossed == count && start != Start::Explained);
    let codes = items.values.iter().all(WrittenValue::is_code_like);
    let confirmed = VALUES_AFTER.is_match(view.after(span.end));
    let marked = (items.alternatives || codes) && view.contains_default(&items.values);
    match start {
        Start::Explained => explained,
        Start::Comma => marked || (items.alternatives && (codes || items.values.iter().all(WrittenValue::is_quoted))),
        Start::Bracket if codes => !items.values.iter().all(|value| value.as_number().is_some()),
        Start::Clause | Start::Bracket => {
            let listed = items.alternatives || fills_text(view, items);
            let barred = (items.bar == Some('|') || count > 2 && items.bar == Some('/')) && fills_text(view, items);
            let quoted = items.values.iter().all(WrittenValue::is_quoted);
            let chosen = items.alternatives && ENUM_NOUN.is_match(view.before(span.start));
            quoted || explained || marked || barred || chosen || (codes && (listed || confirmed))
        }
    }
}

/// Returns whether the value is a name with spaces: "SDXL or SD 1.5".
fn has_space(value: &WrittenValue) -> bool {
    !value.is_quoted() && value.text.contains(' ')
}

/// Returns whether the whole text is the list: "MD5, SHA-256, SHA-512".
fn fills_text(view: &TextView<'_>, items: &ListItems) -> bool {
    items.explained == 0 && view.text().trim().len() <= items.end + 1
}
