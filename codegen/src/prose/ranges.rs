//! Pairs of bounds: "范围值1-20", "必须介于 1 和 10 之间", "[0.5,2]", "between 0 and 1", "(0-15)".
//!
//! Two joined numbers are common in prose, so a pair counts only in a known context: after a word for ranges or values,
//! after "between", in brackets after a noun, or alone in its clause. The weaker the context, the more the type of the
//! field has to fit.

use std::ops::Range;

use regex::Captures;

use super::{
    exclusions,
    interpret::{self, BoundSide, NumericBound},
    model::{FieldType, Finding},
    number_text, other_subjects,
    pattern::Pattern,
    text_view::TextView,
    units,
};

static PAIR: Pattern = Pattern::new(r#"(?:["`]?([\[(]) *)?⟨n⟩⟨u⟩⟨join⟩⟨n⟩⟨u⟩(?: *([\])])["`]?)?"#);

/// The context of a pair in its clause, the strongest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum PairContext {
    /// After a word for a range.
    Range,
    /// After "between", or before 之间.
    Between,
    /// After an obligation, or a word for values or lengths.
    Values,
    /// In brackets after a noun.
    Bracketed,
    /// Alone in its clause, or after a colon.
    Bare,
}

/// The text before a pair in each context, the strongest first.
static PAIR_CONTEXTS: [(PairContext, Pattern); 4] = [
    (PairContext::Range, Pattern::new("⟨range⟩(?: *(?:[:=]|⟨range link⟩))* *$")),
    (PairContext::Between, Pattern::new("⟨between⟩ *:? *$")),
    (PairContext::Values, Pattern::new("⟨value⟩(?: *(?:[:=]|⟨value link⟩))* *$")),
    (PairContext::Values, Pattern::new(r"⟨quantity⟩ (?:\w+ ){0,2}from *$")),
];

static COUNT_BEFORE: Pattern = Pattern::new("⟨count⟩(?: *(?:[:=]|⟨count link⟩))* *$");
static IN: Pattern = Pattern::new(r"\bin *$");
static FROM: Pattern = Pattern::new("([a-z]+) from *$");
static BETWEEN_AFTER: Pattern = Pattern::new("^ *⟨between (after)⟩");
static NUMBERS_AFTER: Pattern = Pattern::new("^ *⟨numbers (after)⟩");
static EXCLUSIVE_AFTER: Pattern = Pattern::new("^ *[(,]? *⟨excluded bounds⟩");
static LIST_AND: Pattern = Pattern::new("^⟨list and⟩$");
/// The clause ends after the pair.
static ENDS: Pattern = Pattern::new(r"^ *(?:⟨range end⟩)? *(?:$|[,;。!?()\n、]|\.(?:$|[^0-9])|  |⟨next statement⟩)");
/// Characters that can follow a number without being its unit.
static NOT_A_UNIT: Pattern = Pattern::new("^(?:⟨not a unit⟩|⟨not a unit of a range⟩|,)");
/// The sentence describes the effect of the values between the bounds.
static EFFECT_AFTER: Pattern = Pattern::new("^ *(?:⟨value (after)⟩)? *⟨effect⟩");
/// The pair is alone in its clause, or follows a colon: "…, from 0 to 1", "数量:1-6".
static ALONE: Pattern = Pattern::new("^ *(?:from *)?$|: *$");
/// A label of a few Han characters that names a quantity: 强度, 系数, 音量.
static LABEL: Pattern = Pattern::new(r"^ *\p{Han}{1,7}⟨quantity suffix⟩ *$");
/// "默认值 1-10" is not a range.
static DEFAULT_BEFORE: Pattern = Pattern::new("⟨default⟩(?: ?⟨default noun⟩)?(?: *(?:[:=]|⟨default link⟩))* *$");
static HAN: Pattern = Pattern::new(r"^\p{Han}");

/// Returns every pair of bounds that the text states.
pub(super) fn ranges(view: &TextView<'_>) -> Vec<Finding> {
    PAIR.all_captures(view.text())
        .filter_map(|pair| Pair::read(view, &pair))
        .flat_map(|pair| pair.findings(view))
        .collect()
}

struct Pair<'t> {
    span: Range<usize>,
    bounds: [(&'t str, &'t str); 2],
    join: &'t str,
    brackets: (char, char),
}

impl<'t> Pair<'t> {
    fn read(view: &TextView<'_>, found: &Captures<'t>) -> Option<Self> {
        let group = |index| found.get(index).map_or("", |part| part.as_str());
        let bracket = |index| group(index).chars().next().unwrap_or(' ');
        let pair = Self {
            span: found.get(0)?.range(),
            bounds: [(group(2), group(3)), (group(5), group(6))],
            join: group(4).trim(),
            brackets: (bracket(1), bracket(7)),
        };
        pair.is_separate(view).then_some(pair)
    }

    /// Returns whether the pair is not a part of a ratio, size, date, version or identifier.
    fn is_separate(&self, view: &TextView<'_>) -> bool {
        let before = view.before(self.span.start);
        let behind = view.after(self.span.end);
        let bare_end = self.bounds[1].1.is_empty() && self.brackets.1 == ' ';
        let bare_start = self.brackets.0 == ' ';
        let attached = (bare_start && number_text::is_attached_before(before))
            || (bare_end && number_text::is_attached_after(behind));
        !attached && !DEFAULT_BEFORE.is_match(before)
    }

    fn findings(&self, view: &TextView<'_>) -> Vec<Finding> {
        self.trusted(view).unwrap_or_default()
    }

    fn trusted(&self, view: &TextView<'_>) -> Option<Vec<Finding>> {
        let before = view.clause_before(self.span.start);
        let standing = self.standing(view, before)?;
        let effect = EFFECT_AFTER.is_match(view.after(self.span.end));
        let others = exclusions::has_alternative(view, &self.span);
        let doubtful = effect
            || others
            || exclusions::is_excluded(view, &self.span)
            || other_subjects::is_about_another(view, before);
        let vague = standing != PairContext::Range && exclusions::is_within_example(view, self.span.start);
        if doubtful || vague || !self.fits(view, standing) {
            return None;
        }
        self.statements(view, before)
    }

    fn standing(&self, view: &TextView<'_>, before: &str) -> Option<PairContext> {
        let behind = view.after(self.span.end);
        let known = PAIR_CONTEXTS.iter().find(|(_, pattern)| pattern.is_match(before)).map(|(standing, _)| *standing);
        let standing = known.or_else(|| match self.brackets {
            _ if is_named_scale(view, before) => Some(PairContext::Values),
            // Of an untyped field nothing is known that a bare pair could be the values of.
            _ if view.field.ty == FieldType::Unknown => None,
            _ if NUMBERS_AFTER.is_match(behind) || BETWEEN_AFTER.is_match(behind) => Some(PairContext::Between),
            _ if view.field.ty == FieldType::Array && COUNT_BEFORE.is_match(before) => Some(PairContext::Values),
            ('(', ')') => Some(PairContext::Bracketed),
            ('[', ')') | ('(', ']') => Some(PairContext::Values),
            ('[', ']') if IN.is_match(before) || self.holds_default(view) => Some(PairContext::Range),
            ('(', _) if ENDS.is_match(behind) => Some(PairContext::Bracketed),
            _ if ENDS.is_match(behind) && (ALONE.is_match(before) || is_the_label(view, before)) => {
                Some(PairContext::Bare)
            }
            _ => None,
        })?;
        self.is_joined_for(standing, behind).then_some(standing)
    }

    /// Returns whether the stated default is between the two numbers in brackets, so that they are not a list of two.
    fn holds_default(&self, view: &TextView<'_>) -> bool {
        let [low, high] = self.bounds.map(|(number, _)| number_text::number(number));
        low.zip(high).is_some_and(|(low, high)| view.default_is_between(&low, &high))
    }

    /// Returns whether the join fits the context: two numbers joined by a comma or "and" are often a list.
    fn is_joined_for(&self, standing: PairContext, behind: &str) -> bool {
        match self.join {
            "," => {
                let interval = matches!(self.brackets, ('[' | '(', ']' | ')'));
                let half_open = self.brackets != ('(', ')') && self.brackets != ('[', ']');
                interval && (half_open || standing == PairContext::Range || BETWEEN_AFTER.is_match(behind))
            }
            join if LIST_AND.is_match(join) => match standing {
                PairContext::Range | PairContext::Between => true,
                _ => BETWEEN_AFTER.is_match(behind),
            },
            _ => true,
        }
    }

    /// Returns whether the field can have a range that is stated in this context.
    fn fits(&self, view: &TextView<'_>, standing: PairContext) -> bool {
        let foreign_unit = self.unit().is_empty()
            && self.brackets.1 == ' '
            && HAN.is_match(view.after(self.span.end))
            && !NOT_A_UNIT.is_match(view.after(self.span.end));
        let lengths = units::measure(self.unit()) != units::UnitKind::Bare
            || interpret::is_length(view.clause_before(self.span.start));
        match view.field.ty {
            FieldType::Integer | FieldType::Number => !foreign_unit || standing == PairContext::Range,
            FieldType::String => {
                let keyword = standing != PairContext::Bare && standing != PairContext::Bracketed;
                !foreign_unit && (keyword || lengths || view.has_numeric_default())
            }
            FieldType::Unknown => !foreign_unit && matches!(standing, PairContext::Range | PairContext::Between),
            FieldType::Array => !self.unit().is_empty() || COUNT_BEFORE.is_match(view.clause_before(self.span.start)),
            FieldType::Boolean | FieldType::Object => false,
        }
    }

    fn unit(&self) -> &'t str {
        let [(_, first), (_, second)] = self.bounds;
        if second.is_empty() { first } else { second }
    }

    fn statements(&self, view: &TextView<'_>, before: &str) -> Option<Vec<Finding>> {
        let [low, high] = [number_text::number(self.bounds[0].0)?, number_text::number(self.bounds[1].0)?];
        let means_length = interpret::is_length(before);
        if low >= high {
            return None;
        }
        let low_is_lowest = !view.excludes(&low);
        let open = EXCLUSIVE_AFTER.is_match(view.after(self.span.end));
        let round = self.join == ",";
        let lower = (BoundSide::Lower, low, open || round && self.brackets.0 == '(');
        let upper = (BoundSide::Upper, high, open || round && self.brackets.1 == ')');
        let mut findings = Vec::new();
        for (side, value, exclusive) in low_is_lowest.then_some(lower).into_iter().chain([upper]) {
            let numeric = NumericBound { side, value, exclusive, unit: units::measure(self.unit()) };
            let (statement, rule) = numeric.statement(view, &self.span, means_length)?;
            findings.push(view.finding(rule.unwrap_or("range"), &self.span_with_introduction(view), statement));
        }
        Some(findings)
    }

    /// Returns the span of the pair with the phrase that introduces it.
    fn span_with_introduction(&self, view: &TextView<'_>) -> Range<usize> {
        let before = view.clause_before(self.span.start);
        let word = PAIR_CONTEXTS.iter().find_map(|(_, pattern)| pattern.find(before));
        let start = word.map_or(self.span.start, |word| self.span.start - before.len() + word.start());
        start..self.span.end
    }
}

/// Returns whether the text begins with a label of a few characters before the pair: "重绘强度 0-1，默认 0.8".
fn is_the_label(view: &TextView<'_>, before: &str) -> bool {
    LABEL.is_match(before) && view.text().trim_start().starts_with(before.trim_start())
}

/// Returns whether the noun before the pair is the name of the field: "quality from 0 to 100".
fn is_named_scale(view: &TextView<'_>, before: &str) -> bool {
    FROM.captures(before)
        .and_then(|found| found.get(1))
        .is_some_and(|noun| view.name.has(&noun.as_str().to_lowercase()))
}
