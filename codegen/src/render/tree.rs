//! The modules around the endpoints: `name.rs` beside `name/`, so that a new child never moves its parent.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, Scope, Target, docs, endpoint, function, gate::gate, ident, shared};
use crate::{
    ir::{Api, Endpoint},
    names::{EndpointNames, Features, Names},
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
        let here = if path.is_empty() { Features::new() } else { self.features() };
        let children = self.children.iter().map(|(name, child)| {
            let (gate, name) = (gate_within(&here, &child.features()), ident(name));
            quote!(#gate pub mod #name;)
        });
        let called: Vec<_> = self.children.values().filter_map(|child| child.endpoint).collect();
        let calls = called.iter().map(|(endpoint, names)| {
            function::render(Scope { endpoint, names, target }, &gate_within(&here, &names.features))
        });
        let own = scope.map(|scope| {
            let aliases = shared::aliases(whole.api, whole.names, scope.endpoint, scope.names);
            endpoint::render(scope, aliases.as_ref())
        });
        let root = path.is_empty().then(|| root(whole.api));
        let runtime_import = self.runtime_import(&called);
        quote! { #described #runtime_import #root #(#children)* #(#calls)* #own }
    }

    /// The import of the runtime's internal API, under the condition that something here uses it.
    fn runtime_import(&self, called: &[(&Endpoint, &EndpointNames)]) -> TokenStream {
        let own = self.endpoint.iter().chain(called);
        let using: Features = own.flat_map(|(_, names)| names.features.iter().cloned()).collect();
        let always = using == self.features();
        match (using.is_empty(), always) {
            (true, _) => quote!(),
            (false, true) => quote!(
                use fal_runtime::codegen;
            ),
            (false, false) => {
                let gate = gate(&using);
                quote!(#gate use fal_runtime::codegen;)
            }
        }
    }

    /// The features that turn on anything here.
    fn features(&self) -> Features {
        let own = self.endpoint.iter().flat_map(|(_, names)| names.features.iter().cloned());
        own.chain(self.children.values().flat_map(Module::features)).collect()
    }
}

/// What the root holds besides endpoints.
fn root(api: &Api) -> TokenStream {
    let shared = (!api.shared.is_empty()).then(|| {
        quote!(
            pub(crate) mod shared;
        )
    });
    quote! { #[cfg(feature = "catalog")] pub mod catalog; #shared }
}

/// The condition inside a module that is compiled under one already: none where it is the same.
fn gate_within(around: &Features, features: &Features) -> TokenStream {
    if around == features { quote!() } else { gate(features) }
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
