//! `enum` and `const`, and lists of values in words → a set.

use super::{
    flat::Flat,
    limit, prose,
    shape::{Lowering, Spot, plain_integer},
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Direction, Docs, Enum, EnumValue, Provenance, Ty, TypeKind},
    literal::{Literal, NumberLiteral},
    origin::Origin,
    spec::JsonType,
};

/// The set that a schema lists, or `None` where it lists none.
pub(super) fn lower<'s>(
    lowering: &mut Lowering<'s, '_>,
    flat: &Flat<'s>,
    spot: &Spot<'_>,
    docs: &mut Docs,
) -> Option<Ty> {
    let (values, provenance) = stated(lowering, flat).or_else(|| prose::set(lowering, flat, spot, docs))?;
    let values = without_repetition(lowering, values, &provenance.origin);
    if values.is_empty() {
        return None;
    }
    if !(is_text(&values) || is_whole(&values)) {
        return Some(mixed(lowering, flat, spot, docs, &values, &provenance));
    }
    let members = values.into_iter().map(|value| member(flat, value)).collect();
    let open = spot.direction == Direction::Response;
    let set = Enum { values: members, open, provenance };
    Some(lowering.name(spot, docs.clone(), flat.origin.clone(), TypeKind::Enum(set)))
}

/// The listed values without `null`, which makes a field nullable but is no value of the set.
fn stated(lowering: &Lowering<'_, '_>, flat: &Flat<'_>) -> Option<(Vec<Literal>, Provenance)> {
    let constant = flat.constant.as_ref().map(|constant| (vec![constant.value.clone()], &constant.origin, "const"));
    let members = flat.members.as_ref().map(|members| (members.value.clone(), &members.origin, "enum"));
    let (mut values, origin, keyword) = constant.or(members)?;
    values.retain(|value| *value != Literal::Null);
    Some((values, limit::provenance(lowering, keyword, origin)))
}

/// The same value twice says nothing more than once.
fn without_repetition(lowering: &mut Lowering<'_, '_>, values: Vec<Literal>, origin: &Origin) -> Vec<Literal> {
    let mut distinct: Vec<Literal> = Vec::with_capacity(values.len());
    let mut seen = std::collections::BTreeSet::new();
    for value in values {
        if seen.insert(value.to_string()) {
            distinct.push(value);
        } else {
            lowering.tell(Diagnostic::note("repeated-value", origin, format!("{value} is listed twice")));
        }
    }
    distinct
}

fn is_text(values: &[Literal]) -> bool {
    values.iter().all(|value| matches!(value, Literal::String(_)))
}

fn is_whole(values: &[Literal]) -> bool {
    let fits =
        |value: &Literal| value.as_number().and_then(NumberLiteral::as_i128).is_some_and(|n| i64::try_from(n).is_ok());
    values.iter().all(fits)
}

/// Lists of several kinds of values, or of fractions, have no enum; they become documentation.
fn mixed<'s>(
    lowering: &mut Lowering<'s, '_>,
    flat: &Flat<'s>,
    spot: &Spot<'_>,
    docs: &mut Docs,
    values: &[Literal],
    provenance: &Provenance,
) -> Ty {
    let list = values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if values.iter().all(|value| matches!(value, Literal::Bool(_))) {
        return Ty::Bool;
    }
    docs.notes.push(format!("The server takes one of {list}. This is not checked here."));
    let message = format!("a list of values of several kinds is not enforced: {list}");
    lowering.tell(Diagnostic::warning("mixed-values", &provenance.origin, message));
    match flat.types.as_slice() {
        [JsonType::Number] => Ty::Number,
        [JsonType::Integer] => plain_integer(spot.direction),
        [JsonType::String] => Ty::String,
        _ => Ty::Any,
    }
}

fn member(flat: &Flat<'_>, value: Literal) -> EnumValue {
    let described =
        flat.member_docs.iter().find(|doc| doc.value == value || doc.value.as_str() == Some(&value.to_string()));
    EnumValue { description: described.map(|doc| doc.text.clone()), value }
}
