//! Objects: structs and maps.

use super::{
    context::{Lowered, Lowering, SchemaContext},
    docs,
    limits::Limits,
    schema::{ResolvedProperty, ResolvedSchema},
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Base, Direction, Docs, Field, Naming, Presence, Struct, Ty, TypeId, TypeKind},
    literal::Literal,
    spec::{AdditionalProperties, JsonType},
};

/// Lowers a schema whose type is `object` and that has properties. `reserved` is the id that uses inside the object
/// itself refer to.
pub(super) fn lower_struct<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
    reserved: Option<TypeId>,
) -> Ty {
    let id = reserved.unwrap_or_else(|| lowering.reserve());
    let kind = TypeKind::Struct(structure(lowering, id, schema, context));
    lowering.define(id, context, documentation(&kind, schema), schema.origin.clone(), kind);
    Ty::Named(id)
}

fn documentation(kind: &TypeKind, schema: &ResolvedSchema<'_>) -> Docs {
    let rules = kind.as_struct().map(|object| object.presence_rules.as_slice()).unwrap_or_default();
    let notes = rules.iter().map(|rule| format!("At least one is required: {rule}.")).collect();
    Docs { notes, ..docs::of_type(schema) }
}

/// Lowers a schema whose type is `object` and that has no properties.
pub(super) fn lower_map<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
    docs: &mut Docs,
    limits: &mut Limits,
) -> Ty {
    if context.direction == Direction::Request {
        report_unknown_required(lowering, schema, "its presence is not checked");
    }
    let value = match (schema.additional_values.as_slice(), context.direction) {
        // A response is accepted whatever it is; a request must at least be an object.
        ([], Direction::Response) => return Ty::Any,
        ([], Direction::Request) => Ty::Any,
        (values, _) => lowering.nested(values, context, "Value", Literal::property_values),
    };
    let constraints = limits.enforce(lowering, schema, context, docs, JsonType::Object);
    if constraints.is_empty() {
        return Ty::Map(Box::new(value));
    }
    lowering.add_constrained(context, (docs, schema), Base::Map(Box::new(value)), constraints)
}

/// Reports the required properties that have no schema.
fn report_unknown_required(lowering: &mut Lowering<'_, '_>, schema: &ResolvedSchema<'_>, consequence: &str) {
    for required in schema.required.iter().filter(|required| schema.property(&required.value).is_none()) {
        let message = format!("`{}` is required but has no schema; {consequence}", required.value);
        lowering.report(Diagnostic::warning("required-unknown", &required.origin, message));
    }
}

fn structure<'s>(
    lowering: &mut Lowering<'s, '_>,
    id: TypeId,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
) -> Struct {
    report_unknown_required(lowering, schema, "set it with `extra`");
    let properties = schema.ordered().into_iter();
    let fields = properties.filter_map(|property| field(lowering, id, schema, property, context)).collect();
    let additional = additional(lowering, id, schema, context);
    let is_open = matches!(schema.additional, AdditionalProperties::Open | AdditionalProperties::Schema(_));
    let is_request = context.direction == Direction::Request;
    // A response is accepted whatever it lacks.
    let presence_rules = if is_request { schema.presence_rules.clone() } else { Vec::new() };
    Struct { fields, allow_unknown_fields: is_open || is_request, additional, presence_rules }
}

/// Lowers the schema of the other properties of a request; `None` if they may be anything. Responses keep them as they are.
fn additional<'s>(
    lowering: &mut Lowering<'s, '_>,
    id: TypeId,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
) -> Option<Ty> {
    if schema.additional_values.is_empty() || context.direction == Direction::Response {
        return None;
    }
    let naming = Naming::Inside { owner: id, property: context.field.to_owned(), role: "Value" };
    let context = SchemaContext { naming, examples: Vec::new(), ..context.clone() };
    Some(lowering.nested(&schema.additional_values, &context, "Value", |_| Vec::new())).filter(|ty| *ty != Ty::Any)
}

/// Lowers a property; `None` if it is not part of this direction.
fn field<'s>(
    lowering: &mut Lowering<'s, '_>,
    id: TypeId,
    schema: &ResolvedSchema<'s>,
    property: &ResolvedProperty<'s>,
    context: &SchemaContext<'_>,
) -> Option<Field> {
    let wire = property.name;
    let resolved = lowering.resolve_all(&property.schemas)?;
    if resolved.is_absent(context.direction) {
        return None;
    }
    let inner = SchemaContext {
        naming: Naming::Inside { owner: id, property: wire.to_owned(), role: "" },
        direction: context.direction,
        field: wire,
        examples: context.examples.iter().filter_map(|example| example.property(wire)).collect(),
    };
    let lowered = lowering.value(&resolved, &inner);
    // `null` satisfies a list of required properties, and absence does not.
    let in_required_list =
        schema.presence_rules.iter().flat_map(|rule| rule.alternatives.iter().flatten()).any(|name| name == wire);
    let presence = presence(&lowered, schema.requires(wire), context.direction, in_required_list);
    let ty = if presence == Presence::Required { lowered.ty.nullable_if(lowered.nullable) } else { lowered.ty };
    Some(Field { wire: wire.to_owned(), ty, presence, docs: lowered.docs, origin: property.origin.clone() })
}

/// Responses do not distinguish absence from `null`. In a request, absence and `null` differ if the field is nullable
/// and has another default, or is in a list of properties of which one list is required.
fn presence(lowered: &Lowered, required: bool, direction: Direction, in_required_list: bool) -> Presence {
    let has_value_default = lowered.docs.default.as_ref().is_some_and(|(default, _)| !default.is_null());
    match (required, direction, lowered.nullable) {
        (true, _, _) => Presence::Required,
        (false, Direction::Request, true) if has_value_default || in_required_list => Presence::Tristate,
        (false, Direction::Response, _) | (false, Direction::Request, true) => Presence::Nullable,
        (false, Direction::Request, false) => Presence::Optional,
    }
}
