//! Types of several endpoints that are one type in one state and not in the other.
//!
//! A shape has one type, whoever uses it, and programs see that: a value of the one is taken where the other is
//! asked for, and a trait cannot be implemented for both. So it is told where types part or become one, at the
//! endpoint whose type has another shape now, and only if both were there before and both are there still.

use std::collections::BTreeSet;

use super::{
    Breaks, Kind, Stated,
    walk::{At, Side, Walk},
};
use crate::ir::TypeId;

pub(super) fn compare(walk: &mut Walk<'_>, old: TypeId, new: TypeId, at: &At) {
    let (before, after) = (Use { side: walk.old, id: old }, Use { side: walk.new, id: new });
    if before.shape() == after.shape() {
        return;
    }
    let parted = before.twins_unlike(&after);
    if !parted.is_empty() && before.unit().is_some_and(|unit| walk.parted.insert(unit)) {
        walk.tell(Kind::TypesParted, Breaks::COMPILATION, at, Some(listed(&parted)), None);
    }
    let joined = after.twins_unlike(&before);
    if !joined.is_empty() && after.unit().is_some_and(|unit| walk.joined.insert(unit)) {
        walk.tell(Kind::TypesJoined, Breaks::COMPILATION, at, None, Some(listed(&joined)));
    }
}

/// A type of an endpoint, by the endpoint's name for it.
struct Use<'a> {
    side: Side<'a>,
    id: TypeId,
}

impl<'a> Use<'a> {
    /// The unit that it is part of, where endpoints may share it.
    fn unit(&self) -> Option<usize> {
        self.side.endpoint.shared.get(&self.id).map(|used| used.group)
    }

    /// What tells its shape from others in any state: the key of its unit, and which type of it this is.
    fn shape(&self) -> Option<(&'a str, usize)> {
        let used = self.side.endpoint.shared.get(&self.id)?;
        let unit = self.side.state.api.shared.get(used.group)?;
        Some((&unit.key, used.index))
    }

    fn name(&self) -> Option<&'a str> {
        self.side.names.get(self.id).map(|names| names.name.as_str())
    }

    fn is_itself(&self, other: &Self) -> bool {
        self.side.endpoint.id == other.side.endpoint.id && self.id == other.id
    }

    /// The paths of the types that are this one, and are another one than `there` in its state.
    fn twins_unlike(&self, there: &Self) -> Vec<String> {
        let unlike = |twin: Self| {
            let other = twin.namesake(there.side)?;
            let is_one = other.is_itself(there) || (other.shape() == there.shape() && there.shape().is_some());
            (!is_one).then(|| format!("{}::{}", twin.side.module(), twin.name().unwrap_or_default()))
        };
        let mut paths: Vec<String> = self.twins().into_iter().filter_map(unlike).collect();
        paths.sort();
        paths
    }

    /// The other uses of the same type in the same state.
    fn twins(&self) -> Vec<Self> {
        let (Some(unit), Some(shape)) = (self.unit(), self.shape()) else { return Vec::new() };
        let api = self.side.state.api;
        let users: BTreeSet<usize> = api.shared.get(unit).into_iter().flat_map(|unit| unit.users.clone()).collect();
        let sides = users.into_iter().filter_map(|user| Side::of(self.side.state, api.endpoints.get(user)?));
        let uses = sides.flat_map(|side| side.endpoint.shared.keys().map(move |id| Self { side, id: *id }));
        uses.filter(|twin| twin.shape() == Some(shape) && !twin.is_itself(self)).collect()
    }

    /// The type of the same endpoint and name in another state.
    fn namesake(&self, there: Side<'a>) -> Option<Self> {
        let endpoints = &there.state.api.endpoints;
        let place = endpoints.binary_search_by(|other| other.id.cmp(&self.side.endpoint.id)).ok()?;
        let side = Side::of(there.state, endpoints.get(place)?)?;
        let ids = (0..side.endpoint.types.len()).map(TypeId::new);
        ids.map(|id| Self { side, id }).find(|other| other.name() == self.name())
    }
}

/// How many types are listed.
const LISTED: usize = 3;

fn listed(paths: &[String]) -> Stated {
    let shown = paths.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(LISTED) {
        0 => Stated::plain(shown),
        more => Stated::plain(format!("{shown} and {more} more")),
    }
}
