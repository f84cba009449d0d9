//! The modules around the endpoints: `name.rs` beside `name/`, so that a new child never moves its parent.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, Scope, Target, docs, endpoint, function, ident, shared};
use crate::{
    ir::{Api, Endpoint},
    names::{EndpointNames, Names},
};

/// A module: the endpoint that it is, and the modules below.
#[derive(Default)]
struct Module<'a> {
    endpoint: Option<(&'a Endpoint, &'a EndpointNames)>,
    children: BTreeMap<&'a str, Module<'a>>,
}

/// One file per module, the root among them.
pub(super) fn render(api: &Api, names: &Names, target: &Target) -> Vec<File> {
    let mut root = Module::default();
    for endpoint in &api.endpoints {
        let Some(names) = names.endpoint(endpoint) else { continue };
        let mut module = &mut root;
        for segment in names.module.segments() {
            module = module.children.entry(segment).or_default();
        }
        module.endpoint = Some((endpoint, names));
    }
    let mut files = Vec::new();
    root.render(&mut Vec::new(), Whole { api, names, target }, &mut files);
    files
}

/// Everything that is rendered.
#[derive(Clone, Copy)]
struct Whole<'a> {
    api: &'a Api,
    names: &'a Names,
    target: &'a Target,
}

impl<'a> Module<'a> {
    fn render(&self, path: &mut Vec<&'a str>, whole: Whole<'_>, files: &mut Vec<File>) {
        files.push(File {
            path: file(path),
            source: self.endpoint.map(|(endpoint, _)| endpoint.source.clone()),
            tokens: self.tokens(path, whole),
        });
        for (name, child) in &self.children {
            path.push(name);
            child.render(path, whole, files);
            path.pop();
        }
    }

    fn tokens(&self, path: &[&str], whole: Whole<'_>) -> TokenStream {
        let target = whole.target;
        let scope = self.endpoint.map(|(endpoint, names)| Scope { endpoint, names, target });
        let described = docs::inner_attributes(&scope.map_or_else(|| around(path), endpoint::description));
        let children = self.children.keys().map(|name| ident(name));
        let calls: Vec<_> = self
            .children
            .values()
            .filter_map(|child| child.endpoint)
            .map(|(endpoint, names)| function::render(Scope { endpoint, names, target }))
            .collect();
        let own = scope.map(|scope| {
            endpoint::render(scope, &shared::aliases(whole.api, whole.names, scope.endpoint, scope.names))
        });
        let catalog = path.is_empty().then(|| {
            quote!(
                #[cfg(feature = "catalog")]
                pub mod catalog;
            )
        });
        let has_shared = path.is_empty() && !whole.api.shared.is_empty();
        let shared_types = has_shared.then(|| {
            quote!(
                pub mod shared;
            )
        });
        let door = (own.is_some() || !calls.is_empty()).then(|| {
            quote!(
                use fal_sdk::door;
            )
        });
        quote! { #described #door #catalog #(pub mod #children;)* #shared_types #(#calls)* #own }
    }
}

fn around(path: &[&str]) -> Vec<String> {
    if path.is_empty() {
        return vec!["Every endpoint, a module for each segment of its id.".to_owned()];
    }
    let written: Vec<&str> = path.iter().map(|segment| segment.strip_prefix("r#").unwrap_or(segment)).collect();
    vec![format!("The endpoints below {}.", docs::code(&written.join("::")))]
}

fn file(path: &[&str]) -> String {
    let names: Vec<&str> = path.iter().map(|segment| segment.strip_prefix("r#").unwrap_or(segment)).collect();
    if names.is_empty() { "mod.rs".to_owned() } else { format!("{}.rs", names.join("/")) }
}
