//! Every row of the tables: its phrase is in its example, and the example has the statements of the row.

use super::{Row, notation, rows};
use crate::prose::{model::FieldType, normalize::Normalized, pattern::expand, tests::derived};

fn field(row: &Row) -> (FieldType, &'static str) {
    let (ty, name) = row.field.split_once(' ').unwrap_or((row.field, ""));
    let ty = match ty {
        "string" => FieldType::String,
        "integer" => FieldType::Integer,
        "number" => FieldType::Number,
        "boolean" => FieldType::Boolean,
        "array" => FieldType::Array,
        "object" => FieldType::Object,
        _ => panic!("{row:?} has a field of an unknown type"),
    };
    (ty, name)
}

fn phrase_of(row: &Row) -> regex::Regex {
    let attached = row.role.starts_with("unit ");
    // `^` is the beginning of the text after a statement, `⟨colon⟩` the end of the text before one.
    let phrase = row.phrase.trim_start_matches('^').replace("⟨colon⟩", "⟨comma⟩");
    let source = expand(&notation::to_regex(&phrase, attached)).unwrap_or_else(|| panic!("{row:?}"));
    let source = format!("(?i){}", source.replace(r"\b", r"(?-u:\b)"));
    regex::Regex::new(&source).unwrap_or_else(|error| panic!("{row:?}: {error}"))
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn examples_contain_their_phrase() {
    let wrong: Vec<String> = rows()
        .filter(|row| !phrase_of(row).is_match(Normalized::new(row.example).text()))
        .map(|row| format!("{} | {} | {}", row.role, row.phrase, row.example))
        .collect();
    report(&wrong);
}

#[test]
fn examples_have_the_statements_of_their_row() {
    let wrong: Vec<String> = rows()
        .filter_map(|row| {
            let (ty, name) = field(&row);
            let found = derived(ty, name, row.example);
            (found != row.derived).then(|| format!("{} | {} | {} | {found}", row.role, row.phrase, row.example))
        })
        .collect();
    report(&wrong);
}

/// Roles whose effect another word cannot show: the phrase has a second role in the example, or forms the condition that
/// it cancels.
const WITHOUT_VISIBLE_EFFECT: &[&str] = &["extent", "list and", "validity", "when", "describing word"];

/// Without the phrase, or with another word in its place, the example has other statements.
#[test]
fn phrases_change_the_statements_of_their_example() {
    let wrong: Vec<String> = rows()
        .filter(|row| !WITHOUT_VISIBLE_EFFECT.contains(&row.role))
        .filter(|row| {
            let (ty, name) = field(row);
            let normalized = Normalized::new(row.example);
            let phrase = phrase_of(row);
            let variants = ["", "zebra", "苹果"].map(|other| phrase.replace(normalized.text(), other).into_owned());
            variants.iter().all(|variant| derived(ty, name, variant) == row.derived)
        })
        .map(|row| format!("{} | {} | {} | {}", row.role, row.phrase, row.example, row.derived))
        .collect();
    report(&wrong);
}
