//! Reads and applies one action of an overlay.
//!
//! Diagnostics refer to the action in the overlay.

use serde_json_path::JsonPath;

use super::{invalid, merge, report_unknown, target};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    document::{Cursor, MAX_DEPTH, Node},
    origin::{Origin, Pointer},
};

/// The maximum number of values that an action may add; real ones add some dozens. The limit stops actions that match
/// their own additions from growing a document exponentially.
const MAX_ADDED: usize = 100_000;

/// A valid action.
pub(super) struct Action<'a> {
    path: JsonPath,
    target: Cursor<'a>,
    change: Edit<'a>,
}

enum Edit<'a> {
    Update(Cursor<'a>),
    Remove,
}

impl<'a> Action<'a> {
    /// Reads an action; `None`, with diagnostics, if it is invalid.
    pub fn read(action: &Cursor<'a>, diagnostics: &mut Diagnostics) -> Option<Self> {
        report_unknown(action, &["target", "description", "update", "remove"], diagnostics);
        match (Self::path(action), Self::change(action, diagnostics)) {
            (Ok((path, target)), Ok(change)) => Some(Self { path, target, change }),
            (path, change) => {
                path.err().into_iter().chain(change.err()).for_each(|problem| diagnostics.push(*problem));
                None
            }
        }
    }

    fn path(action: &Cursor<'a>) -> Result<(JsonPath, Cursor<'a>), Box<Diagnostic>> {
        let Some(target) = action.get("target") else {
            return Err(Box::new(invalid(action, "the action has no `target`")));
        };
        let Some(text) = target.as_str() else {
            return Err(Box::new(invalid(&target, "the target of an action must be a JSONPath string")));
        };
        match target::parse(text) {
            Ok(path) => Ok((path, target)),
            Err(reason) => {
                let message = format!("the target is not a valid JSONPath: {reason}");
                let problem = Diagnostic::error("overlay-bad-target", &target.origin(), message);
                Err(Box::new(problem.help("a target looks like $.paths['/fal-ai/x'].post (RFC 9535)")))
            }
        }
    }

    fn change(action: &Cursor<'a>, diagnostics: &mut Diagnostics) -> Result<Edit<'a>, Box<Diagnostic>> {
        let remove = action.get("remove");
        let removes = remove.as_ref().map_or(Some(false), Cursor::as_bool);
        match (removes, remove, action.get("update")) {
            (None, Some(remove), _) => Err(Box::new(invalid(&remove, "`remove` must be true or false"))),
            (Some(true), _, Some(update)) => {
                let message = "the action has both `update` and `remove`; removing";
                let problem = Diagnostic::warning("overlay-remove-wins", &update.origin(), message);
                diagnostics.push(problem.help("drop `update` or `remove`"));
                Ok(Edit::Remove)
            }
            (Some(true), _, None) => Ok(Edit::Remove),
            (_, _, Some(update)) => Ok(Edit::Update(update)),
            (_, _, None) => Err(Box::new(
                invalid(action, "the action has neither `update` nor `remove`")
                    .help("give it an `update`, or \"remove\": true"),
            )),
        }
    }

    /// Applies the action to every value that the target selects.
    pub fn apply(&self, document: &mut Node, diagnostics: &mut Diagnostics) {
        let locations = target::locate(&self.path, document);
        if locations.is_empty() {
            diagnostics.push(
                self.error("overlay-no-match", "the target matches nothing in the document")
                    .help("correct the target; if the document no longer contains the value, remove the action"),
            );
            return;
        }
        match &self.change {
            Edit::Remove if locations.iter().any(Vec::is_empty) => {
                diagnostics.push(self.error("overlay-incompatible", "the whole document cannot be removed"));
            }
            Edit::Remove => locations.iter().rev().for_each(|location| merge::remove(document, location)),
            Edit::Update(update) => self.update(document, &locations, update, diagnostics),
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
        if added > MAX_ADDED || deepest + merge::height(update.node()) > 2 * MAX_DEPTH {
            diagnostics.push(self.error("overlay-too-large", "the action makes the document too large"));
            return;
        }
        let mut merge = merge::Merge::default();
        for location in locations {
            if let Some(node) = target::at(document, location) {
                merge.update(node, update.node());
            }
        }
        for conflict in &merge.conflicts {
            let origin = Origin { span: conflict.span.clone(), pointer: update.pointer().clone() };
            let problem = Diagnostic::error("overlay-incompatible", &origin, conflict.message.as_str());
            diagnostics.push(problem.help("to replace it, remove it in an action before this one"));
        }
        if !merge.changed && merge.conflicts.is_empty() {
            let problem =
                self.error("overlay-no-change", "the action changes nothing: the document already contains the value");
            diagnostics.push(problem.help("the document was corrected at its source: remove the action"));
        }
    }

    fn error(&self, code: &'static str, message: &str) -> Diagnostic {
        let origin = Origin { span: self.target.origin().span, pointer: Pointer::clone(self.target.pointer()) };
        Diagnostic::error(code, &origin, message)
    }
}
