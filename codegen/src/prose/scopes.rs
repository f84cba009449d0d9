//! Conditions that hold beyond their sentence: that of a list item, of an earlier sentence of the line, of a heading, of the
//! line that introduces a list, or of a row of a table.
//!
//! "- 灵感模式：必填，作为创意。最多 500 个字符。" limits the field in one mode only, as does the second sentence of "Required
//! when `custom` is false. Maximum 400 characters."

use super::{
    conditions::{IDENTIFIER, states_condition},
    pattern::Pattern,
    text_view::TextView,
};

/// The text before a colon.
static LABEL: Pattern = Pattern::new(r"(?:^|[。;!?,.] *)[ *+>#-]*(?P<label>[^:,。;!?]{1,60}):");
/// A label that names a group of users: "Non-member accounts".
static GROUP: Pattern = Pattern::new(r#"[\w\p{Han}`)"'-] ?⟨group noun⟩[`"']?(?: *\([^()]*\)?)?[ 下中时]*$"#);
/// A label that names a mode, a plan or a model: "In Idea Mode".
static SCOPE: Pattern = Pattern::new(r#"[\w\p{Han}`)"'-] ?⟨scope noun⟩[`"']?(?: *\([^()]*\)?)?[ 下中时]*$"#);
/// A label that announces values of the field.
static ANNOUNCEMENT: Pattern = Pattern::new("⟨announcement⟩");
static SCOPE_NOUN: Pattern = Pattern::new("⟨scope noun⟩|⟨group noun⟩|⟨required⟩");
static BULLET: Pattern = Pattern::new(r"^ *(?:[-*+>]|[0-9]{1,2}[.)、])");
static HEADING: Pattern = Pattern::new(r"^ *#|: *$");

/// The longest line without a colon that is taken for a heading, in characters.
const LONGEST_HEADING: usize = 40;

/// Returns whether a statement at `at` is within the scope of a condition that an earlier sentence or line sets.
pub(super) fn is_scoped(view: &TextView<'_>, at: usize) -> bool {
    let mut lines: Vec<&str> = view.before(at).split('\n').collect();
    let line = lines.pop().unwrap_or_default();
    let sentence = view.sentence_before(at);
    let earlier = line.strip_suffix(sentence).unwrap_or_default();
    is_of_table(line)
        || sets_scope(view, earlier)
        || has_scope_label(view, line, lines.is_empty() && !BULLET.is_match(line))
        || enclosing(&lines, line).iter().any(|heading| is_scope_heading(view, heading))
}

/// Returns whether a line is a row of a table, in which a statement belongs to the first cell.
fn is_of_table(line: &str) -> bool {
    line.trim_start().starts_with('|') && line.matches('|').count() > 1
}

/// Returns whether one of several sentences states a condition about something else than the value itself.
fn sets_scope(view: &TextView<'_>, sentences: &str) -> bool {
    sentences.split_inclusive(['。', '.', '!', '?', ';']).any(|sentence| {
        let about_another = SCOPE_NOUN.is_match(sentence)
            || IDENTIFIER.find_all(sentence).any(|found| !view.name.is(found.as_str().trim_matches('`')));
        about_another && states_condition(view, sentence)
    })
}

/// Returns whether a label before the statement names a mode, a plan, a group of users or a model. The first label of a
/// description names the field, unless it is that of a group.
fn has_scope_label(view: &TextView<'_>, line: &str, is_first: bool) -> bool {
    LABEL.all_captures(line).filter_map(|found| found.name("label")).enumerate().any(|(index, label)| {
        let label_text = label.as_str().trim();
        let names_field =
            is_first && index == 0 && !GROUP.is_match(label_text) && !label_text.contains(['(', '`', '=']);
        !names_field && is_scope(view, label.as_str())
    })
}

fn is_scope(view: &TextView<'_>, label: &str) -> bool {
    let label = label.trim();
    let is_own = label.rsplit(' ').next().is_some_and(|last| view.name.is(last));
    (GROUP.is_match(label) || SCOPE.is_match(label)) && !ANNOUNCEMENT.is_match(label) && !is_own
}

/// Returns the lines above that a line belongs to: its list item, the line that introduces the list, the heading.
fn enclosing<'l>(above: &[&'l str], line: &str) -> Vec<&'l str> {
    let mut enclosing = Vec::new();
    let is_blank = |line: &&&str| line.trim().is_empty();
    let mut lines = above.iter().rev().filter(|line| !is_blank(line)).peekable();
    let is_continued = line.starts_with(' ') && !BULLET.is_match(line);
    if is_continued {
        while let Some(previous) = lines.next_if(|previous| previous.starts_with(' ') && !BULLET.is_match(previous)) {
            enclosing.push(*previous);
        }
        enclosing.extend(lines.next_if(|previous| BULLET.is_match(previous)));
    }
    if is_continued || BULLET.is_match(line) {
        while lines.next_if(|previous| previous.starts_with(' ') || BULLET.is_match(previous)).is_some() {}
    }
    enclosing.extend(lines.next().filter(|previous| is_heading(previous)));
    enclosing.extend(lines.find(|previous| previous.trim_start().starts_with('#')));
    enclosing
}

fn is_heading(line: &str) -> bool {
    HEADING.is_match(line) || line.chars().count() <= LONGEST_HEADING && !line.trim_end().ends_with(['。', '.', ';'])
}

fn is_scope_heading(view: &TextView<'_>, heading: &str) -> bool {
    let text = heading.trim().trim_start_matches('#').trim_end_matches(':');
    states_condition(view, text) || has_scope_label(view, heading, false) || is_scope(view, text)
}
