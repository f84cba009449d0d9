//! Two bounds at once: "范围值1-20", "必须介于 1 和 10 之间", "[0.5,2]", "between 0 and 1", "(0-15)".
//!
//! Two numbers with something between them are common in prose, so a pair counts only where its standing
//! is known: behind a word for ranges or values, behind "between", in brackets behind a noun, or alone in
//! its clause. The weaker the standing, the more the kind of the field has to speak for it.

use std::ops::Range;

use regex::Captures;

use super::{
    exclusions,
    interpret::{self, Limit, Side},
    model::{FieldType, Finding},
    number_text, other_subjects,
    pattern::Pattern,
    text_view::TextView,
    units,
};

static PAIR: Pattern = Pattern::new(r#"(?:["`]?([\[(]) *)?⟨n⟩⟨u⟩⟨to⟩⟨n⟩⟨u⟩(?: *([\])])["`]?)?"#);

/// How a pair stands in its clause, the surest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum PairContext {
    /// Behind a word for a range.
    Range,
    /// Between two numbers, in words.
    Between,
    /// Behind an obligation or a word for values or lengths.
    Values,
    /// In brackets behind a noun.
    Bracketed,
    /// Alone in its clause, or behind a colon.
    Bare,
}

/// What stands right before a pair, the surest standing first.
static PAIR_CONTEXTS: [(PairContext, Pattern); 4] = [
    (
        PairContext::Range,
        Pattern::new(concat!(
            r"(?:范围值?|值域|区间|\brang(?:es?|ing)|\bintervals?)(?: *(?:[:=]|为|是|在|从|介于|应|必须|需|控制在|限制在|\bis\b|\bare\b",
            r"|\bof\b|\bfrom\b|\bbetween\b|\bmust be\b|\bshould be\b|\bin\b))* *$",
        )),
    ),
    (PairContext::Between, Pattern::new(r"(?:介于|处于|位于|\bbetween) *:? *$")),
    (
        PairContext::Values,
        Pattern::new(concat!(
            r"(?:取值|可选值?|可用值|有效值|允许值?|可选择|可设|可填|可传|可上传|可取|值|长度|字数|必须|只能|应|须|需|限|\bvalues?|\baccepts?|\bvalid|\ballowed",
            r"|\blength|\bmust|\bshould|\bcan|\bhas to|\bneeds? to|\bsupports?|\bprovide|\bupload|\binclude",
            r"|\brequires?|\bcontains?|\b(?:list|array|set) of|\blimited to|支持|输入|上传|传入|提供)(?: *(?:[:=]|为|是|在|从|设置?为?|填|传|限制|输入|\bbe\b|\bis\b",
            r"|\bare\b|\bin\b|\bwithin\b|\bfrom\b|\bset to\b|\ban?\b|\bintegers?\b|\bnumbers?\b|\bfloats?\b",
            r"|\bvalues?\b))* *$",
        )),
    ),
    (
        PairContext::Values,
        Pattern::new(concat!(
            r"\b(?:numbers?|integers?|floats?|values?|decimals?|scale|varies|goes|anything|strength",
            r"|factor|fraction|percentage|multiplier) (?:\w+ ){0,2}from *$",
        )),
    ),
];

/// "数量 1～9" of a list.
static COUNT_BEFORE: Pattern =
    Pattern::new(r"(?:数量?|个数|张数|条数|\bcount|\bnumber|\blength)(?: *(?:[:=]|为|是|在|is|of))* *$");
static IN: Pattern = Pattern::new(r"\bin *$");
static FROM: Pattern = Pattern::new(r"([a-z]+) from *$");
/// What may follow a pair that says in words that it is one.
static CLOSED_BEHIND: Pattern = Pattern::new(r"^ *(?:之间|之内|的范围|范围内|区间|这个范围)");
static NUMBERS_BEHIND: Pattern =
    Pattern::new(r"^ *(?:之间)?的?(?:任意|任何)?(?:数字|数值|整数|小数|浮点数?|实数|值|正整数)");
static EXCLUSIVE_BEHIND: Pattern = Pattern::new(r"^ *[(,]? *(?:exclusive|不含端点|不包含?(?:两端|端点|边界))");
/// The clause ends, so that nothing turns the numbers into something else.
static ENDS: Pattern = Pattern::new(concat!(
    r"^ *(?:之间|以?内|(?:之间)?的?(?:任意|任何)?(?:数字|数值|整数|小数|浮点数?|值)|inclusive| supported| allowed| accepted)? *(?:$|[,;。!?()\n、]|\.(?:$|[^0-9])|  |默认",
    r"|缺省|推荐|建议)",
));
/// Han that may follow a number without being its unit.
static HARMLESS_HAN: Pattern = Pattern::new(
    r"^(?:之间|之内|之|以?内|的|间|整数|数字|数值|范围|任意|可选|越|默认|缺省|推荐|建议|或|且|,|是|为|表示|代表|其中|数|值|单位|左右|必填|选填|非必)",
);
/// What values in between would do, not which ones are allowed.
static EFFECT_BEHIND: Pattern = Pattern::new(concat!(
    r"^ *(?:之间)?的?(?:数?值)? *(?:应该?[^在为是]|会|将|可能|往往|能够|效果)",
    r"|^ *(?:should|will|would|may|might|could|tends?|gives?|produces?|makes?|results?|works?|yields?|increases?",
    r"|decreases?)\b",
));
/// Nothing else stands in the clause, or a colon ends what does: "…, from 0 to 1", "数量:1-6".
static ALONE: Pattern = Pattern::new(r"^ *(?:from *)?$|: *$");
/// A label of a few Han that names a quantity: 强度, 系数, 音量.
static LABEL: Pattern = Pattern::new(r"^ *\p{Han}{1,7}[度数值率比重级量速调例制长宽高径距] *$");
/// "默认值 1-10" is no range.
static DEFAULT_BEFORE: Pattern = Pattern::new(r"(?:默认|缺省|default)(?:值| value)?(?: *(?:[:=]|为|是|is|to))* *$");
static HAN: Pattern = Pattern::new(r"^\p{Han}");

/// Every pair of bounds that the text states.
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
        pair.is_unglued(view).then_some(pair)
    }

    /// Not a part of a ratio, size, date, version or identifier.
    fn is_unglued(&self, view: &TextView<'_>) -> bool {
        let before = view.before(self.span.start);
        let behind = view.behind(self.span.end);
        let bare_end = self.bounds[1].1.is_empty() && self.brackets.1 == ' ';
        let bare_start = self.brackets.0 == ' ';
        let glued =
            (bare_start && number_text::is_glued_before(before)) || (bare_end && number_text::is_glued_behind(behind));
        !glued && !DEFAULT_BEFORE.found_in(before)
    }

    fn findings(&self, view: &TextView<'_>) -> Vec<Finding> {
        self.trusted(view).unwrap_or_default()
    }

    fn trusted(&self, view: &TextView<'_>) -> Option<Vec<Finding>> {
        let before = view.clause_before(self.span.start);
        let standing = self.standing(view, before)?;
        let effect = EFFECT_BEHIND.found_in(view.behind(self.span.end));
        let others = exclusions::has_alternative(view, &self.span);
        let doubtful = effect
            || others
            || exclusions::is_doubtful(view, &self.span)
            || other_subjects::is_about_another(view, before);
        let vague = standing != PairContext::Range && exclusions::is_within_example(view, self.span.start);
        if doubtful || vague || !self.fits(view, standing) {
            return None;
        }
        self.statements(view, before)
    }

    fn standing(&self, view: &TextView<'_>, before: &str) -> Option<PairContext> {
        let behind = view.behind(self.span.end);
        let known = PAIR_CONTEXTS.iter().find(|(_, pattern)| pattern.found_in(before)).map(|(standing, _)| *standing);
        let standing = known.or_else(|| match self.brackets {
            _ if is_named_scale(view, before) => Some(PairContext::Values),
            // Of an untyped field nothing is known that a bare pair could be the values of.
            _ if view.field.ty == FieldType::Unknown => None,
            _ if NUMBERS_BEHIND.found_in(behind) || CLOSED_BEHIND.found_in(behind) => Some(PairContext::Between),
            _ if view.field.ty == FieldType::Array && COUNT_BEFORE.found_in(before) => Some(PairContext::Values),
            ('(', ')') => Some(PairContext::Bracketed),
            ('[', ')') | ('(', ']') => Some(PairContext::Values),
            ('[', ']') if IN.found_in(before) || self.holds_default(view) => Some(PairContext::Range),
            ('(', _) if ENDS.found_in(behind) => Some(PairContext::Bracketed),
            _ if ENDS.found_in(behind) && (ALONE.found_in(before) || is_the_label(view, before)) => {
                Some(PairContext::Bare)
            }
            _ => None,
        })?;
        self.is_joined_for(standing, behind).then_some(standing)
    }

    /// The stated default is neither of the two numbers in brackets but lies between them: no list of two.
    fn holds_default(&self, view: &TextView<'_>) -> bool {
        let [low, high] = self.bounds.map(|(number, _)| number_text::number(number));
        low.zip(high).is_some_and(|(low, high)| view.default_is_between(&low, &high))
    }

    /// A comma or "and" between numbers makes a list of two as often as a range.
    fn is_joined_for(&self, standing: PairContext, behind: &str) -> bool {
        match self.join {
            "," => {
                let interval = matches!(self.brackets, ('[' | '(', ']' | ')'));
                let half_open = self.brackets != ('(', ')') && self.brackets != ('[', ']');
                interval && (half_open || standing == PairContext::Range || CLOSED_BEHIND.found_in(behind))
            }
            "和" | "与" | "and" | "AND" | "And" => match standing {
                PairContext::Range | PairContext::Between => true,
                _ => CLOSED_BEHIND.found_in(behind),
            },
            _ => true,
        }
    }

    /// Whether such a field has a range that would be stated like this.
    fn fits(&self, view: &TextView<'_>, standing: PairContext) -> bool {
        let foreign_unit = self.unit().is_empty()
            && self.brackets.1 == ' '
            && HAN.found_in(view.behind(self.span.end))
            && !HARMLESS_HAN.found_in(view.behind(self.span.end));
        let lengths = units::measure(self.unit()) != units::UnitKind::Bare
            || interpret::speaks_of_length(view.clause_before(self.span.start));
        match view.field.ty {
            FieldType::Integer | FieldType::Number => !foreign_unit || standing == PairContext::Range,
            FieldType::String => {
                let keyword = standing != PairContext::Bare && standing != PairContext::Bracketed;
                !foreign_unit && (keyword || lengths || view.has_numeric_default())
            }
            FieldType::Unknown => !foreign_unit && matches!(standing, PairContext::Range | PairContext::Between),
            FieldType::Array => !self.unit().is_empty() || COUNT_BEFORE.found_in(view.clause_before(self.span.start)),
            FieldType::Boolean | FieldType::Object => false,
        }
    }

    fn unit(&self) -> &'t str {
        let [(_, first), (_, second)] = self.bounds;
        if second.is_empty() { first } else { second }
    }

    fn statements(&self, view: &TextView<'_>, before: &str) -> Option<Vec<Finding>> {
        let [low, high] = [number_text::number(self.bounds[0].0)?, number_text::number(self.bounds[1].0)?];
        let means_length = interpret::speaks_of_length(before);
        if low >= high {
            return None;
        }
        let low_is_lowest = !view.excludes(&low);
        let open = EXCLUSIVE_BEHIND.found_in(view.behind(self.span.end));
        let round = self.join == ",";
        let lower = (Side::Lower, low, open || round && self.brackets.0 == '(');
        let upper = (Side::Upper, high, open || round && self.brackets.1 == ')');
        let mut findings = Vec::new();
        for (side, value, exclusive) in low_is_lowest.then_some(lower).into_iter().chain([upper]) {
            let limit = Limit { side, value, exclusive, measure: units::measure(self.unit()) };
            let (statement, rule) = limit.statement(view, &self.span, means_length)?;
            findings.push(view.finding(rule.unwrap_or("range"), &self.span_with_word(view), statement));
        }
        Some(findings)
    }

    /// The pair with the word that introduced it, for the reader of the finding.
    fn span_with_word(&self, view: &TextView<'_>) -> Range<usize> {
        let before = view.clause_before(self.span.start);
        let word = PAIR_CONTEXTS.iter().find_map(|(_, pattern)| pattern.find(before));
        let start = word.map_or(self.span.start, |word| self.span.start - before.len() + word.start());
        start..self.span.end
    }
}

/// "重绘强度 0-1，默认 0.8": the text begins with the name of the thing in a few Han, and the pair is what it may be.
fn is_the_label(view: &TextView<'_>, before: &str) -> bool {
    LABEL.found_in(before) && view.text().trim_start().starts_with(before.trim_start())
}

/// "quality from 0 to 100" of `quality`.
fn is_named_scale(view: &TextView<'_>, before: &str) -> bool {
    FROM.captures(before)
        .and_then(|found| found.get(1))
        .is_some_and(|noun| view.name.has(&noun.as_str().to_lowercase()))
}
