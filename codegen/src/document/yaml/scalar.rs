//! Resolution of YAML scalars by the core schema of YAML 1.2, limited to JSON values.
//!
//! Only plain scalars can be something other than a string: `5` is a number, `'5'` and `n` are strings. A number keeps its
//! spelling, unless JSON does not allow it (`+1`, `.5`, `007`, `0x1f`).

use saphyr_parser::{ScalarStyle, Tag};

use crate::{document::node::Value, literal::NumberLiteral};

/// The reason why a scalar has no JSON value.
pub(super) struct ScalarError {
    pub message: &'static str,
    pub help: &'static str,
}

/// Resolves a scalar.
pub(super) fn resolve(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, ScalarError> {
    let text_value = || Value::String(text.to_owned());
    match tag {
        None if style == ScalarStyle::Plain => plain(text),
        None => Ok(text_value()),
        Some(tag) if tag.is_yaml_core_schema() => match (tag.suffix.as_str(), plain(text)?) {
            ("str", _) => Ok(text_value()),
            ("int" | "float", value @ Value::Number(_))
            | ("bool", value @ Value::Bool(_))
            | ("null", value @ Value::Null) => Ok(value),
            _ => Err(unsupported_tag()),
        },
        Some(_) => Err(unsupported_tag()),
    }
}

/// Creates the error about a tag without a JSON equivalent, or one that does not match the value.
pub(super) fn unsupported_tag() -> ScalarError {
    ScalarError { message: "unsupported YAML tag", help: "remove the tag, or write the value without it" }
}

fn plain(text: &str) -> Result<Value, ScalarError> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_not_finite(text) => {
            return Err(ScalarError {
                message: "JSON does not support infinity or NaN",
                help: "omit a limit that does not exist; put a string in quotes",
            });
        }
        _ => number(text)?.map_or_else(|| Value::String(text.to_owned()), Value::Number),
    })
}

fn is_not_finite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn number(text: &str) -> Result<Option<NumberLiteral>, ScalarError> {
    let Some(written) = radix(text).or_else(|| decimal(text)) else { return Ok(None) };
    written
        .parse()
        .map(Some)
        .map_err(|_| ScalarError { message: "number out of range", help: "put it in quotes if it is a string" })
}

/// Converts `0x1f` and `0o17` to decimal.
fn radix(text: &str) -> Option<String> {
    let (digits, radix) = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) => (digits, 16),
        (_, Some(digits)) => (digits, 8),
        _ => return None,
    };
    let all_digits = digits.chars().all(|digit| digit.is_digit(radix));
    all_digits.then(|| u128::from_str_radix(digits, radix).ok()).flatten().map(|value| value.to_string())
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?` in JSON spelling.
fn decimal(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = unsigned.split_at(unsigned.find(['e', 'E']).unwrap_or(unsigned.len()));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !(digits(integer) && digits(fraction) && is_exponent(exponent)) || (integer.is_empty() && fraction.is_empty()) {
        return None;
    }
    let significant = integer.trim_start_matches('0');
    let integer = if significant.is_empty() { "0" } else { significant };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{integer}{point}{fraction}{exponent}"))
}

fn is_exponent(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['e', 'E']) else { return text.is_empty() };
    let number = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    !number.is_empty() && digits(number)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match plain(text) {
            Ok(Value::Number(number)) => format!("number {number}"),
            Ok(Value::String(text)) => format!("string {text}"),
            Ok(other) => format!("{other:?}"),
            Err(error) => error.message.to_owned(),
        }
    }

    #[test]
    fn numbers_are_converted_to_json_spelling() {
        let pairs = [("1", "1"), ("-1.50", "-1.50"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("007", "7"), ("0", "0")];
        for (written, read) in
            pairs.into_iter().chain([("1e-06", "1e-06"), ("0x1F", "31"), ("0o17", "15"), ("-0", "-0")])
        {
            assert_eq!(shown(written), format!("number {read}"));
        }
    }

    #[test]
    fn other_plain_scalars_are_strings() {
        for text in
            ["n", "y", "yes", "off", "1.2.3", "3.0.1-x", "1_000", "12:30", "-", ".", "1e", "0x", "0xg", "e5", "1e5.0"]
        {
            assert_eq!(shown(text), format!("string {text}"));
        }
    }

    #[test]
    fn values_without_json_equivalent_are_rejected() {
        assert_eq!(shown("-.inf"), "JSON does not support infinity or NaN");
        assert_eq!(shown("1e99999999999999999999"), "number out of range");
    }
}
