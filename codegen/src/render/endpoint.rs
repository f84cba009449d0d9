//! The module of one endpoint: its types in the order in which a reader meets them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, catalog, checked, docs, function, record, set, ty, union};
use crate::ir::{Ty, TypeId, TypeKind};

/// The content of an endpoint's module, apart from modules below it.
pub(super) fn render(scope: Scope<'_>, aliases: Option<&TokenStream>) -> TokenStream {
    let order = scope.endpoint.reachable().into_iter();
    let types = order.filter(|id| !scope.endpoint.shared.contains_key(id)).map(|id| named(scope, id));
    let request = scope
        .endpoint
        .request
        .as_ref()
        .and_then(|request| root(scope, request, "Request", "What is sent: any JSON that the endpoint takes."));
    let response = root(scope, &scope.endpoint.response, "Response", "What the endpoint returns.");
    let route = function::route(scope);
    let entry = catalog::entry(scope);
    quote! { #aliases #request #response #(#types)* #route #entry }
}

/// What the module's documentation says.
pub(super) fn description(scope: Scope<'_>) -> Vec<String> {
    let endpoint = scope.endpoint;
    let title = endpoint.title.as_deref().filter(|title| title.trim_matches('/') != endpoint.id);
    let title = title.map_or_else(
        || format!("{}.", docs::code(&endpoint.id)),
        |title| format!("{}: {}.", docs::code(&endpoint.id), docs::describe(title).join(" ")),
    );
    let category = endpoint.category.as_ref().map(|category| vec![format!("Category: {}.", docs::code(category))]);
    let described = endpoint.description.as_deref().map(docs::describe).unwrap_or_default();
    docs::paragraphs(vec![vec![title], described, category.unwrap_or_default()])
}

/// `Request` and `Response` always exist: as the record itself, or as another name for what is sent or returned.
fn root(scope: Scope<'_>, kind: &Ty, name: &str, described: &str) -> Option<TokenStream> {
    let is_itself = matches!(kind, Ty::Named(id) if scope.names.of(*id).is_some_and(|names| names.name == name));
    if is_itself {
        return None;
    }
    let name = super::ident(name);
    let kind = ty::ty(scope, kind);
    let comment = docs::attributes(&[described.to_owned()]);
    Some(quote!(#comment pub type #name = #kind;))
}

pub(super) fn named(scope: Scope<'_>, id: TypeId) -> Option<TokenStream> {
    let (named, names) = (scope.endpoint.named(id)?, scope.names.of(id)?);
    Some(match &named.kind {
        TypeKind::Struct(record) => record::render(scope, named, names, record),
        TypeKind::Enum(set) => set::render(named, names, set),
        TypeKind::Constrained(checked) => checked::render(scope, named, names, checked),
        TypeKind::Union(union) => union::render(scope, named, names, union),
    })
}
