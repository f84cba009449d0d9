//! A schema → a type: which shape it has, and the list that named types go into.

use std::collections::BTreeMap;

use super::{
    docs,
    flat::{Flat, Model, flatten},
    limit, prose, record, set, union,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{Base, Constrained, Direction, Docs, IntType, Named, Naming, Ty, TypeId, TypeKind},
    literal::Literal,
    origin::{Origin, Pointer},
    spec::{Additional, Dialect, JsonType, Schema, Spec},
};

/// The types of one endpoint while they are made.
pub(super) struct Lowering<'s, 'd> {
    pub spec: &'s Spec,
    pub dialect: Dialect,
    /// The name of the specification: what another file states, an overlay set.
    pub source: &'s str,
    /// Whether what is sent is a form, in which files are parts.
    pub is_form: bool,
    diagnostics: &'d mut Diagnostics,
    types: Vec<Option<Named>>,
    /// What a model became, each way it travels.
    models: BTreeMap<(&'s str, Direction), Known>,
    /// The values around the one that is being made.
    around: Vec<Pointer>,
}

#[derive(Clone)]
enum Known {
    /// Its type is being made: a use of it now lies inside it.
    InTheMaking(TypeId),
    /// It is being made and is no object: it cannot lie inside itself.
    Unfinished,
    Made(Ty),
}

/// How often a value may lie inside itself, by references that add to what they refer to.
const DEEPEST: usize = 3;

/// Where a schema stands: what its type would be named after, which way it travels, and the values
/// that whole examples of the document have there.
#[derive(Clone, Debug)]
pub(super) struct Spot<'e> {
    pub naming: Naming,
    pub direction: Direction,
    /// The wire name of the field around it; empty for a whole request or response.
    pub field: &'e str,
    pub shown: Vec<&'e Literal>,
}

/// A type, and what is said of the place where it is used.
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
            models: BTreeMap::new(),
            around: Vec::new(),
        }
    }

    pub(super) fn diagnostics(&mut self) -> &mut Diagnostics {
        self.diagnostics
    }

    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn flatten(&mut self, schema: &'s Schema) -> Flat<'s> {
        flatten(schema, self.spec, self.diagnostics)
    }

    /// The type of a whole request or response.
    pub(super) fn root(&mut self, schema: &'s Schema, naming: Naming, direction: Direction, shown: &[Literal]) -> Ty {
        let flat = Flat { model: None, ..self.flatten(schema) };
        // `Request` and `Response` are then what may be `null`: what it is otherwise has another name.
        let naming = match naming {
            Naming::Request if flat.nullable => Naming::Model("RequestBody".to_owned()),
            Naming::Response if flat.nullable => Naming::Model("ResponseBody".to_owned()),
            naming => naming,
        };
        let spot = Spot { naming, direction, field: "", shown: shown.iter().collect() };
        let lowered = self.value(&flat, &spot);
        if lowered.nullable { Ty::Nullable(Box::new(lowered.ty)) } else { lowered.ty }
    }

    /// The types, once no reservation is open any more.
    pub(super) fn finish(self) -> Vec<Named> {
        self.types.into_iter().flatten().collect()
    }

    /// The type of a schema, and what is said of it.
    pub(super) fn schema(&mut self, schema: &'s Schema, spot: &Spot<'_>) -> Lowered {
        let flat = self.flatten(schema);
        self.value(&flat, spot)
    }

    pub(super) fn value(&mut self, flat: &Flat<'s>, spot: &Spot<'_>) -> Lowered {
        let mut docs = docs::stated(self, flat, spot);
        prose::default(self, flat, spot, &mut docs);
        let pointer = &flat.origin.pointer;
        let ty = if self.around.iter().filter(|around| *around == pointer).count() >= DEEPEST {
            self.circle(flat)
        } else {
            self.around.push(pointer.clone());
            let ty = match &flat.model {
                Some(model) => self.model(model, flat, spot, &mut docs),
                None => self.shape(flat, spot, &mut docs),
            };
            self.around.pop();
            ty
        };
        docs::keep_fitting(self, flat, &ty, &mut docs);
        Lowered { ty, nullable: flat.nullable, docs }
    }

    /// The type of a model: made once, each way it travels.
    fn model(&mut self, model: &Model<'s>, flat: &Flat<'s>, spot: &Spot<'_>, docs: &mut Docs) -> Ty {
        let key = (model.reference, spot.direction);
        match self.models.get(&key).cloned() {
            Some(Known::InTheMaking(id)) => return Ty::Boxed(id),
            Some(Known::Unfinished) => return self.circle(flat),
            Some(Known::Made(ty)) => return ty,
            None => {}
        }
        // Only an object can contain itself, so only objects are reserved before they are made.
        let spot = Spot { naming: Naming::Model(model.name.to_owned()), ..spot.clone() };
        let ty = if flat.properties.is_empty() {
            self.models.insert(key, Known::Unfinished);
            self.shape(flat, &spot, docs)
        } else {
            let id = self.reserve();
            self.models.insert(key, Known::InTheMaking(id));
            let (description, deprecated) = (model.description.clone(), model.deprecated);
            self.record(id, &Flat { description, deprecated, ..flat.clone() }, &spot)
        };
        self.models.insert(key, Known::Made(ty.clone()));
        ty
    }

    fn circle(&mut self, flat: &Flat<'s>) -> Ty {
        let message = "the schema contains itself without an object between; any value is accepted here";
        self.tell(Diagnostic::warning("reference-circle", &flat.origin, message));
        Ty::Any
    }

    fn shape(&mut self, flat: &Flat<'s>, spot: &Spot<'_>, docs: &mut Docs) -> Ty {
        if let Some(set) = set::lower(self, flat, spot, docs) {
            return set;
        }
        match (flat.arms.as_slice(), flat.types.as_slice()) {
            ([_, _, ..], _) => union::of_arms(self, flat, spot),
            (_, [_, _, ..]) => union::of_types(self, flat, spot, docs),
            (_, [JsonType::Boolean]) => Ty::Bool,
            (_, [JsonType::Integer | JsonType::Number | JsonType::String]) => limit::scalar(self, flat, spot, docs),
            (_, [JsonType::Array]) => self.list(flat, spot, docs),
            (_, [JsonType::Object]) => self.object(flat, spot),
            _ if !flat.properties.is_empty() => self.object(flat, spot),
            _ if flat.items.is_some() || !flat.prefix_items.is_empty() => self.list(flat, spot, docs),
            _ => limit::untyped(self, flat, spot, docs),
        }
    }

    fn object(&mut self, flat: &Flat<'s>, spot: &Spot<'_>) -> Ty {
        if !flat.properties.is_empty() {
            let id = self.reserve();
            return self.record(id, flat, spot);
        }
        match flat.additional {
            Additional::Of(values) => {
                let inner = self.inner(values, spot, "Value", Literal::members);
                Ty::Map(Box::new(inner))
            }
            // An answer may be anything; what is sent is at least an object.
            _ if spot.direction == Direction::Response => Ty::Any,
            _ => Ty::Map(Box::new(Ty::Any)),
        }
    }

    fn list(&mut self, flat: &Flat<'s>, spot: &Spot<'_>, docs: &mut Docs) -> Ty {
        if !flat.prefix_items.is_empty() {
            return self.tuple(flat, spot);
        }
        let item = match flat.items {
            Some(items) => self.inner(items, spot, "Item", Literal::items),
            None => Ty::Any,
        };
        let list = Ty::Array(Box::new(item.clone()));
        let constraints = limit::of_list(self, flat, spot, docs);
        if constraints.is_empty() || spot.direction == Direction::Response {
            return list;
        }
        let checked = Constrained { base: Base::Array(Box::new(item)), constraints };
        self.name(spot, docs.clone(), flat.origin.clone(), TypeKind::Constrained(checked))
    }

    fn tuple(&mut self, flat: &Flat<'s>, spot: &Spot<'_>) -> Ty {
        /// The longest tuple that the runtime knows.
        const LONGEST: usize = 8;
        if flat.prefix_items.len() > LONGEST {
            let message = format!("a tuple of more than {LONGEST} items is read as a list of any values");
            self.tell(Diagnostic::warning("long-tuple", &flat.origin, message));
            return Ty::Array(Box::new(Ty::Any));
        }
        let item = |item| match self.inner(item, spot, "Item", |_| Vec::new()) {
            // A tuple holds its items in place.
            Ty::Named(id) if self.is_in_the_making(id) => Ty::Boxed(id),
            Ty::Nullable(inner) => match *inner {
                Ty::Named(id) if self.is_in_the_making(id) => Ty::Nullable(Box::new(Ty::Boxed(id))),
                inner => Ty::Nullable(Box::new(inner)),
            },
            ty => ty,
        };
        Ty::Tuple(flat.prefix_items.iter().map(item).collect())
    }

    /// The type of what a list or a map holds. The names of values go back to the property around them.
    fn inner(
        &mut self,
        schema: &'s Schema,
        spot: &Spot<'_>,
        role: &'static str,
        values: fn(&Literal) -> Vec<&Literal>,
    ) -> Ty {
        let naming = match &spot.naming {
            Naming::Inside { owner, property, role: outer } => {
                let role = if outer.is_empty() { role } else { outer };
                Naming::Inside { owner: *owner, property: property.clone(), role }
            }
            Naming::Request => Naming::Model(format!("Request{role}")),
            Naming::Response => Naming::Model(format!("Response{role}")),
            Naming::Model(name) => Naming::Model(format!("{name}{role}")),
        };
        let shown = spot.shown.iter().flat_map(|shown| values(shown)).collect();
        let spot = Spot { naming, direction: spot.direction, field: spot.field, shown };
        let lowered = self.schema(schema, &spot);
        let ty = match lowered.ty {
            // A list or a map is already apart from what it holds.
            Ty::Boxed(id) => Ty::Named(id),
            ty => ty,
        };
        if lowered.nullable && ty != Ty::Any { Ty::Nullable(Box::new(ty)) } else { ty }
    }

    fn record(&mut self, id: TypeId, flat: &Flat<'s>, spot: &Spot<'_>) -> Ty {
        let record = record::lower(self, id, flat, spot);
        let docs = Docs {
            description: flat.description.as_ref().map(|text| text.value.clone()),
            deprecated: flat.deprecated,
            ..Docs::default()
        };
        self.fill(id, spot, docs, flat.origin.clone(), TypeKind::Struct(record));
        Ty::Named(id)
    }

    /// A place in the list of types, for a type that others refer to before it is made.
    pub(super) fn reserve(&mut self) -> TypeId {
        self.types.push(None);
        TypeId::new(self.types.len() - 1)
    }

    pub(super) fn fill(&mut self, id: TypeId, spot: &Spot<'_>, docs: Docs, origin: Origin, shape: TypeKind) {
        let named = Named { naming: spot.naming.clone(), docs, origin, direction: spot.direction, kind: shape };
        if let Some(place) = self.types.get_mut(id.index()) {
            *place = Some(named);
        }
    }

    /// What a type is, once it is made.
    pub(super) fn shape_of(&self, id: TypeId) -> Option<&TypeKind> {
        self.types.get(id.index())?.as_ref().map(|named| &named.kind)
    }

    /// Whether an object is not made yet: a use of it now lies inside it.
    fn is_in_the_making(&self, id: TypeId) -> bool {
        self.shape_of(id).is_none()
    }

    pub(super) fn is_set(&self, id: TypeId) -> bool {
        matches!(self.shape_of(id), Some(TypeKind::Enum(_)))
    }

    /// Makes a set open, unless the type is none.
    pub(super) fn reopen(&mut self, id: TypeId) -> Option<Ty> {
        let named = self.types.get_mut(id.index())?.as_mut()?;
        let TypeKind::Enum(set) = &mut named.kind else { return None };
        set.open = true;
        if let Naming::Inside { role, .. } = &mut named.naming {
            *role = "";
        }
        Some(Ty::Named(id))
    }

    /// Adds a type to the list.
    pub(super) fn name(&mut self, spot: &Spot<'_>, docs: Docs, origin: Origin, shape: TypeKind) -> Ty {
        let id = self.reserve();
        self.fill(id, spot, docs, origin, shape);
        Ty::Named(id)
    }
}

/// The type of whole numbers that need no check.
pub(super) fn plain_integer(direction: Direction) -> Ty {
    Ty::Integer(if direction == Direction::Response { IntType::I128 } else { IntType::I64 })
}
