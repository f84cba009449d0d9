//! The notation of phrases: `(a/b)`, `[optional]`, `any ending…`, `~`, `^`, `{not next to}`.

/// Converts a phrase to a regular expression. Signs such as `⟨n⟩` are left as they are.
pub(super) fn to_regex(phrase: &str, attached: bool) -> String {
    let mut regex = String::new();
    let mut rest = phrase;
    if let Some(anchored) = rest.strip_prefix('^') {
        regex.push_str("^ *");
        rest = anchored;
    }
    if let Some((excluded, behind)) = rest.strip_prefix('{').and_then(|set| set.split_once('}')) {
        regex.extend(["(?:^|[^", excluded, "])"]);
        rest = behind;
    }
    let (body, excluded_after) = match rest.strip_suffix('}').and_then(|body| body.rsplit_once('{')) {
        Some((body, excluded)) => (body, Some(excluded)),
        None => (rest, None),
    };
    if !attached && starts_word(body.trim_start_matches(['(', '['])) {
        regex.push_str(r"\b");
    }
    push_body(&mut regex, body.trim_matches('…'));
    if ends_word(body.trim_end_matches([')', ']'])) {
        regex.push_str(r"\b");
    }
    if let Some(excluded) = excluded_after {
        regex.extend(["(?:[^", excluded, "]|$)"]);
    }
    regex
}

fn starts_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
}

fn ends_word(text: &str) -> bool {
    text.ends_with(|last: char| last.is_ascii_alphanumeric())
}

/// Converts groups and escapes literal characters.
fn push_body(regex: &mut String, body: &str) {
    let mut depth = 0usize;
    let mut in_sign = false;
    for character in body.chars() {
        match character {
            '⟨' | '⟩' => {
                in_sign = character == '⟨';
                regex.push(character);
            }
            _ if in_sign => regex.push(character),
            '(' | '[' => {
                depth += 1;
                regex.push_str("(?:");
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                regex.push_str(if character == ')' { ")" } else { ")?" });
            }
            '/' if depth > 0 => regex.push('|'),
            '~' => regex.push_str(" *"),
            _ => regex.push_str(&regex::escape(character.encode_utf8(&mut [0; 4]))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::to_regex;

    #[test]
    fn phrases_become_regular_expressions() {
        let pairs = [
            ("at most", r"\bat most\b"),
            ("typical…", r"\btypical"),
            ("…n't exceed", r"n't exceed\b"),
            ("max.", r"\bmax\."),
            ("number[s]", r"\bnumber(?:s)?\b"),
            ("不[能/得]超过", "不(?:能|得)?超过"),
            ("从~⟨n⟩⟨u⟩~(开始/起)", "从 *⟨n⟩⟨u⟩ *(?:开始|起)"),
            ("{适相}当{前中}", "(?:^|[^适相])当(?:[^前中]|$)"),
            ("^左右", "^ *左右"),
            ("and/or", r"\band/or\b"),
        ];
        for (phrase, regex) in pairs {
            assert_eq!(to_regex(phrase, false), regex);
        }
        assert_eq!(to_regex("s", true), r"s\b");
    }
}
