//! The method of an operation.

use super::known_keys;
use crate::{diagnostic::Diagnostic, document::Cursor, spec::Method};

/// HTTP methods that are not generated, because their responses have no content that a client needs.
const UNSUPPORTED: &[&str] = &["head", "options", "trace", "connect"];

/// Parses a method. An unknown word is an error; a method that is not generated is a note.
pub(super) fn parse(word: &str, at: &Cursor<'_>) -> Result<Method, Box<Diagnostic>> {
    let word = word.trim();
    let diagnostic = match Method::parse(word) {
        Some(method) => return Ok(method),
        None if word.is_empty() => Diagnostic::error("unknown-method", &at.origin(), "the endpoint has no HTTP method"),
        None if UNSUPPORTED.contains(&word.to_ascii_lowercase().as_str()) => {
            let message = format!("a `{word}` operation is not generated, because it returns no result");
            return Err(Box::new(Diagnostic::note("unsupported-method", &at.origin(), message)));
        }
        None => {
            let meant = known_keys::suggestion(word, known_keys::PATH_ITEM);
            Diagnostic::error("unknown-method", &at.origin(), format!("`{word}` is not an HTTP method{meant}"))
        }
    };
    Err(Box::new(diagnostic.help("write get, post, put, delete or patch")))
}
