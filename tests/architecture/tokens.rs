//! Rust as token trees: definitions, identifiers and the arms of `match` expressions.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::scan::code;

/// Tokens of a file without comments, string literals and items that are compiled for tests only.
pub fn tokens(text: &str) -> TokenStream {
    code(text).parse().unwrap_or_default()
}

fn is_punct(tree: Option<&TokenTree>, character: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// Names of the types and traits that the code defines. Associated types are not among them.
pub fn defined_types(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    collect_types(tokens, false, &mut found);
    found
}

fn collect_types(tokens: TokenStream, inside_impl: bool, found: &mut Vec<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut next_is_impl = false;
    for (index, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Group(group) => {
                let is_block = group.delimiter() == Delimiter::Brace;
                collect_types(group.stream(), is_block && next_is_impl, found);
                next_is_impl &= !is_block;
            }
            TokenTree::Ident(keyword) => {
                let keyword = keyword.to_string();
                let name = match trees.get(index + 1) {
                    Some(TokenTree::Ident(name)) => Some(name.to_string()),
                    _ => None,
                };
                let defines = match keyword.as_str() {
                    "struct" | "enum" | "trait" => true,
                    "type" => !inside_impl,
                    _ => false,
                };
                found.extend(name.filter(|_| defines));
                next_is_impl |= keyword == "impl" || keyword == "trait";
            }
            _ => {}
        }
    }
}

/// Every identifier of the code.
pub fn identifiers(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => found.extend(identifiers(group.stream())),
            TokenTree::Ident(name) => found.push(name.to_string().trim_start_matches("r#").to_owned()),
            _ => {}
        }
    }
    found
}

/// A pattern of a `match` arm, without its guard.
pub type TokenPattern = Vec<TokenTree>;

/// A `match` expression.
pub struct Match {
    /// The type of the enclosing `impl`, for patterns that begin with `Self`.
    pub self_type: Option<String>,
    /// The alternatives of every arm.
    pub patterns: Vec<TokenPattern>,
}

/// Every `match` expression of the code.
pub fn matches_of(tokens: TokenStream) -> Vec<Match> {
    let mut found = Vec::new();
    collect_matches(tokens, None, &mut found);
    found
}

fn collect_matches(tokens: TokenStream, self_type: Option<&str>, found: &mut Vec<Match>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut implemented: Option<String> = None;
    let mut is_match = false;
    for tree in &trees {
        match tree {
            TokenTree::Group(group) => {
                let is_block = group.delimiter() == Delimiter::Brace;
                if is_block && is_match {
                    let self_type = implemented.as_deref().or(self_type).map(str::to_owned);
                    found.push(Match { self_type, patterns: patterns(group.stream()) });
                }
                collect_matches(group.stream(), implemented.as_deref().or(self_type), found);
                if is_block {
                    is_match = false;
                    implemented = None;
                }
            }
            TokenTree::Ident(name) if name == "match" => is_match = true,
            TokenTree::Ident(name) if name == "impl" => implemented = Some(String::new()),
            // The last name before the block is the type, unless there are generics; those are one letter.
            TokenTree::Ident(name) if name.to_string().len() > 1 && name != "for" && name != "where" => {
                if let Some(implemented) = &mut implemented {
                    *implemented = name.to_string();
                }
            }
            _ => {}
        }
    }
}

/// The alternatives of the patterns of all arms.
fn patterns(body: TokenStream) -> Vec<TokenPattern> {
    let trees: Vec<TokenTree> = body.into_iter().collect();
    let mut found = Vec::new();
    let mut rest = trees.as_slice();
    while let Some(arrow) = (0..rest.len()).find(|at| is_punct(rest.get(*at), '=') && is_punct(rest.get(at + 1), '>')) {
        let (pattern, body) = rest.split_at(arrow);
        found.extend(alternatives(pattern));
        let body = &body[2..];
        let is_block = matches!(body.first(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
        let end =
            if is_block { 1 } else { body.iter().position(|tree| is_punct(Some(tree), ',')).unwrap_or(body.len()) };
        rest = &body[end..];
    }
    found
}

/// Splits a pattern at `|`, without attributes, leading commas and the guard.
fn alternatives(pattern: &[TokenTree]) -> Vec<TokenPattern> {
    let is_guard = |tree: &TokenTree| matches!(tree, TokenTree::Ident(name) if name == "if");
    let end = pattern.iter().position(is_guard).unwrap_or(pattern.len());
    let parts = pattern[..end].split(|tree| is_punct(Some(tree), '|'));
    let trimmed = parts.map(|part| part.iter().skip_while(|tree| is_punct(Some(tree), ',')).cloned().collect());
    trimmed.filter(|part: &TokenPattern| !part.is_empty()).collect()
}

/// The positions of a tuple pattern, or the pattern itself.
pub fn positions(pattern: &TokenPattern) -> Vec<TokenPattern> {
    match pattern.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            let trees: Vec<TokenTree> = group.stream().into_iter().collect();
            trees.split(|tree| is_punct(Some(tree), ',')).map(<[TokenTree]>::to_vec).filter(|p| !p.is_empty()).collect()
        }
        _ => vec![pattern.clone()],
    }
}

/// The enum that a pattern names: `Some(a::Enum::Variant { .. })` is of `Enum`.
pub fn named_enum(pattern: &[TokenTree], self_type: Option<&str>) -> Option<String> {
    let names: Vec<String> = pattern
        .iter()
        .take_while(|tree| !matches!(tree, TokenTree::Group(_)))
        .filter_map(|tree| if let TokenTree::Ident(name) = tree { Some(name.to_string()) } else { None })
        .filter(|name| !["ref", "mut", "box"].contains(&name.as_str()))
        .collect();
    match (names.as_slice(), pattern.last()) {
        ([only], Some(TokenTree::Group(group))) if ["Some", "Ok", "Err"].contains(&only.as_str()) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            named_enum(&inner, self_type)
        }
        ([.., parent, _], _) if parent == "Self" => self_type.map(str::to_owned),
        ([.., parent, _], _) => Some(parent.clone()),
        _ => None,
    }
}

/// Whether a pattern matches everything: `_`, `..` or a binding.
pub fn is_wildcard(pattern: &[TokenTree]) -> bool {
    let rest: Vec<&TokenTree> = pattern.iter().filter(|tree| !is_punct(Some(tree), '&')).collect();
    match rest.as_slice() {
        [TokenTree::Ident(name)] => name.to_string().starts_with(|c: char| c == '_' || c.is_lowercase()),
        [first, second] => is_punct(Some(first), '.') && is_punct(Some(second), '.'),
        _ => false,
    }
}

#[test]
fn types_and_matches_are_found() {
    let text = "struct A; impl B for Boat { type D = u8; fn f(&self) { match self { Self::X(_) | Self::Y => 1, _ => 2 } } }\n\
                enum E { F } type G = u8; trait H { type I; } match (x, y) { (Ty::A, Some(Ty::B)) => {} (other, _) => {} }";
    assert_eq!(defined_types(tokens(text)), ["A", "E", "G", "H"]);
    let found = matches_of(tokens(text));
    let enums: Vec<Vec<Option<String>>> = found
        .iter()
        .map(|found| {
            let patterns = found.patterns.iter().flat_map(positions);
            patterns.map(|pattern| named_enum(&pattern, found.self_type.as_deref())).collect()
        })
        .collect();
    let name = |text: &str| Some(text.to_owned());
    assert_eq!(enums, [vec![name("Boat"), name("Boat"), None], vec![name("Ty"), name("Ty"), None, None]]);
    assert!(is_wildcard(&found[0].patterns[2]) && !is_wildcard(&found[0].patterns[0]));
}
