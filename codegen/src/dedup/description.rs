//! The description of a type: everything of it that is visible in JSON or in Rust, not its documentation.
//!
//! Keys are hashes of descriptions and are stored in the lock of shared types, so changing what is written here moves
//! types in the next generation.

use std::fmt::Write;

use crate::{
    ir::{
        Base, Constrained, Direction, Enum, Field, IntType, Named, Naming, Presence, Provenance, ProvenanceKind,
        Struct, Ty, TypeId, TypeKind, Union,
    },
    literal::Literal,
};

/// The description of a type without the types that it uses.
pub(super) struct Description {
    /// The text, with a mark in place of each used type.
    pub text: String,
    /// The types that it uses, in the order of the marks.
    pub uses: Vec<TypeId>,
}

/// Describes a type at the position where it is used.
pub(super) fn of_use(ty: &Ty) -> Description {
    let mut describer = Describer::default();
    describer.ty(ty);
    describer.finish()
}

/// Describes a type.
pub(super) fn of_definition(named: &Named) -> Description {
    let mut describer = Describer::default();
    if named.direction == Direction::Response {
        describer.put("response ");
    }
    describer.field_name(&named.naming, &named.kind);
    describer.kind(&named.kind);
    describer.finish()
}

/// Returns the fields sorted by name.
pub(super) fn fields_by_name(object: &Struct) -> Vec<&Field> {
    let mut fields: Vec<_> = object.fields.iter().collect();
    fields.sort_by(|a, b| a.wire.cmp(&b.wire));
    fields
}

/// Writes a description.
#[derive(Default)]
struct Describer {
    text: String,
    uses: Vec<TypeId>,
}

impl Describer {
    fn finish(self) -> Description {
        Description { text: self.text, uses: self.uses }
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn ty(&mut self, ty: &Ty) {
        match ty {
            Ty::Any => self.put("any"),
            Ty::Bool => self.put("boolean"),
            Ty::String => self.put("string"),
            Ty::FileUrl => self.put("file"),
            Ty::Integer(int) => self.integer(*int),
            Ty::Number => self.put("number"),
            Ty::Named(id) => self.reference(*id),
            // Rust shows which of two mutually recursive types contains the `Box`.
            Ty::Boxed(id) => {
                self.put("boxed ");
                self.reference(*id);
            }
            Ty::Array(item) => self.composed("array", &[item]),
            Ty::Map(value) => self.composed("map", &[value]),
            Ty::Nullable(inner) => self.composed("nullable", &[inner]),
            Ty::Tuple(items) => self.composed("tuple", &items.iter().collect::<Vec<_>>()),
        }
    }

    fn reference(&mut self, id: TypeId) {
        self.put("@");
        self.uses.push(id);
    }

    fn integer(&mut self, int: IntType) {
        self.put(match int {
            IntType::I64 => "integer i64",
            IntType::U64 => "integer u64",
            IntType::I128 => "integer i128",
        });
    }

    fn composed(&mut self, word: &str, children: &[&Ty]) {
        self.put(word);
        self.put("(");
        for child in children {
            self.ty(child);
            self.put(",");
        }
        self.put(")");
    }

    /// Writes the property of an enum or a constrained type, which is part of its error messages.
    fn field_name(&mut self, naming: &Naming, kind: &TypeKind) {
        if let (Naming::Inside { property, .. }, TypeKind::Enum(_) | TypeKind::Constrained(_)) = (naming, kind) {
            let _ = write!(self.text, "{property:?} ");
        }
    }

    fn kind(&mut self, kind: &TypeKind) {
        match kind {
            TypeKind::Struct(object) => self.object(object),
            TypeKind::Enum(values) => self.values(values),
            TypeKind::Constrained(constrained) => self.constrained(constrained),
            TypeKind::Union(union) => self.union(union),
        }
    }

    fn values(&mut self, values: &Enum) {
        let mut listed: Vec<String> = values.values.iter().map(|value| value.value.to_string()).collect();
        listed.sort();
        let _ = write!(self.text, "enum {} {listed:?}", if values.open { "open" } else { "closed" });
        self.provenance(&values.provenance);
    }

    fn union(&mut self, union: &Union) {
        self.put("union{");
        for variant in &union.variants {
            let _ = write!(self.text, "{:?} ", variant.hint);
            if let Some(discriminator) = &variant.discriminator {
                let _ = write!(self.text, "{:?} {}", discriminator.property, listed(&discriminator.values));
            }
            self.put("=");
            self.ty(&variant.ty);
            self.put(";");
        }
        self.put("}");
    }

    /// Writes the required fields in order, which the constructor shows, and all fields by name.
    fn object(&mut self, object: &Struct) {
        let required = object.fields.iter().filter(|field| field.presence == Presence::Required);
        let required: Vec<&str> = required.map(|field| field.wire.as_str()).collect();
        let _ = write!(self.text, "struct {required:?} {}{{", object.allow_unknown_fields);
        for rule in &object.presence_rules {
            let _ = write!(self.text, "{:?} ", rule.alternatives);
        }
        for field in fields_by_name(object) {
            let presence = match field.presence {
                Presence::Required => "required",
                Presence::Optional => "optional",
                Presence::Nullable => "nullable",
                Presence::Tristate => "tristate",
            };
            let default = field.docs.default.as_ref().map(|(default, _)| default.to_string()).unwrap_or_default();
            let _ = write!(self.text, "{:?} {presence} {default} {}:", field.wire, field.docs.deprecated);
            self.ty(&field.ty);
            self.put(";");
        }
        if let Some(additional) = &object.additional {
            self.composed("additional", &[additional]);
        }
        self.put("}");
    }

    fn constrained(&mut self, constrained: &Constrained) {
        self.put("constrained ");
        match &constrained.base {
            Base::Integer(int) => self.integer(*int),
            Base::Number => self.put("number"),
            Base::String => self.put("string"),
            Base::NumericString { integer: true } => self.put("integer string"),
            Base::NumericString { integer: false } => self.put("number string"),
            Base::Array(item) => self.composed("array", &[item]),
            Base::Map(value) => self.composed("map", &[value]),
            Base::Sequence { positions, rest } => {
                self.composed("sequence", &positions.iter().collect::<Vec<_>>());
                self.composed("rest", &[rest]);
            }
        }
        for constraint in &constrained.constraints {
            let (keyword, value) = constraint.limit.keyword();
            let _ = write!(self.text, " {keyword} {value}");
            self.provenance(&constraint.provenance);
        }
    }

    /// Writes the provenance of a limit, which is part of the message of a violation.
    fn provenance(&mut self, provenance: &Provenance) {
        let _ = match &provenance.kind {
            ProvenanceKind::Keyword(keyword) => write!(self.text, " by {keyword}"),
            ProvenanceKind::Overlay(name) => write!(self.text, " by overlay {name:?}"),
            ProvenanceKind::Prose { rule, phrase, .. } => write!(self.text, " by {rule} {phrase:?}"),
        };
    }
}

/// Returns a list of values. Strings are written as before other values were supported, because keys are stored.
fn listed(values: &[Literal]) -> String {
    let values =
        values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), |text| format!("{text:?}")));
    format!("[{}]", values.collect::<Vec<_>>().join(", "))
}
