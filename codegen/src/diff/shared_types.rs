//! Types of several endpoints that are one Rust type in only one of the two snapshots.
//!
//! Programs notice this: a value of a shared type can be passed to both endpoints, and a trait cannot be implemented for
//! the type twice. A change is recorded at the endpoint whose own type differs, and only if both endpoints have the type
//! in both snapshots.

use std::collections::BTreeSet;

use super::{
    change::{ChangeKind, ChangeValue, Compat},
    comparer::{ChangeSite, Comparer},
    version::EndpointVersion,
};
use crate::ir::TypeId;

pub(super) fn compare(comparer: &mut Comparer<'_>, old: TypeId, new: TypeId, site: &ChangeSite) {
    let before = TypeUse { version: comparer.old, id: old };
    let after = TypeUse { version: comparer.new, id: new };
    if before.key() == after.key() {
        return;
    }
    let diverged = before.aliases_unlike(&after);
    if !diverged.is_empty() && before.group().is_some_and(|group| comparer.diverged.insert(group)) {
        let paths = Some(list(&diverged));
        comparer.record(ChangeKind::TypesDiverged, Compat::BREAKS_COMPILATION, site, paths, None);
    }
    let unified = after.aliases_unlike(&before);
    if !unified.is_empty() && after.group().is_some_and(|group| comparer.unified.insert(group)) {
        let paths = Some(list(&unified));
        comparer.record(ChangeKind::TypesUnified, Compat::BREAKS_COMPILATION, site, None, paths);
    }
}

/// A type of an endpoint, which may be shared.
struct TypeUse<'a> {
    version: EndpointVersion<'a>,
    id: TypeId,
}

impl<'a> TypeUse<'a> {
    /// Returns the index of the shared group.
    fn group(&self) -> Option<usize> {
        self.version.endpoint.shared.get(&self.id).map(|used| used.group)
    }

    /// Returns what identifies the type in any snapshot: the key of its group and its index there.
    fn key(&self) -> Option<(&'a str, usize)> {
        let used = self.version.endpoint.shared.get(&self.id)?;
        let group = self.version.snapshot.api.shared.get(used.group)?;
        Some((&group.key, used.index))
    }

    fn name(&self) -> Option<&'a str> {
        self.version.names.get(self.id).map(|names| names.name.as_str())
    }

    fn is_same_use(&self, other: &Self) -> bool {
        self.version.endpoint.id == other.version.endpoint.id && self.id == other.id
    }

    /// Returns the paths of the other names of this type that are not names of `there` in its snapshot.
    fn aliases_unlike(&self, there: &Self) -> Vec<String> {
        let unlike = |alias: Self| {
            let other = alias.in_version(there.version)?;
            let is_same = other.is_same_use(there) || (other.key() == there.key() && there.key().is_some());
            (!is_same).then(|| format!("{}::{}", alias.version.module(), alias.name().unwrap_or_default()))
        };
        let mut paths: Vec<String> = self.aliases().into_iter().filter_map(unlike).collect();
        paths.sort();
        paths
    }

    /// Returns the other uses of the same type in the same snapshot.
    fn aliases(&self) -> Vec<Self> {
        let (Some(group), Some(key)) = (self.group(), self.key()) else { return Vec::new() };
        let snapshot = self.version.snapshot;
        let groups = snapshot.api.shared.get(group).into_iter();
        let users: BTreeSet<usize> = groups.flat_map(|group| group.users.clone()).collect();
        let versions =
            users.into_iter().filter_map(|user| EndpointVersion::new(snapshot, snapshot.api.endpoints.get(user)?));
        let uses = versions.flat_map(|version| version.endpoint.shared.keys().map(move |id| Self { version, id: *id }));
        uses.filter(|alias| alias.key() == Some(key) && !alias.is_same_use(self)).collect()
    }

    /// Returns the type with the same name in the same endpoint of another snapshot.
    fn in_version(&self, other: EndpointVersion<'a>) -> Option<Self> {
        let endpoints = &other.snapshot.api.endpoints;
        let index = endpoints.binary_search_by(|other| other.id.cmp(&self.version.endpoint.id)).ok()?;
        let version = EndpointVersion::new(other.snapshot, endpoints.get(index)?)?;
        let ids = (0..version.endpoint.types.len()).map(TypeId::new);
        ids.map(|id| Self { version, id }).find(|other| other.name() == self.name())
    }
}

/// The most paths that are listed.
const MAX_LISTED: usize = 3;

fn list(paths: &[String]) -> ChangeValue {
    let listed = paths.iter().take(MAX_LISTED).cloned().collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(MAX_LISTED) {
        0 => ChangeValue::new(listed),
        more => ChangeValue::new(format!("{listed} and {more} more")),
    }
}
