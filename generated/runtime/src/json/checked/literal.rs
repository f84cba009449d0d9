//! Literals that are checked at compile time by [`checked!`](crate::checked).
//!
//! The macro turns the literal into an associated constant of a local type, so that a generic function can compare it
//! with the limits of the inferred type in an inline constant. The compiler evaluates inline constants during code
//! generation: a literal outside the limits is an error of `cargo build` and `cargo test`, but not of `cargo check`.

use super::{Checked, FieldLimits, LimitedValue};

/// A literal.
#[derive(Clone, Copy, Debug)]
pub enum CheckedLiteral {
    /// An integer literal.
    Integer(i128),
    /// A float literal.
    Float(f64),
    /// A string literal.
    String(&'static str),
}

impl CheckedLiteral {
    /// Returns a number as a float; 0 for a string.
    #[expect(clippy::cast_precision_loss, reason = "a number field is a float in JSON")]
    pub(super) const fn to_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
            Self::String(_) => 0.0,
        }
    }

    /// Returns an integer; 0 for other literals.
    pub(super) const fn to_i128(self) -> i128 {
        match self {
            Self::Integer(value) => value,
            Self::Float(_) | Self::String(_) => 0,
        }
    }

    /// Returns a string; empty for other literals.
    pub(super) const fn to_str(self) -> &'static str {
        match self {
            Self::String(value) => value,
            Self::Integer(_) | Self::Float(_) => "",
        }
    }
}

/// Distinguishes the kinds of literals by their type.
#[derive(Clone, Copy, Debug)]
pub struct LiteralToken<T>(pub T);

impl LiteralToken<i128> {
    /// Returns the literal.
    pub const fn get(self) -> CheckedLiteral {
        CheckedLiteral::Integer(self.0)
    }
}

impl LiteralToken<f64> {
    /// Returns the literal.
    pub const fn get(self) -> CheckedLiteral {
        CheckedLiteral::Float(self.0)
    }
}

impl LiteralToken<&'static str> {
    /// Returns the literal.
    pub const fn get(self) -> CheckedLiteral {
        CheckedLiteral::String(self.0)
    }
}

/// A type that represents one literal.
pub trait ConstLiteral {
    /// The literal.
    const LITERAL: CheckedLiteral;
}

/// A limited type that the literal `C` can be checked against.
pub trait LiteralValue<L, C>: LimitedValue {
    /// Fails to evaluate if the literal does not satisfy the limits.
    const CHECK: ();

    /// Returns the value of the literal.
    fn from_literal() -> Self;
}

/// A checked type that the literal `C` converts to.
pub trait FromLiteral<C>: Sized {
    /// Fails to evaluate if the literal does not satisfy the limits.
    const CHECK: ();

    /// Returns the value of the literal.
    fn from_literal() -> Self;
}

impl<L: FieldLimits, C: ConstLiteral> FromLiteral<C> for Checked<L>
where
    L::Value: LiteralValue<L, C>,
{
    const CHECK: () = <L::Value as LiteralValue<L, C>>::CHECK;

    fn from_literal() -> Self {
        Self(<L::Value as LiteralValue<L, C>>::from_literal())
    }
}

/// Returns the checked value of a literal. Does not compile if the literal is outside the limits.
pub fn literal<T: FromLiteral<C>, C: ConstLiteral>() -> T {
    const { T::CHECK };
    T::from_literal()
}

/// Creates a checked value from a literal, verified against the field's limits at compile time.
///
/// Accepts number literals and, for fields without a pattern, string literals. The type is inferred. A literal outside
/// the limits is an error of `cargo build` and `cargo test`; `cargo check` does not report it, because it generates no
/// code. Use `TryFrom` for values that are only known at run time.
///
/// ```
/// # mod steps { pub enum Limits {} }
/// # use fal_sdk::codegen::{Checked, FieldLimits, IntegerLimits, Provenance};
/// # impl FieldLimits for steps::Limits {
/// #     type Value = i64;
/// #     const FIELD: &'static str = "steps";
/// #     const LIMITS: IntegerLimits =
/// #         IntegerLimits::new().at_least(1, Provenance::Keyword("minimum")).at_most(50, Provenance::Keyword("maximum"));
/// # }
/// # type Steps = Checked<steps::Limits>;
/// use fal_sdk::checked;
///
/// let steps: Steps = checked!(28); // `steps` is 1 to 50
/// assert_eq!(steps.get(), 28);
/// ```
///
/// ```compile_fail
/// # mod steps { pub enum Limits {} }
/// # use fal_sdk::codegen::{Checked, FieldLimits, IntegerLimits, Provenance};
/// # impl FieldLimits for steps::Limits {
/// #     type Value = i64;
/// #     const FIELD: &'static str = "steps";
/// #     const LIMITS: IntegerLimits = IntegerLimits::new().at_most(50, Provenance::Keyword("maximum"));
/// # }
/// # type Steps = Checked<steps::Limits>;
/// # use fal_sdk::checked;
/// let steps: Steps = checked!(51);
/// ```
#[macro_export]
macro_rules! checked {
    ($literal:expr) => {{
        enum NamedLiteral {}
        impl $crate::codegen::ConstLiteral for NamedLiteral {
            const LITERAL: $crate::codegen::CheckedLiteral = $crate::codegen::LiteralToken($literal).get();
        }
        $crate::codegen::literal::<_, NamedLiteral>()
    }};
}
