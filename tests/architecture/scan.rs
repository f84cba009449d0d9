//! Rust as text: removes comments, string literals and tests, and finds the paths that code uses.

use std::collections::BTreeSet;

/// Replaces comments and string literals by spaces, and removes items that are compiled for tests only. Line numbers
/// stay the same.
pub fn code(text: &str) -> String {
    without_tests(&without_literals(text))
}

fn without_literals(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(length) = literal_length(rest, code.chars().next_back()) {
            let (literal, left) = rest.split_at(length);
            code.extend(literal.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = left;
        } else {
            code.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    code
}

/// Length in bytes of the comment or string literal that begins here.
fn literal_length(text: &str, before: Option<char>) -> Option<usize> {
    let inside_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(text.find("*/").map_or(text.len(), |end| end + 2));
    }
    if !inside_name {
        let raw = text.strip_prefix("br").or_else(|| text.strip_prefix('r'));
        let hashes = raw.map(|raw| raw.len() - raw.trim_start_matches('#').len());
        if let (Some(raw), Some(hashes)) = (raw, hashes)
            && raw[hashes..].starts_with('"')
        {
            let close = format!("\"{}", "#".repeat(hashes));
            let start = text.len() - raw.len() + hashes + 1;
            return Some(text[start..].find(&close).map_or(text.len(), |end| start + end + close.len()));
        }
    }
    if text.starts_with('"') {
        return Some(quoted_length(text, '"'));
    }
    let is_character = text.starts_with('\'') && (text.starts_with("'\\") || text.chars().nth(2) == Some('\''));
    is_character.then(|| quoted_length(text, '\''))
}

fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..at]);
        let item = &rest[at..];
        let end = item_end(item);
        kept.extend(item[..end].chars().filter(|c| *c == '\n'));
        rest = &item[end..];
    }
    kept + rest
}

/// Length of an item: up to the end of its block, or up to a semicolon before the block.
fn item_end(item: &str) -> usize {
    let mut depth = 0;
    for (at, character) in item.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

/// Every path that the code uses. Imports are expanded: `use a::{b, c::d}` is `a::b` and `a::c::d`.
pub fn paths(code: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let mut rest = code;
    while let Some(at) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        let item = &rest[at..];
        let name = item.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(item.len());
        if &item[..name] == "use" && !rest[..at].ends_with(['.', ':']) {
            let end = item.find(';').unwrap_or(item.len());
            expand("", &item[name..end], &mut paths);
            rest = &item[end..];
            continue;
        }
        let end = item.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(item.len());
        if item[..end].contains("::") {
            paths.insert(item[..end].trim_end_matches(':').to_owned());
        }
        rest = &item[end.max(1)..];
    }
    paths
}

fn expand(prefix: &str, tree: &str, paths: &mut BTreeSet<String>) {
    for part in parts(tree) {
        let part = part.trim();
        match part.split_once('{') {
            Some((head, inner)) => {
                expand(&format!("{prefix}{}", head.trim()), inner.trim_end().trim_end_matches('}'), paths);
            }
            None if part.is_empty() => {}
            None => {
                let name = part.split(" as ").next().unwrap_or(part).trim();
                paths.insert(format!("{prefix}{name}").trim_end_matches("::self").to_owned());
            }
        }
    }
}

/// Splits a list at its commas outside of braces.
fn parts(tree: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, character) in tree.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&tree[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tree[start..]);
    parts
}

/// Resolves a path that begins with `crate`, `self` or `super` to segments from the root of the crate.
pub fn resolved(path: &str, module: &[String]) -> Option<Vec<String>> {
    let mut at = module.to_vec();
    let mut segments = path.split("::").peekable();
    match *segments.peek()? {
        "crate" => at.clear(),
        "self" | "super" => {}
        _ => return None,
    }
    for segment in segments {
        match segment {
            "crate" | "self" => {}
            "super" => drop(at.pop()),
            name => at.push(name.to_owned()),
        }
    }
    Some(at)
}

#[test]
fn comments_literals_and_tests_are_removed() {
    let text = "use std::fs; // std::env\n/* std::net */ let a = \"std::io \\\" x\"; let b = r#\"std::a\"b\"#;\n\
                let c = '\"'; fn f<'a>(x: &'a str) {}\n#[cfg(test)]\nmod tests {\n use std::env; fn g() {} }\nstd::time";
    let code = code(text);
    assert_eq!(code.lines().count(), text.lines().count());
    let found: Vec<String> = paths(&code).into_iter().collect();
    assert_eq!(found, ["std::fs", "std::time"]);
}

#[test]
fn imports_are_expanded() {
    let found: Vec<String> =
        paths("use std::{fs::{self, File as F}, env};\nuse crate::spec::*; let x = super::a::b(c::D); ")
            .into_iter()
            .collect();
    assert_eq!(found, ["c::D", "crate::spec::*", "std::env", "std::fs", "std::fs::File", "super::a::b"]);
}

#[test]
fn paths_are_resolved_from_the_root() {
    let module = ["read".to_owned(), "page".to_owned()];
    let resolved = |path: &str| resolved(path, &module).map(|path| path.join("::"));
    assert_eq!(resolved("crate::ir::Ty").as_deref(), Some("ir::Ty"));
    assert_eq!(resolved("super::super::spec").as_deref(), Some("spec"));
    assert_eq!(resolved("self::block").as_deref(), Some("read::page::block"));
    assert_eq!(resolved("std::fs"), None);
}
