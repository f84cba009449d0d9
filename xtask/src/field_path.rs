//! Resolves `ID[.field…]` to an endpoint and a field of its request or response.

use fal_codegen::ir::{Api, Endpoint, Field, Struct, Ty, TypeKind};

use crate::suggest;

/// An endpoint, and a field of it.
pub struct ResolvedPath<'a> {
    /// Endpoint with the longest id that is a prefix of the argument.
    pub endpoint: &'a Endpoint,
    /// Path of the field, e.g. `size.width`; empty for the whole endpoint.
    pub path: String,
    /// Field of the request, or of the response if the request has none of this path.
    pub field: Option<&'a Field>,
}

/// Resolves an argument. The error suggests similar ids or fields.
pub fn resolve<'a>(api: &'a Api, argument: &str) -> Result<ResolvedPath<'a>, String> {
    let Some((endpoint, path)) = endpoint(api, argument) else {
        let known: Vec<&str> = api.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect();
        return Err(format!("no endpoint `{argument}`{}", suggest::suggestion(argument, &known)));
    };
    let joined = path.join(".");
    if path.is_empty() {
        return Ok(ResolvedPath { endpoint, path: joined, field: None });
    }
    match field(endpoint, &path) {
        Ok(field) => Ok(ResolvedPath { endpoint, path: joined, field: Some(field) }),
        Err(known) => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            Err(format!("`{}` has no field `{joined}`{}", endpoint.id, suggest::suggestion(&joined, &known)))
        }
    }
}

fn endpoint<'a>(api: &'a Api, argument: &str) -> Option<(&'a Endpoint, Vec<String>)> {
    let begins = |endpoint: &&Endpoint| {
        argument.strip_prefix(&endpoint.id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let endpoint = api.endpoints.iter().filter(begins).max_by_key(|endpoint| endpoint.id.len())?;
    let rest = argument.get(endpoint.id.len()..).unwrap_or_default();
    Some((endpoint, rest.split('.').skip(1).map(str::to_owned).collect()))
}

/// Returns the field at a path, or the field names of the last object that exists.
fn field<'a>(endpoint: &'a Endpoint, path: &[String]) -> Result<&'a Field, Vec<String>> {
    let request = endpoint.request.as_ref().map(|request| field_in(endpoint, request, path));
    match request {
        Some(Ok(field)) => Ok(field),
        Some(Err(known)) => field_in(endpoint, &endpoint.response, path).map_err(|_| known),
        None => field_in(endpoint, &endpoint.response, path),
    }
}

fn field_in<'a>(endpoint: &'a Endpoint, ty: &'a Ty, path: &[String]) -> Result<&'a Field, Vec<String>> {
    let object = struct_type(endpoint, ty).ok_or_else(Vec::new)?;
    let names = || object.fields.iter().map(|field| field.wire.clone()).collect::<Vec<_>>();
    let (first, rest) = path.split_first().ok_or_else(Vec::new)?;
    let field = object.fields.iter().find(|field| field.wire == *first).ok_or_else(names)?;
    if rest.is_empty() { Ok(field) } else { field_in(endpoint, &field.ty, rest) }
}

/// Returns the struct that a type is or contains: as item, map value, or first struct variant of a union.
pub fn struct_type<'a>(endpoint: &'a Endpoint, ty: &'a Ty) -> Option<&'a Struct> {
    let kind = endpoint.kind_of(ty);
    if let Some(definition) = kind.and_then(TypeKind::as_struct) {
        return Some(definition);
    }
    let children = kind.map_or_else(|| ty.children(), TypeKind::children);
    children.into_iter().find_map(|child| struct_type(endpoint, child))
}
