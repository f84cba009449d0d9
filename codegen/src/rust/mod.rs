//! Rust source as users write it, without the module that generated code uses for the runtime: `types` writes types,
//! `values` writes expressions.

mod types;
mod values;

pub use types::{argument, base, field_type, ty};
pub use values::{Values, setter_argument};
