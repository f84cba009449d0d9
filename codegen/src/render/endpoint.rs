//! The module of one endpoint: its function, then its types in the order in which a reader needs them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, catalog, constrained, docs, endpoint_fn, enums, response, structs, ty, union};
use crate::ir::{Ty, TypeId, TypeKind};

/// Renders the content of an endpoint's module, without its child modules.
pub(super) fn render(scope: Scope<'_>, aliases: Option<&TokenStream>) -> TokenStream {
    let function = endpoint_fn::render(scope);
    let request = scope
        .endpoint
        .request
        .as_ref()
        .and_then(|request| root_alias(scope, request, "Request", "Request body of the endpoint."));
    let response = response::alias(scope)
        .or_else(|| root_alias(scope, &scope.endpoint.response, "Response", "Response of the endpoint."));
    let statuses = response::statuses(scope);
    let error = response::error_alias(scope);
    let order = scope.endpoint.reachable().into_iter();
    let types = order.filter(|id| !scope.endpoint.shared.contains_key(id)).map(|id| named(scope, id));
    let entry = catalog::entry(scope);
    quote! { #aliases #function #request #response #statuses #error #(#types)* #entry }
}

/// Returns the alias `Request` or `Response` for a type that is not called so itself.
fn root_alias(scope: Scope<'_>, kind: &Ty, name: &str, description: &str) -> Option<TokenStream> {
    let is_itself = matches!(kind, Ty::Named(id) if scope.names.get(*id).is_some_and(|names| names.name == name));
    if is_itself {
        return None;
    }
    let name = super::ident(name);
    let kind = ty::ty(scope, kind);
    let comment = docs::attributes(&[description.to_owned()]);
    Some(quote!(#comment pub type #name = #kind;))
}

pub(super) fn named(scope: Scope<'_>, id: TypeId) -> Option<TokenStream> {
    let (named, names) = (scope.endpoint.named(id)?, scope.names.get(id)?);
    Some(match &named.kind {
        TypeKind::Struct(record) => structs::render(scope, named, names, record),
        TypeKind::Enum(set) => enums::render(named, names, set),
        TypeKind::Constrained(checked) => constrained::render(scope, named, names, checked),
        TypeKind::Union(union) => union::render(scope, named, names, union),
    })
}
