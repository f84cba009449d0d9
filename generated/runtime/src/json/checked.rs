//! Values that keep to the limits of a specification: checked when they are made, not when they are sent.
//!
//! A checked type is a plain value and a zero-sized name for its limits, after jiff's bounds:
//! [`Integer`], [`Number`], [`BoundedString`], [`NumericString`] and [`List`] are written once, and each field of a
//! request adds a type alias and one constant. `codegen/README.md` has the designs that were measured; this
//! is the cheapest that lets a limit carry the words it was read from.
//!
//! Four ways lead to a checked value: [`checked!`](crate::checked!) for literals, checked by the
//! compiler; `TryFrom` for values of the running program; `Deserialize`; and `unchecked`, the one
//! way past a limit, for the day the server accepts more than the specification of this release.
//! Responses are never checked.

mod error;
mod integer;
mod limits;
mod literal;
mod map;
mod number;
mod numeric_string;
mod provenance;
mod string;
mod vec;

#[cfg(test)]
mod tests;

pub use error::LimitError;
pub use integer::{Integer, IntegerLimits};
pub use limits::{IntegerRules, NumberRules};
pub use literal::{FromLiteral, Literal, LiteralOf, NamedLiteral, literal};
pub use map::{BoundedMap, MapLimits, MapRules};
pub use number::{Number, NumberLimits};
pub use numeric_string::{NumericString, NumericStringLimits};
pub use provenance::{Bound, Provenance};
pub use string::{BoundedString, StringLimits, StringRules};
pub use vec::{BoundedVec, VecLimits, VecRules};

/// `JsonCodec`'s coats: serde's two traits for a checked type.
macro_rules! serde_through_wire {
    ($checked:ident<$($param:ident),+> where $($bound:tt)+) => {
        impl<$($param),+> serde::Serialize for $checked<$($param),+> where $($bound)+ {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::json::codec::serialize(self, serializer)
            }
        }

        impl<'de, $($param),+> serde::Deserialize<'de> for $checked<$($param),+> where $($bound)+ {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::json::codec::deserialize(deserializer)
            }
        }
    };
}
use serde_through_wire;
