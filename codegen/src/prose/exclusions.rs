//! What turns a number or a list into something other than a limit: advice, examples, conditions, and
//! texts in which everything depends on the model.
//!
//! A trap only ever takes findings away. Limits of *other things* are told by [`super::other_subjects`].

use std::ops::Range;

use super::{field_name::Name, pattern::Pattern, text_view::TextView};

/// Advice tells what works well, not what is allowed.
static ADVICE: Pattern = Pattern::new(concat!(
    r"建议|推荐|通常|一般|合理|常用|常见|最佳|最适合|大约|约(?:[^束定]|$)|即可|\btypical|\busual|\brecommend|\bsuggest|\bideal",
    r"|\bbest\b|\boptimal|\bgood\b|\bsweet spot|\bcommon|\boften\b|\bgenerally\b|\baround\b|\bapprox|\broughly\b",
    r"|\babout\b",
    r"|\breasonable|\bsensible|\bprefer|\btry\b|\bworks? (?:well|better)|\bnormally\b|\bfor most\b|^ *(?:左右|上下",
    r"|or so\b)",
));

/// Worked examples hold numbers that bind nobody.
static EXAMPLE: Pattern = Pattern::new(concat!(
    r"例如|比如|譬如|示例|举例|样例|(?:^|[^比])例:|假设|假如|(?:^|[,(;。 \n])如(?:[^果下需何有此实意]|$)|[诸正]如|(?:^|[^图影摄录头画肖人成])像(?:[^素]|$)",
    r"|\be\.g|\beg\b|\bfor example|\bfor instance|\bsuch as\b|\blike\b|\bexamples?\b|\bi\.e\.|\bsay\b",
));

/// A condition makes a limit the limit of some cases only.
static CONDITION: Pattern = Pattern::new(concat!(
    r"(?:^|[^适相应正恰担充])当(?:[^前中作然地天日]|$)|如果|若(?:[^干]|$)|仅当|仅在|只有|情况下|模式下|版本下|场景下|的话|[^小同及实随即按准定平延]时 *(?:[,:]|$)",
    r"|下[,:] *$|\bif\b|\bwhen\b|\bwhenever\b|\bunless\b|\bwhile using\b|\bversions? (?:before|after|above|below",
    r"|older|newer|prior)\b|\bdepend|\bin (?:the )?[\w-]+ mode\b",
    r"|\bfor (?:the )?[\w.-]+ (?:models?|modes?|endpoints?|versions?|plans?|users?|tier)\b",
    r"|\bwith (?:the )?[\w.-]+ model",
));

/// What may follow a limit and make it conditional after the fact.
static AFTERTHOUGHT: Pattern = Pattern::new(concat!(
    r"^.{0,60}?(?:\b(?:if|when|unless|depending)\b|\bfor (?:the )?[\w.-]*[0-9][\w.-]*\b|\bonly (?:for|with|in)\b",
    r"|\bfor (?:the )?[\w.-]+ (?:models?|modes?|versions?|plans?|users?|tier)\b|\bin (?:the )?[\w-]+ mode\b)",
    r"|^[^,。]{0,7}[^小同,。]时(?:[^间长段]|$)|^ *时(?:[^间长段]|$)|^.{0,40}(?:的情况下|模式下)",
));

/// Other values are allowed beside the range: "4 to 15 seconds, or auto".
static ALTERNATIVE: Pattern = Pattern::new(concat!(
    r#"^ *[,)]* *(?:or|或者?是?|以及|和|and also) *(?:is |为 *|be |set to |传 *)?["'`]?(?:-1|auto|null|none|random|空|自动|不限"#,
    r#"|[a-z]+["'`])"#,
));
/// A condition on the field's own absence is none: "if omitted, 1 is used" states the default.
static ABSENCE: Pattern = Pattern::new(concat!(
    r"不传|未传|不填|未填|未指定|不指定|未设置|不设置|未提供|不提供|不选|未选|留空|为空|省略|缺省|不输入|不给|没有?(?:传|填|设置|指定|提供)",
    r"|\bnot (?:be )?(?:provided|specified|set|given|passed|supplied|present|defined|included|sent)\b",
    r"|n't (?:provide|specify|set)",
    r"|\bomitted\b|\bunspecified\b|\bunset\b|\bleft (?:blank|empty|out)\b|\bempty\b|\bmissing\b|\babsent\b",
    r"|\bno value\b",
    r"|\bnone (?:is )?(?:provided|given|specified)\b|\bnothing\b",
));

static IDENTIFIER: Pattern =
    Pattern::new(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|`[^`]+`|\b(?-i:[a-z]+[A-Z])[A-Za-z]*\b");

/// "viduq2: …", "- kling 1.6 (5s) …": a line about one model.
static MODEL_LINE: Pattern = Pattern::new(concat!(
    r"^ *(?:[-+*>] *)?(?:[a-z][a-z0-9_.+-]*[0-9][a-z0-9_.+-]*|[a-z][a-z0-9_.+ -]*(?:模型|系列|版本?|model",
    r"|series))[^:,.。]{0,40}[:(]",
));

/// "V2 默认", "Pro 模型最大": the limit of one model inside a sentence.
static MODEL_BEFORE: Pattern = Pattern::new(concat!(
    r"(?:[a-z0-9] *|其他|其它|其余|高级|专业|标准|普通|付费|免费)(?:模型|系列|版本?|模式|用户|会员|套餐)\)?:? *(?:的|下|是|中|,)* *$",
    r"|\b[a-z]*[0-9][a-z0-9.-]* (?:model|mode|version|series|plan|tier)s?\)?:? *$|(?:其他|其它|其余) *$",
));

/// Whether what stands at `span` is advice: a word of advice in its clause.
pub(super) fn is_advice(view: &TextView<'_>, span: &Range<usize>) -> bool {
    ADVICE.found_in(view.clause_before(span.start)) || ADVICE.found_in(advice_behind(view, span.end))
}

/// "1-10 (recommended)" is advice, "1-10 (recommended: 5)" and "1-10, 推荐 5" recommend something else.
fn advice_behind<'r>(view: &'r TextView<'_>, at: usize) -> &'r str {
    let behind = view.behind(at);
    match behind.trim_start().strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((inner, _)) if !inner.contains(|digit: char| digit.is_ascii_digit()) => inner,
        Some(_) => "",
        None => view.clause_behind(at),
    }
}

/// Whether an example was announced in the clause.
pub(super) fn is_example(view: &TextView<'_>, at: usize) -> bool {
    EXAMPLE.found_in(view.clause_before(at))
}

/// Whether an example was announced anywhere in the sentence.
pub(super) fn is_within_example(view: &TextView<'_>, at: usize) -> bool {
    EXAMPLE.found_in(view.sentence_before(at))
}

/// When a field counts at all is no condition on its values: "仅当 hd 为真时生效，取值 1-5".
static VALIDITY: Pattern = Pattern::new(concat!(
    r"^[^,]*(?:时|情况下|模式下)(?:才)?(?:生效|有效|可用|必填|必传|使用)[,:]",
    r"|^ *(?:required|ignored|only (?:used|valid|applicable|effective|available)) (?:if|when|with|for) [^,]*,",
));

/// Whether the sentence makes what it says conditional, before or after.
pub(super) fn is_conditional(view: &TextView<'_>, span: &Range<usize>) -> bool {
    let sentence = view.sentence_before(span.start);
    let own = without_validity(sentence);
    view.is_conditional_at(span.start)
        || (CONDITION.found_in(own) && !is_own_absence(sentence, &view.name))
        || is_afterthought(view.sentence_behind(span.end))
        || is_about_one_model(view, span.start)
}

fn without_validity(sentence: &str) -> &str {
    let clauses = sentence.match_indices(',').map(|(at, _)| at + 1).chain([0]);
    let end = clauses.filter_map(|start| Some(start + VALIDITY.find(sentence.get(start..)?)?.end())).max();
    sentence.get(end.unwrap_or(0)..).unwrap_or(sentence)
}

fn is_afterthought(behind: &str) -> bool {
    AFTERTHOUGHT.found_in(behind) && !ABSENCE.found_in(behind)
}

fn is_own_absence(before: &str, name: &Name) -> bool {
    ABSENCE.found_in(before)
        && IDENTIFIER.all(before).all(|found| name.is_empty() || name.is(found.as_str().trim_matches('`')))
}

fn is_about_one_model(view: &TextView<'_>, at: usize) -> bool {
    let line = view.before(at).rsplit('\n').next().unwrap_or_default();
    let own = line.split([':', ' ']).next().is_some_and(|first| view.name.is(first));
    (!own && MODEL_LINE.found_in(line)) || MODEL_BEFORE.found_in(view.clause_before(at))
}

/// Whether the text allows values beside the limit at `span`.
pub(super) fn has_alternative(view: &TextView<'_>, span: &Range<usize>) -> bool {
    ALTERNATIVE.found_in(view.behind(span.end))
}

/// Every reason not to trust a place, but that it is about another thing.
pub(super) fn is_doubtful(view: &TextView<'_>, span: &Range<usize>) -> bool {
    is_advice(view, span) || is_example(view, span.start) || is_conditional(view, span)
}
