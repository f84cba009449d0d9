//! `ID[.field…]` → an endpoint, and a field of its request or response.

use fal_codegen::ir::{Api, Base, Endpoint, Field, Struct, Ty, TypeKind};

use crate::nearest;

/// What an argument names.
pub struct Located<'a> {
    /// The endpoint with the longest id that the argument begins with.
    pub endpoint: &'a Endpoint,
    /// The way to a field, with dots between; empty for the whole endpoint.
    pub path: String,
    /// The field at the end of the way, through the request, else through the response.
    pub field: Option<&'a Field>,
}

/// Finds what an argument names, or says what is nearest to it.
pub fn locate<'a>(api: &'a Api, argument: &str) -> Result<Located<'a>, String> {
    let Some((endpoint, path)) = endpoint(api, argument) else {
        let known: Vec<&str> = api.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect();
        return Err(format!("there is no endpoint `{argument}`{}", nearest::sentence(argument, &known)));
    };
    let way = path.join(".");
    if path.is_empty() {
        return Ok(Located { endpoint, path: way, field: None });
    }
    match field(endpoint, &path) {
        Ok(field) => Ok(Located { endpoint, path: way, field: Some(field) }),
        Err(known) => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            Err(format!("`{}` has no field `{way}`{}", endpoint.id, nearest::sentence(&way, &known)))
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

/// The field at the end of a way, or the names to choose from where the way ends.
fn field<'a>(endpoint: &'a Endpoint, path: &[String]) -> Result<&'a Field, Vec<String>> {
    let request = endpoint.request.as_ref().map(|request| walk(endpoint, request, path));
    match request {
        Some(Ok(field)) => Ok(field),
        Some(Err(known)) => walk(endpoint, &endpoint.response, path).map_err(|_| known),
        None => walk(endpoint, &endpoint.response, path),
    }
}

fn walk<'a>(endpoint: &'a Endpoint, ty: &'a Ty, path: &[String]) -> Result<&'a Field, Vec<String>> {
    let record = record(endpoint, ty).ok_or_else(Vec::new)?;
    let names = || record.fields.iter().map(|field| field.wire.clone()).collect::<Vec<_>>();
    let (first, rest) = path.split_first().ok_or_else(Vec::new)?;
    let field = record.fields.iter().find(|field| field.wire == *first).ok_or_else(names)?;
    if rest.is_empty() { Ok(field) } else { walk(endpoint, &field.ty, rest) }
}

/// The record that a type is or holds.
pub fn record<'a>(endpoint: &'a Endpoint, ty: &'a Ty) -> Option<&'a Struct> {
    match ty {
        Ty::Named(id) | Ty::Boxed(id) => match &endpoint.named(*id)?.kind {
            TypeKind::Struct(record) => Some(record),
            TypeKind::Union(union) => union.variants.iter().find_map(|arm| record(endpoint, &arm.ty)),
            TypeKind::Constrained(checked) => match &checked.base {
                Base::Array(item) => record(endpoint, item),
                _ => None,
            },
            TypeKind::Enum(_) => None,
        },
        Ty::Array(inner) | Ty::Map(inner) | Ty::Nullable(inner) => record(endpoint, inner),
        _ => None,
    }
}
