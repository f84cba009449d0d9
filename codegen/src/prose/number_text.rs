//! Numbers as texts write them: leading zeros, thousands separators, 万, and characters attached to the digits.

use crate::NumberLiteral;

/// Parses `1,000`, `1w` and `2万`.
pub(super) fn number(text: &str) -> Option<NumberLiteral> {
    let plain = text.replace(',', "");
    let scale = match plain.chars().last()? {
        '万' | 'w' | 'W' => 10_000,
        'k' | 'K' => 1_000,
        _ => return decimal(&plain),
    };
    let digits: NumberLiteral = plain.trim_end_matches(['万', 'w', 'W', 'k', 'K']).parse().ok()?;
    Some(NumberLiteral::from(digits.as_i128()?.checked_mul(scale)?))
}

/// Parses a number that may have leading zeros: `01` is 1.
pub(super) fn decimal(text: &str) -> Option<NumberLiteral> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let followed = digits.get(zeros..)?.starts_with(|next: char| next.is_ascii_digit());
    let superfluous = if followed { zeros } else { zeros.saturating_sub(1) };
    format!("{sign}{}", digits.get(superfluous..)?).parse().ok()
}

/// Returns whether a digit, letter or joining character precedes the number: `v1-3`, `1:2-3`, `2024-01`, `第1-3`.
pub(super) fn is_attached_before(before: &str) -> bool {
    let mut backwards = before.chars().rev();
    match (backwards.next(), backwards.next()) {
        (Some(':' | '/' | '-' | 'x' | '*'), Some(second)) => second.is_ascii_alphanumeric(),
        (Some(last), _) => last.is_ascii_alphanumeric() || "_.^$#第版+¥".contains(last),
        (None, _) => false,
    }
}

/// Returns whether a letter or a joining character follows the number: `1-3x`, `1-2:1`, `01-02-03`, `1-10+`.
pub(super) fn is_attached_after(behind: &str) -> bool {
    let mut following = behind.chars();
    match (following.next(), following.next()) {
        (Some(':' | '/' | '-' | '*' | '.'), Some(second)) => second.is_ascii_alphanumeric(),
        (Some(first), _) => first.is_ascii_alphanumeric() || "_%^+°".contains(first),
        (None, _) => false,
    }
}
