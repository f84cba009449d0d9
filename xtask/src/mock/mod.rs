//! `cargo xtask mock`: a fal on this machine that has every endpoint of the specifications.
//!
//! `serve` is the command. The server and what draws its pictures take a minute to build, and `cargo xtask codegen` should
//! not wait for that. So the program has it only with the feature `mock`; without, `build` makes the one that has it
//! and hands the words over.

#[cfg(not(feature = "mock"))]
mod build;
#[cfg(feature = "mock")]
mod serve;

#[cfg(not(feature = "mock"))]
pub use build::{Arguments, run};
#[cfg(feature = "mock")]
pub use serve::{Arguments, run};
