//! `cargo xtask`: maintenance commands of the workspace, one module per subcommand.
//!
//! - [`cli`] parses the command line.
//! - [`codegen`], [`explain`], [`diff`], [`corpus`] and [`prose_eval`] run the generator. [`sources`] reads
//!   specifications, [`dir`](mod@dir) writes generated folders, [`diagnostics`] and [`output_format`] print diagnostics,
//!   [`payloads`] makes test payloads, also for `tests/`.
//! - [`add`] and [`sync`] get specifications from fal: [`fetch`] downloads them, [`import`] generates code from them,
//!   [`transaction`] moves all changed files into the repository at once.

pub mod add;
pub mod cli;
pub mod codegen;
pub mod command;
pub mod compile_budget;
pub mod corpus;
pub mod diagnostics;
pub mod diff;
pub mod dir;
pub mod explain;
pub mod features;
pub mod fetch;
pub mod field_path;
pub mod import;
mod incomplete;
pub mod mock;
pub mod output_format;
pub mod overlay;
pub mod payloads;
pub mod prose_eval;
pub mod sources;
pub mod spec_index;
pub mod standalone;
pub mod suggest;
pub mod sync;
pub mod transaction;
pub mod workspace;
