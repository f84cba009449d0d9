//! Rust expressions for values.

use super::types::integer;
use crate::{
    ir::{Base, Constrained, Docs, Endpoint, Enum, Field, Presence, Struct, Ty, TypeId, TypeKind},
    literal::{Literal, NumberLiteral},
    names::{EndpointNames, TypeNames},
};

/// The longest call of a constructor that stays on one line.
const WIDTH: usize = 84;

/// Writes expressions for values of an endpoint's types: the document's example or default, else a placeholder.
///
/// The expressions use `?` and name types by the endpoint's module, e.g. `kontext::Request::new("…")`.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    endpoint: &'a Endpoint,
    names: &'a EndpointNames,
}

/// What is known of a value.
#[derive(Clone, Copy)]
struct Hints<'a> {
    /// The property name, which is the placeholder of a string.
    property: &'a str,
    /// The example of this value in an example of an enclosing value.
    example: Option<&'a Literal>,
    docs: Option<&'a Docs>,
    /// The enclosing types. A type inside itself becomes an empty array, `None` or JSON.
    parents: &'a [TypeId],
}

impl<'a> Hints<'a> {
    fn value(self) -> Option<&'a Literal> {
        self.example.or_else(|| self.docs.and_then(documented))
    }

    /// Returns the hints for a value inside this one.
    fn inner(self, example: Option<&'a Literal>) -> Self {
        Self { example, docs: None, ..self }
    }

    fn enclose(self, ty: &Ty) -> bool {
        ty.id().is_some_and(|id| self.parents.contains(&id))
    }
}

/// Returns the first example, else the default.
fn documented(docs: &Docs) -> Option<&Literal> {
    docs.examples.first().or(docs.default.as_ref().map(|(default, _)| default))
}

impl<'a> Values<'a> {
    /// Creates a writer for the types of an endpoint.
    pub fn new(endpoint: &'a Endpoint, names: &'a EndpointNames) -> Self {
        Self { endpoint, names }
    }

    /// Returns an expression for the request; `None` if the endpoint has no request.
    pub fn request(self) -> Option<String> {
        let hints = Hints { property: "text", example: None, docs: None, parents: &[] };
        let request = self.endpoint.request.as_ref()?;
        // The function takes `impl Into<…>`. A body that is a file is sent as bytes.
        if *request == Ty::FileUrl {
            return Some("std::path::Path::new(\"input.bin\")".to_owned());
        }
        Some(if *request == Ty::String { self.value(request, hints) } else { self.exact(request, hints) })
    }

    /// Returns an expression that the parameter of a constructor accepts, which may be `impl Into<…>`.
    fn value(self, ty: &Ty, hints: Hints<'_>) -> String {
        let value = hints.value();
        let number = value.and_then(Literal::as_number);
        match ty {
            Ty::Bool => matches!(value, Some(Literal::Bool(true))).to_string(),
            Ty::String => shortened(value.and_then(Literal::as_str).unwrap_or(hints.property)),
            Ty::FileUrl => string(value.and_then(Literal::as_str).unwrap_or("https://example.com/input")),
            Ty::Integer(_) => number.map_or("1".to_owned(), whole),
            Ty::Number => number.map_or("1.0".to_owned(), float),
            Ty::Array(item) => format!("vec![{}]", self.item(item, hints)),
            Ty::Named(id) => self.named(*id, hints),
            Ty::Boxed(id) => format!("Box::new({})", self.named(*id, hints)),
            Ty::Nullable(inner) if hints.enclose(inner) => "None".to_owned(),
            Ty::Nullable(inner) => format!("Some({})", self.exact(inner, hints)),
            Ty::Any => from_json(value, "serde_json::Value"),
            Ty::Map(_) | Ty::Tuple(_) => from_json(value, "_"),
        }
    }

    /// Returns an expression of exactly this type.
    fn exact(self, ty: &Ty, hints: Hints<'_>) -> String {
        let conversion = if is_string(ty) { ".into()" } else { "" };
        format!("{}{conversion}", self.value(ty, hints))
    }

    /// Returns the first item of an array; nothing if the item type encloses the array.
    fn item(self, item: &Ty, hints: Hints<'_>) -> String {
        if hints.enclose(item) {
            return String::new();
        }
        let first = hints.value().map(Literal::items).and_then(|items| items.first().copied());
        self.exact(item, hints.inner(first))
    }

    fn named(self, id: TypeId, hints: Hints<'_>) -> String {
        let (Some(named), Some(names)) = (self.endpoint.named(id), self.names.get(id)) else {
            return from_json(hints.value(), "serde_json::Value");
        };
        let path = format!("{}::{}", self.names.module.last(), names.name);
        if hints.parents.contains(&id) {
            return from_json(hints.value(), "_");
        }
        match &named.kind {
            TypeKind::Struct(object) => {
                let parents = [hints.parents, &[id]].concat();
                self.constructor(&path, object, Hints { parents: &parents, ..hints })
            }
            TypeKind::Enum(values) => {
                variant(values, names, hints.value()).map_or(path.clone(), |v| format!("{path}::{v}"))
            }
            TypeKind::Constrained(constrained) => {
                let hints = Hints { example: hints.value(), docs: Some(&named.docs), ..hints };
                format!("{path}::try_from({})?", self.constrained(constrained, hints))
            }
            TypeKind::Union(_) => from_json(hints.value(), &path),
        }
    }

    fn constructor(self, path: &str, object: &Struct, hints: Hints<'_>) -> String {
        let required = object.fields.iter().filter(|field| field.presence == Presence::Required);
        let arguments: Vec<String> = required.map(|field| self.argument(field, hints)).collect();
        let one_line = format!("{path}::new({})", arguments.join(", "));
        if one_line.len() <= WIDTH { one_line } else { format!("{path}::new(\n    {},\n)", arguments.join(",\n    ")) }
    }

    fn argument(self, field: &Field, hints: Hints<'_>) -> String {
        let example = hints.value().and_then(|object| object.property(&field.wire));
        let argument =
            self.value(&field.ty, Hints { property: &field.wire, example, docs: Some(&field.docs), ..hints });
        let converts_items = matches!(&field.ty, Ty::Array(item) if is_string(item));
        match argument.strip_suffix(".into()]") {
            Some(array) if converts_items => format!("{array}]"),
            _ => argument,
        }
    }

    /// Returns the argument of `try_from`, whose numbers need a suffix because it accepts several types.
    fn constrained(self, constrained: &Constrained, hints: Hints<'_>) -> String {
        let value = hints.value();
        let number = value.and_then(Literal::as_number);
        match &constrained.base {
            Base::Array(item) => format!("vec![{}]", self.item(item, hints)),
            Base::String | Base::NumericString { .. } => {
                string(value.and_then(Literal::as_str).unwrap_or(hints.property))
            }
            Base::Sequence { .. } => from_json(value, "Vec<serde_json::Value>"),
            Base::Map(_) => from_json(value, "std::collections::BTreeMap<_, _>"),
            Base::Number => format!("{}_f64", number.map_or("1.0".to_owned(), float)),
            Base::Integer(int) => format!("{}_{}", number.map_or("1".to_owned(), whole), integer(*int)),
        }
    }
}

/// Returns the argument of a setter: `checked!(…)` with the default or example, or an enum variant without its module.
/// `None` for other types, and for a number without default and example.
pub fn setter_argument(endpoint: &Endpoint, names: &EndpointNames, field: &Field) -> Option<String> {
    let Ty::Named(id) = &field.ty else { return None };
    let default = field.docs.default.as_ref().map(|(default, _)| default);
    let value = default.or(field.docs.examples.first());
    match &endpoint.named(*id)?.kind {
        TypeKind::Constrained(Constrained { base: Base::Integer(_) | Base::Number, .. }) => {
            value.map(|literal| format!("checked!({literal})"))
        }
        TypeKind::Enum(values) => {
            let names = names.get(*id)?;
            Some(format!("{}::{}", names.name, variant(values, names, value)?))
        }
        TypeKind::Constrained(_) | TypeKind::Struct(_) | TypeKind::Union(_) => None,
    }
}

/// Returns the variant of a value; the first variant if the value is not listed.
fn variant<'n>(values: &Enum, names: &'n TypeNames, value: Option<&Literal>) -> Option<&'n str> {
    let index = values.values.iter().position(|listed| Some(&listed.value) == value).unwrap_or_default();
    names.members.get(index).map(String::as_str)
}

fn is_string(ty: &Ty) -> bool {
    matches!(ty, Ty::String | Ty::FileUrl)
}

fn whole(number: &NumberLiteral) -> String {
    number.as_i128().unwrap_or_default().to_string()
}

fn float(number: &NumberLiteral) -> String {
    format!("{:?}", number.as_f64().unwrap_or_default())
}

fn string(text: &str) -> String {
    format!("{text:?}")
}

/// Returns a string literal with at most the first words of a long text.
fn shortened(text: &str) -> String {
    const MAX_LENGTH: usize = 70;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.char_indices().nth(MAX_LENGTH).map(|(end, _)| end);
    let words = end.and_then(|end| line.get(..end)?.rsplit_once(' '));
    words.map_or_else(|| string(&line), |(words, _)| string(&format!("{words} …")))
}

/// Returns an expression that parses JSON. The type is explicit, since the parameter may be `impl Into<…>`.
fn from_json(value: Option<&Literal>, ty: &str) -> String {
    let json = value.map_or_else(|| "{}".to_owned(), Literal::to_string);
    format!("serde_json::from_str::<{ty}>({})?", string(&json))
}
