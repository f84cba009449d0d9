//! Shows a field in Rust: the setter or constructor argument of a request, the struct field of a response.

use fal_codegen::{
    ir::{Base, Constrained, Direction, Endpoint, Field, Named, Presence, Ty, TypeId, TypeKind},
    names::{EndpointNames, TypeNames},
    surface::{argument, field_type},
};

/// Returns the field in Rust as one line.
pub(super) fn line(endpoint: &Endpoint, names: &EndpointNames, field: &Field) -> Option<String> {
    let (named, own, index) = find_field(endpoint, names, field)?;
    let name = own.members.get(index)?;
    if named.direction == Direction::Response {
        return Some(format!("{}.{name}: {}", own.name, field_type(names, field)));
    }
    let argument = argument(endpoint, names, &field.ty);
    if field.presence == Presence::Required {
        return Some(format!("{}::new(…, {name}: {argument}, …)", own.name));
    }
    let setter = own.setters.get(index)?;
    Some(match example(endpoint, names, field) {
        Some(example) => format!(".{setter}({example}), {} {argument}", article(&argument)),
        None => format!(".{setter}(…), {} {argument}", article(&argument)),
    })
}

/// Finds the struct that has the field. Returns its type, its names, and the index of the field.
fn find_field<'a>(
    endpoint: &'a Endpoint,
    names: &'a EndpointNames,
    field: &Field,
) -> Option<(&'a Named, &'a TypeNames, usize)> {
    endpoint.types.iter().enumerate().find_map(|(number, named)| {
        let TypeKind::Struct(record) = &named.kind else { return None };
        let index = record.fields.iter().position(|known| std::ptr::eq(known, field))?;
        Some((named, names.of(TypeId::new(number))?, index))
    })
}

/// Returns a valid value: the default, an example, or the first enum value.
fn example(endpoint: &Endpoint, names: &EndpointNames, field: &Field) -> Option<String> {
    let Ty::Named(id) = &field.ty else { return None };
    let shown = field.docs.default.as_ref().map(|(default, _)| default).or(field.docs.examples.first());
    match &endpoint.named(*id)?.kind {
        TypeKind::Constrained(Constrained { base: Base::Integer(_) | Base::Number, .. }) => {
            shown.map(|literal| format!("checked!({literal})"))
        }
        TypeKind::Enum(set) => {
            let own = names.of(*id)?;
            let index = set.values.iter().position(|member| Some(&member.value) == shown).unwrap_or_default();
            Some(format!("{}::{}", own.name, own.members.get(index)?))
        }
        TypeKind::Constrained(_) | TypeKind::Struct(_) | TypeKind::Union(_) => None,
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['A', 'E', 'I', 'O', 'U', 'i']) { "an" } else { "a" }
}
