//! One endpoint in both states: whether it is there, where, how it is called; then what it takes and returns.

use std::collections::BTreeMap;

use super::{
    Breaks, Change, Kind, State, Stated,
    walk::{At, Side, Walk},
};
use crate::ir::{Direction, Endpoint, Transport, Ty};

/// The endpoints of a state by what they are looked up by.
pub(super) struct Index<'a> {
    ids: BTreeMap<&'a str, Side<'a>>,
    modules: BTreeMap<String, &'a str>,
}

impl<'a> Index<'a> {
    pub(super) fn of(state: State<'a>) -> Self {
        let ids = Side::all(state).map(|side| (side.endpoint.id.as_str(), side)).collect();
        let modules = Side::all(state).map(|side| (side.module(), side.endpoint.id.as_str())).collect();
        Self { ids, modules }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.ids.keys().copied()
    }

    fn by_id(&self, id: &str) -> Option<Side<'a>> {
        self.ids.get(id).copied()
    }

    fn by_module(&self, module: &str) -> Option<Side<'a>> {
        self.by_id(self.modules.get(module)?)
    }
}

/// The changes of an endpoint that one of the states has, or both.
pub(super) fn compare<'a>(id: &str, old: &Index<'a>, new: &Index<'a>) -> Vec<Change> {
    match (old.by_id(id), new.by_id(id)) {
        (Some(before), Some(after)) => {
            let mut walk = Walk::new(id, before, after);
            itself(&mut walk, new);
            called(&mut walk);
            bodies(&mut walk);
            walk.changes
        }
        (Some(before), None) => vec![whole(id, Kind::EndpointRemoved, left(before, new), &before.module())],
        (None, Some(after)) => vec![whole(id, Kind::EndpointAdded, Breaks::NOTHING, &after.module())],
        (None, None) => Vec::new(),
    }
}

/// What it breaks that an endpoint is not where it was: where another one is there now, programs may compile and
/// call that one.
fn left<'a>(old: Side<'a>, new: &Index<'a>) -> Breaks {
    let Some(other) = new.by_module(&old.module()) else { return Breaks::COMPILATION };
    let mut walk = Walk::new(&old.endpoint.id, old, other);
    called(&mut walk);
    bodies(&mut walk);
    Breaks { compilation: walk.changes.iter().any(|change| change.breaks.compilation), run_time: true }
}

fn whole(id: &str, kind: Kind, breaks: Breaks, module: &str) -> Change {
    Change {
        endpoint: id.to_owned(),
        kind,
        breaks,
        direction: None,
        field: String::new(),
        rust: module.to_owned(),
        before: None,
        after: None,
    }
}

/// The module, its features, and whether it should be used.
fn itself<'a>(walk: &mut Walk<'a>, state: &Index<'a>) {
    let (old, new) = (walk.old, walk.new);
    let at = At::endpoint(&new);
    if old.module() != new.module() {
        let (before, after) = (Some(Stated::plain(old.module())), Some(Stated::plain(new.module())));
        let breaks = left(old, state);
        walk.tell(Kind::EndpointMoved, breaks, &at, before, after);
    }
    for feature in old.names.features.difference(&new.names.features) {
        walk.tell(Kind::FeatureRemoved, Breaks::COMPILATION, &at, Some(Stated::plain(feature)), None);
    }
    for feature in new.names.features.difference(&old.names.features) {
        walk.tell(Kind::FeatureAdded, Breaks::NOTHING, &at, None, Some(Stated::plain(feature)));
    }
    match (old.endpoint.deprecated, new.endpoint.deprecated) {
        (false, true) => walk.tell(Kind::EndpointDeprecated, Breaks::NOTHING, &at, None, None),
        (true, false) => walk.tell(Kind::EndpointRestored, Breaks::NOTHING, &at, None, None),
        (true, true) | (false, false) => {}
    }
}

/// How it is called: another kind of call is another type, another route only another place.
fn called(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old.endpoint, walk.new.endpoint);
    let at = At::endpoint(&walk.new);
    let (before, after) = (way(old), way(new));
    let queued = |endpoint: &Endpoint| endpoint.transport == Transport::Queue;
    if queued(old) != queued(new) {
        walk.tell(
            Kind::TransportChanged,
            Breaks::COMPILATION,
            &at,
            Some(Stated::plain(before)),
            Some(Stated::plain(after)),
        );
    } else if before != after {
        walk.tell(Kind::RouteChanged, Breaks::RUN_TIME, &at, Some(Stated::plain(before)), Some(Stated::plain(after)));
    }
}

/// The queue, or the exchange with where its parameters go.
fn way(endpoint: &Endpoint) -> String {
    let Transport::Direct { method, path, media } = &endpoint.transport else { return "the queue".to_owned() };
    let mut parameters: Vec<String> = endpoint
        .parameters
        .iter()
        .map(|one| format!("{} in the {:?}", one.name, one.location).to_lowercase())
        .collect();
    parameters.sort();
    let media = media.iter().map(|media| format!("as {media}"));
    let details: Vec<String> = media.chain(parameters).collect();
    let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
    format!("{} {path}{details}", method.as_str())
}

/// What is sent and what comes back.
fn bodies(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old, walk.new);
    let at = At::root(Direction::Request, &new, "Request");
    match (&old.endpoint.request, &new.endpoint.request) {
        (Some(before), Some(after)) => walk.ty(before, after, &at),
        (Some(before), None) => {
            let before = Some(Stated::plain(old.text(before)));
            walk.tell(Kind::TypeChanged, Breaks::COMPILATION, &at, before, Some(Stated::plain("nothing")));
        }
        (None, Some(after)) => {
            let after = Some(Stated::plain(new.text(after)));
            walk.tell(Kind::TypeChanged, Breaks::COMPILATION, &at, Some(Stated::plain("nothing")), after);
        }
        (None, None) => {}
    }
    let at = At::root(Direction::Response, &new, "Response");
    let (before, after): (&Ty, &Ty) = (&old.endpoint.response, &new.endpoint.response);
    walk.ty(before, after, &at);
}
