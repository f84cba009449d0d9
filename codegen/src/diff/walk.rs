//! Two types in parallel: the same way is taken through both, and what differs on it is told.

use std::collections::BTreeSet;

use super::{Breaks, Change, Kind, State, Stated, identity, limit, record, set, union, wire};
use crate::{
    ir::{Direction, Endpoint, Field, Named, Ty, TypeId, TypeKind},
    names::{EndpointNames, TypeNames},
    rust,
};

/// An endpoint in one of the two states.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub state: State<'a>,
    pub endpoint: &'a Endpoint,
    pub names: &'a EndpointNames,
}

impl<'a> Side<'a> {
    /// Every endpoint of a state.
    pub(super) fn all(state: State<'a>) -> impl Iterator<Item = Self> {
        state.api.endpoints.iter().filter_map(move |endpoint| Self::of(state, endpoint))
    }

    pub(super) fn of(state: State<'a>, endpoint: &'a Endpoint) -> Option<Self> {
        Some(Self { state, endpoint, names: state.names.endpoint(endpoint)? })
    }

    /// The path of its module.
    pub(super) fn module(&self) -> String {
        self.names.module.join()
    }

    /// A type as users read it.
    pub(super) fn text(&self, ty: &Ty) -> String {
        rust::ty(self.names, ty)
    }

    /// The type of a field as users read it.
    pub(super) fn field_text(&self, field: &Field) -> String {
        rust::field_type(self.names, field)
    }

    /// A type as users read it, and for one of their own what it is.
    fn described(&self, ty: &Ty) -> String {
        let text = self.text(ty);
        let (Ty::Named(id) | Ty::Boxed(id)) = ty else { return text };
        self.type_of(*id).map_or(text.clone(), |(named, _)| format!("{text}, {}", shape_words(&named.kind)))
    }

    pub(super) fn type_of(&self, id: TypeId) -> Option<(&'a Named, &'a TypeNames)> {
        Some((self.endpoint.named(id)?, self.names.get(id)?))
    }

    /// The path of a type in the endpoint's module.
    pub(super) fn path(&self, names: &TypeNames) -> String {
        format!("{}::{}", self.module(), names.name)
    }
}

/// Where on its way the walk is.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub direction: Option<Direction>,
    pub field: String,
    pub rust: String,
}

impl At {
    /// The endpoint itself.
    pub(super) fn endpoint(side: &Side<'_>) -> Self {
        Self { direction: None, field: String::new(), rust: side.module() }
    }

    /// A whole request or response.
    pub(super) fn root(direction: Direction, side: &Side<'_>, name: &str) -> Self {
        Self { direction: Some(direction), field: String::new(), rust: format!("{}::{name}", side.module()) }
    }

    pub(super) fn is_request(&self) -> bool {
        self.direction == Some(Direction::Request)
    }

    /// A member of an object.
    pub(super) fn member(&self, wire: &str, rust: String) -> Self {
        let dot = if self.field.is_empty() { "" } else { "." };
        Self { field: format!("{}{dot}{wire}", self.field), rust, ..self.clone() }
    }

    /// Another item of Rust at the same place.
    pub(super) fn item(&self, rust: String) -> Self {
        Self { rust, ..self.clone() }
    }

    fn below(&self, step: &str) -> Self {
        Self { field: format!("{}{step}", self.field), ..self.clone() }
    }
}

/// The walk through one endpoint.
pub(super) struct Walk<'a> {
    id: String,
    pub old: Side<'a>,
    pub new: Side<'a>,
    /// The pairs that were compared: a pair is told where it is met first.
    seen: BTreeSet<(TypeId, TypeId)>,
    /// The units of the old state that are told to have parted, and those of the new one that became one.
    pub parted: BTreeSet<usize>,
    pub joined: BTreeSet<usize>,
    pub changes: Vec<Change>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(id: &str, old: Side<'a>, new: Side<'a>) -> Self {
        let (parted, joined) = (BTreeSet::new(), BTreeSet::new());
        Self { id: id.to_owned(), old, new, seen: BTreeSet::new(), parted, joined, changes: Vec::new() }
    }

    pub(super) fn tell(&mut self, kind: Kind, breaks: Breaks, at: &At, before: Option<Stated>, after: Option<Stated>) {
        let At { direction, field, rust } = at.clone();
        self.changes.push(Change { endpoint: self.id.clone(), kind, breaks, direction, field, rust, before, after });
    }

    /// The value is of another type; `taken` says whether JSON of the old one is still taken.
    pub(super) fn reshaped(&mut self, before: String, after: String, taken: bool, at: &At) {
        let breaks = Breaks { compilation: true, run_time: !taken };
        self.tell(Kind::TypeChanged, breaks, at, Some(Stated::plain(before)), Some(Stated::plain(after)));
    }

    pub(super) fn ty(&mut self, old: &Ty, new: &Ty, at: &At) {
        match (old, new) {
            (Ty::Nullable(old), Ty::Nullable(new)) => self.ty(old, new, at),
            // Any JSON may be `null`.
            (Ty::Nullable(_), Ty::Any) | (Ty::Any, Ty::Nullable(_)) => self.other(old, new, at),
            (Ty::Nullable(inner), new) => {
                self.null(Kind::NullRefused, Breaks::BOTH, old, new, at);
                self.ty(inner, new, at);
            }
            (old, Ty::Nullable(inner)) => {
                self.null(Kind::NullAllowed, Breaks::COMPILATION, old, new, at);
                self.ty(old, inner, at);
            }
            (Ty::Array(old), Ty::Array(new)) => self.items(old, new, at),
            (Ty::Map(old), Ty::Map(new)) => self.ty(old, new, &at.below("{}")),
            (Ty::Tuple(old), Ty::Tuple(new)) if old.len() == new.len() => {
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    self.ty(old, new, &at.below(&format!("[{index}]")));
                }
            }
            (Ty::Named(old), Ty::Named(new)) | (Ty::Boxed(old), Ty::Boxed(new)) => self.named(*old, *new, at),
            (old, new) if limit::of_plain(self, old, new, at) || old == new => {}
            (old, new) => self.other(old, new, at),
        }
    }

    /// Two types that have nothing in common to go on with.
    fn other(&mut self, old: &Ty, new: &Ty, at: &At) {
        let taken = wire::takes((&self.old, old), (&self.new, new));
        self.reshaped(self.old.described(old), self.new.described(new), taken, at);
    }

    /// What lists hold.
    pub(super) fn items(&mut self, old: &Ty, new: &Ty, at: &At) {
        self.ty(old, new, &at.below("[]"));
    }

    fn null(&mut self, kind: Kind, breaks: Breaks, old: &Ty, new: &Ty, at: &At) {
        let (before, after) = (Some(Stated::plain(self.old.text(old))), Some(Stated::plain(self.new.text(new))));
        self.tell(kind, breaks, at, before, after);
    }

    fn named(&mut self, old: TypeId, new: TypeId, at: &At) {
        if !self.seen.insert((old, new)) {
            return;
        }
        let (Some((was, was_called)), Some((is, is_called))) = (self.old.type_of(old), self.new.type_of(new)) else {
            return;
        };
        let at_type = at.item(self.new.path(is_called));
        if std::mem::discriminant(&was.kind) != std::mem::discriminant(&is.kind) {
            return self.other(&Ty::Named(old), &Ty::Named(new), at);
        }
        if was_called.name != is_called.name {
            let (before, after) = (Some(Stated::plain(&was_called.name)), Some(Stated::plain(&is_called.name)));
            self.tell(Kind::TypeRenamed, Breaks::COMPILATION, &at_type, before, after);
        }
        identity::compare(self, old, new, &at_type);
        match (&was.kind, &is.kind) {
            (TypeKind::Struct(was), TypeKind::Struct(is)) => {
                record::compare(self, (was, was_called), (is, is_called), &at_type);
            }
            (TypeKind::Enum(was), TypeKind::Enum(is)) => {
                set::compare(self, (was, was_called), (is, is_called), &at_type)
            }
            (TypeKind::Union(was), TypeKind::Union(is)) => {
                union::compare(self, (was, was_called), (is, is_called), &at_type)
            }
            (TypeKind::Constrained(was), TypeKind::Constrained(is)) => limit::compare(self, was, is, &at_type),
            (TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Constrained(_), _) => {}
        }
    }
}

fn shape_words(shape: &TypeKind) -> &'static str {
    match shape {
        TypeKind::Struct(_) => "an object",
        TypeKind::Enum(set) if set.open => "an open list of values",
        TypeKind::Enum(_) => "a closed list of values",
        TypeKind::Union(_) => "one of several shapes",
        TypeKind::Constrained(_) => "a checked value",
    }
}
