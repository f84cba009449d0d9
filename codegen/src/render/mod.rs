//! The checked model and its names → Rust, one file per module.
//!
//! No decisions here, only shapes: `record`, `set`, `union` and `checked` render one kind of type each,
//! `endpoint` puts a module together, `function` writes the call and its example, `tree` the modules
//! around, `catalog` what the feature of that name tells, `docs` the comments. Generated code names
//! the runtime only as `codegen`, so the same text compiles in `fal-sdk` and in a stand-alone crate.

mod catalog;
mod checked;
mod docs;
mod endpoint;
mod function;
mod gate;
mod record;
mod set;
mod shared;
mod tree;
mod ty;
mod union;

use proc_macro2::{Ident, Span, TokenStream};

use crate::{
    ir::{Api, Endpoint},
    names::{EndpointNames, Names},
};

/// The crate that generated code becomes part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name of its library, e.g. `fal_sdk`.
    pub library: String,
}

impl Target {
    /// `fal-sdk` itself.
    pub fn own() -> Self {
        Self { library: "fal_sdk".to_owned() }
    }

    /// A crate of this package name.
    pub fn package(name: &str) -> Self {
        Self { library: name.replace('-', "_") }
    }
}

/// A file before it is printed.
#[derive(Clone, Debug)]
pub struct File {
    /// The path below the folder of endpoints.
    pub path: String,
    /// The source that the file came from, for its header; none for files of several endpoints.
    pub source: Option<String>,
    /// The content.
    pub tokens: TokenStream,
}

/// Every file, sorted by path.
pub fn render(api: &Api, names: &Names, target: &Target) -> Vec<File> {
    let mut files = tree::render(api, names, target);
    files.push(catalog::render(api, names));
    files.extend(shared::render(api, names, target));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// What the renderers of one endpoint need.
#[derive(Clone, Copy)]
struct Scope<'a> {
    endpoint: &'a Endpoint,
    names: &'a EndpointNames,
    target: &'a Target,
}

/// An identifier that `names` decided; raw where it is a keyword.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}
