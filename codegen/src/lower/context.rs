//! The state of one endpoint's lowering: the types so far, the models in progress, the diagnostics.

use std::collections::{BTreeMap, VecDeque};

use super::{
    resolve::{ResolvedModels, Resolver},
    schema::{ComponentRef, ResolvedSchema},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{
        Base, Constrained, Constraint, Direction, Docs, EnumKind, IntType, Named, Naming, Provenance, ProvenanceKind,
        Ty, TypeId, TypeKind,
    },
    literal::Literal,
    origin::{Origin, Pointer},
    spec::{Dialect, Schema, Spec},
};

/// How deep schemas may nest; rustc gives up on types that nest deeper than 128 levels.
const MAX_DEPTH: usize = 64;

/// How deep types without name may nest, such as arrays of arrays, which rustc counts several times.
const MAX_INLINE_DEPTH: usize = 16;

/// How many schemas an endpoint may have in a small document.
const MIN_SIZE_LIMIT: usize = 10_000;

/// How often an endpoint may use the schemas of its document on average.
const MAX_USES: usize = 4;

/// The types of one endpoint while they are lowered.
pub(super) struct Lowering<'s, 'd> {
    pub spec: &'s Spec,
    pub dialect: Dialect,
    /// The name of the specification. Values from any other file were set by an overlay.
    pub source: &'s str,
    /// Whether the request body is a multipart form, in which files are parts.
    pub is_form: bool,
    diagnostics: &'d mut Diagnostics,
    types: Vec<Option<Named>>,
    resolved_models: ResolvedModels<'s>,
    models: BTreeMap<(&'s str, Direction), ModelState>,
    /// Pointers of the schemas that enclose the current one.
    stack: Vec<Pointer>,
    /// Models whose id is reserved, to be lowered once the stack is empty.
    deferred: VecDeque<DeferredModel<'s>>,
    /// The number of schemas lowered so far. A schema counts each time it is lowered, since each time gives a type.
    size: usize,
}

/// An object model that is lowered later, so that models may refer to each other in a chain of any length.
pub(super) struct DeferredModel<'s> {
    pub id: TypeId,
    pub schema: ResolvedSchema<'s>,
    pub naming: Naming,
    pub direction: Direction,
}

/// The state of a model in one direction.
#[derive(Clone)]
pub(super) enum ModelState {
    /// An object whose id is reserved. A use of it before it is done is inside itself.
    Reserved(TypeId),
    /// In progress and not an object, so it cannot contain itself.
    InProgress,
    /// Done.
    Done(Ty),
}

/// The position of a schema: what to name its type after, its direction, and its values in whole examples.
#[derive(Clone, Debug)]
pub(super) struct SchemaContext<'e> {
    pub naming: Naming,
    pub direction: Direction,
    /// The wire name of the enclosing field; empty for a whole request or response.
    pub field: &'e str,
    /// The values that examples of the request have at this position.
    pub examples: Vec<&'e Literal>,
}

impl<'e> SchemaContext<'e> {
    /// Returns the context of a schema inside this one.
    ///
    /// A property's nested schemas are named after the property; the role of the outermost is kept, because
    /// `TagsItem` reads better than `TagsItemItem`.
    pub(super) fn nested(&self, role: &'static str, examples: Vec<&'e Literal>) -> Self {
        let role = match &self.naming {
            Naming::Inside { role: outer, .. } if !outer.is_empty() => outer,
            Naming::Inside { .. } | Naming::Request | Naming::Response | Naming::Model(_) | Naming::Composed { .. } => {
                role
            }
        };
        self.variant(role, examples)
    }

    /// Returns the context of a variant of this schema, named by its role.
    pub(super) fn variant(&self, role: &'static str, examples: Vec<&'e Literal>) -> Self {
        let naming = match &self.naming {
            Naming::Inside { owner, property, .. } => {
                Naming::Inside { owner: *owner, property: property.clone(), role }
            }
            Naming::Request => alternative(format!("Request{role}")),
            Naming::Response => alternative(format!("Response{role}")),
            Naming::Model(name) | Naming::Composed { name, .. } => alternative(format!("{name}{role}")),
        };
        Self { naming, direction: self.direction, field: self.field, examples }
    }

    /// Returns the context of a variant that sibling keywords were merged into; `name` is that of the variant.
    pub(super) fn extended(&self, name: &str) -> Self {
        let outer = match &self.naming {
            Naming::Inside { property, .. } => property,
            Naming::Model(name) | Naming::Composed { name, .. } => name,
            Naming::Request => "Request",
            Naming::Response => "Response",
        };
        let naming = alternative(format!("{outer} {name}"));
        Self { naming, direction: self.direction, field: self.field, examples: Vec::new() }
    }
}

/// Returns the naming of an alternative that the document gives no name.
fn alternative(name: String) -> Naming {
    Naming::Composed { name, meaning: "An alternative of a union." }
}

/// A lowered schema: its type, and its documentation at the position where it is used.
pub(super) struct Lowered {
    pub ty: Ty,
    pub nullable: bool,
    pub docs: Docs,
}

impl<'s, 'd> Lowering<'s, 'd> {
    pub(super) fn new(source: &'s str, spec: &'s Spec, dialect: Dialect, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            spec,
            dialect,
            source,
            is_form: false,
            diagnostics,
            types: Vec::new(),
            resolved_models: BTreeMap::new(),
            models: BTreeMap::new(),
            stack: Vec::new(),
            deferred: VecDeque::new(),
            size: 0,
        }
    }

    pub(super) fn diagnostics(&mut self) -> &mut Diagnostics {
        self.diagnostics
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn resolve(&mut self, schema: &'s Schema) -> ResolvedSchema<'s> {
        self.resolver().resolve(schema, 0)
    }

    /// Resolves schemas that a value has to satisfy all; without a schema, every value is valid.
    pub(super) fn resolve_all(&mut self, schemas: &[&'s Schema]) -> Option<ResolvedSchema<'s>> {
        self.resolver().resolve_all(schemas)
    }

    fn resolver(&mut self) -> Resolver<'s, '_> {
        Resolver::new(self.spec, &mut self.resolved_models, self.diagnostics)
    }

    /// Returns the provenance of a keyword at `origin`.
    pub(super) fn provenance(&self, keyword: &str, origin: &Origin) -> Provenance {
        let kind = if *origin.span.file == *self.source {
            ProvenanceKind::Keyword(keyword.to_owned())
        } else {
            ProvenanceKind::Overlay(origin.span.file.to_string())
        };
        Provenance { kind, origin: origin.clone() }
    }

    /// Returns the named types, once all reserved ids are defined.
    pub(super) fn finish(self) -> Vec<Named> {
        self.types.into_iter().flatten().collect()
    }

    /// Reserves an id for a type that other types refer to before it is defined.
    pub(super) fn reserve(&mut self) -> TypeId {
        self.types.push(None);
        TypeId::new(self.types.len() - 1)
    }

    /// Defines the type of a reserved id.
    pub(super) fn define(
        &mut self,
        id: TypeId,
        context: &SchemaContext<'_>,
        docs: Docs,
        origin: Origin,
        kind: TypeKind,
    ) {
        let named = Named { naming: context.naming.clone(), docs, origin, direction: context.direction, kind };
        if let Some(slot) = self.types.get_mut(id.index()) {
            *slot = Some(named);
        }
    }

    /// Adds a named type.
    pub(super) fn add(&mut self, context: &SchemaContext<'_>, docs: Docs, origin: Origin, kind: TypeKind) -> Ty {
        let id = self.reserve();
        self.define(id, context, docs, origin, kind);
        Ty::Named(id)
    }

    /// Adds the type of values of `base` that satisfy `constraints`.
    pub(super) fn add_constrained(
        &mut self,
        context: &SchemaContext<'_>,
        (docs, schema): (&Docs, &ResolvedSchema<'_>),
        base: Base,
        constraints: Vec<Constraint>,
    ) -> Ty {
        let kind = TypeKind::Constrained(Constrained { base, constraints });
        self.add(context, docs.clone(), schema.origin.clone(), kind)
    }

    /// Returns the definition of a type; `None` while its id is only reserved.
    pub(super) fn kind_of(&self, id: TypeId) -> Option<&TypeKind> {
        self.types.get(id.index())?.as_ref().map(|named| &named.kind)
    }

    /// Opens a closed enum of strings. Returns `None` if the type is another.
    pub(super) fn open_enum(&mut self, id: TypeId) -> Option<Ty> {
        let named = self.types.get_mut(id.index())?.as_mut()?;
        let TypeKind::Enum(definition) = &mut named.kind else { return None };
        if definition.kind() != EnumKind::String {
            return None;
        }
        definition.open = true;
        if let Naming::Inside { role, .. } = &mut named.naming {
            *role = "";
        }
        Some(Ty::Named(id))
    }

    pub(super) fn model_state(&self, model: &ComponentRef<'s>, direction: Direction) -> Option<ModelState> {
        self.models.get(&(model.reference, direction)).cloned()
    }

    pub(super) fn set_model_state(&mut self, model: &ComponentRef<'s>, direction: Direction, state: ModelState) {
        self.models.insert((model.reference, direction), state);
    }

    /// Runs `lower` with the schema on the stack of enclosing schemas. The result is any value if that would not end: the
    /// schema encloses itself too often, or the schemas nest too deep or are too many.
    pub(super) fn enter(&mut self, origin: &Origin, lower: impl FnOnce(&mut Self) -> Ty) -> Ty {
        /// How often a schema may enclose itself, by references that add something to their target.
        const MAX_RECURSION: usize = 3;
        if self.stack.iter().filter(|enclosing| **enclosing == origin.pointer).count() >= MAX_RECURSION {
            return self.cyclic(origin);
        }
        if self.stack.len() >= MAX_DEPTH {
            let message = format!("schemas nest more than {MAX_DEPTH} levels deep; any value is accepted below");
            self.report(Diagnostic::warning("nested-too-deep", origin, message));
            return Ty::Any;
        }
        if !self.grow(1, origin) {
            return Ty::Any;
        }
        self.stack.push(origin.pointer.clone());
        let lowered = lower(self);
        self.stack.pop();
        if lowered.depth() > MAX_INLINE_DEPTH {
            let message =
                format!("arrays and maps nest more than {MAX_INLINE_DEPTH} levels deep; any value is accepted");
            self.report(Diagnostic::warning("nested-too-deep", origin, message));
            return Ty::Any;
        }
        lowered
    }

    /// Returns whether no schema encloses the next one.
    pub(super) fn is_outermost(&self) -> bool {
        self.stack.is_empty()
    }

    /// Returns whether models are deferred.
    pub(super) fn is_deep(&self) -> bool {
        self.stack.len() > MAX_DEPTH / 2
    }

    pub(super) fn defer(&mut self, model: DeferredModel<'s>) {
        self.deferred.push_back(model);
    }

    pub(super) fn next_deferred(&mut self) -> Option<DeferredModel<'s>> {
        self.deferred.pop_front()
    }

    /// Reports a schema that contains itself without an object in between.
    pub(super) fn cyclic(&mut self, origin: &Origin) -> Ty {
        let message = "the schema contains itself without an object in between; any value is accepted";
        self.report(Diagnostic::warning("reference-cycle", origin, message));
        Ty::Any
    }

    /// Adds to the size of the endpoint. Returns `false`, with an error, if it exceeds the maximum.
    pub(super) fn grow(&mut self, size: usize, origin: &Origin) -> bool {
        let limit = MIN_SIZE_LIMIT.max(self.spec.schema_count.saturating_mul(MAX_USES));
        let was_small = self.size <= limit;
        self.size = self.size.saturating_add(size);
        let is_small = self.size <= limit;
        if was_small && !is_small {
            let message = format!("the endpoint has more than {limit} schemas, counting each time one is used");
            let help = "replace schemas that are not needed by `{}` with an overlay";
            self.report(Diagnostic::error("endpoint-too-large", origin, message).help(help));
        }
        is_small
    }
}

/// Returns the type of integers without limits.
pub(super) fn unlimited_integer(direction: Direction) -> Ty {
    Ty::Integer(match direction {
        Direction::Request => IntType::I64,
        Direction::Response => IntType::I128,
    })
}
