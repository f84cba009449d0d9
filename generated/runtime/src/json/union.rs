//! Unions: how a generated enum of alternatives (`oneOf`, `anyOf`) is decoded.
//!
//! Variants are tried in the order of the generator, most specific first, and the first that decodes without a
//! violation is taken; in responses, the one that keeps the most properties. If none does, the violations of the closest
//! variant are reported. Unions of responses have a variant `Other`, so that a value of a new form is kept instead of
//! failing the response.

use serde_json::Value;

use crate::json::{
    codec::{Context, Issue, JsonCodec, is_same},
    violation::Violation,
};

/// A generated enum of alternatives.
pub trait Union: Sized + 'static {
    /// Decoders of the variants, most specific first.
    const VARIANTS: &'static [Variant<Self>];

    /// Encodes the value of the variant.
    fn encode_variant(&self, context: &mut Context) -> Value;
}

/// Decoder of one variant.
pub type Variant<T> = fn(&Value, &mut Context) -> Option<T>;

/// Decodes the value of a variant.
pub fn decode<T: JsonCodec>(value: &Value, context: &mut Context) -> Option<T> {
    T::decode(value, context)
}

/// Message for a discriminator of another variant.
const OTHER_VARIANT: &str = "Input should be a discriminator of this variant";

/// Decodes the value of a variant if the discriminator `property` has one of `values`.
pub fn decode_tagged<T: JsonCodec>(
    value: &Value,
    context: &mut Context,
    property: &'static str,
    values: &[&str],
) -> Option<T> {
    let discriminator = value.get(property).and_then(Value::as_str);
    if discriminator.is_some_and(|value| values.contains(&value)) || !value.is_object() {
        return T::decode(value, context);
    }
    let expected = values.iter().map(|value| Value::from(*value)).collect();
    report_other_variant(value, context, property, expected);
    None
}

/// Decodes the value of a variant if the discriminator `property` has one of the values in `texts`, which are JSON.
pub fn decode_tagged_by_json<T: JsonCodec>(
    value: &Value,
    context: &mut Context,
    property: &'static str,
    texts: &[&str],
) -> Option<T> {
    let expected: Vec<Value> = texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
    let discriminator = value.get(property);
    let is_listed = |value: &Value| expected.iter().any(|listed| is_same(listed, value));
    if discriminator.is_some_and(is_listed) || !value.is_object() {
        return T::decode(value, context);
    }
    report_other_variant(value, context, property, expected);
    None
}

fn report_other_variant(value: &Value, context: &mut Context, property: &'static str, expected: Vec<Value>) {
    let discriminator = value.get(property);
    context.push(property);
    let issue = match discriminator {
        Some(_) => Issue::new("one_of", OTHER_VARIANT).limit("expected", expected, None),
        None => Issue::new("missing", "Field required"),
    };
    context.report(issue, discriminator);
    context.pop();
}

/// Decodes a value as one variant, or returns `None` if it is not valid.
pub(crate) fn decode_variant<T>(variant: Variant<T>, value: &Value) -> Option<T> {
    let mut context = Context::default();
    variant(value, &mut context).filter(|_| context.violation_count() == 0)
}

/// Encodes the value of a variant.
pub fn encode<T: JsonCodec>(value: &T, context: &mut Context) -> Value {
    value.encode(context)
}

/// Returns the first variant that decodes without a violation; reports nothing.
pub fn decode_first<T: Union>(value: &Value, context: &mut Context) -> Option<T> {
    let before = context.violation_count();
    T::VARIANTS.iter().find_map(|variant| {
        let decoded = variant(value, context).filter(|_| context.violation_count() == before);
        context.truncate(before);
        decoded
    })
}

/// Returns the variant that keeps the most properties of an object, of those that decode without a violation; of several,
/// the first. A variant whose fields are all optional fits every object, and would lose the others.
pub fn decode_most<T: Union>(value: &Value, context: &mut Context) -> Option<T> {
    let Some(properties) = value.as_object().filter(|_| T::VARIANTS.len() > 1) else {
        return decode_first(value, context);
    };
    let before = context.violation_count();
    let mut most: Option<(usize, T)> = None;
    for variant in T::VARIANTS {
        let decoded = variant(value, context).filter(|_| context.violation_count() == before);
        context.truncate(before);
        let Some(decoded) = decoded else { continue };
        let encoded = decoded.encode_variant(&mut Context::default());
        let kept = properties.keys().filter(|name| encoded.get(name).is_some()).count();
        if most.as_ref().is_none_or(|(most, _)| kept > *most) {
            most = Some((kept, decoded));
        }
        if kept == properties.len() {
            break;
        }
    }
    most.map(|(_, decoded)| decoded)
}

/// Returns the first variant that decodes without a violation, or reports the violations of the closest variant.
pub fn decode_or_report<T: Union>(value: &Value, context: &mut Context) -> Option<T> {
    if let Some(decoded) = decode_first(value, context) {
        return Some(decoded);
    }
    let before = context.violation_count();
    let closest = T::VARIANTS.iter().min_by_key(|variant| {
        let _ = variant(value, context);
        let distance = distance(context, before);
        context.truncate(before);
        distance
    });
    match closest {
        Some(variant) => {
            let _ = variant(value, context);
        }
        None => context.report(Issue::new("union_error", "Input matches none of the alternatives"), Some(value)),
    }
    None
}

/// Returns how far a value is from a variant: whether its JSON type or discriminator is wrong, the number of missing fields,
/// and the number of violations. Missing fields count first: the present ones indicate the intended variant.
fn distance(context: &Context, before: usize) -> (bool, usize, usize) {
    let violations = context.violations_since(before);
    let depth = context.depth() + 1;
    let is_wrong_type = |violation: &Violation| violation.loc.len() == depth && violation.r#type.ends_with("_type");
    let is_other = |violation: &Violation| violation.loc.len() == depth + 1 && violation.msg == OTHER_VARIANT;
    let excluded = violations.iter().any(|violation| is_wrong_type(violation) || is_other(violation));
    let missing = violations.iter().filter(|violation| violation.r#type == "missing").count();
    (excluded, missing, violations.len())
}

/// Implements `JsonCodec`, `Serialize` and `Deserialize` for a union of a request.
#[doc(hidden)]
#[macro_export]
macro_rules! __closed_union {
    ($union:ident) => {
        impl $crate::codegen::JsonCodec for $union {
            fn encode(&self, context: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::Union::encode_variant(self, context)
            }

            fn decode(value: &$crate::codegen::Value, context: &mut $crate::codegen::Context) -> Option<Self> {
                $crate::codegen::decode_or_report(value, context)
            }
        }
        $crate::codegen::serde!($union);
    };
}

/// Implements `JsonCodec`, `Serialize` and `Deserialize` for a union of a response, which has a variant `Other`.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_union {
    ($union:ident) => {
        impl $crate::codegen::JsonCodec for $union {
            fn encode(&self, context: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::Union::encode_variant(self, context)
            }

            fn decode(value: &$crate::codegen::Value, context: &mut $crate::codegen::Context) -> Option<Self> {
                Some($crate::codegen::decode_most(value, context).unwrap_or_else(|| Self::Other(value.clone())))
            }
        }
        $crate::codegen::serde!($union);
    };
}
