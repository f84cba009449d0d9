//! Generates Rust code from API specifications.
//!
//! [`generate`] takes named bytes and returns named text and [diagnostics](Diagnostic). It performs no IO and uses no
//! clock or environment, so the same input always yields the same output. Its phases, in order:
//!
//! 1. [`read`]: parses bytes of any format into a tree in which every value has a source span ([`document`]).
//! 2. [`overlay`]: applies corrections to that tree.
//! 3. [`read`] again: converts the tree to [`spec`], a model that no format is special to.
//! 4. [`lower`]: converts specifications to [`ir`], the checked model. All decisions are made here: which limits are
//!    enforced and why, which values are optional, how an endpoint is called.
//! 5. [`dedup`]: merges types with the same wire shape.
//! 6. [`names`]: gives each module, type, field and variant its Rust name.
//! 7. [`render`]: converts the model and its names to tokens.
//! 8. `print`: formats the tokens.
//!
//! Next to each endpoint's module it writes the endpoint's JSON Schema ([`json_schema`]), for programs that do not use the
//! Rust types. [`public_api`] lists the public API of the generated code, and [`diff`] compares two models.
//!
//! To add a format, see [`read`]. To add a kind of limit, add a variant to [`Limit`]: the compiler lists the rest.
//!
//! Deliberately absent: templates, procedural macros, a configuration file, plug-ins, IO.

pub mod dedup;
mod diagnostic;
pub mod diff;
pub mod document;
pub mod explain;
mod file_paths;
mod http;
pub mod ir;
pub mod json_schema;
mod json_text;
mod limit;
mod literal;
pub mod lower;
pub mod manifest;
pub mod names;
mod origin;
mod output;
pub mod overlay;
mod print;
pub mod prose;
pub mod public_api;
pub mod read;
pub mod render;
pub mod rust;
mod service;
mod source;
pub mod spec;

pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use http::{Method, ParameterLocation, ParameterStyle};
pub use json_text::escape_bidi;
pub use limit::{Limit, LimitKind};
pub use literal::{Literal, NotANumber, NumberLiteral};
pub use origin::{Origin, Pointer, Span, Spanned};
pub use output::{ApiModel, OnError, Options, Output, generate, model};
pub use source::{Position, Positions, Source};
