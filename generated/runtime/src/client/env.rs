//! The environment variables, behind a function, so that nothing else reads the process's own.
//!
//! Their names stand where they are used: keys in `auth`, addresses in `base_urls`.

use std::{env, sync::Arc};

/// Looks a variable up by its name.
pub(crate) type EnvLookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A function that looks variables up, kept.
pub(crate) type EnvSource = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The process's environment. What is not Unicode is handed on with replacement characters, so that
/// the check of the value refuses it by name instead of taking it for unset.
pub(crate) fn process_var(name: &str) -> Option<String> {
    env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
