//! The parts of the program: each subcommand is a module, and a few serve several.
//!
//! `menu` lists the subcommands. `codegen` and `explain` run the generator; `folder` is the one writer of
//! machine-owned folders, `sources` reads specifications from disk, `report` draws diagnostics and `told`
//! tells them in other forms.

pub mod budget;
pub mod census;
pub mod codegen;
pub mod explain;
pub mod features;
pub mod folder;
pub mod locate;
pub mod menu;
pub mod nearest;
pub mod overlay;
pub mod prose;
pub mod report;
pub mod sources;
pub mod standalone;
pub mod told;
pub mod workspace;
