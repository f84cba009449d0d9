//! Tables of codes and their meanings: "0：否 1：是", "1-Follow, 2-Unfollow", "01未打印  02已打印".
//!
//! Numbered remarks ("1、开红票时需要"), single special values ("0 = permanent"), HTTP status codes with "etc." and the
//! endpoints of a scale are not tables.

use std::ops::Range;

use super::{
    exclusions,
    model::{FieldType, Finding, Statement},
    number_text,
    pattern::Pattern,
    text_view::TextView,
};
use crate::Literal;

const RULE: &str = "code-table";

/// A number and the sign between it and its meaning.
static CODE: Pattern = Pattern::new(r#"["'`]?(-?[0-9]{1,4})["'`]?( *(?:[:=、]|->|=>|-|\.) *| *⟨means (code)⟩ *| ?)"#);
/// The beginning of the text that explains a code.
static MEANING: Pattern = Pattern::new(r#"^["'(]?[a-z\p{Han}]"#);
static NOT_A_MEANING: Pattern = Pattern::new(r"^(?:⟨not a meaning⟩|[kmg]?b\b|s\b|p\b|px|k\b|d\b|x[0-9]|~)");
/// A meaning that makes the number a special value of a field without a list, or the endpoint of a scale.
static SPECIAL: Pattern = Pattern::new("⟨special value⟩");
/// The treatment of a number by the server instead of its meaning: "0 按 50 返回，超过 200 会报错".
static TREATMENT: Pattern = Pattern::new("^ *⟨treatment⟩");
/// The number is compared with.
static COMPARED: Pattern = Pattern::new("⟨compared with⟩ *$");
/// The table is not complete.
static OPEN: Pattern =
    Pattern::new(r"[,;、。 \n]⟨other values⟩(?:\p{Han}{0,3} *[:=]|⟨other values link⟩)|⟨and so on⟩|…|\.\.\.");
static OPEN_AFTER: Pattern = Pattern::new(r"^[,;。 \n]*⟨other values⟩\p{Han}{0,3} *(?:[:=]|⟨be⟩)");
/// The end of the last meaning.
static MEANING_END: Pattern = Pattern::new(r"[\n;。)\]]| {2}|\.(?:$| )|,? *⟨default⟩");
static DEFAULT_BEFORE: Pattern = Pattern::new("⟨default⟩(?: ?⟨default noun⟩)? *(?:[:=]|⟨default link⟩)? *$");

/// A code, and the sign between it and its meaning.
struct Code<'t> {
    digits: &'t str,
    sign: &'t str,
    span: Range<usize>,
}

/// Returns the value table of a text, if it contains one.
pub(super) fn tables(view: &TextView<'_>) -> Vec<Finding> {
    if !matches!(view.field.ty, FieldType::Integer | FieldType::String | FieldType::Number | FieldType::Unknown) {
        return Vec::new();
    }
    table(view).into_iter().collect()
}

fn table(view: &TextView<'_>) -> Option<Finding> {
    let codes = codes(view);
    let (first, last) = (codes.first()?, codes.last()?);
    let end = last.span.end + meaning_length(view.after(last.span.end));
    let span = first.span.start..end;
    let said = view.text().get(span.clone())?;
    // The meanings of 0 and 1 of a fraction are those of its endpoints: "0 means no change, 1 means full change".
    let is_word = first.sign.chars().any(char::is_alphabetic) || first.sign == "=";
    let is_table = codes.len() > 1
        && codes.iter().any(|code| !matches!(code.digits.as_bytes(), [b'-', ..] | [b'0']))
        && (view.field.ty != FieldType::Number || !is_word)
        && !SPECIAL.is_match(said)
        && !codes.iter().any(|code| TREATMENT.is_match(view.after(code.span.end)))
        && !OPEN.is_match(said)
        && !OPEN.is_match(view.sentence_after(end))
        && !OPEN_AFTER.is_match(view.after(end))
        && !is_numbering(view, &codes)
        && !exclusions::is_example(view, span.start)
        && !exclusions::is_conditional(view, &(span.start..span.start));
    let mut values: Vec<Literal> = Vec::new();
    for code in &codes {
        let value = typed(view.field.ty, code.digits)?;
        if values.contains(&value) {
            return None;
        }
        values.push(value);
    }
    is_table.then(|| view.finding(RULE, &span, Statement::OneOf(values)))
}

fn codes<'r>(view: &'r TextView<'_>) -> Vec<Code<'r>> {
    let mut codes: Vec<Code<'r>> = Vec::new();
    for found in CODE.all_captures(view.text()) {
        let (Some(whole), Some(code), Some(sign)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let before = view.before(whole.start());
        let behind = view.after(whole.end());
        let code = Code { digits: code.as_str(), sign: sign.as_str().trim(), span: whole.range() };
        let alike = codes.first().is_none_or(|first| first.sign == code.sign);
        if alike
            && is_unlabelled(before)
            && has_meaning(&code, behind)
            && !(code.sign.is_empty() && DEFAULT_BEFORE.is_match(before))
        {
            codes.push(code);
        }
    }
    codes
}

/// Returns whether a code is not a part of a number, a word or a range.
fn is_unlabelled(before: &str) -> bool {
    let assigned =
        before.strip_suffix('=').is_some_and(|name| name.ends_with(|last: char| last.is_ascii_alphanumeric()));
    !assigned
        && !number_text::is_attached_before(before)
        && !before.ends_with(['.', '~', '<', '>', '≤', '≥'])
        && !COMPARED.is_match(before)
}

fn has_meaning(code: &Code<'_>, behind: &str) -> bool {
    let han_only = code.sign.is_empty() || code.sign == "、";
    MEANING.is_match(behind)
        && !(han_only && (NOT_A_MEANING.is_match(behind) || behind.starts_with(|first: char| first.is_ascii())))
}

fn meaning_length(behind: &str) -> usize {
    MEANING_END.find(behind).map_or(behind.len(), |end| end.start())
}

/// Returns whether the codes number remarks: "1、…\n2、…" with long meanings, or "1. … 2. …".
fn is_numbering(view: &TextView<'_>, codes: &[Code<'_>]) -> bool {
    let numbering = codes.iter().any(|code| matches!(code.sign, "、" | "." | ""));
    let consecutive = codes.iter().enumerate().all(|(index, code)| code.digits == (index + 1).to_string());
    let words = |code: &Code<'_>| {
        let behind = view.after(code.span.end);
        let length = behind.find([' ', '\n', ',', ';', '。', '、', ')']).unwrap_or(behind.len());
        behind.get(..length).unwrap_or_default().chars().count()
    };
    let long = codes.iter().any(|code| words(code) > 6);
    codes.iter().any(|code| code.sign == ".") || (numbering && consecutive && long)
}

fn typed(kind: FieldType, code: &str) -> Option<Literal> {
    match kind {
        FieldType::String => Some(Literal::String(code.to_owned())),
        _ => number_text::decimal(code).map(Literal::Number),
    }
}
