//! Shows a field in Rust: the setter or constructor argument of a request, the struct field of a response.

use fal_codegen::{
    ir::{Direction, Endpoint, Field, Named, Presence, TypeId, TypeKind},
    names::{EndpointNames, TypeNames},
    rust::{argument, field_type, setter_argument},
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
    Some(match setter_argument(endpoint, names, field) {
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
        Some((named, names.get(TypeId::new(number))?, index))
    })
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['A', 'E', 'I', 'O', 'U', 'i']) { "an" } else { "a" }
}
