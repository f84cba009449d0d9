//! The checked model and its names → Rust tokens, one file per module.
//!
//! Renderers decide nothing: limits, types and names are fixed before. `structs`, `enums`, `union` and `constrained`
//! render one kind of type each, `endpoint` the module of an endpoint, `endpoint_fn` its function, `example` and
//! `module_doc` its documentation, `modules` the module tree, `shared` the shared types, `catalog` the catalogue.
//! Generated code reaches the runtime only through the module `codegen`, so the same text compiles in `fal-sdk` and in a
//! stand-alone crate.

mod catalog;
mod cfg;
mod constrained;
mod docs;
mod endpoint;
mod endpoint_fn;
mod enums;
mod example;
mod markdown;
mod module_doc;
mod modules;
mod response;
mod service;
mod shared;
mod structs;
mod ty;
mod union;

use proc_macro2::{Ident, Span, TokenStream};

use crate::{
    ir::{Api, Endpoint},
    names::{EndpointNames, Names},
};

/// The crate that the generated code is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name of its library, e.g. `fal_sdk`.
    pub library: String,
}

impl Target {
    /// Returns the crate `fal-sdk`.
    pub fn own() -> Self {
        Self { library: "fal_sdk".to_owned() }
    }

    /// Returns a stand-alone crate with this package name.
    pub fn package(name: &str) -> Self {
        Self { library: name.replace('-', "_") }
    }
}

/// A generated file before it is printed.
#[derive(Clone, Debug)]
pub struct RenderedFile {
    /// The path relative to the folder of endpoints.
    pub path: String,
    /// The specification named in the header; none for a file that several endpoints share.
    pub source: Option<String>,
    /// The content of the file.
    pub tokens: TokenStream,
}

/// Renders every file, sorted by path.
pub fn render(api: &Api, names: &Names, target: &Target) -> Vec<RenderedFile> {
    let mut files = modules::render(api, names, target);
    files.push(catalog::render(api, names));
    files.extend(shared::render(api, names, target));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The endpoint that is being rendered.
#[derive(Clone, Copy)]
struct Scope<'a> {
    endpoint: &'a Endpoint,
    names: &'a EndpointNames,
    target: &'a Target,
}

/// Converts a name of `names` to an identifier, which is raw for a keyword.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
