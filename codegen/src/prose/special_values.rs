//! Values and dependencies that the whole text declares: "-1 means random", "0 表示不限制", "默认值依据模型而定".

use super::{number_text, pattern::Pattern};
use crate::NumberLiteral;

/// -1 is a value with a meaning of its own.
static MINUS_ONE: Pattern = Pattern::new(concat!(
    r#"(?:^|[^0-9a-z.-])-1 *(?:表示|代表|意味|为|则|时|即|[:=]|is\b|means?\b|for\b|to\b|will\b)|(?:设置?为|传入?|填|\bset to|\buse"#,
    r#"|\bor) *[`"']?-1(?:[^0-9.]|$)"#,
));

/// "0 表示不限制": a value with a meaning of its own, be it outside the range.
static DISABLING_VALUE: Pattern = Pattern::new(concat!(
    r"(?:^|[^0-9a-z.-])(-?[0-9]+) *(?:(?:表示|代表|意味着?|\bmeans?\b)",
    r"|(?:为|则|时|即|[:=]|\bis\b|\bfor\b|\bto\b|,)+ *(?:不限|无限|不启用|不设|不生效|禁用|关闭|自动|随机|永久|unlimited",
    r"|no limit|disabled?|random|auto|infinite|turn))",
));

/// A heading under which each line is about another case.
static DEPENDENCE: Pattern = Pattern::new(concat!(
    r"(?:默认|可选|取值|范围|支持|上限|最大|限制|时长|枚举|有效)[^。\n]{0,24}(?:依据|取决于|而定|而异|因[^。\n]{1,12}不同|根据[^。\n]{0,10}(?:模型|版本|模式|类型))",
    r"|(?:不同|各|每个)(?:的)?\p{Han}{0,4}(?:模型|版本|模式|渠道)\p{Han}{0,4}(?:支持|取值|默认|可选|对应|限制|范围|要求)",
    r"|\b(?:defaults?|range|values?|limits?|maximum|minimum|options|supported|allowed|available)\b[^.\n,;0-9]{0,60}",
    r"\b(?:depends?|depending|var(?:y|ies)|differs?)\b",
));

/// Where dependence on something else begins.
pub(super) fn dependence(text: &str) -> Option<usize> {
    DEPENDENCE.find(text).map(|found| found.start())
}

/// Whether -1 has a meaning of its own, so that no lower bound above it can be the whole truth.
pub(super) fn has_sentinel(text: &str) -> bool {
    MINUS_ONE.found_in(text)
}

/// The values that switch a limit off: no bound that shuts one of them out can be the whole truth.
pub(super) fn disabling_values(text: &str) -> Vec<NumberLiteral> {
    DISABLING_VALUE.all_captures(text).filter_map(|found| number_text::decimal(found.get(1)?.as_str())).collect()
}
