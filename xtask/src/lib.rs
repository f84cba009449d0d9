//! The parts of the program: each subcommand is a module, and a few serve several.
//!
//! `menu` lists the subcommands. `codegen` and `explain` run the generator; `folder` is the one writer of
//! machine-owned folders, `sources` reads specifications from disk, `report` draws diagnostics and `told`
//! tells them in other forms. `add` and `sync` get specifications from fal: `fetch` asks, `intake` generates
//! with what came, and `change` moves all of it into the repository or nothing.

pub mod add;
pub mod budget;
pub mod census;
pub mod change;
pub mod codegen;
pub mod diff;
pub mod explain;
pub mod features;
pub mod fetch;
pub mod folder;
pub mod intake;
pub mod locate;
pub mod menu;
pub mod mock;
pub mod nearest;
pub mod overlay;
pub mod prose;
pub mod report;
pub mod sources;
pub mod spec_index;
pub mod standalone;
pub mod sync;
pub mod told;
pub mod workspace;
