//! The module tree: one file per module, `name.rs` next to `name/`, so that a new child never moves its parent.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    RenderedFile, Scope, Target,
    cfg::{any_feature, any_feature_inside},
    docs, endpoint, endpoint_fn, ident, module_doc, shared,
};
use crate::{
    ir::{Api, Endpoint},
    names::{EndpointNames, Features, Names},
};

/// A module: at most one endpoint, and child modules.
#[derive(Default)]
struct Module<'a> {
    endpoint: Option<(&'a Endpoint, &'a EndpointNames)>,
    children: BTreeMap<&'a str, Module<'a>>,
}

/// Renders one file per module, including the root module.
pub(super) fn render(api: &Api, names: &Names, target: &Target) -> Vec<RenderedFile> {
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
    root.render(&mut Vec::new(), RenderContext { api, names, target }, &mut files);
    files
}

#[derive(Clone, Copy)]
struct RenderContext<'a> {
    api: &'a Api,
    names: &'a Names,
    target: &'a Target,
}

impl<'a> Module<'a> {
    fn render(&self, path: &mut Vec<&'a str>, context: RenderContext<'_>, files: &mut Vec<RenderedFile>) {
        files.push(RenderedFile {
            path: file(path),
            source: self.endpoint.map(|(endpoint, _)| endpoint.source.clone()),
            tokens: self.tokens(path, context),
        });
        for (name, child) in &self.children {
            path.push(name);
            child.render(path, context, files);
            path.pop();
        }
    }

    fn tokens(&self, path: &[&str], context: RenderContext<'_>) -> TokenStream {
        let target = context.target;
        let scope = self.endpoint.map(|(endpoint, names)| Scope { endpoint, names, target });
        let documentation = scope.map_or_else(|| module_doc::of_parent(path), module_doc::of_endpoint);
        let documentation = docs::inner_attributes(&documentation);
        let root = path.is_empty().then(|| root_items(context.api));
        // The root module is not gated.
        let own_features = if path.is_empty() { Features::new() } else { self.features() };
        let children = self.children.iter().map(|(name, child)| child.declaration(name, &own_features));
        let own = scope.map(|scope| {
            let aliases = shared::aliases(context.api, context.names, scope.endpoint, scope.names);
            endpoint::render(scope, aliases.as_ref())
        });
        let internal = scope.map(|_| {
            quote!(
                use fal_runtime::codegen;
            )
        });
        quote! { #documentation #internal #root #(#children)* #own }
    }

    /// Returns the `mod` item in the parent module, and the re-export of the endpoint's function.
    fn declaration(&self, name: &str, parent_features: &Features) -> TokenStream {
        let cfg = any_feature_inside(parent_features, &self.features());
        let name = ident(name);
        let function = self.endpoint.map(|(endpoint, _)| endpoint_fn::reexport(endpoint, &name, &cfg));
        quote!(#cfg pub mod #name; #function)
    }

    /// Returns the features that turn on the module: those of its endpoint and of all endpoints below it.
    fn features(&self) -> Features {
        let own = self.endpoint.iter().flat_map(|(_, names)| names.features.iter().cloned());
        own.chain(self.children.values().flat_map(Module::features)).collect()
    }
}

/// Returns the items of the root module that are not endpoints.
fn root_items(api: &Api) -> TokenStream {
    let shared = (!api.shared.is_empty()).then(|| {
        quote!(
            pub(crate) mod shared;
        )
    });
    let catalog = any_feature(&Features::from(["catalog".to_owned()]));
    quote! { #catalog pub mod catalog; #shared }
}

fn file(path: &[&str]) -> String {
    let names: Vec<&str> = path.iter().map(|segment| segment.strip_prefix("r#").unwrap_or(segment)).collect();
    if names.is_empty() { "mod.rs".to_owned() } else { format!("{}.rs", names.join("/")) }
}
