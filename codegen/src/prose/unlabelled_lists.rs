//! Enumerations without a word: `图片输出格式:"jpeg","png"`, "720p或者1080p", "(5 or 10)",
//! "ADMIN :管理员\nMEMBER :成员".
//!
//! Nothing but the look of the members says that these are values, so they must be quoted, explained,
//! joined by "or", or look like code, and they must fill their clause.

use std::ops::Range;

use super::{
    exclusions, labelled_lists,
    list_items::{self, ListItems},
    model::{FieldType, Finding},
    pattern::Pattern,
    text_view::TextView,
    written_value::WrittenValue,
};

const RULE: &str = "bare-list";

/// What stands before the place where such a list may begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// The beginning of the text, a line or a sentence, a colon or a round bracket.
    Head,
    /// A comma: what was before it may belong to the list as well.
    Aside,
    /// A square bracket.
    Bracket,
    /// A blank, with a member that explains itself: "…类别 user-团队成员, …".
    Explained,
}

static BEGINNING: Pattern = Pattern::new(r"(?:^|[\n:(\[,。]|  |\. )[ \n]*(?:only +)?");
static EXPLAINED: Pattern = Pattern::new(r"(?:^|[ \n,])([a-z_][a-z0-9_]* ?[:=-] ?\p{Han})");
/// Where it has to end.
static END: Pattern = Pattern::new(
    r"^ *[\])]? *(?:$|[\n。;),]|\.(?:$|[^a-z0-9])|  |默认|缺省|default|可选|必填|任选|二选一|之一| (?:are|is) (?:both |all )?(?:supported|allowed|available|accepted))",
);
/// What says of a list in front of it that these are the values.
static SAID_BEHIND: Pattern =
    Pattern::new(r"^ *(?:之一|(?:are|is) (?:both |all )?(?:supported|allowed|available|accepted)\b)");
static UNIT: Pattern = Pattern::new("^⟨u⟩");
/// "图片参考类型:subject 或 face": what a Han label with a colon announces.
static LABELLED: Pattern = Pattern::new(
    r"(?:类型|模式|格式|风格|方式|状态|质量|画质|等级|级别|分辨率|清晰度|尺寸|比例|方向|性别)(?:\([^()]{1,8}\))? *: *$",
);
/// "between [1:4, 4:1]" brackets the ends of something.
static INTERVAL_BEFORE: Pattern = Pattern::new(r"(?:\bbetween|\bwithin|介于|处于) *[\[(] *$");
/// What stands behind "480p, " or "480p标清，" may be the rest of a list whose beginning was not seen.
static LIST_BEFORE: Pattern = Pattern::new(
    r#"(?:["'`)\]]|[0-9][a-z]*|_[a-z]+|(?-i:[A-Z]{2,})|^ *["'`0-9].*|^.*[a-z0-9] ?[:=-] ?\p{Han}.*) *, *$"#,
);

/// The tails of a run that is longer are not tried: they were no list as a whole either.
const LONG_RUN: usize = 8;

/// Every list of values that stands without a word.
pub(super) fn lists(view: &TextView<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (mut read_to, mut run_to) = (0, 0);
    for (at, place) in places(view) {
        if at < read_to || (at < run_to && place == Place::Aside) {
            continue;
        }
        let members = list_items::read(view.from(at), false);
        let span = at..at + members.end;
        if members.values.len() > LONG_RUN {
            run_to = span.end;
        }
        if is_list(view, &members, place, &span)
            && !exclusions::is_doubtful(view, &span)
            && !exclusions::is_within_example(view, at)
        {
            read_to = span.end;
            findings.extend(labelled_lists::enumeration(view, RULE, &span, &members));
        }
    }
    findings
}

fn places(view: &TextView<'_>) -> Vec<(usize, Place)> {
    let continued = |at| LIST_BEFORE.found_in(last_clause(view.before(at)));
    let explained = EXPLAINED.all_captures(view.text()).filter_map(|found| found.get(1)).map(|member| member.start());
    let explained = explained.filter(|at| !continued(*at)).map(|at| (at, Place::Explained));
    let beginnings = BEGINNING.all(view.text()).filter_map(|found| {
        let place = match found.as_str().trim() {
            "," => Place::Aside,
            "[" => Place::Bracket,
            _ => Place::Head,
        };
        let within_ratio =
            found.as_str() == ":" && view.before(found.start()).ends_with(|last: char| last.is_ascii_digit());
        let rest = place == Place::Aside && continued(found.end());
        (!within_ratio && !rest).then_some((found.end(), place))
    });
    let mut places: Vec<_> = beginnings.chain(explained).collect();
    places.sort_by_key(|(at, _)| *at);
    places
}

/// The clause that a comma at the end of the text closes, with the comma.
fn last_clause(before: &str) -> &str {
    let inner = before.trim_end().trim_end_matches(',');
    let start =
        inner.rfind([',', '。', ';', '\n', ':']).and_then(|at| Some(at + inner.get(at..)?.chars().next()?.len_utf8()));
    before.get(start.unwrap_or(0)..).unwrap_or_default()
}

fn is_list(view: &TextView<'_>, members: &ListItems, place: Place, span: &Range<usize>) -> bool {
    let of_others = INTERVAL_BEFORE.found_in(view.before(span.start))
        || labelled_lists::are_patterns(members)
        || labelled_lists::is_of_files(view, members)
        || labelled_lists::is_choice_of_fields(view, members, span)
        || view.points_elsewhere()
        || view.is_free_text();
    let numbers = members.values.iter().all(|value| value.as_number().is_some());
    let names_things = members.glued > 0 && !numbers || members.values.iter().any(has_blank);
    let fills_clause = END.found_in(behind_unit(view.behind(span.end), members)) && !members.open;
    if members.values.len() < 2 || of_others || names_things || !fills_clause {
        return false;
    }
    match view.field.ty {
        FieldType::String | FieldType::Unknown => looks_like_values(view, members, place, span),
        FieldType::Integer => members.alternatives,
        _ => false,
    }
}

/// What follows the unit of numbers: "5 or 10 seconds".
fn behind_unit<'r>(behind: &'r str, members: &ListItems) -> &'r str {
    let numbers = members.values.iter().all(|value| value.as_number().is_some());
    let unit = UNIT.find(behind).filter(|_| numbers).map_or(0, |unit| unit.len());
    behind.get(unit..).unwrap_or_default()
}

fn looks_like_values(view: &TextView<'_>, members: &ListItems, place: Place, span: &Range<usize>) -> bool {
    let count = members.values.len();
    let explained = members.explained == count || (members.glossed == count && place != Place::Explained);
    let codes = members.values.iter().all(WrittenValue::is_code_like);
    let said = SAID_BEHIND.found_in(view.behind(span.end));
    let marked = (members.alternatives || codes) && view.contains_default(&members.values);
    match place {
        Place::Explained => explained,
        Place::Aside => {
            marked || (members.alternatives && (codes || members.values.iter().all(WrittenValue::is_quoted)))
        }
        Place::Bracket if codes => !members.values.iter().all(|value| value.as_number().is_some()),
        Place::Head | Place::Bracket => {
            let listed = members.alternatives || fills_text(view, members);
            let barred =
                (members.bar == Some('|') || count > 2 && members.bar == Some('/')) && fills_text(view, members);
            let quoted = members.values.iter().all(WrittenValue::is_quoted);
            let chosen = members.alternatives && LABELLED.found_in(view.before(span.start));
            quoted || explained || marked || barred || chosen || (codes && (listed || said))
        }
    }
}

/// "SDXL or SD 1.5" names things.
fn has_blank(value: &WrittenValue) -> bool {
    !value.is_quoted() && value.text.contains(' ')
}

/// "MD5, SHA-256, SHA-512": the whole text is the list.
fn fills_text(view: &TextView<'_>, members: &ListItems) -> bool {
    members.explained == 0 && view.text().trim().len() <= members.end + 1
}
