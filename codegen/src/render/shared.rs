//! Shared types: a module for each unit, and in an endpoint's module its own names for them.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, Scope, Target, docs, endpoint, gate::gate, ident};
use crate::{
    ir::{Api, Endpoint, Shared},
    names::{EndpointNames, Names, SHARED_MODULE},
};

/// A file per unit, and the one that lists them.
pub(super) fn render(api: &Api, names: &Names, target: &Target) -> Vec<File> {
    if api.shared.is_empty() {
        return Vec::new();
    }
    let mut units: Vec<_> = names.units.iter().map(|unit| &unit.names).collect();
    units.sort_unstable_by(|a, b| a.module.cmp(&b.module));
    let modules = units.iter().map(|unit| ident(unit.module.last()));
    let gates = units.iter().map(|unit| gate(&unit.features));
    let described = docs::inner_attributes(&[
        "Types that endpoints share: the same shape is the same type, whichever endpoint it comes from.".to_owned(),
        String::new(),
        "Endpoint modules show them by their own names.".to_owned(),
    ]);
    let list = quote! { #described #(#gates pub mod #modules;)* };
    let mut files = vec![File { path: format!("{SHARED_MODULE}.rs"), source: None, tokens: list }];
    for (unit, unit_names) in api.shared.iter().zip(&names.units) {
        if let Some(endpoint) = api.endpoints.get(unit.endpoint) {
            let scope = Scope { endpoint, names: &unit_names.names, target };
            let tokens = self::unit(scope, unit, &unit_names.root);
            files.push(File { path: unit_names.names.module.file(), source: None, tokens });
        }
    }
    files
}

fn unit(scope: Scope<'_>, unit: &Shared, root: &str) -> TokenStream {
    let described = docs::inner_attributes(&[format!("[`{root}`] and what lies inside it.")]);
    let order = endpoint::in_reading_order(scope);
    let types = order.into_iter().filter(|id| unit.types.contains(id)).map(|id| endpoint::named(scope, id));
    quote! { #described use fal_sdk::door; #(#types)* }
}

/// The endpoint's own names for the shared types that it uses, by unit.
pub(super) fn aliases(api: &Api, names: &Names, endpoint: &Endpoint, own: &EndpointNames) -> Option<TokenStream> {
    let mut units: BTreeMap<String, BTreeMap<(String, &str), TokenStream>> = BTreeMap::new();
    for id in endpoint.shared.keys() {
        let (Some(provided), Some(own)) = (names.provided(api, endpoint, *id), own.of(*id)) else { continue };
        let (theirs, ours) = (ident(&provided.name), ident(&own.name));
        let used = if theirs == ours { quote!(#theirs) } else { quote!(#theirs as #ours) };
        units.entry(provided.elsewhere.unwrap_or_default()).or_default().insert((provided.name, &own.name), used);
    }
    let shared = ident(SHARED_MODULE);
    let uses = units.iter().map(|(module, types)| {
        let (module, types) = (ident(module), types.values());
        if types.len() == 1 { quote!(#module::#(#types)*) } else { quote!(#module::{#(#types),*}) }
    });
    (!units.is_empty()).then(|| quote!(#[doc(inline)] pub use crate::#shared::{#(#uses),*};))
}
