//! The two inputs of a comparison.

use crate::{
    ir::{Api, Endpoint, Field, Named, Ty, TypeId, TypeKind},
    names::{EndpointNames, Names, TypeNames},
    rust,
};

/// A model with its names.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'a> {
    /// The checked model.
    pub api: &'a Api,
    /// Its names.
    pub names: &'a Names,
}

/// An endpoint in one of the two snapshots.
#[derive(Clone, Copy)]
pub(super) struct EndpointVersion<'a> {
    pub snapshot: Snapshot<'a>,
    pub endpoint: &'a Endpoint,
    pub names: &'a EndpointNames,
}

impl<'a> EndpointVersion<'a> {
    pub(super) fn new(snapshot: Snapshot<'a>, endpoint: &'a Endpoint) -> Option<Self> {
        Some(Self { snapshot, endpoint, names: snapshot.names.endpoint(endpoint)? })
    }

    /// Returns all endpoints of a snapshot.
    pub(super) fn all(snapshot: Snapshot<'a>) -> impl Iterator<Item = Self> {
        snapshot.api.endpoints.iter().filter_map(move |endpoint| Self::new(snapshot, endpoint))
    }

    /// Returns the path of the endpoint's module.
    pub(super) fn module(&self) -> String {
        self.names.module.join()
    }

    /// Returns a type in Rust syntax.
    pub(super) fn type_text(&self, ty: &Ty) -> String {
        rust::ty(self.names, ty)
    }

    /// Returns the type of a struct field in Rust syntax.
    pub(super) fn field_text(&self, field: &Field) -> String {
        rust::field_type(self.names, field)
    }

    /// Returns a type in Rust syntax, followed by the kind of a named type.
    pub(super) fn describe_type(&self, ty: &Ty) -> String {
        let text = self.type_text(ty);
        let kind = ty.id().and_then(|id| self.named(id)).map(|(named, _)| describe_kind(&named.kind));
        kind.map_or(text.clone(), |kind| format!("{text}, {kind}"))
    }

    /// Returns a named type and its names.
    pub(super) fn named(&self, id: TypeId) -> Option<(&'a Named, &'a TypeNames)> {
        Some((self.endpoint.named(id)?, self.names.get(id)?))
    }

    /// Returns the path of a type in the endpoint's module.
    pub(super) fn type_path(&self, names: &TypeNames) -> String {
        format!("{}::{}", self.module(), names.name)
    }
}

fn describe_kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "a struct",
        TypeKind::Enum(values) if values.open => "an open enum",
        TypeKind::Enum(_) => "a closed enum",
        TypeKind::Union(_) => "a union",
        TypeKind::Constrained(_) => "a constrained value",
    }
}
