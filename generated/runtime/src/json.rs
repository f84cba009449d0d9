pub mod checked;
pub(crate) mod codec;
pub(crate) mod decimal;
pub(crate) mod enums;
pub(crate) mod object;
pub(crate) mod union;
pub(crate) mod violation;
