//! Defaults: "默认值：3.5", "默认 1:1（可选）", "Defaults to 30.", "mp3 (default)", "1.0是默认值".
//!
//! The default must be a value: descriptions of it ("默认使用模型推荐值", "defaults to the input's size") are not read, nor are
//! defaults of one model or case. [`super::reconcile`] compares it with the limits.

use std::ops::Range;

use super::{
    exclusions,
    model::{Finding, Statement},
    pattern::Pattern,
    text_view::TextView,
    written_value::{self, WrittenValue},
};

const RULE: &str = "default";

/// The keyword and the words between it and the value.
static ANNOUNCED: [Pattern; 2] = [
    Pattern::new(concat!(
        r"⟨default⟩(?: ?⟨default noun⟩)?(?:⟨default verb⟩)?(?: ⟨default of⟩(?: \w+)?)?",
        "(?: *(?:[:=]|->|⟨default link⟩))* *",
    )),
    Pattern::new("⟨absent⟩(?:⟨absent link⟩|,| )*⟨absent means⟩ *:? *"),
];

/// The keyword alone. English "default" is often an adjective then ("the default model"), unless a value that cannot be
/// anything else ends the clause ("Default 72").
static KEYWORD_ONLY: Pattern = Pattern::new("⟨default⟩(?: ⟨default noun⟩)? *$");
/// "默认使用" is used with values and with things that have a name: "默认使用 v2 模型".
static USE: Pattern = Pattern::new("⟨use⟩ *$");
/// A line break before a quoted value.
static LINE_BREAK: Pattern = Pattern::new(r#"^\n *["`]"#);
/// "The default resolution for generated videos is …" is the default of the field, if the noun is its name or "value".
static OF_NOUN: Pattern = Pattern::new("⟨default of a noun⟩");
static ENDED: Pattern = Pattern::new(r"^ *(?:$|[,;。)\n]|\.(?: |$))");
/// The default is that of another value, or there is none.
static NOT_THE_DEFAULT: Pattern = Pattern::new(r#"(?:⟨not the default⟩|["'`]|[0-9] *[:=-]) *$"#);

/// The value comes first: "mj(默认)", "`png` (default)", "1.0是默认值", "30 by default".
static AFTER_VALUE: [Pattern; 4] = [
    Pattern::new(concat!(
        r#"(?P<v>"[^"\n]{1,40}"|`[^`\n]{1,40}`|'[^'\n]{1,40}'|-?\b[a-z0-9][a-z0-9_.:+-]*)⟨u⟩"#,
        r" *(?:\((?:[^()0-9]{1,12}[,;、])? *⟨default (in brackets)⟩ *[,;、)]|\[ *⟨default (in brackets)⟩ *\])",
    )),
    Pattern::new(r"(?P<v>-?\b[a-z0-9][a-z0-9_]*) *[:=-] *\p{Han}{1,10} *\( *⟨default (in brackets)⟩ *\)"),
    Pattern::new(r#"(?P<v>"[^"\n]{1,40}"|`[^`\n]{1,40}`|-?\b[a-z0-9][a-z0-9_.:+-]*) *⟨is the default⟩"#),
    Pattern::new(
        r#"(?P<v>"[^"\n]{1,40}"|`[^`\n]{1,40}`|-?\b[0-9][0-9.]*|\btrue|\bfalse) +⟨is the default (after a space)⟩"#,
    ),
];

/// Introduces the effect of a value.
static WHEN: Pattern = Pattern::new("⟨when⟩ *$");

/// Returns every default that the text states.
pub(super) fn defaults(view: &TextView<'_>) -> Vec<Finding> {
    let announced = ANNOUNCED.iter().flat_map(|pattern| pattern.find_all(view.text()));
    let announced = announced.filter_map(|keyword| announced_default(view, &keyword.range()));
    let behind = AFTER_VALUE.iter().flat_map(|pattern| pattern.all_captures(view.text()));
    let behind = behind.filter_map(|found| {
        let written = written_value::whole(found.name("v")?.as_str())?;
        let span = found.get(0)?.range();
        if WHEN.is_match(view.before(span.start)) && written.is_unmistakable() {
            return unconditional(view, &span, &written);
        }
        stated(view, &span, &written)
    });
    let of_noun = OF_NOUN.all_captures(view.text()).filter_map(|found| default_of_noun(view, &found));
    announced.chain(behind).chain(of_noun).collect()
}

fn announced_default(view: &TextView<'_>, keyword: &Range<usize>) -> Option<Finding> {
    if NOT_THE_DEFAULT.is_match(view.before(keyword.start)) {
        return None;
    }
    let wrapped = LINE_BREAK.find(view.after(keyword.end)).map_or(0, |line| line.len() - 1);
    let keyword = keyword.start..keyword.end + wrapped;
    let written = written_value::at(view.after(keyword.end))?;
    let said = view.text().get(keyword.clone()).unwrap_or_default();
    let end = keyword.end + written.length;
    let behind = view.after(end);
    let names_something = said.is_ascii() && KEYWORD_ONLY.is_match(said) || USE.is_match(said);
    let ends = ENDED.is_match(behind) && (USE.is_match(said) || view.before(keyword.start).ends_with('('));
    let is_adjective = names_something && !ends && !written.is_clearly_ended(behind);
    if is_adjective || written.is_continued(behind) {
        return None;
    }
    stated(view, &(keyword.start..end), &written)
}

fn default_of_noun(view: &TextView<'_>, found: &regex::Captures<'_>) -> Option<Finding> {
    let (span, noun) = (found.get(0)?.range(), found.name("n")?.as_str().to_lowercase());
    let value = found.name("v")?;
    let own = noun == "value" || view.name.has(&noun);
    let conditional = exclusions::is_conditional(view, &(value.start()..value.end()));
    let written = written_value::whole(value.as_str()).filter(|_| own && !conditional)?;
    unconditional(view, &span, &written)
}

/// Returns the default even in a conditional sentence: "When true (default), …".
fn unconditional(view: &TextView<'_>, span: &Range<usize>, written: &WrittenValue) -> Option<Finding> {
    let default = written.typed(view.field.ty)?;
    Some(view.finding(RULE, span, Statement::Default(default)))
}

fn stated(view: &TextView<'_>, span: &Range<usize>, written: &WrittenValue) -> Option<Finding> {
    if exclusions::is_conditional(view, span) { None } else { unconditional(view, span, written) }
}
