//! Code tables: "0：否 1：是", "1-Follow, 2-Unfollow", "01未打印  02已打印".
//!
//! A number, a sign, a meaning, and again. Numbered remarks ("1、开红票时需要"), single sentinels
//! ("0 = permanent"), HTTP codes with "etc." and the ends of a scale are no code tables.

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
static CODE: Pattern = Pattern::new(
    r#"["'`]?(-?[0-9]{1,4})["'`]?( *(?:[:=、]|->|=>|-|\.) *| *(?:表示|代表|为|是|\bis\b|\bmeans\b|\bfor\b) *| ?)"#,
);
/// A meaning begins with a letter or Han; a unit is none.
static MEANING: Pattern = Pattern::new(r#"^["'(]?[a-z\p{Han}]"#);
static UNIT: Pattern = Pattern::new(concat!(
    r"^(?:张|个|秒|次|条|位|元|倍|天|小时|分钟|年|月|日|帧|像素|字|种|步|岁|款|以|到|至|和|或|[kmg]?b\b|s\b|p\b|px|k\b|d\b|x[0-9]|或|级|层|人|台|轮",
    r"|维|度|号|点|折|万|亿|千|百|之|及|与|~)",
));
/// Meanings that make the number a sentinel of an otherwise unlimited field, or the end of a scale.
static NO_CODE: Pattern = Pattern::new(concat!(
    r"不过期|不失效|不限|无限|永久|永不|随机|没有限制|最|越|\bunlimited\b|\bpermanent|\bno limit|\brandom|\bforever\b|\binfinite",
    r"|\bmost\b|\bleast\b",
));
/// ListItems exist that are not in the table.
static OPEN: Pattern = Pattern::new(
    r"[,;、。 \n](?:其他|其它|其余)(?:\p{Han}{0,3} *[:=]|值|为|表示|情况|代码)|等(?:$|[^于待级比分号同])|…|\.\.\.|\betc\b|\bothers?:",
);
static OPEN_NEXT: Pattern = Pattern::new(r"^[,;。 \n]*(?:其他|其它|其余)\p{Han}{0,3} *[:=为]");
/// Where the last meaning ends.
static MEANING_END: Pattern = Pattern::new(r"[\n;。)\]]| {2}|\.(?:$| )|,? *(?:默认|缺省|\bdefault)");
static DEFAULT_BEFORE: Pattern = Pattern::new(r"(?:默认|缺省|\bdefaults?)(?:值| value)? *(?:[:=]|为|是|is|to)? *$");

/// A code with its meaning.
struct Entry<'t> {
    code: &'t str,
    sign: &'t str,
    place: Range<usize>,
}

/// The code table of a text, if it holds one.
pub(super) fn tables(view: &TextView<'_>) -> Vec<Finding> {
    if !matches!(view.field.ty, FieldType::Integer | FieldType::String | FieldType::Number | FieldType::Unknown) {
        return Vec::new();
    }
    table(view).into_iter().collect()
}

fn table(view: &TextView<'_>) -> Option<Finding> {
    let entries = entries(view);
    let (first, last) = (entries.first()?, entries.last()?);
    let end = last.place.end + meaning_length(view.behind(last.place.end));
    let span = first.place.start..end;
    let said = view.text().get(span.clone())?;
    // Of a fraction, 0 and 1 with a meaning in words are the ends: "0 means no change, 1 means full change".
    let worded = first.sign.chars().any(char::is_alphabetic) || first.sign == "=";
    let is_table = entries.len() > 1
        && entries.iter().any(|entry| !matches!(entry.code.as_bytes(), [b'-', ..] | [b'0']))
        && (view.field.ty != FieldType::Number || !worded)
        && !NO_CODE.found_in(said)
        && !OPEN.found_in(said)
        && !OPEN.found_in(view.sentence_behind(end))
        && !OPEN_NEXT.found_in(view.behind(end))
        && !is_numbering(view, &entries)
        && !exclusions::is_example(view, span.start)
        && !exclusions::is_conditional(view, &(span.start..span.start));
    let mut values: Vec<Literal> = Vec::new();
    for entry in &entries {
        let value = typed(view.field.ty, entry.code)?;
        if values.contains(&value) {
            return None;
        }
        values.push(value);
    }
    is_table.then(|| view.finding(RULE, &span, Statement::OneOf(values)))
}

fn entries<'r>(view: &'r TextView<'_>) -> Vec<Entry<'r>> {
    let mut entries: Vec<Entry<'r>> = Vec::new();
    for found in CODE.all_captures(view.text()) {
        let (Some(whole), Some(code), Some(sign)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let before = view.before(whole.start());
        let behind = view.behind(whole.end());
        let entry = Entry { code: code.as_str(), sign: sign.as_str().trim(), place: whole.range() };
        let alike = entries.first().is_none_or(|first| first.sign == entry.sign);
        if alike
            && stands_alone(before)
            && has_meaning(&entry, behind)
            && !(entry.sign.is_empty() && DEFAULT_BEFORE.found_in(before))
        {
            entries.push(entry);
        }
    }
    entries
}

/// A code stands behind a blank, a separator or Han, never inside a number, a word or a range.
fn stands_alone(before: &str) -> bool {
    let assigned =
        before.strip_suffix('=').is_some_and(|name| name.ends_with(|last: char| last.is_ascii_alphanumeric()));
    !assigned && !number_text::is_glued_before(before) && !before.ends_with(['.', '~', '<', '>'])
}

fn has_meaning(entry: &Entry<'_>, behind: &str) -> bool {
    let han_only = entry.sign.is_empty() || entry.sign == "、";
    MEANING.found_in(behind)
        && !(han_only && (UNIT.found_in(behind) || behind.starts_with(|first: char| first.is_ascii())))
}

fn meaning_length(behind: &str) -> usize {
    MEANING_END.find(behind).map_or(behind.len(), |end| end.start())
}

/// "1、…\n2、…" and "1. … 2. …" number remarks unless the meanings are single words.
fn is_numbering(view: &TextView<'_>, entries: &[Entry<'_>]) -> bool {
    let numbering = entries.iter().any(|entry| matches!(entry.sign, "、" | "." | ""));
    let consecutive = entries.iter().enumerate().all(|(index, entry)| entry.code == (index + 1).to_string());
    let words = |entry: &Entry<'_>| {
        let behind = view.behind(entry.place.end);
        let length = behind.find([' ', '\n', ',', ';', '。', '、', ')']).unwrap_or(behind.len());
        behind.get(..length).unwrap_or_default().chars().count()
    };
    let long = entries.iter().any(|entry| words(entry) > 6);
    entries.iter().any(|entry| entry.sign == ".") || (numbering && consecutive && long)
}

fn typed(kind: FieldType, code: &str) -> Option<Literal> {
    match kind {
        FieldType::String => Some(Literal::String(code.to_owned())),
        _ => number_text::decimal(code).map(Literal::Number),
    }
}
