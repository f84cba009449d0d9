//! Specifications in, Rust source out.
//!
//! [`generate`] is the whole crate: it takes named bytes and returns named text, and what there is to
//! say about the bytes. It reads no file, no clock and no environment, so the same bytes always give
//! the same text. Its phases, in order, each a room of its own:
//!
//! 1. [`read`]: bytes of any format → a document tree, in which every value knows its place.
//! 2. [`overlay`]: corrections, which are documents too, applied to that tree.
//! 3. [`read`] again: the tree → [`spec`], a model in no one's dialect.
//! 4. [`lower`]: specifications → [`ir`], the checked model. Here everything is decided: which limit
//!    holds and why, which values may be absent, which endpoint is called how.
//! 5. [`dedup`]: equal types become one type.
//! 6. [`names`]: each module, type, field and variant gets its Rust name, once.
//! 7. [`render`]: model and names → tokens, without further decisions.
//! 8. print: tokens → formatted text with a header.
//!
//! Beside each endpoint's module stands its [`schema`]: the endpoint as data, for programs without its types.
//! [`public_api`] lists what the result shows to users, and [`diff`] tells what changed for them between two
//! models; neither makes any of it.
//!
//! To add a format, see [`read`]; a kind of limit, [`Limit`] and the matches the compiler then lists.
//!
//! Deliberately absent: templates, procedural macros, a configuration file, plug-ins, any IO.

pub mod dedup;
mod diagnostic;
pub mod diff;
pub mod document;
pub mod explain;
mod http;
pub mod ir;
pub mod json_schema;
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
mod source;
pub mod spec;

pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use http::{Method, ParameterLocation};
pub use limit::{Limit, LimitKind};
pub use literal::{Literal, NotANumber, NumberLiteral};
pub use origin::{Origin, Pointer, Span, Spanned};
pub use output::{Model, OnError, Options, Output, generate, model};
pub use source::{Position, Source};
