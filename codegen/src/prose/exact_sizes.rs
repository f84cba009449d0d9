//! Sizes without a side: "长度：10位", "两位国家代码", "a 2-letter code", "只支持输入 1 张图", "512维向量".

use super::{
    exclusions, interpret,
    model::{FieldType, Finding, Statement},
    pattern::Pattern,
    text_view::TextView,
};

/// Numerals that are written as words.
const NUMERALS: &[(&str, u64)] = &[
    ("一", 1),
    ("单", 1),
    ("single", 1),
    ("两", 2),
    ("二", 2),
    ("双", 2),
    ("三", 3),
    ("四", 4),
    ("五", 5),
    ("六", 6),
    ("七", 7),
    ("八", 8),
    ("九", 9),
    ("十", 10),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("eight", 8),
];

static LENGTHS: [Pattern; 5] = [
    Pattern::new(r"长度(?: *(?:固定|必须|应|须|为|是|[:=]))* *([0-9]+) *(?:位|个?字符|$|[,;。\n)])"),
    Pattern::new(r"([0-9]+) *位(?:$|[,;。\n)])"),
    Pattern::new(
        r"([0-9]+|[一两二三四五六七八九十]) *位(?:的)?(?:字符|数字|字母|国家|语言|货币|代码|编码|大写|小写|纯数字|英文|整数|随机)",
    ),
    Pattern::new(r"\b([0-9]+|one|two|three|four|five|six|eight)[- ](?:char(?:acter)?|letter|digit)\b"),
    Pattern::new(r"\b(?:exactly|must be) ([0-9]+) (?:char(?:acter)?|letter|digit)s\b"),
];

static COUNTS: [Pattern; 5] = [
    Pattern::new(
        r"(?:只|仅)(?:支持|能|可|允许)(?:输入|传入?|上传|提供|使用)? *([0-9]+|[一两二三四五六七八九十]) *(?:张|个|条|段|幅|组|项)",
    ),
    Pattern::new(
        r"(?:支持|需要?|必须|请|固定)(?:输入|传入?|上传|提供|包含)(?:且仅)? *([0-9]+|[一两二三四五六七八九十]) *(?:张|个|条|段|幅|组|项)",
    ),
    Pattern::new(
        r"(?:恰好|正好|刚好)(?:是|为|有|需要?|包含)? *([0-9]+|[一两二三四五六七八九十]) *(?:张|个|条|段|幅|组|项)",
    ),
    Pattern::new(r"([0-9]+) *维度?(?:的|浮点数?|特征|嵌入)*(?:向量|数组|vector|embedding)"),
    Pattern::new(concat!(
        r"\b(?:exactly|must contain) ([0-9]+|one|two|three|four|five|six) (?:images?|items?|elements?",
        r"|entries|urls?|points?|values)\b",
    )),
];

/// In front of a size these make it one bound, a part, or a run of the value.
static NOT_EXACT: Pattern = Pattern::new(concat!(
    r"(?:限[定制]|最[大多长少小短高低]|不(?:能|得|可)?(?:超过|[大多少小]于)|至[少多]|[前后末首第]|精确到|保留|[0-9~-]|\bexceed|\bwithin|\bunder|\bover",
    r"|\babout|\bto|\bor|\bthan|\bmost|\bleast|\bmax|\bmin|\bmaximum|\bminimum|\bof|\bfirst|\blast) *(?:of )?$",
));

/// Where to look for sizes, the rule, and what a size statements.
type Sizes = (&'static [Pattern], &'static str, [fn(u64) -> Statement; 2]);

/// Every exact size that the text states, as an equal lower and upper bound.
pub(super) fn sizes(view: &TextView<'_>) -> Vec<Finding> {
    let (patterns, rule, statements): Sizes = match view.field.ty {
        FieldType::String if !view.points_elsewhere() => {
            (&LENGTHS, "exact-length", [Statement::MinLength, Statement::MaxLength])
        }
        FieldType::Array => (&COUNTS, "exact-count", [Statement::MinItems, Statement::MaxItems]),
        _ => return Vec::new(),
    };
    let mut findings = Vec::new();
    for found in patterns.iter().flat_map(|pattern| pattern.all_captures(view.text())) {
        let (Some(whole), Some(size)) = (found.get(0), found.get(1).and_then(|size| numeral(size.as_str()))) else {
            continue;
        };
        let span = whole.range();
        let before = view.clause_before(span.start);
        let partial = interpret::is_partial(view, &span) || NOT_EXACT.found_in(before);
        if !partial && !exclusions::is_doubtful(view, &span) {
            findings.extend(statements.iter().map(|statement| view.finding(rule, &span, statement(size))));
        }
    }
    findings
}

pub(super) fn numeral(text: &str) -> Option<u64> {
    let lower = text.to_lowercase();
    let word = NUMERALS.iter().find(|(word, _)| *word == lower).map(|(_, value)| *value);
    word.or_else(|| text.parse().ok())
}
