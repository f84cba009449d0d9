//! Corrections as data: `OpenAPI` Overlay 1.0 documents, applied to any parsed document.
//!
//! An overlay is a list of actions, each with a `JSONPath` target and either an `update` or `remove`.
//! It works on the document tree before any reader sees it, whatever the format, and what it sets
//! keeps its place in the overlay, so that later diagnostics point there. [`action`] reads and
//! performs an action, [`target`] finds the values it means, [`merge`] changes them.
//!
//! Where version 1.0 leaves a question open, the answer of 1.1 counts: a target may be a single text
//! or number, and an `update` that is a list is concatenated with a list. Two rules are our own. A
//! list never gets an item that it has already: the lists of specifications are sets. And an action
//! that finds nothing or changes nothing is an error, so that a correction dies when the document
//! is repaired at its source.

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

/// The overlay that a source holds, as a tree; JSON or YAML.
pub fn parse(source: &Source) -> Result<Node, Box<Diagnostic>> {
    let file: Arc<str> = Arc::from(source.name.as_str());
    let text = source.text().map_err(|offset| {
        let fault = ParseError::new("the file is not UTF-8 text", offset..offset);
        Box::new(fault.help("save the file as UTF-8").into_diagnostic(&file))
    })?;
    let named_json = Path::new(&source.name).extension().is_some_and(|ending| ending == "json");
    let is_json = named_json || text.trim_start().starts_with('{');
    let parsed = if is_json { json::parse(&file, text, 0) } else { yaml::parse(&file, text, 0) };
    parsed.map_err(|fault| Box::new(fault.into_diagnostic(&file)))
}

/// The document that an overlay says it corrects.
pub fn extends(overlay: &Node) -> Option<&str> {
    Cursor::root(overlay).get("extends")?.as_str()
}

/// Corrects a document by the actions of an overlay, in their order.
pub fn apply(document: &mut Node, overlay_source: &Source, diagnostics: &mut Diagnostics) {
    match parse(overlay_source) {
        Ok(overlay) => apply_parsed(document, &overlay, diagnostics),
        Err(fault) => diagnostics.push(*fault),
    }
}

/// The same for an overlay that has been parsed.
pub fn apply_parsed(document: &mut Node, overlay: &Node, diagnostics: &mut Diagnostics) {
    let root = Cursor::root(overlay);
    if let Err(fault) = check_version(&root) {
        diagnostics.push(*fault);
        return;
    }
    check_info(&root, diagnostics);
    warn_of_unknown(&root, &["overlay", "info", "extends", "actions"], diagnostics);
    match root.get("actions") {
        Some(actions) if actions.items().next().is_some() => {
            for action in actions.items() {
                if let Some(action) = Action::read(&action, diagnostics) {
                    action.perform(document, diagnostics);
                }
            }
        }
        Some(actions) => diagnostics.push(invalid(&actions, "`actions` is a list of at least one action")),
        None => diagnostics.push(invalid(&root, "the overlay has no `actions`")),
    }
}

fn check_version(root: &Cursor<'_>) -> Result<(), Box<Diagnostic>> {
    let Some(version) = root.get("overlay") else {
        let fault = invalid(root, "this is not an overlay: it has no member `overlay`");
        return Err(Box::new(fault.help("an overlay begins with \"overlay\": \"1.0.0\", \"info\" and \"actions\"")));
    };
    let patch = version.as_str().and_then(|text| text.strip_prefix("1.0."));
    if patch.is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(());
    }
    let fault = invalid(&version, "the version of the overlay is not one of OpenAPI Overlay 1.0");
    Err(Box::new(fault.help("write \"overlay\": \"1.0.0\"")))
}

fn check_info(root: &Cursor<'_>, diagnostics: &mut Diagnostics) {
    let Some(info) = root.get("info").filter(Cursor::is_object) else {
        diagnostics.push(invalid(root, "the overlay has no `info` with `title` and `version`"));
        return;
    };
    for key in ["title", "version"] {
        if info.get(key).and_then(|value| value.as_str()).is_none() {
            diagnostics.push(invalid(&info, &format!("the overlay's `info` has no text `{key}`")));
        }
    }
}

/// Members that Overlay 1.0 does not know are ignored, but not silently; `x-` is for extensions.
fn warn_of_unknown(object: &Cursor<'_>, known: &[&str], diagnostics: &mut Diagnostics) {
    for (key, value) in object.entries() {
        if !known.contains(&key) && !key.starts_with("x-") {
            let message = format!("Overlay 1.0 has no member `{key}` here: it is ignored");
            let help = format!("the members are {}", known.join(", "));
            diagnostics.push(Diagnostic::warning("overlay-unknown-key", &value.origin(), message).help(help));
        }
    }
}

fn invalid(at: &Cursor<'_>, message: &str) -> Diagnostic {
    Diagnostic::error("overlay-invalid", &at.origin(), message)
}

#[cfg(test)]
mod tests;
