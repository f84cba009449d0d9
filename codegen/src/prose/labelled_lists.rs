//! Lists of allowed values after a phrase: "枚举值：std，pro", "支持default、png、jpeg", "Possible values: a, b, c".
//!
//! The phrase decides how certain the items must look. Lists of file types that a URL may refer to, of models that a field
//! is used with, and incomplete lists are not read. Lists without a phrase are read by [`super::unlabelled_lists`], numbers
//! with meanings by [`super::value_tables`].

use std::ops::Range;

use super::{
    exclusions,
    list_items::{self, ListItems},
    model::{FieldType, Finding, Statement},
    number_words,
    pattern::Pattern,
    text_view::TextView,
};
use crate::Literal;

const RULE: &str = "supported-values";

/// How certain it is that a phrase introduces all allowed values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Strength {
    /// It introduces nothing else; one value is enough.
    Definition,
    /// It introduces the only value.
    Constant,
    /// It is a noun for values.
    Noun,
    /// It is a verb that is common in other sentences too.
    Verb,
    /// It counts only if the number of values is stated after the list: "分为 a、b、c 三档".
    Counted,
}

macro_rules! list_link {
    () => {
        r"(?: *(?:[:=]|⟨list link⟩))*[ \n]*"
    };
}

static INTRODUCTIONS: [(Strength, Pattern); 5] = [
    (Strength::Definition, Pattern::new(concat!("⟨enum⟩", list_link!()))),
    (Strength::Constant, Pattern::new(concat!("⟨constant⟩", list_link!()))),
    (Strength::Noun, Pattern::new(concat!("⟨values are⟩", list_link!()))),
    (Strength::Verb, Pattern::new(concat!("⟨may be⟩", list_link!()))),
    (Strength::Counted, Pattern::new(r"⟨divided into⟩ *:?[ \n]*")),
];

static COUNT_AFTER: Pattern = Pattern::new("^ *⟨that many⟩? *([0-9]+|⟨numeral⟩) *⟨kinds⟩");
/// "目前只有 x 可用"
static ONLY_ONE: Pattern = Pattern::new(r#"⟨currently only⟩ *["'`]?([a-z0-9][a-z0-9_.-]*)["'`]? *⟨is the only one⟩"#);
/// A machine translation with scrambled word order: `必须是 或url之一b64_json`.
static SCRAMBLED: Pattern = Pattern::new(r"⟨must be or⟩([^。\n;]{1,60})");
static ONE_OF_AFTER: Pattern = Pattern::new("⟨one of (after)⟩");
static ASCII_WORD: Pattern = Pattern::new("[a-z0-9][a-z0-9_.-]*");
static SUPPORTS: Pattern = Pattern::new("⟨supports⟩");
static RANGE_OR_BRACKET: Pattern = Pattern::new(r"⟨range⟩|\[");
static ABOUT_MODELS: Pattern = Pattern::new("⟨about models⟩");

/// File extensions.
const EXTENSIONS: &[&str] = &[
    "jpg", "jpeg", "png", "webp", "gif", "avif", "bmp", "tiff", "heic", "heif", "svg", "mp3", "wav", "flac", "aac",
    "ogg", "m4a", "opus", "mp4", "mov", "webm", "avi", "mkv", "m4v", "wma", "pdf", "doc", "docx", "txt", "zip", "glb",
    "obj",
];
/// Ways to pass a file; a list of them is not a list of values.
const MEANS: &[&str] = &["url", "urls", "base64", "http", "https", "uri", "file", "id", "json", "api", "sdk"];

/// The list is that of something else.
static OTHER_LIST: Pattern = Pattern::new(r"⟨list of something else⟩(?:⟨subject link⟩|\(s\)| )*$");
static MODELS_AFTER: Pattern = Pattern::new("^ *⟨models (after)⟩");
static MODELS: Pattern = Pattern::new("^⟨models⟩");
static REQUIRED_AFTER: Pattern = Pattern::new("^ *⟨required (after)⟩");
static FIELDS_BEFORE: Pattern = Pattern::new("⟨choose one field⟩ *[:,]? *$|⟨exclusive fields⟩");
static PATTERN: Pattern =
    Pattern::new(r"^(?:y{2,4}|m{2}|d{2}|h{2}|s{2})(?:[-:/. _]?(?:y{2,4}|m{2,3}|d{2}|h{2}|s{2}))+$");
static SENTENCE_END: Pattern = Pattern::new(r"^ *(?:$|[\n。;!,)]|\.(?:$|[^a-z0-9])|  )");

/// Returns every list of allowed values that a phrase introduces.
pub(super) fn lists(view: &TextView<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut read_to = 0;
    for (strength, pattern) in &INTRODUCTIONS {
        for keyword in pattern.find_all(view.text()) {
            if keyword.start() < read_to && matches!(strength, Strength::Verb | Strength::Counted) {
                continue;
            }
            if let Some((finding, end)) = list(view, *strength, &keyword.range()) {
                read_to = read_to.max(end);
                findings.push(finding);
            }
        }
    }
    findings.extend(only_value(view));
    findings.extend(scrambled(view));
    findings
}

fn list(view: &TextView<'_>, strength: Strength, keyword: &Range<usize>) -> Option<(Finding, usize)> {
    let items = list_items::read(view.from(keyword.end), !matches!(strength, Strength::Verb | Strength::Counted));
    let span = keyword.start..keyword.end + items.end;
    if items.values.len() < 2 && !is_enough_alone(view, strength, &items, &span)
        || !is_list(view, strength, &items, &span)
    {
        return None;
    }
    let finding = enum_values(view, RULE, &span, &items)?;
    Some((finding, span.end))
}

/// Returns whether one value is a list: after "枚举值", and after "只支持" if it is certainly a value ("只支持5s").
fn is_enough_alone(view: &TextView<'_>, strength: Strength, items: &ListItems, span: &Range<usize>) -> bool {
    let Some(only) = items.values.first() else { return false };
    match strength {
        Strength::Definition => true,
        Strength::Constant => {
            let matched = view.text().get(span.clone()).unwrap_or_default();
            let measured = only.text.starts_with(|first: char| first.is_ascii_digit());
            let supported = SUPPORTS.is_match(matched);
            let heads = view.clause_before(span.start).len() == span.start;
            let ends = SENTENCE_END.is_match(view.after(span.end));
            let prose = view.text().is_ascii() && only.is_plain_word() && !only.is_quoted();
            if supported { measured && heads && ends } else { !prose }
        }
        Strength::Noun | Strength::Verb | Strength::Counted => false,
    }
}

fn is_list(view: &TextView<'_>, strength: Strength, items: &ListItems, span: &Range<usize>) -> bool {
    !items.open
        && !are_patterns(items)
        && !is_interval(view, items, span)
        && !is_elsewhere(view, span)
        && !is_choice_of_fields(view, items, span)
        && !is_of_files(view, items)
        && (strength == Strength::Definition || !view.points_elsewhere())
        && !exclusions::is_excluded(view, span)
        && (!matches!(strength, Strength::Verb | Strength::Constant) || looks_like_values(view, items, span))
        && (strength != Strength::Counted || are_all(items, view.after(span.end)))
}

/// Returns whether the number of values that is stated after the list is that of the list.
fn are_all(items: &ListItems, behind: &str) -> bool {
    let counted = COUNT_AFTER.captures(behind).and_then(|found| number_words::parse(found.get(1)?.as_str()));
    counted.is_some_and(|count| usize::try_from(count).is_ok_and(|count| count == items.values.len()))
}

/// Returns whether the items are formats: `MM:SS`, `YYYY-MM-DD`.
pub(super) fn are_patterns(items: &ListItems) -> bool {
    items.values.iter().any(|item| PATTERN.is_match(&item.text))
}

/// Returns whether the list is an interval ("取值范围：[0,1]") or could be one ("取值 [0,1]").
fn is_interval(view: &TextView<'_>, items: &ListItems, span: &Range<usize>) -> bool {
    let values = &items.values;
    let matched = view.text().get(span.clone()).unwrap_or_default();
    let numbers = values.len() == 2
        && !items.alternatives
        && values.iter().all(|value| value.as_number().is_some() && !value.is_quoted());
    numbers && RANGE_OR_BRACKET.is_match(matched)
}

fn is_elsewhere(view: &TextView<'_>, span: &Range<usize>) -> bool {
    let word = view.text().get(span.start..).unwrap_or_default();
    let of_models = MODELS_AFTER.is_match(view.after(span.end)) || MODELS.is_match(word);
    OTHER_LIST.is_match(view.clause_before(span.start)) || of_models && !is_of_models(view)
}

fn is_of_models(view: &TextView<'_>) -> bool {
    view.name.mentions(&["model", "version", "engine"]) || view.head_matches(&ABOUT_MODELS)
}

/// Returns whether the items are fields: "Either prompt or `multi_prompt` must be provided".
pub(super) fn is_choice_of_fields(view: &TextView<'_>, items: &ListItems, span: &Range<usize>) -> bool {
    items.values.iter().any(|item| view.name.is(&item.text))
        || FIELDS_BEFORE.is_match(view.sentence_before(span.start))
        || REQUIRED_AFTER.is_match(view.after(span.end))
}

/// Returns whether the items are file types and the field is not a file format: they describe another file then.
pub(super) fn is_of_files(view: &TextView<'_>, items: &ListItems) -> bool {
    let all = |known: &[&str]| {
        items.values.iter().all(|item| known.contains(&item.text.trim_start_matches('.').to_lowercase().as_str()))
    };
    let any_means = items.values.iter().any(|item| MEANS.contains(&item.text.to_lowercase().as_str()));
    !view.name.is_format() && (all(EXTENSIONS) || any_means)
}

/// Returns whether the items look like values and not like prose, as they must after a common verb.
fn looks_like_values(view: &TextView<'_>, items: &ListItems, span: &Range<usize>) -> bool {
    let english = view.text().is_ascii();
    let ends = !english || SENTENCE_END.is_match(view.after(span.end));
    ends && !view.is_free_text()
        && !items.spaced
        && items.values.iter().all(|item| item.is_quoted() || item.is_code_like() || !english)
}

/// Returns the list with values of the field's type; `None` if an item is not of that type.
pub(super) fn enum_values(
    view: &TextView<'_>,
    rule: &'static str,
    span: &Range<usize>,
    items: &ListItems,
) -> Option<Finding> {
    if matches!(view.field.ty, FieldType::Array | FieldType::Object | FieldType::Boolean) {
        return None;
    }
    let mut values: Vec<Literal> = Vec::new();
    for item in &items.values {
        let value = item.as_enum_value(view.field.ty)?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Some(view.finding(rule, span, Statement::OneOf(values)))
}

fn only_value(view: &TextView<'_>) -> Option<Finding> {
    let found = ONLY_ONE.captures(view.text())?;
    let (span, value) = (found.get(0)?.range(), found.get(1)?.as_str());
    let is_value = view.field.ty == FieldType::String && !exclusions::is_excluded(view, &span);
    is_value.then(|| view.finding(RULE, &span, Statement::OneOf(vec![Literal::String(value.to_owned())])))
}

fn scrambled(view: &TextView<'_>) -> Option<Finding> {
    let found = SCRAMBLED.captures(view.text())?;
    let words = found.get(1).filter(|words| ONE_OF_AFTER.is_match(words.as_str()))?.as_str();
    let values: Vec<Literal> =
        ASCII_WORD.find_all(words).map(|word| Literal::String(word.as_str().to_owned())).collect();
    let is_list = view.field.ty == FieldType::String && values.len() > 1;
    is_list.then(|| {
        view.finding(RULE, &found.get(0).map(|whole| whole.range()).unwrap_or_default(), Statement::OneOf(values))
    })
}
