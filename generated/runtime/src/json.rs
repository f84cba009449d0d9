//! JSON: the codec of generated types, objects, enums, unions, checked values, violations and exact decimals.

pub mod checked;
pub(crate) mod codec;
pub(crate) mod decimal;
pub(crate) mod enums;
pub(crate) mod object;
pub(crate) mod union;
pub(crate) mod violation;
