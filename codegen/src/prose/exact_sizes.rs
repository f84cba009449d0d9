//! Exact sizes: "长度：10位", "两位国家代码", "a 2-letter code", "只支持输入 1 张图", "512维向量".

use super::{
    exclusions, interpret,
    model::{FieldType, Finding, Statement},
    number_words,
    pattern::Pattern,
    text_view::TextView,
};

static LENGTHS: [Pattern; 5] = [
    Pattern::new(r"⟨length⟩(?: *(?:⟨fixed⟩|⟨must⟩|⟨be⟩|[:=]))* *([0-9]+) *(?:⟨exact unit⟩|$|[,;。\n)])"),
    Pattern::new(r"([0-9]+) *⟨place⟩(?:$|[,;。\n)])"),
    Pattern::new("([0-9]+|⟨numeral⟩) *⟨place⟩的?⟨kind of character⟩"),
    Pattern::new(r"\b([0-9]+|⟨numeral⟩)[- ]⟨character⟩"),
    Pattern::new(r"⟨exactly⟩ ([0-9]+) ⟨unit characters⟩"),
];

static COUNTS: [Pattern; 2] = [
    Pattern::new("⟨takes exactly⟩ *([0-9]+|⟨numeral⟩) *(?:⟨item counter⟩|⟨unit items⟩)"),
    Pattern::new("([0-9]+) *⟨dimensions⟩(?:⟨vector adjective⟩)*⟨-vector⟩"),
];

/// The number after it is a single bound, a part, or belongs to a longer number.
static NOT_EXACT: Pattern = Pattern::new("(?:⟨not exact⟩|[0-9~-]) *(?:of )?$");

/// The patterns, the rule, and the statements of a size.
type Sizes = (&'static [Pattern], &'static str, [fn(u64) -> Statement; 2]);

/// Returns every exact size that the text states, as equal lower and upper bounds.
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
        let size = found.get(1).and_then(|size| number_words::parse(size.as_str()));
        let (Some(whole), Some(size)) = (found.get(0), size) else { continue };
        let span = whole.range();
        let before = view.clause_before(span.start);
        let is_part = interpret::is_partial(view, &span) || NOT_EXACT.is_match(before);
        if !is_part && !exclusions::is_excluded(view, &span) {
            findings.extend(statements.iter().map(|statement| view.finding(rule, &span, statement(size))));
        }
    }
    findings
}
