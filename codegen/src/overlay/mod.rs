//! Corrections of documents: OpenAPI Overlay 1.0, applied to a document of any format.
//!
//! An overlay is an array of actions, each with a JSONPath target and either `update` or `remove`. It changes the document
//! tree before a reader reads it, and the values that it adds keep their spans in the overlay, so that diagnostics refer
//! to the overlay. [`action`] reads and applies an action, [`target`] selects values, [`merge`] changes them.
//!
//! Where version 1.0 is ambiguous, 1.1 applies: a target can be a scalar, and an array in `update` is appended to an array.
//! Two rules are not in the specification. An array does not get an item that it contains already, because arrays of
//! specifications are sets. An action that matches or changes nothing is an error, so that a correction is removed once
//! the document is corrected at its source.

mod action;
mod merge;
mod target;

use std::{path::Path, sync::Arc};

use action::Action;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    document::{Cursor, Node, ParseError, json, yaml},
    source::Source,
};

/// Parses an overlay, in JSON or YAML.
pub fn parse(source: &Source) -> Result<Node, Box<Diagnostic>> {
    let file: Arc<str> = Arc::from(source.name.as_str());
    let text = source.text().map_err(|offset| {
        let error = ParseError::new("the file is not UTF-8 text", offset..offset);
        Box::new(error.help("save the file as UTF-8").into_diagnostic(&file))
    })?;
    let named_json = Path::new(&source.name).extension().is_some_and(|ending| ending == "json");
    let is_json = named_json || text.trim_start().starts_with('{');
    let parsed = if is_json { json::parse(&file, text, 0) } else { yaml::parse(&file, text, 0) };
    parsed.map_err(|error| Box::new(error.into_diagnostic(&file)))
}

/// Returns the document that the overlay corrects.
pub fn extends(overlay: &Node) -> Option<&str> {
    Cursor::root(overlay).get("extends")?.as_str()
}

/// Parses an overlay and applies its actions to a document, in order.
pub fn apply(document: &mut Node, overlay_source: &Source, diagnostics: &mut Diagnostics) {
    match parse(overlay_source) {
        Ok(overlay) => apply_parsed(document, &overlay, diagnostics),
        Err(error) => diagnostics.push(*error),
    }
}

/// Applies a parsed overlay to a document.
pub fn apply_parsed(document: &mut Node, overlay: &Node, diagnostics: &mut Diagnostics) {
    let root = Cursor::root(overlay);
    if let Err(error) = check_version(&root) {
        diagnostics.push(*error);
        return;
    }
    check_info(&root, diagnostics);
    report_unknown(&root, &["overlay", "info", "extends", "actions"], diagnostics);
    match root.get("actions") {
        Some(actions) if actions.items().next().is_some() => {
            for action in actions.items() {
                if let Some(action) = Action::read(&action, diagnostics) {
                    action.apply(document, diagnostics);
                }
            }
        }
        Some(actions) => diagnostics.push(invalid(&actions, "`actions` must be an array with at least one action")),
        None => diagnostics.push(invalid(&root, "the overlay has no `actions`")),
    }
}

fn check_version(root: &Cursor<'_>) -> Result<(), Box<Diagnostic>> {
    let Some(version) = root.get("overlay") else {
        let error = invalid(root, "this is not an overlay: it has no property `overlay`");
        return Err(Box::new(error.help("an overlay begins with \"overlay\": \"1.0.0\", \"info\" and \"actions\"")));
    };
    let patch = version.as_str().and_then(|text| text.strip_prefix("1.0."));
    if patch.is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(());
    }
    let error = invalid(&version, "unsupported overlay version");
    Err(Box::new(error.help("write \"overlay\": \"1.0.0\"")))
}

fn check_info(root: &Cursor<'_>, diagnostics: &mut Diagnostics) {
    let Some(info) = root.get("info").filter(Cursor::is_object) else {
        diagnostics.push(invalid(root, "the overlay has no `info` with `title` and `version`"));
        return;
    };
    for key in ["title", "version"] {
        if info.get(key).and_then(|value| value.as_str()).is_none() {
            diagnostics.push(invalid(&info, &format!("`info` of the overlay has no string `{key}`")));
        }
    }
}

/// Reports properties that Overlay 1.0 does not define, except `x-` extensions.
fn report_unknown(object: &Cursor<'_>, known: &[&str], diagnostics: &mut Diagnostics) {
    for (key, value) in object.entries() {
        if !known.contains(&key) && !key.starts_with("x-") {
            let message = format!("unknown overlay property `{key}`; ignored");
            let help = format!("the properties are {}", known.join(", "));
            diagnostics.push(Diagnostic::warning("overlay-unknown-key", &value.origin(), message).help(help));
        }
    }
}

fn invalid(at: &Cursor<'_>, message: &str) -> Diagnostic {
    Diagnostic::error("overlay-invalid", &at.origin(), message)
}

#[cfg(test)]
mod tests;
