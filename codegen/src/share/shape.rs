//! When two types are one: the key of a shape, which tells everything that shows on the wire or in Rust
//! and nothing that is only said of it.

use std::{fmt::Write, hash::Hasher};

use fnv::FnvHasher;

use crate::ir::{
    Base, Constrained, Direction, Endpoint, Naming, Presence, Provenance, ProvenanceKind, Struct, Ty, TypeId, TypeKind,
};

/// The types of a unit: the root, then what lies inside it and is no root itself, each before what it uses.
/// Fields are taken by name, so two units of one key list their types alike.
pub(super) fn members(endpoint: &Endpoint, root: TypeId) -> Vec<TypeId> {
    let mut members = vec![root];
    collect(endpoint, root, &mut members);
    members
}

fn collect(endpoint: &Endpoint, id: TypeId, members: &mut Vec<TypeId>) {
    let Some(named) = endpoint.named(id) else { return };
    let mut inner: Vec<&Ty> = named.kind.children();
    if let TypeKind::Struct(record) = &named.kind {
        inner = by_name(record).into_iter().map(|field| &field.ty).collect();
    }
    for ty in inner {
        for used in ty.ids() {
            let inside = endpoint.named(used).is_some_and(|named| matches!(named.naming, Naming::Inside { .. }));
            if inside && !members.contains(&used) {
                members.push(used);
                collect(endpoint, used, members);
            }
        }
    }
}

fn by_name(record: &Struct) -> Vec<&crate::ir::Field> {
    let mut fields: Vec<_> = record.fields.iter().collect();
    fields.sort_by(|a, b| a.wire.cmp(&b.wire));
    fields
}

/// The key of a shape, the same on every machine and in every release.
pub(super) fn key(endpoint: &Endpoint, root: TypeId) -> String {
    let mut described = String::new();
    Describer { endpoint, open: Vec::new(), text: &mut described }.named(root);
    let mut hasher = FnvHasher::default();
    hasher.write(described.as_bytes());
    format!("{:016x}", hasher.finish())
}

struct Describer<'a> {
    endpoint: &'a Endpoint,
    /// The types around the one that is described: a type inside itself is told by how far out it is.
    open: Vec<TypeId>,
    text: &'a mut String,
}

impl Describer<'_> {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn ty(&mut self, ty: &Ty) {
        match ty {
            Ty::Any => self.put("any"),
            Ty::Bool => self.put("bool"),
            Ty::String => self.put("text"),
            Ty::FileUrl => self.put("file"),
            Ty::Integer(width) => self.put(&format!("integer {width:?}")),
            Ty::Number => self.put("number"),
            Ty::Named(id) => self.named(*id),
            // Which of two types inside each other holds the box shows in Rust.
            Ty::Boxed(id) => {
                self.put("boxed ");
                self.named(*id);
            }
            Ty::Array(item) => self.around("list", &[item]),
            Ty::Map(value) => self.around("map", &[value]),
            Ty::Nullable(inner) => self.around("nullable", &[inner]),
            Ty::Tuple(items) => self.around("tuple", &items.iter().collect::<Vec<_>>()),
        }
    }

    fn around(&mut self, word: &str, inner: &[&Ty]) {
        self.put(word);
        self.put("(");
        for ty in inner {
            self.ty(ty);
            self.put(",");
        }
        self.put(")");
    }

    fn named(&mut self, id: TypeId) {
        if let Some(out) = self.open.iter().rev().position(|open| *open == id) {
            return self.put(&format!("itself {out}"));
        }
        let Some(named) = self.endpoint.named(id) else { return };
        self.open.push(id);
        if named.direction == Direction::Response {
            self.put("response ");
        }
        self.field_name(&named.naming, &named.kind);
        self.shape(&named.kind);
        self.open.pop();
    }

    /// A checked value and a set name the field that they are refused for.
    fn field_name(&mut self, naming: &Naming, shape: &TypeKind) {
        if let (Naming::Inside { property, .. }, TypeKind::Enum(_) | TypeKind::Constrained(_)) = (naming, shape) {
            let _ = write!(self.text, "{property:?} ");
        }
    }

    fn shape(&mut self, shape: &TypeKind) {
        match shape {
            TypeKind::Struct(record) => self.record(record),
            TypeKind::Enum(set) => {
                let mut members: Vec<String> = set.values.iter().map(|member| member.value.to_string()).collect();
                members.sort();
                let _ = write!(self.text, "set {} {members:?}", if set.open { "open" } else { "closed" });
                self.basis(&set.provenance);
            }
            TypeKind::Constrained(checked) => self.checked(checked),
            TypeKind::Union(union) => {
                self.put("union{");
                for arm in &union.variants {
                    let _ = write!(self.text, "{:?} {:?}=", arm.hint, arm.discriminator);
                    self.ty(&arm.ty);
                    self.put(";");
                }
                self.put("}");
            }
        }
    }

    /// The order of optional fields shows nowhere; that of required ones shows in the constructor.
    fn record(&mut self, record: &Struct) {
        let constructed = record.fields.iter().filter(|field| field.presence == Presence::Required);
        let constructed: Vec<&str> = constructed.map(|field| field.wire.as_str()).collect();
        let _ = write!(self.text, "record {constructed:?} {}{{", record.allow_unknown_fields);
        for field in by_name(record) {
            let default = field.docs.default.as_ref().map(|(default, _)| default.to_string());
            let _ = write!(self.text, "{:?} {:?} {default:?} {}:", field.wire, field.presence, field.docs.deprecated);
            self.ty(&field.ty);
            self.put(";");
        }
        self.put("}");
    }

    fn checked(&mut self, checked: &Constrained) {
        match &checked.base {
            Base::Array(item) => self.around("checked list", &[item]),
            base @ (Base::Integer(_) | Base::Number | Base::String | Base::NumericString { .. }) => {
                let _ = write!(self.text, "checked {base:?}");
            }
        }
        for constraint in &checked.constraints {
            let _ = write!(self.text, " {}", constraint.limit);
            self.basis(&constraint.provenance);
        }
    }

    /// What a limit rests on is part of the message that refuses a value.
    fn basis(&mut self, provenance: &Provenance) {
        let _ = match &provenance.kind {
            ProvenanceKind::Keyword(keyword) => write!(self.text, " by {keyword}"),
            ProvenanceKind::Overlay(name) => write!(self.text, " by overlay {name:?}"),
            ProvenanceKind::Prose { rule, phrase: words, .. } => write!(self.text, " by {rule} {words:?}"),
        };
    }
}
