//! Environment variables, read through a function so that tests and callers can replace the process environment.

use std::{env, sync::Arc};

use crate::{
    error::Error,
    http::credentials::{AuthScheme, Credentials},
};

/// Looks up a variable by name.
pub(crate) type EnvLookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// An owned lookup function.
pub(crate) type EnvSource = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Reads a variable of the process. Invalid Unicode is replaced, so that the check of the value rejects it by name
/// instead of treating it as unset.
pub(crate) fn process_var(name: &str) -> Option<String> {
    env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// Reads a variable without surrounding whitespace. Blank counts as unset.
pub(crate) fn non_empty(lookup: EnvLookup<'_>, name: &str) -> Option<String> {
    lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Reads the key from `FAL_KEY`, else from `FAL_KEY_ID` and `FAL_KEY_SECRET`.
pub(crate) fn credentials(lookup: EnvLookup<'_>) -> Result<Credentials, Error> {
    if let Some(key) = non_empty(lookup, "FAL_KEY") {
        return Credentials::new(AuthScheme::Key, &key, "FAL_KEY");
    }
    match (non_empty(lookup, "FAL_KEY_ID"), non_empty(lookup, "FAL_KEY_SECRET")) {
        (Some(id), Some(secret)) => {
            Credentials::new(AuthScheme::Key, &format!("{id}:{secret}"), "FAL_KEY_ID and FAL_KEY_SECRET")
        }
        (Some(_), None) => Err(Error::config("FAL_KEY_ID is set but FAL_KEY_SECRET is not")),
        (None, Some(_)) => Err(Error::config("FAL_KEY_SECRET is set but FAL_KEY_ID is not")),
        (None, None) => Err(Error::config(
            "no API key: set FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET, or pass one to the client builder",
        )),
    }
}

/// Whether a variable of the key is set.
pub(crate) fn has_credentials(lookup: EnvLookup<'_>) -> bool {
    ["FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"].into_iter().any(|name| non_empty(lookup, name).is_some())
}
