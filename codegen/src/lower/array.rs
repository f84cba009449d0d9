//! Arrays and tuples.

use super::{
    context::{Lowering, SchemaContext},
    limits::Limits,
    schema::ResolvedSchema,
};
use crate::{
    ir::{Base, Direction, Docs, Ty, TypeId},
    limit::Limit,
    literal::Literal,
    spec::JsonType,
};

/// The longest tuple that the runtime supports.
const LONGEST_TUPLE: usize = 8;

/// Lowers a schema whose type is `array`.
pub(super) fn lower<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
    docs: &mut Docs,
    limits: &mut Limits,
) -> Ty {
    let length = schema.prefix_items.len();
    if (1..=LONGEST_TUPLE).contains(&length) && has_fixed_length(schema) {
        limits.remove_satisfied(|limit| implied_by_length(limit, length));
        return tuple(lowering, schema, context);
    }
    if length > 0 {
        return sequence(lowering, schema, context, docs, limits);
    }
    let item = match schema.items.as_slice() {
        [] => Ty::Any,
        items => lowering.nested(items, context, "Item", Literal::items),
    };
    let constraints = limits.enforce(lowering, schema, context, docs, JsonType::Array);
    if constraints.is_empty() {
        return Ty::Array(Box::new(item));
    }
    lowering.add_constrained(context, (docs, schema), Base::Array(Box::new(item)), constraints)
}

/// Lowers an array that may end before or after its positions. A response accepts any items.
fn sequence<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
    docs: &mut Docs,
    limits: &mut Limits,
) -> Ty {
    if context.direction == Direction::Response {
        return Ty::Array(Box::new(Ty::Any));
    }
    let positions: Vec<Ty> = positions(lowering, schema, context);
    let rest = match schema.items.as_slice() {
        [] => Ty::Any,
        items => lowering.nested(items, context, "Item", |_| Vec::new()),
    };
    let constraints = limits.enforce(lowering, schema, context, docs, JsonType::Array);
    let base = Base::Sequence { positions, rest: Box::new(rest) };
    lowering.add_constrained(context, (docs, schema), base, constraints)
}

fn positions<'s>(lowering: &mut Lowering<'s, '_>, schema: &ResolvedSchema<'s>, context: &SchemaContext<'_>) -> Vec<Ty> {
    schema.prefix_items.iter().map(|item| lowering.nested(item, context, "Item", |_| Vec::new())).collect()
}

/// Returns whether an array has exactly the items of `prefixItems`.
fn has_fixed_length(schema: &ResolvedSchema<'_>) -> bool {
    let length = schema.prefix_items.len() as u64;
    let is_complete = |limit: &Limit| matches!(limit, Limit::MinItems(least) if *least >= length);
    let is_bounded = |limit: &Limit| matches!(limit, Limit::MaxItems(most) if *most <= length);
    let mut limits = schema.limits.iter().map(|stated| &stated.limit);
    limits.clone().any(is_complete) && limits.any(is_bounded)
}

/// Returns whether every array of this length satisfies a limit.
fn implied_by_length(limit: &Limit, length: usize) -> bool {
    let length = length as u64;
    match limit {
        Limit::MinItems(least) => length >= *least,
        Limit::MaxItems(most) => length <= *most,
        Limit::Minimum { .. }
        | Limit::Maximum { .. }
        | Limit::MultipleOf(_)
        | Limit::MinLength(_)
        | Limit::MaxLength(_)
        | Limit::Pattern(_)
        | Limit::UniqueItems
        | Limit::MinProperties(_)
        | Limit::MaxProperties(_) => false,
    }
}

fn tuple<'s>(lowering: &mut Lowering<'s, '_>, schema: &ResolvedSchema<'s>, context: &SchemaContext<'_>) -> Ty {
    let items = positions(lowering, schema, context);
    Ty::Tuple(items.into_iter().map(|item| box_recursive(lowering, item)).collect())
}

/// Boxes an enclosing type: unlike a `Vec`, a Rust tuple contains its items directly.
fn box_recursive(lowering: &Lowering<'_, '_>, ty: Ty) -> Ty {
    let encloses = |id: TypeId| lowering.kind_of(id).is_none();
    match ty {
        Ty::Named(id) if encloses(id) => Ty::Boxed(id),
        Ty::Nullable(inner) => Ty::Nullable(Box::new(box_recursive(lowering, *inner))),
        Ty::Any
        | Ty::Bool
        | Ty::String
        | Ty::FileUrl
        | Ty::Integer(_)
        | Ty::Number
        | Ty::Named(_)
        | Ty::Boxed(_)
        | Ty::Array(_)
        | Ty::Map(_)
        | Ty::Tuple(_) => ty,
    }
}
