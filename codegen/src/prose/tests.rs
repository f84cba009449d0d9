//! Sentences and the statements that are derived from them; those in [`nothing`] and [`conditions`] have none.
//!
//! None of the sentences is in the labelled set that `cargo xtask prose-eval` measures with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod chinese;
mod conditions;
mod english;
mod nothing;
mod paraphrases;

use super::{FieldText, FieldType, Finding, Statement, derive};
use crate::{Literal, ir::Confidence};

/// Type, name, description, and the derived statements, sorted: `default=1; max=4; min=1`. `min>0` excludes the bound,
/// `min~1` is the endpoint of a scale.
type Case = (FieldType, &'static str, &'static str, &'static str);

fn cases() -> impl Iterator<Item = &'static Case> {
    [chinese::CASES, english::CASES, paraphrases::CHINESE, paraphrases::ENGLISH, nothing::CASES, conditions::CASES]
        .into_iter()
        .flatten()
}

fn shown(finding: &Finding) -> String {
    let sign = |exclusive: bool, open: &'static str| match finding.confidence {
        Confidence::ScaleEndpoints => "~",
        Confidence::Explicit if exclusive => open,
        Confidence::Explicit => "=",
    };
    match &finding.statement {
        Statement::Default(value) => format!("default={value}"),
        Statement::Minimum { value, exclusive } => format!("min{}{value}", sign(*exclusive, ">")),
        Statement::Maximum { value, exclusive } => format!("max{}{value}", sign(*exclusive, "<")),
        Statement::OneOf(values) => format!("one_of={}", Literal::Array(values.clone())),
        Statement::MinLength(length) => format!("min_len={length}"),
        Statement::MaxLength(length) => format!("max_len={length}"),
        Statement::MinItems(count) => format!("min_items={count}"),
        Statement::MaxItems(count) => format!("max_items={count}"),
    }
}

pub(super) fn derived(ty: FieldType, name: &str, text: &str) -> String {
    let mut shown: Vec<String> = derive(&FieldText { text, ty, name }).iter().map(shown).collect();
    shown.sort();
    shown.join("; ")
}

#[test]
fn sentences_have_the_expected_statements() {
    let wrong: Vec<String> = cases()
        .filter_map(|&(kind, name, text, expected)| {
            let derived = derived(kind, name, text);
            (derived != expected)
                .then(|| format!("{kind:?} {name}: {text}\n  expected {expected}\n  derived  {derived}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_quote_the_text() {
    for &(kind, name, text, _) in cases() {
        for finding in derive(&FieldText { text, ty: kind, name }) {
            assert!(!finding.phrase.is_empty() && text.contains(&finding.phrase), "{finding:?} of {text}");
        }
    }
}

/// Converts colons, commas, brackets and digits to full width.
fn widened(text: &str) -> String {
    text.chars().map(|sign| if ":,()[]0123456789".contains(sign) { wide(sign) } else { sign }).collect()
}

fn wide(sign: char) -> char {
    char::from_u32(u32::from(sign) + 0xFEE0).unwrap()
}

#[test]
fn full_width_characters_are_equivalent() {
    for &(kind, name, text, expected) in cases() {
        assert_eq!(derived(kind, name, &widened(text)), expected, "{text}");
    }
}

#[test]
fn zero_width_characters_and_line_ends_are_ignored() {
    assert_eq!(derived(FieldType::Integer, "n", "数量\u{200b}，取值范围：\u{200b}1-9\u{feff}"), "max=9; min=1");
    assert_eq!(derived(FieldType::String, "s", "取值如下：\r\na1：甲\r\nb2：乙\r\n"), r#"one_of=["a1", "b2"]"#);
}

#[test]
fn markdown_escapes_are_ignored() {
    assert_eq!(derived(FieldType::Number, "x", r"取值 \[0, 1\)"), "max<1; min=0");
    assert_eq!(derived(FieldType::Integer, "size", r"每页数量，范围 \[1,500\]"), "max=500; min=1");
}

#[test]
fn every_text_is_read_without_panic() {
    for &(own, name, text, _) in cases() {
        for (cut, _) in text.char_indices().step_by(2) {
            derive(&FieldText { text: &text[cut..], ty: own, name });
            derive(&FieldText { text: &text[..cut], ty: own, name });
        }
        for kind in [
            FieldType::String,
            FieldType::Integer,
            FieldType::Boolean,
            FieldType::Array,
            FieldType::Object,
            FieldType::Unknown,
        ] {
            derive(&FieldText { text, ty: kind, name });
        }
    }
    for text in [
        "",
        " ",
        "\n",
        "默认",
        "默认：",
        "1-",
        "-",
        "范围",
        "枚举值：",
        "(((((",
        "\"\"\"",
        "`",
        "1e999999999-2",
        "最大9e9999999999999999999",
    ] {
        derive(&FieldText { text, ty: FieldType::String, name: "" });
        derive(&FieldText { text, ty: FieldType::Number, name: "_" });
    }
}

/// Every rule takes linear time; a quadratic one would not finish here.
#[test]
fn long_texts_are_read() {
    for piece in ["默认值：1 ", "a,", "1-2,", "(", "枚举值：a、", "when if ", "0：a 1：b ", "最大 ", "\"", "-1 表示最"]
    {
        let text = piece.repeat(20_000 / piece.len());
        derive(&FieldText { text: &text, ty: FieldType::String, name: "n" });
        derive(&FieldText { text: &text, ty: FieldType::Integer, name: "n" });
    }
}
