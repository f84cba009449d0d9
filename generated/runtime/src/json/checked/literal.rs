//! Literals that the compiler holds against the limits: what [`checked!`](crate::checked) expands to.
//!
//! The literal becomes a constant of a local type, so that a generic function can compare it with the
//! limits of the type that is wanted in an inline constant. The compiler evaluates that constant when
//! it generates code: a literal out of range is an error of `cargo build` (and `cargo test`), not of
//! `cargo check`.

use super::{
    limits::{IntegerRules, NumberRules},
    string::StringRules,
};

/// A literal.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    String(&'static str),
}

impl Literal {
    /// A number of either kind as a float.
    #[expect(clippy::cast_precision_loss, reason = "a number field is a float on the wire")]
    pub(super) const fn to_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
            Self::String(_) => 0.0,
        }
    }
}

/// Tells the three kinds of literals apart by their type.
#[derive(Clone, Copy, Debug)]
pub struct LiteralOf<T>(pub T);

impl LiteralOf<i128> {
    /// The literal.
    pub const fn get(self) -> Literal {
        Literal::Integer(self.0)
    }
}

impl LiteralOf<f64> {
    /// The literal.
    pub const fn get(self) -> Literal {
        Literal::Float(self.0)
    }
}

impl LiteralOf<&'static str> {
    /// The literal.
    pub const fn get(self) -> Literal {
        Literal::String(self.0)
    }
}

/// A type that stands for one literal.
pub trait NamedLiteral {
    /// The literal.
    const LITERAL: Literal;
}

/// The limits of a type that can be made from a literal.
#[derive(Clone, Copy, Debug)]
pub enum Rules {
    /// A whole number's, and the smallest and the largest value of its type.
    Integer(IntegerRules, i128, i128),
    /// A number's.
    Number(NumberRules),
    /// A number's that is sent as text; whether it must be whole.
    NumericString(NumberRules, bool),
    /// A text's.
    String(StringRules),
}

/// A checked type that can be made from a literal.
pub trait FromLiteral: Sized {
    /// The limits.
    const RULES: Rules;

    /// The value of a literal that keeps to [`FromLiteral::RULES`].
    fn from_literal(literal: Literal) -> Self;
}

/// The checked value of a literal; does not compile where the literal lies outside the limits.
pub fn literal<T: FromLiteral, L: NamedLiteral>() -> T {
    const { hold(&T::RULES, L::LITERAL) };
    T::from_literal(L::LITERAL)
}

/// One message for each way to fail, as a constant cannot format one.
#[expect(clippy::panic, reason = "this runs in the compiler only")]
const fn hold(rules: &Rules, literal: Literal) {
    match (rules, literal) {
        (Rules::Integer(rules, smallest, largest), Literal::Integer(value)) => {
            let (above, below) = (rules.above_minimum(value), rules.below_maximum(value));
            assert!(above && value >= *smallest, "checked!: the value is below the minimum of this field");
            assert!(below && value <= *largest, "checked!: the value is above the maximum of this field");
            assert!(rules.on_step(value), "checked!: the value is not a multiple of this field's step");
        }
        (Rules::Number(rules), Literal::Integer(_) | Literal::Float(_))
        | (Rules::NumericString(rules, _), Literal::Integer(_)) => hold_number(rules, literal.to_f64()),
        (Rules::NumericString(rules, whole), Literal::Float(value)) => {
            assert!(!*whole, "checked!: this field takes a whole number");
            hold_number(rules, value);
        }
        (Rules::String(rules), Literal::String(text)) => {
            assert!(rules.long_enough(text), "checked!: the text is shorter than this field allows");
            assert!(rules.short_enough(text), "checked!: the text is longer than this field allows");
            assert!(!rules.has_pattern(), "checked!: this field has a pattern; use `try_from`, which can match it");
        }
        (Rules::Integer(..), _) => panic!("checked!: this field takes a whole number"),
        (Rules::Number(_), _) => panic!("checked!: this field takes a number"),
        (Rules::NumericString(..), _) => panic!("checked!: this field takes a number, which is sent as text"),
        (Rules::String(_), _) => panic!("checked!: this field takes a text"),
    }
}

const fn hold_number(rules: &NumberRules, value: f64) {
    assert!(rules.above_minimum(value), "checked!: the value is below the minimum of this field");
    assert!(rules.below_maximum(value), "checked!: the value is above the maximum of this field");
    assert!(rules.on_step(value), "checked!: the value is not a multiple of this field's step");
}

/// The checked value of a literal, held against the field's limits by the compiler.
///
/// Numbers and texts without a pattern can be written so; the wanted type is inferred. A literal
/// outside the limits is an error of `cargo build` and `cargo test`. `cargo check` does not
/// generate code and so does not see it. For values of the running program there is `TryFrom`.
///
/// ```
/// # mod steps { pub enum Limits {} }
/// # use fal_sdk::codegen::{Provenance, Integer, IntegerLimits, IntegerRules};
/// # impl IntegerLimits for steps::Limits {
/// #     type Value = i64;
/// #     const FIELD: &'static str = "steps";
/// #     const RULES: IntegerRules =
/// #         IntegerRules::new().at_least(1, Provenance::Keyword("minimum")).at_most(50, Provenance::Keyword("maximum"));
/// # }
/// # type Steps = Integer<steps::Limits>;
/// use fal_sdk::checked;
///
/// let steps: Steps = checked!(28); // `steps` goes from 1 to 50
/// assert_eq!(steps.get(), 28);
/// ```
///
/// ```compile_fail
/// # mod steps { pub enum Limits {} }
/// # use fal_sdk::codegen::{Provenance, Integer, IntegerLimits, IntegerRules};
/// # impl IntegerLimits for steps::Limits {
/// #     type Value = i64;
/// #     const FIELD: &'static str = "steps";
/// #     const RULES: IntegerRules = IntegerRules::new().at_most(50, Provenance::Keyword("maximum"));
/// # }
/// # type Steps = Integer<steps::Limits>;
/// # use fal_sdk::checked;
/// let steps: Steps = checked!(51);
/// ```
#[macro_export]
macro_rules! checked {
    ($literal:expr) => {{
        enum Named {}
        impl $crate::codegen::NamedLiteral for Named {
            const LITERAL: $crate::codegen::Literal = $crate::codegen::LiteralOf($literal).get();
        }
        $crate::codegen::literal::<_, Named>()
    }};
}
