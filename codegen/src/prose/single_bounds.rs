//! Single bounds: "最大值：12", "不能超过2500个字符", "Minimum: 1", "at most 4 images", "从 1 开始".
//!
//! Only filler words may be between the phrase and the number: another noun ("Max file size 10") is another subject. A
//! phrase that is common in other sentences ("up to", 限制) needs a unit that the field can have.

use regex::Captures;

use super::{
    count_phrases, exclusions,
    interpret::{self, BoundSide, NumericBound},
    model::{FieldType, Finding},
    number_text, other_subjects,
    pattern::Pattern,
    text_view::TextView,
    units::{self, UnitKind},
};

struct Phrase {
    side: BoundSide,
    exclusive: bool,
    /// The phrase counts with a unit only.
    needs_unit: bool,
    /// The pattern, with one number and its unit.
    pattern: Pattern,
}

const INCLUSIVE: bool = false;
const EXCLUSIVE: bool = true;
const PLAIN: bool = false;
const WITH_UNIT: bool = true;

const fn phrase(side: BoundSide, exclusive: bool, needs_unit: bool, pattern: &'static str) -> Phrase {
    Phrase { side, exclusive, needs_unit, pattern: Pattern::new(pattern) }
}

/// Text between a phrase and its number that does not name another subject.
macro_rules! filler {
    () => {
        "(?: *(?:⟨filler⟩|GBK|UTF-?8|[:=]))* *"
    };
}

static PHRASES: [Phrase; 12] = [
    phrase(BoundSide::Upper, INCLUSIVE, PLAIN, concat!("(?:⟨at most⟩|≤|<=)", filler!(), "⟨n⟩⟨u⟩")),
    phrase(BoundSide::Upper, INCLUSIVE, WITH_UNIT, concat!("⟨limited to⟩", filler!(), "⟨n⟩⟨u⟩")),
    phrase(BoundSide::Upper, INCLUSIVE, WITH_UNIT, "⟨n⟩⟨u⟩ *⟨or less⟩"),
    phrase(BoundSide::Lower, INCLUSIVE, PLAIN, concat!("(?:⟨at least⟩|⟨not less than⟩|≥|>=)", filler!(), "⟨n⟩⟨u⟩")),
    phrase(BoundSide::Lower, INCLUSIVE, PLAIN, "⟨lower bound⟩"),
    phrase(BoundSide::Upper, EXCLUSIVE, PLAIN, "⟨must⟩(?: *⟨be⟩)* *(?:⟨less than⟩|<) *⟨n⟩⟨u⟩"),
    phrase(BoundSide::Lower, EXCLUSIVE, PLAIN, "⟨must⟩(?: *⟨be⟩)* *(?:⟨greater than⟩|>) *⟨n⟩⟨u⟩"),
    phrase(BoundSide::Lower, EXCLUSIVE, PLAIN, "⟨lower bound, exclusive⟩"),
    // The second of two bounds that share a verb: "必须大于 0、小于 10", "must not be lower than 4 or higher than 60".
    phrase(
        BoundSide::Upper,
        EXCLUSIVE,
        PLAIN,
        concat!(
            "⟨must⟩(?: *⟨be⟩)* *(?:⟨greater than⟩|⟨at least⟩)(?: *or equal to)? *-?[0-9.]+ *(?:[、,]|⟨and⟩)* *⟨less than⟩ ",
            "*⟨n⟩⟨u⟩",
        ),
    ),
    phrase(BoundSide::Upper, INCLUSIVE, PLAIN, "⟨not less than⟩ -?[0-9.]+(?: [a-z]+)?,? ⟨nor more than⟩ ⟨n⟩⟨u⟩"),
    phrase(BoundSide::Lower, INCLUSIVE, PLAIN, r"\[ *⟨n⟩⟨u⟩ *, *(?:\+? *∞|\+?⟨-infinity⟩) *[)\]]"),
    phrase(BoundSide::Lower, EXCLUSIVE, PLAIN, r"\( *⟨n⟩⟨u⟩ *, *(?:\+? *∞|\+?⟨-infinity⟩) *[)\]]"),
];

/// "At least 2 s long" is a statement about an extent, not about a point in time.
static EXTENT: Pattern = Pattern::new("⟨extent⟩");
static ABOUT_EXTENT: Pattern = Pattern::new("⟨about extent⟩");
/// The second half of "300≤w≤4096", which is read by [`super::comparisons`].
static CHAINED: Pattern = Pattern::new(r"[0-9] *(?:<=|≤|<) *[\p{L}_0-9]+ *$");
/// The number counts a noun: "10 marker frames" is not 10.
static NOUN_AFTER: Pattern = Pattern::new("^ +[a-z]");
static FUNCTION_WORD: Pattern = Pattern::new("^ +⟨function word⟩");
/// Adjectives before the unit: "4 reference images".
static ADJECTIVES: Pattern = Pattern::new("^(?: +[a-z-]+){1,2}? +(?:⟨unit items⟩|⟨unit frames⟩)");
static NOUN: Pattern = Pattern::new("^(?: +[a-z-]+){1,2}");
static UNKNOWN_UNIT: Pattern = Pattern::new(r"^ ?\p{Han}");
static NOT_A_UNIT: Pattern = Pattern::new("^ ?(?:⟨not a unit⟩|⟨not a unit of a bound⟩|,)");
/// "最大 1-10" and "不超过 5 或 10" are not single bounds.
static GOES_ON: Pattern = Pattern::new("^ *(?:~|-|⟨to⟩) *[0-9]|^ *⟨or⟩ *[0-9]");

/// Returns every single bound that the text states.
pub(super) fn bounds(view: &TextView<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for phrase in &PHRASES {
        let stated = phrase.pattern.all_captures(view.text());
        findings.extend(stated.filter_map(|found| bound(view, phrase, &found)));
    }
    findings
}

fn bound(view: &TextView<'_>, phrase: &Phrase, found: &Captures<'_>) -> Option<Finding> {
    let span = found.get(0)?.range();
    let mut groups = found.iter().skip(1).flatten();
    let number = groups.next()?;
    let unit = groups.next().map_or("", |unit| unit.as_str());
    let before = view.clause_before(span.start);
    let matched = found.get(0)?.as_str();
    let behind = view.after(span.end);
    let attached = span.start == number.start() && number_text::is_attached_before(view.before(span.start));
    if attached
        || exclusions::has_alternative(view, &span)
        || is_continued(unit, behind)
        || exclusions::is_excluded(view, &span)
        || is_another(view, before, matched)
    {
        return None;
    }
    let means_length = interpret::is_length(before) || interpret::is_length(matched);
    let measure = measure(view, unit, behind);
    if phrase.needs_unit && measure == UnitKind::Bare && !means_length && view.field.ty != FieldType::Array
        || !is_plausible(view, measure, means_length)
    {
        return None;
    }
    let value = number_text::number(number.as_str())?;
    if phrase.side == BoundSide::Lower && view.excludes(&value) {
        return None;
    }
    let numeric = NumericBound { side: phrase.side, value, exclusive: phrase.exclusive, unit: measure };
    let (statement, rule) = numeric.statement(view, &span, means_length)?;
    Some(view.finding(rule.unwrap_or("one-sided-range"), &span, statement))
}

/// Returns whether the number is a part of something longer: `10MB`, `10:1`, `1080p`, or the first of several numbers.
fn is_continued(unit: &str, behind: &str) -> bool {
    (unit.is_empty() && number_text::is_attached_after(behind)) || GOES_ON.is_match(behind)
}

fn is_another(view: &TextView<'_>, before: &str, matched: &str) -> bool {
    let extent = EXTENT.is_match(matched) && view.field.ty.is_numeric();
    let extends = view.name.mentions(&["duration", "length", "seconds", "secs", "len", "long"])
        || view.head_matches(&ABOUT_EXTENT);
    (extent && !extends) || CHAINED.is_match(before) || other_subjects::is_about_another(view, before)
}

/// Returns the kind of the unit, or of the noun after the number.
fn measure(view: &TextView<'_>, unit: &str, behind: &str) -> UnitKind {
    let measured = units::measure(unit);
    if measured != UnitKind::Bare {
        return measured;
    }
    if view.field.ty == FieldType::Array && (ADJECTIVES.is_match(behind) || counts_items(view, behind)) {
        return UnitKind::Items;
    }
    let noun = NOUN_AFTER.is_match(behind) && !FUNCTION_WORD.is_match(behind);
    let unknown = UNKNOWN_UNIT.is_match(behind) && !NOT_A_UNIT.is_match(behind);
    if noun || unknown { UnitKind::Foreign } else { UnitKind::Bare }
}

/// Returns whether the noun after the number is what the array is named after: "up to 5 styles" of `styles`.
fn counts_items(view: &TextView<'_>, behind: &str) -> bool {
    NOUN.find(behind).is_some_and(|noun| count_phrases::names_items(view, noun.as_str()))
}

/// Returns whether the field can have the limit: a string has a range only if its default is a number.
fn is_plausible(view: &TextView<'_>, measure: UnitKind, means_length: bool) -> bool {
    let length = matches!(measure, UnitKind::Characters | UnitKind::Bytes) || means_length;
    view.field.ty != FieldType::String || length || view.has_numeric_default()
}
