//! Defaults: "默认值：3.5", "默认 1:1（可选）", "Defaults to 30.", "mp3 (default)", "1.0是默认值".
//!
//! A default must be *written*: described ones ("默认使用模型推荐值", "defaults to the input's size") are
//! not read, nor those of one model or case. Whether it fits the other limits is for [`super::reconcile`].

use std::ops::Range;

use super::{
    exclusions,
    model::{Finding, Statement},
    pattern::Pattern,
    text_view::TextView,
    written_value::{self, WrittenValue},
};

const RULE: &str = "default";

/// The word, and what may stand between it and the value. The longest way to say it comes first.
static ANNOUNCED: [Pattern; 2] = [
    Pattern::new(concat!(
        r"(?:默认|缺省)(?:的?值|设置|设定|参数|选项)?(?:给个|传)?(?: *(?:[:=]|->|为|是|设置?为|取|采?用|使用))* *",
        r"|(?:不传|不填|留空|为空)(?:时|则|就|的话|,| )*(?:代表|表示|等于|相当于|为|是) *:? *",
    )),
    Pattern::new(concat!(
        r"\bdefault(?:s|ed|ing)?(?: (?:values?|settings?))?(?: (?:of|for) (?:this|the|it)(?: \w+)?)?",
        r"(?: *(?:[:=]|\bis\b|\bto\b|\bset to\b|\bof\b))* *",
    )),
];

/// The keyword stands alone: 默认 may touch its value, but "default" is then an adjective more often than
/// not ("the default model"), unless something that is clearly a value ends the clause ("Default 72").
static BARE_KEYWORD: Pattern = Pattern::new(r"(?:默认|缺省|\bdefaults?|\bdefault (?:values?|settings?)) *$");

/// "默认使用" is said of values and of things that have a name: "默认使用 v2 模型".
static USED: Pattern = Pattern::new(r"用 *$");
/// A line that was broken in front of a quoted value.
static WRAPPED: Pattern = Pattern::new(r#"^\n *["`]"#);
/// "The default resolution for generated videos is": of the field, if it is named or called a value.
static OF_THING: Pattern = Pattern::new(
    r#"\bdefault (?P<n>[a-z]+) (?:(?:for|of) [a-z ()_-]{1,50} )?is (?P<v>"[^"\n]{1,40}"|`[^`\n]{1,40}`|'[^'\n]{1,40}')"#,
);
static ENDED: Pattern = Pattern::new(r"^ *(?:$|[,;。)\n]|\.(?: |$))");

/// Words before the keyword that make it somebody else's default, or none.
static ADJECTIVE: Pattern =
    Pattern::new(r#"(?:非|系统|其他|其它|其余|恢复|["'`]|[0-9] *[:=-]|\bnon-?|\bother|\bnot|\bno) *$"#);

/// A value in front: "mj(默认)", "`png` (default)", "1.0是默认值", "30 by default".
static BEHIND_VALUE: [Pattern; 4] = [
    Pattern::new(concat!(
        r#"(?P<v>"[^"\n]{1,40}"|`[^`\n]{1,40}`|'[^'\n]{1,40}'|-?\b[a-z0-9][a-z0-9_.:+-]*)"#,
        r"(?:秒|张|个)? *(?:\((?:[^()0-9]{1,12}[,;、])? *(?:默认值?|default(?: value)?) *[,;、)]|\[ *(?:默认|default) *\])",
    )),
    Pattern::new(r"(?P<v>-?\b[a-z0-9][a-z0-9_]*) *[:=-] *\p{Han}{1,10} *\( *默认值? *\)"),
    Pattern::new(
        r#"(?P<v>"[^"\n]{1,40}"|`[^`\n]{1,40}`|-?\b[a-z0-9][a-z0-9_.:+-]*) *(?:是|为|作为) *默认(?:值|设置|选项)"#,
    ),
    Pattern::new(
        r#"(?P<v>"[^"\n]{1,40}"|`[^`\n]{1,40}`|-?\b[0-9][0-9.]*|\btrue|\bfalse) +(?:is the default\b|by default\b)"#,
    ),
];

/// What introduces the effect of a value.
static WHEN_TRUE: Pattern = Pattern::new(r"(?:\bwhen|\bif|\bset to|为|设为) *$");

/// Every default that the text states.
pub(super) fn defaults(view: &TextView<'_>) -> Vec<Finding> {
    let announced = ANNOUNCED.iter().flat_map(|pattern| pattern.all(view.text()));
    let announced = announced.filter_map(|keyword| announced_default(view, &keyword.range()));
    let behind = BEHIND_VALUE.iter().flat_map(|pattern| pattern.all_captures(view.text()));
    let behind = behind.filter_map(|found| {
        let written = written_value::whole(found.name("v")?.as_str())?;
        let span = found.get(0)?.range();
        if WHEN_TRUE.found_in(view.before(span.start)) && written.is_unmistakable() {
            return marked(view, &span, &written);
        }
        stated(view, &span, &written)
    });
    let of_thing = OF_THING.all_captures(view.text()).filter_map(|found| default_of_thing(view, &found));
    announced.chain(behind).chain(of_thing).collect()
}

fn announced_default(view: &TextView<'_>, keyword: &Range<usize>) -> Option<Finding> {
    if ADJECTIVE.found_in(view.before(keyword.start)) {
        return None;
    }
    let wrapped = WRAPPED.find(view.behind(keyword.end)).map_or(0, |line| line.len() - 1);
    let keyword = keyword.start..keyword.end + wrapped;
    let written = written_value::at(view.behind(keyword.end))?;
    let said = view.text().get(keyword.clone()).unwrap_or_default();
    let end = keyword.end + written.length;
    let behind = view.behind(end);
    let names_something = said.is_ascii() && BARE_KEYWORD.found_in(said) || USED.found_in(said);
    let ends = ENDED.found_in(behind) && (USED.found_in(said) || view.before(keyword.start).ends_with('('));
    let is_adjective = names_something && !ends && !written.is_clearly_ended(behind);
    if is_adjective || written.is_continued(behind) {
        return None;
    }
    stated(view, &(keyword.start..end), &written)
}

fn default_of_thing(view: &TextView<'_>, found: &regex::Captures<'_>) -> Option<Finding> {
    let (span, noun) = (found.get(0)?.range(), found.name("n")?.as_str().to_lowercase());
    let value = found.name("v")?;
    let own = noun == "value" || view.name.has(&noun);
    let conditional = exclusions::is_conditional(view, &(value.start()..value.end()));
    let written = written_value::whole(value.as_str()).filter(|_| own && !conditional)?;
    marked(view, &span, &written)
}

/// "When true (default), …": the condition belongs to the sentence, the mark to the value.
fn marked(view: &TextView<'_>, span: &Range<usize>, written: &WrittenValue) -> Option<Finding> {
    let default = written.typed(view.field.ty)?;
    Some(view.finding(RULE, span, Statement::Default(default)))
}

fn stated(view: &TextView<'_>, span: &Range<usize>, written: &WrittenValue) -> Option<Finding> {
    if exclusions::is_conditional(view, span) { None } else { marked(view, span, written) }
}
