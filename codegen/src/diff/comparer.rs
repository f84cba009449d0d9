//! The context of a comparison: the two versions, the changes found so far, and where the comparison is.

use std::collections::BTreeSet;

use super::{
    change::{Change, ChangeKind, ChangeValue, Compat},
    version::EndpointVersion,
};
use crate::ir::{Direction, Ty, TypeId};

/// Where a change is.
#[derive(Clone, Debug)]
pub(super) struct ChangeSite {
    pub direction: Option<Direction>,
    /// The path of the value in JSON, e.g. `cargo[].weight`.
    pub field: String,
    /// The Rust item.
    pub rust: String,
}

impl ChangeSite {
    /// Returns the site of the endpoint itself.
    pub(super) fn endpoint(version: &EndpointVersion<'_>) -> Self {
        Self { direction: None, field: String::new(), rust: version.module() }
    }

    /// Returns the site of a whole request or response.
    pub(super) fn root(direction: Direction, version: &EndpointVersion<'_>, name: &str) -> Self {
        Self { direction: Some(direction), field: String::new(), rust: format!("{}::{name}", version.module()) }
    }

    pub(super) fn is_request(&self) -> bool {
        self.direction == Some(Direction::Request)
    }

    /// Returns the site of a property of this object.
    pub(super) fn property(&self, wire: &str, rust: String) -> Self {
        let dot = if self.field.is_empty() { "" } else { "." };
        Self { field: format!("{}{dot}{wire}", self.field), rust, ..self.clone() }
    }

    /// Returns the site of another Rust item for the same value.
    pub(super) fn item(&self, rust: String) -> Self {
        Self { rust, ..self.clone() }
    }

    /// Returns the site of a nested value, with this suffix of the path.
    pub(super) fn nested(&self, suffix: &str) -> Self {
        Self { field: format!("{}{suffix}", self.field), ..self.clone() }
    }

    /// Returns the site of the items of an array.
    pub(super) fn items(&self) -> Self {
        self.nested("[]")
    }
}

/// Two types to compare.
pub(super) struct TypePair<'t> {
    pub old: &'t Ty,
    pub new: &'t Ty,
    pub site: ChangeSite,
}

impl<'t> TypePair<'t> {
    pub(super) fn new(old: &'t Ty, new: &'t Ty, site: ChangeSite) -> Self {
        Self { old, new, site }
    }
}

/// The comparison of one endpoint.
pub(super) struct Comparer<'a> {
    id: String,
    pub old: EndpointVersion<'a>,
    pub new: EndpointVersion<'a>,
    /// The pairs of types that were compared, so that each is reported once.
    seen: BTreeSet<(TypeId, TypeId)>,
    /// The groups that were reported as diverged (old version) and as unified (new version).
    pub diverged: BTreeSet<usize>,
    pub unified: BTreeSet<usize>,
    pub changes: Vec<Change>,
}

impl<'a> Comparer<'a> {
    pub(super) fn new(id: &str, old: EndpointVersion<'a>, new: EndpointVersion<'a>) -> Self {
        let (diverged, unified) = (BTreeSet::new(), BTreeSet::new());
        Self { id: id.to_owned(), old, new, seen: BTreeSet::new(), diverged, unified, changes: Vec::new() }
    }

    /// Records a change.
    pub(super) fn record(
        &mut self,
        kind: ChangeKind,
        compat: Compat,
        site: &ChangeSite,
        before: Option<ChangeValue>,
        after: Option<ChangeValue>,
    ) {
        let ChangeSite { direction, field, rust } = site.clone();
        self.changes.push(Change { endpoint: self.id.clone(), kind, compat, direction, field, rust, before, after });
    }

    /// Records that a value has another type. `accepts_old`: the new type accepts the JSON of the old one.
    pub(super) fn type_changed(&mut self, before: String, after: String, accepts_old: bool, site: &ChangeSite) {
        let compat = Compat { breaks_compilation: true, breaks_runtime: !accepts_old };
        let (before, after) = (Some(ChangeValue::new(before)), Some(ChangeValue::new(after)));
        self.record(ChangeKind::TypeChanged, compat, site, before, after);
    }

    /// Returns whether a pair of named types is compared for the first time.
    pub(super) fn is_first(&mut self, old: TypeId, new: TypeId) -> bool {
        self.seen.insert((old, new))
    }
}
