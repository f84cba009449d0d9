//! Shared types: one module per group, and the re-exports in the modules of the endpoints that use them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::{RenderedFile, Scope, Target, cfg::any_feature, docs, endpoint, ident};
use crate::{
    ir::{Api, Endpoint, SharedGroup},
    names::{EndpointNames, Names, SHARED_MODULE},
};

/// Renders one file per group, and the file that declares their modules.
pub(super) fn render(api: &Api, names: &Names, target: &Target) -> Vec<RenderedFile> {
    if api.shared.is_empty() {
        return Vec::new();
    }
    let mut groups: Vec<_> = names.groups.iter().collect();
    groups.sort_unstable_by(|a, b| a.module.cmp(&b.module));
    let modules = groups.iter().map(|group| ident(group.module.last()));
    let cfgs = groups.iter().map(|group| any_feature(&group.features));
    let documentation = docs::inner_attributes(&[
        "Types that several endpoints can share: equal schemas become one type.".to_owned(),
        String::new(),
        "This module is private. The module of each endpoint re-exports the types that it uses.".to_owned(),
    ]);
    let list = quote! { #documentation #(#cfgs pub mod #modules;)* };
    let mut files = vec![RenderedFile { path: format!("{SHARED_MODULE}.rs"), source: None, tokens: list }];
    for (group, names) in api.shared.iter().zip(&names.groups) {
        if let Some(endpoint) = api.endpoints.get(group.endpoint) {
            let tokens = self::group(Scope { endpoint, names, target }, group);
            files.push(RenderedFile { path: names.module.file(), source: None, tokens });
        }
    }
    files
}

fn group(scope: Scope<'_>, group: &SharedGroup) -> TokenStream {
    let root = group.types.first().and_then(|id| scope.names.get(*id)).map_or("Response", |root| root.name.as_str());
    let documentation = docs::inner_attributes(&[format!("[`{root}`] and the types of its fields.")]);
    let order = scope.endpoint.reachable();
    let types = order.into_iter().filter(|id| group.types.contains(id)).map(|id| endpoint::named(scope, id));
    quote! { #documentation use fal_runtime::codegen; #(#types)* }
}

/// Renders the re-exports of the shared types that an endpoint uses, under the endpoint's own names for them.
pub(super) fn aliases(api: &Api, names: &Names, endpoint: &Endpoint, own: &EndpointNames) -> Option<TokenStream> {
    let mut groups: BTreeMap<String, BTreeSet<(String, &str)>> = BTreeMap::new();
    for id in endpoint.shared.keys() {
        let (Some(theirs), Some(ours)) = (names.in_group(api, endpoint, *id), own.get(*id)) else { continue };
        let types = groups.entry(theirs.external_module.unwrap_or_default()).or_default();
        types.insert((theirs.name, &ours.name));
        types.extend((!theirs.limits.is_empty()).then_some((theirs.limits, ours.limits.as_str())));
    }
    let shared = ident(SHARED_MODULE);
    let uses = groups.iter().map(|(module, types)| {
        let (module, types) = (ident(module), types.iter().map(|(theirs, ours)| alias(theirs, ours)));
        if types.len() == 1 { quote!(#module::#(#types)*) } else { quote!(#module::{#(#types),*}) }
    });
    (!groups.is_empty()).then(|| quote!(#[doc(inline)] pub use crate::#shared::{#(#uses),*};))
}

fn alias(theirs: &str, ours: &str) -> TokenStream {
    let (theirs, ours) = (ident(theirs), ident(ours));
    if theirs == ours { quote!(#theirs) } else { quote!(#theirs as #ours) }
}
