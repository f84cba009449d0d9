//! Unions: `anyOf`, `oneOf`, and schemas of several types.

use super::{
    alternatives::{self, Alternative},
    context::{Lowering, SchemaContext},
    discriminator, docs,
    limits::{Limits, applies_to},
    schema::{ResolvedSchema, null_excluded_elsewhere},
};
use crate::{
    ir::{Base, Constrained, Discriminator, Enum, Naming, Presence, Ty, TypeKind, Union, Variant},
    literal::Literal,
    spec::JsonType,
};

/// Lowers the alternatives of a schema.
pub(super) fn lower_alternatives<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
    limits: &mut Limits,
) -> Ty {
    let alternatives = alternatives::resolve(lowering, schema);
    let schemas: Vec<&ResolvedSchema<'s>> = alternatives.iter().map(|alternative| &alternative.schema).collect();
    limits.remove_distributed(&schemas.iter().flat_map(|variant| variant.types.clone()).collect::<Vec<_>>());
    let discriminators = discriminator::of_variants(lowering, schema, &schemas);
    let properties = distinguishing_properties(&schemas);
    let variants = alternatives
        .iter()
        .zip(discriminators)
        .zip(properties)
        .map(|((alternative, discriminator), property)| {
            lower_alternative(lowering, alternative, discriminator, property, context)
        })
        .collect();
    simplify_union(lowering, schema, context, variants)
}

fn lower_alternative<'s>(
    lowering: &mut Lowering<'s, '_>,
    alternative: &Alternative<'s>,
    discriminator: Option<Discriminator>,
    property: Option<&str>,
    context: &SchemaContext<'_>,
) -> LoweredVariant {
    let schema = &alternative.schema;
    let value = discriminator.as_ref().and_then(|by| by.values.first()).map(Literal::to_text);
    let title = schema.title.map(str::trim).filter(|title| is_label(title));
    let name = alternative.model.as_ref().map(|model| model.name).or(title).or(value.as_deref()).or(property);
    let role = schema.types.first().map_or("Other", |json_type| role(*json_type));
    let context = match name {
        Some(name) if alternative.is_extended || [title, property].contains(&Some(name)) => context.extended(name),
        Some(_) | None => context.variant(role, Vec::new()),
    };
    let lowered = lower_variant(lowering, schema, &context);
    let hint = name.map(str::to_owned).unwrap_or(lowered.hint);
    let described = docs::of_variant(lowering, schema, &hint);
    let of_model = || alternative.model.as_ref()?.description.as_ref().map(|text| text.value.clone());
    LoweredVariant { hint, discriminator, description: described.or_else(of_model), ..lowered }
}

/// Returns for each schema the property by which its variant is named if nothing else names it: the first required one
/// that no other schema requires, else the first one that no other schema has.
fn distinguishing_properties<'v>(schemas: &[&'v ResolvedSchema<'_>]) -> Vec<Option<&'v str>> {
    let of_schema = |(index, schema): (usize, &&'v ResolvedSchema<'_>)| {
        let others = || schemas.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
        let is_required =
            |name: &str| !others().any(|other| other.required.iter().any(|required| required.value == name));
        let is_stated = |name: &str| others().all(|other| other.property(name).is_none());
        let required = schema.required.iter().map(|name| name.value.as_str()).find(|name| is_required(name));
        required.or_else(|| schema.properties.iter().map(|property| property.name).find(|name| is_stated(name)))
    };
    schemas.iter().enumerate().map(of_schema).collect()
}

/// Returns whether a title is short enough for a name.
pub(super) fn is_label(title: &str) -> bool {
    const LONGEST: usize = 40;
    !title.is_empty() && title.chars().count() <= LONGEST && title.chars().any(char::is_alphanumeric)
}

/// Lowers a schema of several types. Each limit belongs to the types that it applies to.
pub(super) fn lower_types<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
    limits: &mut Limits,
) -> Ty {
    limits.remove_distributed(&schema.types);
    let variants = schema.types.iter().map(|json_type| {
        let types = vec![*json_type];
        let limits = schema.limits.iter().filter(|stated| applies_to(stated.limit.kind(), &types)).cloned().collect();
        let mut variant = ResolvedSchema { types, model: None, nullable: false, limits, ..schema.clone() };
        variant.keep_content_of(*json_type);
        lower_variant(lowering, &variant, &context.variant(role(*json_type), Vec::new()))
    });
    let variants = variants.collect();
    simplify_union(lowering, schema, context, variants)
}

/// Returns the word for a JSON type in the name of a variant.
fn role(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Boolean => "Flag",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::String => "Text",
        JsonType::Array => "List",
        JsonType::Object => "Object",
    }
}

struct LoweredVariant {
    ty: Ty,
    hint: String,
    nullable: bool,
    discriminator: Option<Discriminator>,
    description: Option<String>,
}

impl LoweredVariant {
    fn into_variant(self) -> Variant {
        let Self { hint, ty, discriminator, description, nullable: _ } = self;
        Variant { hint, ty, discriminator, description }
    }
}

fn lower_variant<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    context: &SchemaContext<'_>,
) -> LoweredVariant {
    let lowered = lowering.value(schema, context);
    let hint = match (&schema.model, &context.naming) {
        (Some(model), _) => model.name.to_owned(),
        (None, _) if is_enum(lowering, &lowered.ty) => "Preset".to_owned(),
        (None, Naming::Inside { role, .. }) => (*role).to_owned(),
        (None, Naming::Request | Naming::Response | Naming::Model(_) | Naming::Composed { .. }) => {
            schema.types.first().map_or("Other", |json_type| role(*json_type)).to_owned()
        }
    };
    LoweredVariant { ty: lowered.ty, hint, nullable: lowered.nullable, discriminator: None, description: None }
}

fn is_enum(lowering: &Lowering<'_, '_>, ty: &Ty) -> bool {
    let kind = ty.id().and_then(|id| lowering.kind_of(id));
    kind.is_some_and(|kind| matches!(kind, TypeKind::Enum(_)))
}

/// Builds the union. A variant that accepts any value makes the whole union any value; a single variant is that
/// variant; an enum next to an unlimited string is an open enum.
fn simplify_union(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
    variants: Vec<LoweredVariant>,
) -> Ty {
    let accepts_any = variants.iter().any(|variant| variant.ty == Ty::Any);
    let nullable = accepts_any || variants.iter().any(|variant| variant.nullable);
    if schema.allows_null_of_no_alternative() && !nullable {
        lowering.report(null_excluded_elsewhere(&schema.origin));
    }
    let mut distinct = distinct(variants);
    if accepts_any || distinct.is_empty() {
        return Ty::Any;
    }
    if let Some(open) = open_enum(lowering, &distinct) {
        return open.nullable_if(nullable);
    }
    distinct.sort_by_key(|variant| specificity(lowering, &variant.ty));
    let ty = if let [only] = distinct.as_slice() {
        only.ty.clone()
    } else {
        let union = Union { variants: distinct.into_iter().map(LoweredVariant::into_variant).collect() };
        let docs = docs::of_union(schema, &context.naming);
        lowering.add(context, docs, schema.origin.clone(), TypeKind::Union(union))
    };
    ty.nullable_if(nullable)
}

/// Returns the first variant of each type.
fn distinct(variants: Vec<LoweredVariant>) -> Vec<LoweredVariant> {
    let mut distinct: Vec<LoweredVariant> = Vec::new();
    for variant in variants {
        if !distinct.iter().any(|known| known.ty == variant.ty) {
            distinct.push(variant);
        }
    }
    distinct
}

/// Returns the open enum that a closed enum and an unlimited string are together.
fn open_enum(lowering: &mut Lowering<'_, '_>, variants: &[LoweredVariant]) -> Option<Ty> {
    let [first, second] = variants else { return None };
    let id = if first.ty == Ty::String { second.ty.id() } else { first.ty.id().filter(|_| second.ty == Ty::String) };
    lowering.open_enum(id?)
}

/// Returns the sort key of a variant. Variants that match fewest values are tried first: structs by the number of
/// required fields, then arrays, enums, constrained and unlimited values.
fn specificity(lowering: &Lowering<'_, '_>, ty: &Ty) -> (u8, std::cmp::Reverse<usize>) {
    let rank = |rank: u8| (rank, std::cmp::Reverse(0));
    match ty {
        Ty::Named(id) | Ty::Boxed(id) => match lowering.kind_of(*id) {
            Some(TypeKind::Struct(object)) => {
                let required = object.fields.iter().filter(|field| field.presence == Presence::Required);
                (0, std::cmp::Reverse(required.count()))
            }
            Some(TypeKind::Enum(Enum { open: false, .. })) => rank(2),
            Some(TypeKind::Constrained(Constrained { base, .. })) => match base {
                Base::Array(_) | Base::Sequence { .. } => rank(1),
                Base::Integer(_) | Base::Number | Base::NumericString { .. } | Base::Map(_) => rank(3),
                Base::String => rank(5),
            },
            Some(TypeKind::Enum(Enum { open: true, .. }) | TypeKind::Union(_)) | None => rank(6),
        },
        Ty::Tuple(_) => (1, std::cmp::Reverse(1)),
        Ty::Array(_) => rank(1),
        Ty::Bool => rank(3),
        Ty::Integer(_) => (4, std::cmp::Reverse(1)),
        Ty::Map(_) | Ty::Number => rank(4),
        Ty::String | Ty::FileUrl => rank(6),
        Ty::Nullable(inner) => specificity(lowering, inner),
        Ty::Any => rank(9),
    }
}
