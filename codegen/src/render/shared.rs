//! Shared types: a module for each unit, and in an endpoint's module its own names for them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, Scope, Target, docs, endpoint, gate::gate, ident};
use crate::{
    ir::{Api, Endpoint, SharedGroup},
    names::{EndpointNames, Names, SHARED_MODULE},
};

/// A file per unit, and the one that lists them.
pub(super) fn render(api: &Api, names: &Names, target: &Target) -> Vec<File> {
    if api.shared.is_empty() {
        return Vec::new();
    }
    let mut units: Vec<_> = names.units.iter().collect();
    units.sort_unstable_by(|a, b| a.module.cmp(&b.module));
    let modules = units.iter().map(|unit| ident(unit.module.last()));
    let gates = units.iter().map(|unit| gate(&unit.features));
    let described = docs::inner_attributes(&[
        "Types that endpoints share: the same shape is the same type, whichever endpoint it comes from.".to_owned(),
        String::new(),
        "This module is private: programs name these types by an endpoint's module, which shows them as its own."
            .to_owned(),
    ]);
    let list = quote! { #described #(#gates pub mod #modules;)* };
    let mut files = vec![File { path: format!("{SHARED_MODULE}.rs"), source: None, tokens: list }];
    for (unit, names) in api.shared.iter().zip(&names.units) {
        if let Some(endpoint) = api.endpoints.get(unit.endpoint) {
            let tokens = self::unit(Scope { endpoint, names, target }, unit);
            files.push(File { path: names.module.file(), source: None, tokens });
        }
    }
    files
}

fn unit(scope: Scope<'_>, unit: &SharedGroup) -> TokenStream {
    let root = unit.types.first().and_then(|id| scope.names.of(*id)).map_or("Response", |root| root.name.as_str());
    let described = docs::inner_attributes(&[format!("[`{root}`] and what lies inside it.")]);
    let order = scope.endpoint.reachable();
    let types = order.into_iter().filter(|id| unit.types.contains(id)).map(|id| endpoint::named(scope, id));
    quote! { #described use fal_runtime::codegen; #(#types)* }
}

/// The endpoint's own names for the shared types that it uses, by unit. They are the only public ones.
pub(super) fn aliases(api: &Api, names: &Names, endpoint: &Endpoint, own: &EndpointNames) -> Option<TokenStream> {
    let mut units: BTreeMap<String, BTreeSet<(String, &str)>> = BTreeMap::new();
    for id in endpoint.shared.keys() {
        let (Some(theirs), Some(ours)) = (names.provided(api, endpoint, *id), own.of(*id)) else { continue };
        let types = units.entry(theirs.elsewhere.unwrap_or_default()).or_default();
        types.insert((theirs.name, &ours.name));
        types.extend((!theirs.limits.is_empty()).then_some((theirs.limits, ours.limits.as_str())));
    }
    let shared = ident(SHARED_MODULE);
    let uses = units.iter().map(|(module, types)| {
        let (module, types) = (ident(module), types.iter().map(|(theirs, ours)| alias(theirs, ours)));
        if types.len() == 1 { quote!(#module::#(#types)*) } else { quote!(#module::{#(#types),*}) }
    });
    (!units.is_empty()).then(|| quote!(#[doc(inline)] pub use crate::#shared::{#(#uses),*};))
}

fn alias(theirs: &str, ours: &str) -> TokenStream {
    let (theirs, ours) = (ident(theirs), ident(ours));
    if theirs == ours { quote!(#theirs) } else { quote!(#theirs as #ours) }
}
