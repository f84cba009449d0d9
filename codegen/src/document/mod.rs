//! Parsed documents: a tree of values, each with its span in the source.
//!
//! [`json`], [`yaml`] and the page reader build the tree, overlays change it, and readers traverse it with a [`Cursor`],
//! which tracks the JSON pointer. This module knows no specification format.

mod cursor;
mod fragment;
pub mod json;
mod node;
pub mod yaml;

pub use cursor::Cursor;
pub use fragment::ParseError;
pub use node::{Entry, MAX_DEPTH, Node, Value};
