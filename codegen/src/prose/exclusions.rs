//! Reasons why a number or a list is not a limit: advice, examples, conditions, limits of one model.
//!
//! An exclusion only removes findings. Limits of other subjects are recognised by [`super::other_subjects`].

use std::ops::Range;

use super::{
    conditions::{self, ABSENCE},
    pattern::Pattern,
    scopes,
    text_view::TextView,
};

static ADVICE: Pattern = Pattern::new("⟨advice⟩");
static EXAMPLE: Pattern = Pattern::new("⟨example⟩");
static CONDITION_AFTER: Pattern =
    Pattern::new("^.{0,60}?⟨condition (after)⟩|^[^,。]{0,7}[^小同,。]⟨when (after)⟩|^ *⟨when (after)⟩");
/// Another value is allowed as well: "4 to 15 seconds, or auto".
static ALTERNATIVE: Pattern =
    Pattern::new(r#"^ *[,)]* *⟨alternative⟩ *(?:⟨alternative verb⟩ *)?["'`]?(?:-1|⟨special word⟩|[a-z]+["'`])"#);
/// A line about one model: "viduq2: …", "- kling 1.6 (5s) …".
static MODEL_LINE: Pattern = Pattern::new(
    "^ *(?:[-+*>] *)?(?:[a-z][a-z0-9_.+-]*[0-9][a-z0-9_.+-]*|[a-z][a-z0-9_.+ -]*⟨model noun⟩)[^:,.。]{0,40}[:(]",
);
/// The limit of one model or plan inside a sentence: "V2 默认", "Pro 模型最大".
static MODEL_BEFORE: Pattern = Pattern::new(
    r"(?:[a-z0-9] *|⟨tier⟩)⟨model or plan (zh)⟩\)?:? *(?:⟨model link⟩|⟨limit noun⟩|[值为]|,| )*$|\b[a-z]*[0-9][a-z0-9.-]* ⟨model or plan⟩\)?:? *$|⟨others⟩ *$",
);

/// Returns whether the clause of a statement gives advice.
pub(super) fn is_advice(view: &TextView<'_>, span: &Range<usize>) -> bool {
    ADVICE.is_match(view.clause_before(span.start)) || ADVICE.is_match(advice_after(view, span.end))
}

/// Returns the text after a statement that can make it advice: "1-10 (recommended)", but not "1-10 (recommended: 5)".
fn advice_after<'r>(view: &'r TextView<'_>, at: usize) -> &'r str {
    let behind = view.after(at);
    match behind.trim_start().strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((inner, _)) if !inner.contains(|digit: char| digit.is_ascii_digit()) => inner,
        Some(_) => "",
        None => view.clause_after(at),
    }
}

/// Returns whether an example is announced in the clause.
pub(super) fn is_example(view: &TextView<'_>, at: usize) -> bool {
    EXAMPLE.is_match(view.clause_before(at))
}

/// Returns whether an example is announced in the sentence.
pub(super) fn is_within_example(view: &TextView<'_>, at: usize) -> bool {
    EXAMPLE.is_match(view.sentence_before(at))
}

/// Returns whether the statement applies in some cases only.
pub(super) fn is_conditional(view: &TextView<'_>, span: &Range<usize>) -> bool {
    view.is_conditional_at(span.start)
        || conditions::states_condition(view, view.sentence_before(span.start))
        || is_conditional_after(view.sentence_after(span.end))
        || is_about_one_model(view, span.start)
        || scopes::is_scoped(view, span.start)
}

fn is_conditional_after(behind: &str) -> bool {
    CONDITION_AFTER.is_match(behind) && !ABSENCE.is_match(behind)
}

fn is_about_one_model(view: &TextView<'_>, at: usize) -> bool {
    let line = view.before(at).rsplit('\n').next().unwrap_or_default();
    let own = line.split([':', ' ']).next().is_some_and(|first| view.name.is(first));
    (!own && MODEL_LINE.is_match(line)) || MODEL_BEFORE.is_match(view.clause_before(at))
}

/// Returns whether the text allows a value outside the limit at `span`.
pub(super) fn has_alternative(view: &TextView<'_>, span: &Range<usize>) -> bool {
    ALTERNATIVE.is_match(view.after(span.end))
}

/// Returns whether a statement is excluded for any reason except another subject.
pub(super) fn is_excluded(view: &TextView<'_>, span: &Range<usize>) -> bool {
    is_advice(view, span) || is_example(view, span.start) || is_conditional(view, span)
}
