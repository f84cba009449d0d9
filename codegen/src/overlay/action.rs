//! One action of an overlay: what it says, and what it does to a document.
//!
//! Every fault is reported at its place in the overlay.

use serde_json_path::JsonPath;

use super::{invalid, merge, target, warn_of_unknown};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    document::{Cursor, MAX_DEPTH, Node},
    origin::{Origin, Pointer},
};

/// How many values one action may add; real ones add some dozens. The bound stops an action that
/// matches its own additions from doubling a document again and again.
const MOST_ADDED: usize = 100_000;

/// An action that can be performed.
pub(super) struct Action<'a> {
    path: JsonPath,
    target: Cursor<'a>,
    change: Change<'a>,
}

enum Change<'a> {
    Update(Cursor<'a>),
    Remove,
}

impl<'a> Action<'a> {
    /// What an action says; nothing if it cannot be performed.
    pub fn read(action: &Cursor<'a>, diagnostics: &mut Diagnostics) -> Option<Self> {
        warn_of_unknown(action, &["target", "description", "update", "remove"], diagnostics);
        match (Self::path(action), Self::change(action, diagnostics)) {
            (Ok((path, target)), Ok(change)) => Some(Self { path, target, change }),
            (path, change) => {
                path.err().into_iter().chain(change.err()).for_each(|fault| diagnostics.push(*fault));
                None
            }
        }
    }

    fn path(action: &Cursor<'a>) -> Result<(JsonPath, Cursor<'a>), Box<Diagnostic>> {
        let Some(target) = action.get("target") else {
            return Err(Box::new(invalid(action, "the action has no `target`")));
        };
        let Some(text) = target.as_str() else {
            return Err(Box::new(invalid(&target, "the target of an action is a JSONPath in a text")));
        };
        match target::parse(text) {
            Ok(path) => Ok((path, target)),
            Err(reason) => {
                let message = format!("the target is not a JSONPath: {reason}");
                let fault = Diagnostic::error("overlay-bad-target", &target.origin(), message);
                Err(Box::new(fault.help("a target looks like $.paths['/fal-ai/x'].post (RFC 9535)")))
            }
        }
    }

    fn change(action: &Cursor<'a>, diagnostics: &mut Diagnostics) -> Result<Change<'a>, Box<Diagnostic>> {
        let remove = action.get("remove");
        let removes = remove.as_ref().map_or(Some(false), Cursor::as_bool);
        match (removes, remove, action.get("update")) {
            (None, Some(remove), _) => Err(Box::new(invalid(&remove, "`remove` is true or false"))),
            (Some(true), _, Some(update)) => {
                let message = "the action both updates and removes: it removes";
                let fault = Diagnostic::warning("overlay-remove-wins", &update.origin(), message);
                diagnostics.push(fault.help("drop `update` or `remove`"));
                Ok(Change::Remove)
            }
            (Some(true), _, None) => Ok(Change::Remove),
            (_, _, Some(update)) => Ok(Change::Update(update)),
            (_, _, None) => Err(Box::new(
                invalid(action, "the action does nothing").help("give it an `update`, or \"remove\": true"),
            )),
        }
    }

    /// Changes the document at every place that the target means.
    pub fn perform(&self, document: &mut Node, diagnostics: &mut Diagnostics) {
        let locations = target::locate(&self.path, document);
        if locations.is_empty() {
            diagnostics.push(
                self.error("overlay-no-match", "the target matches nothing in the document")
                    .help("correct the target; if the document does not have this any more, remove the action"),
            );
            return;
        }
        match &self.change {
            Change::Remove if locations.iter().any(Vec::is_empty) => {
                diagnostics.push(self.error("overlay-incompatible", "the whole document cannot be removed"));
            }
            Change::Remove => locations.iter().rev().for_each(|location| merge::remove(document, location)),
            Change::Update(update) => self.update(document, &locations, update, diagnostics),
        }
    }

    fn update(
        &self,
        document: &mut Node,
        locations: &[target::Location],
        update: &Cursor<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        let added = merge::size(update.node()).saturating_mul(locations.len());
        let deepest = locations.iter().map(Vec::len).max().unwrap_or(0);
        if added > MOST_ADDED || deepest + merge::height(update.node()) > 2 * MAX_DEPTH {
            diagnostics.push(self.error("overlay-too-large", "the action makes the document too large to be read"));
            return;
        }
        let mut merge = merge::Merge::default();
        for location in locations {
            if let Some(node) = target::at(document, location) {
                merge.update(node, update.node());
            }
        }
        for clash in &merge.clashes {
            let origin = Origin { span: clash.span.clone(), pointer: update.pointer().clone() };
            let fault = Diagnostic::error("overlay-incompatible", &origin, clash.message.as_str());
            diagnostics.push(fault.help("to replace it, remove it in an action before this one"));
        }
        if !merge.changed && merge.clashes.is_empty() {
            let fault = self.error("overlay-no-change", "the action changes nothing: the document says the same");
            diagnostics.push(fault.help("the document has been repaired at its source: remove the action"));
        }
    }

    fn error(&self, code: &'static str, message: &str) -> Diagnostic {
        let origin = Origin { span: self.target.origin().span, pointer: Pointer::clone(self.target.pointer()) };
        Diagnostic::error(code, &origin, message)
    }
}
