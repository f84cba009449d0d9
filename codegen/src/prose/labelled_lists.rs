//! Enumerations behind a word: "枚举值：std，pro", "支持default、png、jpeg", "Possible values: a, b, c".
//!
//! The word decides how much the members have to prove. Lists of files that a URL may point to, of models
//! for which a field is valid, and lists that say they are not complete are no enumerations.
//! Lists without any word are read by [`super::unlabelled_lists`], numbers with meanings by [`super::value_tables`].

use std::ops::Range;

use super::{
    exact_sizes, exclusions,
    list_items::{self, ListItems},
    model::{FieldType, Finding, Statement},
    pattern::Pattern,
    text_view::TextView,
};
use crate::Literal;

const RULE: &str = "supported-values";

/// How surely a word introduces all allowed values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Word {
    /// It introduces nothing else; one member is enough.
    Sole,
    /// It says that one value has to be sent.
    Constant,
    /// It introduces lists.
    Strong,
    /// It is a verb of everyday prose as well.
    Weak,
    /// It says nothing; that the members are counted behind their list does: "分为 a、b、c 三档".
    Counted,
}

macro_rules! connectors {
    () => {
        concat!(
            r"(?: *(?:[:=]|只?有|为|是|如下|以下|\p{Han}{0,4}之一|分别|包括|\bare\b|\bis\b|\bcan be\b|\binclude\b|\bbe\b|\bone of\b",
            r"|\beither\b|\bthe following\b|\bvalues?\b))*[ \n]*",
        )
    };
}

static WORDS: [(Word, Pattern); 5] = [
    (
        Word::Sole,
        Pattern::new(concat!(r"(?:枚举值?|\benum(?:erat(?:ion|ed))?(?: values?)?(?::|\bis\b|\bare\b))", connectors!())),
    ),
    (
        Word::Constant,
        Pattern::new(concat!(
            r"(?:固定(?:值|为|传|填|是)|(?:必须|只能|需要?)(?:设置?为|传|填写?)|[只仅]支持|\bmust (?:always )?be set to|\bfixed (?:to|at",
            r"|value)",
            r"|\bonly supports?)",
            connectors!()
        )),
    ),
    (
        Word::Strong,
        Pattern::new(concat!(
            r"(?:可选的?(?:值|项|参数|范围|格式|模式|类型|模型)|可选择|请选择|任选其一|可选为|可用(?:值|的?\p{Han}{1,6})|有效值|合法值|范围值?|允许的?值|选项|取值(?:范围)?",
            r"|(?:为|是)?以下(?:值|选项|\p{Han}{1,4})?之一|支持的\p{Han}{1,6}",
            r"|\b(?:allowed|possible|valid|supported|accepted|available|permitted",
            r"|acceptable) (?:enum )?(?:values?|options?|choices?|formats?|types?|modes?|models?|sizes?",
            r"|resolutions?|aspect ratios?|ratios?|styles?|languages?|voices?|durations?)(?: here)?",
            r"|\b(?:allowed|valid|supported|available|accepted|permitted):|\b(?:one of|options?:|choices?:",
            r"|options are|choices are|values:|(?:value )?range(?: is|:)|, range|(?:is|are) (?:currently )?supported:|choose (?:from|between|one of)|select (?:from|one of|between)))",
            connectors!()
        )),
    ),
    (
        Word::Weak,
        Pattern::new(concat!(
            r"(?:(?:暂|目前)?[仅只]?支持|[仅只]限(?:于|定)?|必须[是为]|只能[是为选传]|可以[是为]|可[为传填]|可选|目前[只仅]有|传入?|\bsupports?(?: only)?|\bmay be",
            r"|\bcan be|\bmust be|\bshould be|\bsupported:?|\baccepts?|\bset to|\beither)",
            connectors!()
        )),
    ),
    (Word::Counted, Pattern::new(r"(?:包含|包括|分为|分成|共?有|开放|提供|支持|使用) *:?[ \n]*")),
];

/// "…三种": how many members there are.
static COUNT_BEHIND: Pattern =
    Pattern::new(r"^ *(?:这|共)? *([0-9]+|[两二三四五六七八九十]) *(?:种|个|档|类|项|款|级)");

/// "目前只有 x 可用": the one value there is.
static ONLY_ONE: Pattern = Pattern::new(
    r#"目前(?:只有|仅有|仅支持|只支持) *["`']?([a-z0-9][a-z0-9_.-]*)["`']? *(?:可用|可选|这?一种|模型可用)"#,
);
/// A translated "must be one of a or b" in the wrong order: `必须是 或url之一b64_json`.
static SCRAMBLED: Pattern = Pattern::new(r"必须[是为] *[或和]([^。\n;]{1,60})");
static ASCII_WORD: Pattern = Pattern::new(r"[a-z0-9][a-z0-9_.-]*");

/// Values that only files have.
const EXTENSIONS: &[&str] = &[
    "jpg", "jpeg", "png", "webp", "gif", "avif", "bmp", "tiff", "heic", "heif", "svg", "mp3", "wav", "flac", "aac",
    "ogg", "m4a", "opus", "mp4", "mov", "webm", "avi", "mkv", "m4v", "wma", "pdf", "doc", "docx", "txt", "zip", "glb",
    "obj",
];
/// Ways to hand over a file; a list of them lists no values.
const MEANS: &[&str] = &["url", "urls", "base64", "http", "https", "uri", "file", "id", "json", "api", "sdk"];

/// In front of a list these say that it lists something else.
static ELSEWHERE: Pattern = Pattern::new(concat!(
    r"(?:[此该本]参数|[此该本]字段|[此该本]功能|文件|上传|拖放|图片格式|视频格式|音频格式|接口|\bthis (?:parameter|field|option|feature)",
    r"|\bfile (?:types?|formats?)|\bupload)(?:的|目前|暂|当前|is|\(s\)| )*$",
));
/// Behind a list: models, systems or languages for which something holds.
static MODELS_BEHIND: Pattern = Pattern::new(
    r"^ *(?:[这等]?[两三四]?[个种]?(?:模型|系列|版本|接口|用户|平台)|\b(?:models?|versions?|endpoints?|users?)\b)",
);

static MODELS: Pattern = Pattern::new(r"^(?:支持的?|可用的?|可选的?|[a-z]+ )(?:模型|版本|系列|models?\b|versions?\b)");
static NEEDED_BEHIND: Pattern = Pattern::new(
    r"^ *(?:参数|字段)?(?:二选一|至少|必填|必传|不能同时|must\b|should\b|(?:is|are) required|(?:needs?|has|have) to\b)",
);
static CHOICE_BEFORE: Pattern = Pattern::new(r"[二三]选一 *[:,]? *$|互斥|同时为空|\bmutually exclusive");
static PATTERN: Pattern =
    Pattern::new(r"^(?:y{2,4}|m{2}|d{2}|h{2}|s{2})(?:[-:/. _]?(?:y{2,4}|m{2,3}|d{2}|h{2}|s{2}))+$");
static SENTENCE_END: Pattern = Pattern::new(r"^ *(?:$|[\n。;!,)]|\.(?:$|[^a-z0-9])|  )");

/// Every list of allowed values that a word introduces.
pub(super) fn lists(view: &TextView<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut read_to = 0;
    for (word, pattern) in &WORDS {
        for keyword in pattern.all(view.text()) {
            if keyword.start() < read_to && matches!(word, Word::Weak | Word::Counted) {
                continue;
            }
            if let Some((finding, end)) = list(view, *word, &keyword.range()) {
                read_to = read_to.max(end);
                findings.push(finding);
            }
        }
    }
    findings.extend(only_value(view));
    findings.extend(scrambled(view));
    findings
}

fn list(view: &TextView<'_>, word: Word, keyword: &Range<usize>) -> Option<(Finding, usize)> {
    let members = list_items::read(view.from(keyword.end), !matches!(word, Word::Weak | Word::Counted));
    let span = keyword.start..keyword.end + members.end;
    if members.values.len() < 2 && !is_enough_alone(view, word, &members, &span)
        || !is_list(view, word, &members, &span)
    {
        return None;
    }
    let finding = enumeration(view, RULE, &span, &members)?;
    Some((finding, span.end))
}

/// One member makes a list behind "枚举值", and behind "只支持" where it is clearly a value: "只支持5s".
fn is_enough_alone(view: &TextView<'_>, word: Word, members: &ListItems, span: &Range<usize>) -> bool {
    let Some(only) = members.values.first() else { return false };
    match word {
        Word::Sole => true,
        Word::Constant => {
            let said = view.text().get(span.clone()).unwrap_or_default();
            let measured = only.text.starts_with(|first: char| first.is_ascii_digit());
            let supported = said.contains("支持") || said.contains("support");
            let heads = view.clause_before(span.start).len() == span.start;
            let ends = SENTENCE_END.found_in(view.behind(span.end));
            let prose = view.text().is_ascii() && only.is_plain_word() && !only.is_quoted();
            if supported { measured && heads && ends } else { !prose }
        }
        Word::Strong | Word::Weak | Word::Counted => false,
    }
}

fn is_list(view: &TextView<'_>, word: Word, members: &ListItems, span: &Range<usize>) -> bool {
    !members.open
        && !are_patterns(members)
        && !is_interval(view, members, span)
        && !is_elsewhere(view, span)
        && !is_choice_of_fields(view, members, span)
        && !is_of_files(view, members)
        && (word == Word::Sole || !view.points_elsewhere())
        && !exclusions::is_doubtful(view, span)
        && (!matches!(word, Word::Weak | Word::Constant) || proves_itself(view, members, span))
        && (word != Word::Counted || are_all(members, view.behind(span.end)))
}

/// Whether the text behind a list counts as many members as were read.
fn are_all(members: &ListItems, behind: &str) -> bool {
    let counted = COUNT_BEHIND.captures(behind).and_then(|found| exact_sizes::numeral(found.get(1)?.as_str()));
    counted.is_some_and(|count| usize::try_from(count).is_ok_and(|count| count == members.values.len()))
}

/// `MM:SS` and `YYYY-MM-DD` say how a value is written.
pub(super) fn are_patterns(members: &ListItems) -> bool {
    members.values.iter().any(|member| PATTERN.found_in(&member.text))
}

/// "取值范围：[0,1]" is an interval, and what "取值 [0,1]" is nobody knows.
fn is_interval(view: &TextView<'_>, members: &ListItems, span: &Range<usize>) -> bool {
    let values = &members.values;
    let said = view.text().get(span.clone()).unwrap_or_default();
    let numbers = values.len() == 2
        && !members.alternatives
        && values.iter().all(|value| value.as_number().is_some() && !value.is_quoted());
    numbers && ["范围", "range", "["].iter().any(|word| said.to_lowercase().contains(word))
}

fn is_elsewhere(view: &TextView<'_>, span: &Range<usize>) -> bool {
    let word = view.text().get(span.start..).unwrap_or_default();
    let of_models = MODELS_BEHIND.found_in(view.behind(span.end)) || MODELS.found_in(word);
    ELSEWHERE.found_in(view.clause_before(span.start)) || of_models && !is_of_models(view)
}

fn is_of_models(view: &TextView<'_>) -> bool {
    view.name.mentions(&["model", "version", "engine"]) || view.head_mentions(&["模型", "版本", "model", "version"])
}

/// "Either prompt or `multi_prompt` must be provided" chooses between two fields.
pub(super) fn is_choice_of_fields(view: &TextView<'_>, members: &ListItems, span: &Range<usize>) -> bool {
    members.values.iter().any(|member| view.name.is(&member.text))
        || CHOICE_BEFORE.found_in(view.sentence_before(span.start))
        || NEEDED_BEHIND.found_in(view.behind(span.end))
}

/// File types are the values of a format, and what a URL may point to everywhere else.
pub(super) fn is_of_files(view: &TextView<'_>, members: &ListItems) -> bool {
    let all = |known: &[&str]| {
        members.values.iter().all(|member| known.contains(&member.text.trim_start_matches('.').to_lowercase().as_str()))
    };
    let any_means = members.values.iter().any(|member| MEANS.contains(&member.text.to_lowercase().as_str()));
    !view.name.is_format() && (all(EXTENSIONS) || any_means)
}

/// Behind an everyday verb the members must look like values, not like words.
fn proves_itself(view: &TextView<'_>, members: &ListItems, span: &Range<usize>) -> bool {
    let english = view.text().is_ascii();
    let ends = !english || SENTENCE_END.found_in(view.behind(span.end));
    ends && !view.is_free_text()
        && !members.blank
        && members.values.iter().all(|member| member.is_quoted() || member.is_code_like() || !english)
}

/// The members as the field's type has them; no list where one of them is not of that type.
pub(super) fn enumeration(
    view: &TextView<'_>,
    rule: &'static str,
    span: &Range<usize>,
    members: &ListItems,
) -> Option<Finding> {
    if matches!(view.field.ty, FieldType::Array | FieldType::Object | FieldType::Boolean) {
        return None;
    }
    let mut values: Vec<Literal> = Vec::new();
    for member in &members.values {
        let value = member.as_member(view.field.ty)?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Some(view.finding(rule, span, Statement::OneOf(values)))
}

fn only_value(view: &TextView<'_>) -> Option<Finding> {
    let found = ONLY_ONE.captures(view.text())?;
    let (span, value) = (found.get(0)?.range(), found.get(1)?.as_str());
    let is_value = view.field.ty == FieldType::String && !exclusions::is_doubtful(view, &span);
    is_value.then(|| view.finding(RULE, &span, Statement::OneOf(vec![Literal::String(value.to_owned())])))
}

fn scrambled(view: &TextView<'_>) -> Option<Finding> {
    let found = SCRAMBLED.captures(view.text())?;
    let words = found.get(1).filter(|words| words.as_str().contains("之一"))?.as_str();
    let values: Vec<Literal> = ASCII_WORD.all(words).map(|word| Literal::String(word.as_str().to_owned())).collect();
    let is_list = view.field.ty == FieldType::String && values.len() > 1;
    is_list.then(|| {
        view.finding(RULE, &found.get(0).map(|whole| whole.range()).unwrap_or_default(), Statement::OneOf(values))
    })
}
