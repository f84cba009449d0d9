//! The types, listed values and constants that two schemas of one `allOf` allow together.

use crate::{
    diagnostic::Diagnostic,
    literal::Literal,
    origin::{Origin, Spanned},
    spec::JsonType,
};

/// Returns the types that both lists allow; an empty list allows every type. `None` if there is none.
pub(super) fn of_types(one: &[JsonType], other: &[JsonType]) -> Option<Vec<JsonType>> {
    if one.is_empty() || other.is_empty() {
        return Some([one, other].concat());
    }
    let common: Vec<JsonType> = one.iter().filter_map(|json_type| common(*json_type, other)).collect();
    (!common.is_empty()).then_some(common)
}

/// Returns what a type has in common with a list. Integers are numbers.
fn common(json_type: JsonType, others: &[JsonType]) -> Option<JsonType> {
    let is_number = json_type == JsonType::Number && others.contains(&JsonType::Integer);
    let is_integer = json_type == JsonType::Integer && others.contains(&JsonType::Number);
    if others.contains(&json_type) { Some(json_type) } else { (is_number || is_integer).then_some(JsonType::Integer) }
}

/// Reduces a list of values to those that another list has too.
pub(super) fn of_values(
    values: &mut Option<Spanned<Vec<Literal>>>,
    other: Option<&Spanned<Vec<Literal>>>,
) -> Option<Diagnostic> {
    let other = other?;
    let Some(own) = values else {
        *values = Some(other.clone());
        return None;
    };
    let common: Vec<Literal> = own.value.iter().filter(|value| other.value.contains(value)).cloned().collect();
    if common.is_empty() {
        return Some(contradiction(&own.origin, &other.origin, "no value is in both lists"));
    }
    own.value = common;
    None
}

/// Takes the constant of another schema.
pub(super) fn of_constants(
    constant: &mut Option<Spanned<Literal>>,
    other: Option<&Spanned<Literal>>,
) -> Option<Diagnostic> {
    let other = other?;
    match constant {
        Some(own) if own.value != other.value => {
            let message = format!("no value is both {} and {}", own.value, other.value);
            Some(contradiction(&own.origin, &other.origin, &message))
        }
        Some(_) => None,
        None => {
            *constant = Some(other.clone());
            None
        }
    }
}

/// Reports a constant that is not one of the listed values, and removes the list, so that it is reported once.
pub(super) fn of_constant_and_list(
    constant: Option<&Spanned<Literal>>,
    values: &mut Option<Spanned<Vec<Literal>>>,
) -> Option<Diagnostic> {
    let constant = constant?;
    let listed = values.take_if(|listed| !listed.value.contains(&constant.value))?;
    let message = format!("{} is not one of the listed values", constant.value);
    Some(contradiction(&listed.origin, &constant.origin, &message))
}

/// Reports that two schemas have no type in common.
pub(super) fn contradicting_types(one: (&[JsonType], &Origin), other: (&[JsonType], &Origin)) -> Diagnostic {
    let names = |types: &[JsonType]| types.iter().map(|json_type| json_type.as_str()).collect::<Vec<_>>().join(" or ");
    let message = format!("no value is both {} and {}", names(one.0), names(other.0));
    contradiction(one.1, other.1, &message)
}

fn contradiction(one: &Origin, other: &Origin, message: &str) -> Diagnostic {
    let message = format!("{message}; the other statement is at {}", one.pointer);
    let help = "correct one of the two with an overlay";
    Diagnostic::error("contradicting-schemas", other, message).help(help)
}
