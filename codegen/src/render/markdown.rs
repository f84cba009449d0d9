//! Text of a document → Markdown that rustdoc renders as its author meant it.
//!
//! Descriptions are indented like Python docstrings and contain brackets that are not links, tags that are not HTML,
//! and bare URLs. Unchanged, rustdoc would warn about them, or run an indented example as a doctest.

/// Returns the text as a code span; the fence is longer than any run of backquotes in the text.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Converts a description to lines of Markdown.
pub(super) fn lines(text: &str) -> Vec<String> {
    let dedented = dedented(text);
    let mut lines: Vec<String> = Vec::with_capacity(dedented.len());
    let mut fenced = false;
    let mut hanging = 0;
    for line in dedented {
        if ["```", "~~~"].iter().any(|fence| line.trim_start().starts_with(fence)) {
            // rustdoc runs a code block without a language as a doctest.
            lines.push(if fenced { "```".to_owned() } else { "```text".to_owned() });
            fenced = !fenced;
            continue;
        }
        if fenced {
            lines.push(line);
            continue;
        }
        let safe = escaped(line.trim());
        let indent = indentation(&line).min(3);
        match marker(safe.trim_start()) {
            _ if safe.is_empty() => hanging = 0,
            Some(width) => hanging = indent + width,
            // A continuation line belongs to its list item only if it is indented to the text of the item.
            None if hanging > 0 => {
                lines.push(format!("{}{safe}", " ".repeat(hanging)));
                continue;
            }
            None => {}
        }
        lines.push(if hanging > 0 { format!("{}{safe}", " ".repeat(indent)) } else { safe });
    }
    if fenced {
        lines.push("```".to_owned());
    }
    lines
}

/// Returns the width of the list marker at the start of a line, including the space after it.
fn marker(line: &str) -> Option<usize> {
    let bullet = line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ");
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or_default();
    let numbered = (1..=9).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "));
    if bullet { Some(2) } else { numbered.then_some(digits + 2) }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Removes the indentation that all lines but the first have in common, as Python does for docstrings.
fn dedented(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', "    ");
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim().to_owned();
    let rest: Vec<&str> = lines.collect();
    let shared =
        rest.iter().filter(|line| !line.trim().is_empty()).map(|line| leading_spaces(line)).min().unwrap_or_default();
    let rest = rest.iter().map(|line| line.get(shared..).unwrap_or_default().trim_end().to_owned());
    let lines: Vec<String> = std::iter::once(first).chain(rest).collect();
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(start, |end| end + 1);
    let mut kept = lines.get(start..end).unwrap_or_default().to_vec();
    kept.dedup_by(|a, b| a.is_empty() && b.is_empty());
    kept
}

fn leading_spaces(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

/// Escapes what rustdoc would parse as a link or a tag, and turns bare URLs into links. Code spans stay as they are.
pub(super) fn escaped(line: &str) -> String {
    let mut safe = String::with_capacity(line.len());
    let balanced = line.matches('`').count() % 2 == 0;
    let mut in_code = false;
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        let length = url_length(rest);
        if !in_code && length > 0 {
            let (url, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
            safe.extend(["<", url, ">"]);
            rest = tail;
            continue;
        }
        match next {
            '`' if balanced => {
                in_code = !in_code;
                safe.push('`');
            }
            '`' => safe.push_str("\\`"),
            '[' | ']' | '<' | '>' | '\\' if !in_code => {
                safe.push('\\');
                safe.push(next);
            }
            control if control.is_control() => safe.push(' '),
            other => safe.push(other),
        }
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
    }
    safe
}

/// Returns the length in bytes of the URL at the start of the text, without punctuation at its end; 0 if there is none.
fn url_length(text: &str) -> usize {
    if !(text.starts_with("https://") || text.starts_with("http://")) {
        return 0;
    }
    let end = text.find(|c: char| !c.is_ascii_graphic() || "<>\"'`|\\^{}()[]".contains(c)).unwrap_or(text.len());
    let url = text.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?', '*']);
    if url.ends_with("://") { 0 } else { url.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indented_docstrings_become_paragraphs() {
        let text = "\n            The seed.\n\n                Same seed, same image.\n            ";
        assert_eq!(lines(text), ["The seed.", "", "Same seed, same image."]);
    }

    #[test]
    fn links_tags_and_urls_are_escaped() {
        assert_eq!(
            lines("Use [chorus] or <laugh>, see https://a.b/c."),
            ["Use \\[chorus\\] or \\<laugh\\>, see <https://a.b/c>."]
        );
        assert_eq!(lines("`[kept]` and [not]"), ["`[kept]` and \\[not\\]"]);
        assert_eq!(lines("an odd ` quote"), ["an odd \\` quote"]);
    }

    #[test]
    fn code_blocks_are_not_doctests() {
        assert_eq!(lines("```\nlet x = 1;\n```"), ["```text", "let x = 1;", "```"]);
        assert_eq!(lines("Like:\n\n        indented"), ["Like:", "", "indented"]);
    }

    #[test]
    fn continuation_lines_belong_to_their_list_item() {
        assert_eq!(lines("1. one\nmore\n2. two\n\nend"), ["1. one", "   more", "2. two", "", "end"]);
    }

    #[test]
    fn code_spans_may_contain_backquotes() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code(""), "`  `");
    }
}
