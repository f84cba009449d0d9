//! One bound at a time: "最大值：12", "不能超过2500个字符", "Minimum: 1", "at most 4 images", "从 1 开始".
//!
//! Each phrase is a row of a table. What stands between phrase and number may only be filler: any other
//! noun ("Max file size 10") is another thing. A phrase that also occurs in stories ("up to", 限制) counts
//! only with a unit that the field can have.

use regex::Captures;

use super::{
    count_phrases, exclusions,
    interpret::{self, Limit, Side},
    model::{FieldType, Finding},
    number_text, other_subjects,
    pattern::Pattern,
    text_view::TextView,
    units::{self, UnitKind},
};

struct Phrase {
    side: Side,
    exclusive: bool,
    /// Needs a unit to be believed.
    weak: bool,
    /// One number in the pattern, and its unit.
    pattern: Pattern,
}

const INCLUSIVE: bool = false;
const EXCLUSIVE: bool = true;
const PLAIN: bool = false;
const WITH_UNIT: bool = true;

const fn phrase(side: Side, exclusive: bool, weak: bool, pattern: &'static str) -> Phrase {
    Phrase { side, exclusive, weak, pattern: Pattern::new(pattern) }
}

/// What may stand between a phrase and its number without naming another thing.
macro_rules! filler {
    () => {
        concat!(
            r"(?: *(?:的|值|数量?|个数|张数|条数|长度|字数|字符数|可以?|支持|允许|限制|传入?|上传|输入|选择?|填写?|添加|包含|生成|设置?为?|为|是|到|达|GBK|UTF-?8",
            r"|[:=]",
            r"|\bvalues?\b|\ba\b|\bof\b|\bis\b|\bto\b|\ballowed\b|\bsupported\b|\blength\b|\bnumber\b|\bcount\b",
            r"|\bbe\b|\bare\b|\bcan\b|\ba total of\b|\bup to\b))* *"
        )
    };
}

static PHRASES: [Phrase; 13] = [
    phrase(
        Side::Upper,
        INCLUSIVE,
        PLAIN,
        concat!(
            r"(?:最大|最高|最多|至多|最长|上限|不(?:能|得|可以?|应|要|允许|会|宜)?(?:超过|大于|高于|多于|超出|长于)|小于(?:或)?等于|≤|<=",
            r"|\bmaximum|\bmax\b\.?|\bupper (?:limit|bound)|\bat most|\bno (?:more|greater|longer|higher|larger) than",
            r"|(?:\b|can)not? (?:to )?exceed(?:ing)?|\bless than or equal to",
            r"|(?:\b(?:can)?not|n't) (?:exceed|be (?:greater|more|longer|higher|larger) than))",
            filler!(),
            r"⟨n⟩⟨u⟩"
        ),
    ),
    phrase(
        Side::Upper,
        INCLUSIVE,
        WITH_UNIT,
        concat!(
            r"(?:限[制定]?(?:在|于)?|\bup to|\blimit(?:ed)?(?: is| to)?|\bcapped at)",
            filler!(),
            r"⟨n⟩⟨u⟩(?: *(?:以内|之内|内))?"
        ),
    ),
    phrase(
        Side::Upper,
        INCLUSIVE,
        WITH_UNIT,
        r"⟨n⟩⟨u⟩ *(?:以内|之内|及以内|\b(?:max(?:imum)?|limit|or (?:less|fewer))\b)",
    ),
    phrase(
        Side::Lower,
        INCLUSIVE,
        PLAIN,
        concat!(
            r"(?:最小|最低|最少|至少|最短|下限|不(?:能|得|可以?|应|要|允许|会|宜)?(?:小于|低于|少于|短于)|大于(?:或)?等于|≥|>=",
            r"|\bminimum|\bmin\b\.?|\blower (?:limit|bound)|\bat least|\bno (?:less|fewer|shorter|lower|smaller) than",
            r"|\bgreater than or equal to",
            r"|(?:\b|can)not be (?:less|fewer|shorter|lower|smaller) than|n't be (?:less|fewer|shorter|lower|smaller) than)",
            filler!(),
            r"⟨n⟩⟨u⟩"
        ),
    ),
    phrase(Side::Lower, INCLUSIVE, PLAIN, r"从 *⟨n⟩⟨u⟩ *(?:开始|起)"),
    phrase(Side::Lower, INCLUSIVE, PLAIN, r"\bstart(?:s|ing)? (?:from|at|with) *⟨n⟩⟨u⟩"),
    phrase(
        Side::Upper,
        EXCLUSIVE,
        PLAIN,
        concat!(
            r"(?:必须|须|需要?|应该?|只能|限制|取值|\bmust|\bshould|\bhas to|\baccepts? (?:only )?values?)(?: *(?:\bbe\b|\bis\b|为|是|要))* *",
            r"(?:小于|少于|低于|<|\bless than|\bbelow|\bunder|\bsmaller than|\blower than|\bfewer than",
            r"|\bstrictly less than) *⟨n⟩⟨u⟩"
        ),
    ),
    phrase(
        Side::Lower,
        EXCLUSIVE,
        PLAIN,
        concat!(
            r"(?:必须|须|需要?|应该?|只能|限制|取值|\bmust|\bshould|\bhas to|\baccepts? (?:only )?values?)(?: *(?:\bbe\b|\bis\b|为|是|要))* *",
            r"(?:大于|多于|高于|>|\bgreater than|\babove|\bover|\blarger than|\bmore than|\bstrictly greater than) *⟨n⟩⟨u⟩"
        ),
    ),
    phrase(Side::Lower, EXCLUSIVE, PLAIN, r"大于 *⟨n⟩⟨u⟩ *的(?:任意)?(?:整数|数|值|小数)"),
    // The second of two bounds that share one verb: "必须大于 0、小于 10", "must not be lower than 4 or higher than 60".
    phrase(
        Side::Upper,
        EXCLUSIVE,
        PLAIN,
        concat!(
            r"(?:(?:必须|须|需要?|应该?|只能|取值) *(?:为|是)? *(?:大于|高于|多于|不小于|不低于)(?:或?等于)? *-?[0-9.]+ *(?:[、,且并和]|并且|而且)*",
            r"|\b(?:must|should|has to) be (?:greater|more|larger|higher) than (?:or equal to )?-?[0-9.]+ and)",
            r" *(?:小于|低于|少于|less than|below|smaller than|lower than) *⟨n⟩⟨u⟩"
        ),
    ),
    phrase(
        Side::Upper,
        INCLUSIVE,
        PLAIN,
        concat!(
            r"(?:not|n't) be (?:less|fewer|shorter|lower|smaller) than -?[0-9.]+(?: [a-z]+)?,? (?:n?or|and not)",
            r" (?:greater|more|longer|higher|larger) than ⟨n⟩⟨u⟩"
        ),
    ),
    phrase(Side::Lower, INCLUSIVE, PLAIN, r"\[ *⟨n⟩⟨u⟩ *, *(?:\+? *∞|正?无穷大?|\+?inf(?:inity)?\b) *[)\]]"),
    phrase(Side::Lower, EXCLUSIVE, PLAIN, r"\( *⟨n⟩⟨u⟩ *, *(?:\+? *∞|正?无穷大?|\+?inf(?:inity)?\b) *[)\]]"),
];

/// "At least 2 s long" is said of what has an extent, not of a point in time.
static EXTENT: Pattern = Pattern::new(r"^(?:最长|最短|.*(?:长于|短于)|.*\b(?:long|short)er\b)");

/// The second half of "300≤w≤4096" is for [`super::comparisons`].
static CHAINED: Pattern = Pattern::new(r"[0-9] *(?:<=|≤|<) *[\p{L}_0-9]+ *$");

/// The number belongs to a noun: "10 marker frames" are no 10.
static NOUN_BEHIND: Pattern = Pattern::new(r"^ +[a-z]");
static FUNCTION_WORD: Pattern = Pattern::new(concat!(
    r"^ +(?:and|or|for|in|to|with|by|default|defaults|maximum|max|minimum|min|inclusive|is|are|but|as|when|if",
    r"|allowed|at|on|only|total|supported|characters?)\b",
));
/// Adjectives before the unit: "4 reference images".
static ADJECTIVES: Pattern = Pattern::new(concat!(
    r"^(?: +[a-z-]+){1,2}? +(?:images?|pictures?|photos?|videos?|clips?|items?|elements?|entries|urls?|files?",
    r"|tags?|references|points|frames)\b",
));
static NOUN: Pattern = Pattern::new(r"^(?: +[a-z-]+){1,2}");
static UNKNOWN_UNIT: Pattern = Pattern::new(r"^ ?\p{Han}");
static HARMLESS_HAN: Pattern = Pattern::new(
    r"^ ?(?:之间|之内|以?内|的|默认|缺省|推荐|建议|或|且|是|为|最|上限|下限|不|范围|可|必填|选填|非必|如|超|否|支持|单位|其中|数字|整数|及|并|开|起|,)",
);
/// "最大 1-10" and "不超过 5 或 10" are something else.
static GOES_ON: Pattern = Pattern::new(r"^ *(?:~|至|到|-|\bto\b) *[0-9]|^ *(?:或|or) *[0-9]");

/// Every single bound that the text states.
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
    let number = found.get(1)?;
    let unit = found.get(2).map_or("", |unit| unit.as_str());
    let before = view.clause_before(span.start);
    let said = found.get(0)?.as_str();
    let behind = view.behind(span.end);
    let glued = span.start == number.start() && number_text::is_glued_before(view.before(span.start));
    if glued
        || exclusions::has_alternative(view, &span)
        || is_no_end(unit, behind)
        || exclusions::is_doubtful(view, &span)
        || is_another(view, before, said)
    {
        return None;
    }
    let means_length = interpret::speaks_of_length(before) || interpret::speaks_of_length(said);
    let measure = measure(view, unit, behind);
    if phrase.weak && measure == UnitKind::Bare && !means_length && view.field.ty != FieldType::Array
        || !is_believed_for(view, measure, means_length)
    {
        return None;
    }
    let value = number_text::number(number.as_str())?;
    if phrase.side == Side::Lower && view.excludes(&value) {
        return None;
    }
    let limit = Limit { side: phrase.side, value, exclusive: phrase.exclusive, measure };
    let (statement, rule) = limit.statement(view, &span, means_length)?;
    Some(view.finding(rule.unwrap_or("one-sided-range"), &span, statement))
}

/// The number is not over: `10MB`, `10:1`, `1080p`, or it is the first of several.
fn is_no_end(unit: &str, behind: &str) -> bool {
    (unit.is_empty() && number_text::is_glued_behind(behind)) || GOES_ON.found_in(behind)
}

fn is_another(view: &TextView<'_>, before: &str, said: &str) -> bool {
    let extent = EXTENT.found_in(said) && view.field.ty.is_numeric();
    let extends = view.name.mentions(&["duration", "length", "seconds", "secs", "len", "long"])
        || view.head_mentions(&["时长", "长度", "duration", "length", "how long"]);
    (extent && !extends) || CHAINED.found_in(before) || other_subjects::is_about_another(view, before)
}

/// The unit, or what the words behind the number make of it.
fn measure(view: &TextView<'_>, unit: &str, behind: &str) -> UnitKind {
    let measured = units::measure(unit);
    if measured != UnitKind::Bare {
        return measured;
    }
    if view.field.ty == FieldType::Array && (ADJECTIVES.found_in(behind) || counts_items(view, behind)) {
        return UnitKind::Items;
    }
    let noun = NOUN_BEHIND.found_in(behind) && !FUNCTION_WORD.found_in(behind);
    let unknown = UNKNOWN_UNIT.found_in(behind) && !HARMLESS_HAN.found_in(behind);
    if noun || unknown { UnitKind::Foreign } else { UnitKind::Bare }
}

/// "Up to 5 styles" of `styles`.
fn counts_items(view: &TextView<'_>, behind: &str) -> bool {
    NOUN.find(behind).is_some_and(|noun| count_phrases::names_items(view, noun.as_str()))
}

/// A string holds a number only where its default is one; lengths are believed of every string.
fn is_believed_for(view: &TextView<'_>, measure: UnitKind, means_length: bool) -> bool {
    let length = matches!(measure, UnitKind::Characters | UnitKind::Bytes) || means_length;
    view.field.ty != FieldType::String || length || view.has_numeric_default()
}
