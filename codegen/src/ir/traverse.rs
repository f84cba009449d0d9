//! Traversal of types. Other modules visit types only through these functions, so a new kind of type is added in one
//! place.

use std::collections::BTreeSet;

use super::{Base, Constrained, Endpoint, Enum, Struct, Ty, TypeId, TypeKind, Union};

impl Ty {
    /// Returns the type that also accepts `null`, if `nullable`. Any JSON value includes `null` already.
    #[must_use]
    pub fn nullable_if(self, nullable: bool) -> Self {
        if nullable && self != Self::Any { Self::Nullable(Box::new(self)) } else { self }
    }

    /// Returns the types that this type is composed of; named types are not followed.
    pub fn children(&self) -> Vec<&Self> {
        match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => vec![inner],
            Self::Tuple(items) => items.iter().collect(),
            Self::Any
            | Self::Bool
            | Self::String
            | Self::FileUrl
            | Self::Integer(_)
            | Self::Number
            | Self::Named(_)
            | Self::Boxed(_) => Vec::new(),
        }
    }

    /// Returns the number of types that this type is composed of, including itself.
    pub fn size(&self) -> usize {
        1 + self.children().into_iter().map(Self::size).sum::<usize>()
    }

    /// Returns how deep types without name nest in this type.
    pub fn depth(&self) -> usize {
        1 + self.children().into_iter().map(Self::depth).max().unwrap_or(0)
    }

    /// Returns the types that this type is composed of, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => vec![inner],
            Self::Tuple(items) => items.iter_mut().collect(),
            Self::Any
            | Self::Bool
            | Self::String
            | Self::FileUrl
            | Self::Integer(_)
            | Self::Number
            | Self::Named(_)
            | Self::Boxed(_) => Vec::new(),
        }
    }

    /// Returns the type without `null`.
    pub fn non_null(&self) -> &Self {
        if let Self::Nullable(inner) = self { inner.non_null() } else { self }
    }

    /// Returns the type of the items of an array without limits.
    pub fn item(&self) -> Option<&Self> {
        if let Self::Array(item) = self { Some(item) } else { None }
    }

    /// Returns the type of the values of a map without limits.
    pub fn map_value(&self) -> Option<&Self> {
        if let Self::Map(value) = self { Some(value) } else { None }
    }

    /// Returns whether the values are strings without limits.
    pub fn is_string(&self) -> bool {
        matches!(self, Self::String | Self::FileUrl)
    }

    /// Returns the id of the named type that this type is.
    pub fn id(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) | Self::Boxed(id) => Some(*id),
            Self::Any
            | Self::Bool
            | Self::String
            | Self::FileUrl
            | Self::Integer(_)
            | Self::Number
            | Self::Array(_)
            | Self::Map(_)
            | Self::Tuple(_)
            | Self::Nullable(_) => None,
        }
    }

    /// Returns the ids of the named types that occur in this type, in document order; their own types are
    /// not followed.
    pub fn ids(&self) -> Vec<TypeId> {
        let nested = self.children().into_iter().flat_map(Self::ids);
        self.id().into_iter().chain(nested).collect()
    }
}

impl Base {
    /// Returns the type of the items of an array or the values of a map.
    pub fn item(&self) -> Option<&Ty> {
        match self {
            Self::Array(item) | Self::Map(item) => Some(item),
            Self::Integer(_) | Self::Number | Self::String | Self::NumericString { .. } | Self::Sequence { .. } => None,
        }
    }

    /// Returns the types of the items of an array or the values of a map.
    pub fn children(&self) -> Vec<&Ty> {
        match self {
            Self::Array(item) | Self::Map(item) => vec![item],
            Self::Sequence { positions, rest } => positions.iter().chain([&**rest]).collect(),
            Self::Integer(_) | Self::Number | Self::String | Self::NumericString { .. } => Vec::new(),
        }
    }

    /// Returns the types of the items of an array or the values of a map, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Array(item) | Self::Map(item) => vec![item],
            Self::Sequence { positions, rest } => positions.iter_mut().chain([&mut **rest]).collect(),
            Self::Integer(_) | Self::Number | Self::String | Self::NumericString { .. } => Vec::new(),
        }
    }
}

impl TypeKind {
    /// Returns the definition of a struct.
    pub fn as_struct(&self) -> Option<&Struct> {
        if let Self::Struct(definition) = self { Some(definition) } else { None }
    }

    /// Returns the definition of an enum.
    pub fn as_enum(&self) -> Option<&Enum> {
        if let Self::Enum(definition) = self { Some(definition) } else { None }
    }

    /// Returns the definition of a union.
    pub fn as_union(&self) -> Option<&Union> {
        if let Self::Union(definition) = self { Some(definition) } else { None }
    }

    /// Returns the definition of a value with limits.
    pub fn as_constrained(&self) -> Option<&Constrained> {
        if let Self::Constrained(definition) = self { Some(definition) } else { None }
    }

    /// Returns the types of the fields, variants or items, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Struct(object) => {
                object.fields.iter_mut().map(|field| &mut field.ty).chain(&mut object.additional).collect()
            }
            Self::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Self::Constrained(constrained) => constrained.base.children_mut(),
            Self::Enum(_) => Vec::new(),
        }
    }

    /// Returns the types of the fields, variants or items, in document order.
    pub fn children(&self) -> Vec<&Ty> {
        match self {
            Self::Struct(object) => object.fields.iter().map(|field| &field.ty).chain(&object.additional).collect(),
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Constrained(constrained) => constrained.base.children(),
            Self::Enum(_) => Vec::new(),
        }
    }
}

impl Endpoint {
    /// Returns the definition of a type; `None` if the type has no name.
    pub fn kind_of(&self, ty: &Ty) -> Option<&TypeKind> {
        ty.id().and_then(|id| self.named(id)).map(|named| &named.kind)
    }

    /// Returns the types of the request, the response and the errors.
    pub fn roots(&self) -> impl Iterator<Item = &Ty> {
        self.request.iter().chain([&self.response]).chain(&self.error)
    }

    /// Returns the ids of all types that the request or the response uses, in reading order: each type is
    /// followed by the types it uses.
    pub fn reachable(&self) -> Vec<TypeId> {
        self.reachable_from(self.roots())
    }

    /// Returns the ids of all types that these types use, in reading order.
    pub fn reachable_from<'a>(&self, roots: impl IntoIterator<Item = &'a Ty>) -> Vec<TypeId> {
        let ids = |types: Vec<&Ty>| {
            let mut ids: Vec<TypeId> = types.into_iter().flat_map(Ty::ids).collect();
            ids.reverse();
            ids
        };
        let mut seen = BTreeSet::new();
        let mut order = Vec::new();
        // The types still to visit, the next one last.
        let mut pending: Vec<TypeId> = ids(roots.into_iter().collect());
        while let Some(id) = pending.pop() {
            if seen.insert(id) {
                order.push(id);
                pending.extend(ids(self.named(id).map(|named| named.kind.children()).unwrap_or_default()));
            }
        }
        order
    }
}
