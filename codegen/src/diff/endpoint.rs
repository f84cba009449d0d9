//! Comparison of endpoints: existence, module, features, transport, request and response.

use std::collections::BTreeMap;

use super::{
    change::{Change, ChangeKind, ChangeValue, Compat},
    comparer::{ChangeSite, Comparer},
    types,
    version::{EndpointVersion, Snapshot},
};
use crate::{
    ir::{CallKind, Direction, ERROR_BODY, Endpoint, Parameter, ParameterStyle, ResponseFormat, Ty},
    service::Service,
};

/// The endpoints of a snapshot by id and by module.
pub(super) struct Index<'a> {
    ids: BTreeMap<&'a str, EndpointVersion<'a>>,
    modules: BTreeMap<String, &'a str>,
}

impl<'a> Index<'a> {
    pub(super) fn new(snapshot: Snapshot<'a>) -> Self {
        let ids = EndpointVersion::all(snapshot).map(|version| (version.endpoint.id.as_str(), version)).collect();
        let modules =
            EndpointVersion::all(snapshot).map(|version| (version.module(), version.endpoint.id.as_str())).collect();
        Self { ids, modules }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.ids.keys().copied()
    }

    fn by_id(&self, id: &str) -> Option<EndpointVersion<'a>> {
        self.ids.get(id).copied()
    }

    fn by_module(&self, module: &str) -> Option<EndpointVersion<'a>> {
        self.by_id(self.modules.get(module)?)
    }
}

/// Lists the changes of an endpoint that is in one of the snapshots or in both.
pub(super) fn compare<'a>(id: &str, old: &Index<'a>, new: &Index<'a>) -> Vec<Change> {
    match (old.by_id(id), new.by_id(id)) {
        (Some(before), Some(after)) => {
            let mut comparer = Comparer::new(id, before, after);
            compare_metadata(&mut comparer, new);
            compare_transport(&mut comparer);
            compare_bodies(&mut comparer);
            comparer.changes
        }
        (Some(before), None) => {
            vec![endpoint_change(id, ChangeKind::EndpointRemoved, removal_compat(before, new), &before.module())]
        }
        (None, Some(after)) => {
            vec![endpoint_change(id, ChangeKind::EndpointAdded, Compat::COMPATIBLE, &after.module())]
        }
        (None, None) => Vec::new(),
    }
}

/// Returns what breaks when an endpoint leaves its module. If another endpoint has the module now, programs may still
/// compile and call that endpoint.
fn removal_compat<'a>(old: EndpointVersion<'a>, new: &Index<'a>) -> Compat {
    let Some(other) = new.by_module(&old.module()) else { return Compat::BREAKS_COMPILATION };
    let mut comparer = Comparer::new(&old.endpoint.id, old, other);
    compare_transport(&mut comparer);
    compare_bodies(&mut comparer);
    let breaks_compilation = comparer.changes.iter().any(|change| change.compat.breaks_compilation);
    Compat { breaks_compilation, breaks_runtime: true }
}

fn endpoint_change(id: &str, kind: ChangeKind, compat: Compat, module: &str) -> Change {
    Change {
        endpoint: id.to_owned(),
        kind,
        compat,
        direction: None,
        field: String::new(),
        rust: module.to_owned(),
        before: None,
        after: None,
    }
}

/// Compares module, features and deprecation.
fn compare_metadata<'a>(comparer: &mut Comparer<'a>, snapshot: &Index<'a>) {
    let (old, new) = (comparer.old, comparer.new);
    let site = ChangeSite::endpoint(&new);
    if old.module() != new.module() {
        let (before, after) = (Some(ChangeValue::new(old.module())), Some(ChangeValue::new(new.module())));
        comparer.record(ChangeKind::EndpointMoved, removal_compat(old, snapshot), &site, before, after);
    }
    for feature in old.names.features.difference(&new.names.features) {
        let before = Some(ChangeValue::new(feature));
        comparer.record(ChangeKind::FeatureRemoved, Compat::BREAKS_COMPILATION, &site, before, None);
    }
    for feature in new.names.features.difference(&old.names.features) {
        let after = Some(ChangeValue::new(feature));
        comparer.record(ChangeKind::FeatureAdded, Compat::COMPATIBLE, &site, None, after);
    }
    let deprecation = match (old.endpoint.deprecated, new.endpoint.deprecated) {
        (false, true) => Some(ChangeKind::EndpointDeprecated),
        (true, false) => Some(ChangeKind::EndpointRestored),
        (true, true) | (false, false) => None,
    };
    if let Some(kind) = deprecation {
        comparer.record(kind, Compat::COMPATIBLE, &site, None, None);
    }
}

/// Compares how the endpoint is called: the transport decides the type that `call` returns, the operation does not.
fn compare_transport(comparer: &mut Comparer<'_>) {
    let (old, new) = (comparer.old.endpoint, comparer.new.endpoint);
    let site = ChangeSite::endpoint(&comparer.new);
    let is_queue = |endpoint: &Endpoint| endpoint.transport == CallKind::Queue;
    let (before, after) = (describe_transport(old), describe_transport(new));
    let (kind, compat) = if is_queue(old) != is_queue(new) {
        (ChangeKind::TransportChanged, Compat::BREAKS_COMPILATION)
    } else if before != after {
        (ChangeKind::OperationChanged, Compat::BREAKS_RUNTIME)
    } else {
        return;
    };
    comparer.record(kind, compat, &site, Some(ChangeValue::new(before)), Some(ChangeValue::new(after)));
}

/// Returns `the queue`, or method, path, media type and parameters of a direct request.
fn describe_transport(endpoint: &Endpoint) -> String {
    let CallKind::Direct { method, path, media, body: _ } = &endpoint.transport else { return "the queue".to_owned() };
    let mut parameters: Vec<String> = endpoint
        .parameters
        .iter()
        .map(|parameter| {
            let Parameter { name, location, style, .. } = parameter;
            let style = if *style == ParameterStyle::of(*location) { "" } else { style.as_str() };
            format!("{name} in the {location:?} {style}").trim_end().to_lowercase()
        })
        .collect();
    parameters.sort();
    let media = media.iter().map(|media| format!("as {media}"));
    let service = endpoint.service.iter();
    let server = service.clone().filter_map(|service| Some(format!("at {}", service.url.as_ref()?)));
    let keys = service.flat_map(Service::key_locations).map(|location| format!("key in {location}"));
    let details: Vec<String> = server.chain(media).chain(parameters).chain(keys).collect();
    let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
    format!("{} {path}{details}", method.as_str())
}

/// Compares types of which either may be missing; `added` is the compatibility of a new one.
fn compare_optional<'a>(
    comparer: &mut Comparer<'a>,
    types: (Option<&'a Ty>, Option<&'a Ty>),
    site: &ChangeSite,
    added: Compat,
) {
    let text = |version: &EndpointVersion<'_>, ty: Option<&Ty>| {
        ChangeValue::new(ty.map_or_else(|| "none".to_owned(), |ty| version.type_text(ty)))
    };
    let compat = match types {
        (Some(before), Some(after)) => return types::compare(comparer, before, after, site),
        (None, None) => return,
        (Some(_), None) => Compat::BREAKS_COMPILATION,
        (None, Some(_)) => added,
    };
    let (before, after) = (text(&comparer.old, types.0), text(&comparer.new, types.1));
    comparer.record(ChangeKind::TypeChanged, compat, site, Some(before), Some(after));
}

fn compare_bodies(comparer: &mut Comparer<'_>) {
    let (old, new) = (comparer.old, comparer.new);
    let site = ChangeSite::root(Direction::Request, &new, "Request");
    let (before, after) = (old.endpoint.request.as_ref(), new.endpoint.request.as_ref());
    compare_optional(comparer, (before, after), &site, Compat::BREAKS_COMPILATION);
    let site = ChangeSite::root(Direction::Response, &new, "Response");
    let (before, after) = (response_form(old.endpoint), response_form(new.endpoint));
    if before != after || !old.endpoint.statuses.is_empty() && new.endpoint.statuses.is_empty() {
        let (before, after) = (ChangeValue::new(before.to_owned()), ChangeValue::new(after.to_owned()));
        comparer.record(ChangeKind::TypeChanged, Compat::BREAKS_COMPILATION, &site, Some(before), Some(after));
    }
    types::compare(comparer, &old.endpoint.response, &new.endpoint.response, &site);
    let site = ChangeSite::root(Direction::Response, &new, ERROR_BODY);
    compare_optional(comparer, (old.endpoint.error.as_ref(), new.endpoint.error.as_ref()), &site, Compat::COMPATIBLE);
}

/// Returns what the format of a response makes of its type.
fn response_form(endpoint: &Endpoint) -> &'static str {
    match endpoint.format {
        ResponseFormat::Json | ResponseFormat::Undescribed | ResponseFormat::Text => "a value",
        ResponseFormat::Empty => "no body",
        ResponseFormat::Bytes => "bytes",
        ResponseFormat::Events => "a stream of events",
    }
}
