//! Derives, for every limit of a request, a payload with a value on the bound, which is accepted, and one with the next
//! value outside, which is rejected.
//!
//! Payloads are derived from the IR, so new specifications are tested without further work. Each payload has a single
//! value; violations of other required properties are ignored, since they have other pointers.

use fal_codegen::{
    Limit, LimitKind, NumberLiteral,
    ir::{Base, Constrained, Direction, Endpoint, Enum, Ty, TypeId, TypeKind},
};
use serde_json::{Value, json};

use crate::cases::{PayloadCheck, Verdict};

/// A payload at a limit.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// The payload.
    pub check: PayloadCheck,
    /// JSON pointer of the value.
    pub pointer: String,
    /// Type of the expected violation at the pointer; `None` if the value is valid.
    pub violation: Option<&'static str>,
}

impl Boundary {
    /// Describes how a verdict differs from the expected one; `None` if it does not.
    pub fn mismatch(&self, verdict: &Verdict) -> Option<String> {
        let here: Vec<&str> = match verdict {
            Verdict::Accepted(_) => Vec::new(),
            Verdict::Rejected(violations) => {
                violations.iter().filter_map(|violation| self.kind_here(violation)).collect()
            }
        };
        let expected: Vec<&str> = self.violation.into_iter().collect();
        let Self { check, pointer, .. } = self;
        (here != expected)
            .then(|| format!("{}: {} has {here:?} at {pointer} instead of {expected:?}", check.endpoint, check.payload))
    }

    fn kind_here<'v>(&self, violation: &'v str) -> Option<&'v str> {
        violation.strip_prefix(&self.pointer)?.strip_prefix(' ')
    }
}

/// Derives the boundaries of an endpoint's request.
pub fn derive(endpoint: &Endpoint) -> Vec<Boundary> {
    let mut deriver = Deriver { endpoint, path: Vec::new(), open: Vec::new(), found: Vec::new() };
    endpoint.request.iter().for_each(|request| deriver.ty(request));
    deriver.found
}

#[derive(Clone)]
enum Step {
    Property(String),
    Item,
}

struct Deriver<'e> {
    endpoint: &'e Endpoint,
    path: Vec<Step>,
    /// The enclosing types. A recursive type would repeat its limits.
    open: Vec<TypeId>,
    found: Vec<Boundary>,
}

impl Deriver<'_> {
    fn ty(&mut self, ty: &Ty) {
        match ty {
            Ty::Named(id) if !self.open.contains(id) => {
                let endpoint = self.endpoint;
                if let Some(named) = endpoint.named(*id).filter(|named| named.direction == Direction::Request) {
                    self.open.push(*id);
                    self.kind(&named.kind);
                    self.open.pop();
                }
            }
            Ty::Nullable(inner) => self.ty(inner),
            Ty::Array(item) => self.below(Step::Item, item),
            Ty::Map(value) => self.below(Step::Property("any".to_owned()), value),
            _ => {}
        }
    }

    fn below(&mut self, step: Step, ty: &Ty) {
        self.path.push(step);
        self.ty(ty);
        self.path.pop();
    }

    fn kind(&mut self, kind: &TypeKind) {
        match kind {
            TypeKind::Struct(record) => {
                for field in &record.fields {
                    self.below(Step::Property(field.wire.clone()), &field.ty);
                }
            }
            TypeKind::Enum(set) => self.values(set),
            TypeKind::Constrained(constrained) => self.constrained(constrained),
            // Which variant a value is checked against is covered by the `.cases` files.
            TypeKind::Union(_) => {}
        }
    }

    fn expect(&mut self, value: Value, violation: Option<&'static str>) {
        let mut payload = value;
        let mut pointer = String::new();
        for step in self.path.iter().rev() {
            (payload, pointer) = match step {
                Step::Property(name) => {
                    (json!({ name: payload }), format!("/{}{pointer}", name.replace('~', "~0").replace('/', "~1")))
                }
                Step::Item => (json!([payload]), format!("/0{pointer}")),
            };
        }
        let check = PayloadCheck { endpoint: self.endpoint.id.clone(), direction: Direction::Request, payload };
        self.found.push(Boundary { check, pointer, violation });
    }

    fn values(&mut self, set: &Enum) {
        let values: Vec<Value> = set.values.iter().filter_map(|listed| value(&listed.value.to_string())).collect();
        let numbers = values.iter().filter_map(Value::as_i64).max();
        let outside = numbers.map_or_else(|| json!("no such value"), |max| json!(max + 1));
        for value in values {
            self.expect(value, None);
        }
        self.expect(outside, (!set.open).then_some("one_of"));
    }

    fn constrained(&mut self, constrained: &Constrained) {
        let kinds: Vec<LimitKind> = constrained.constraints.iter().map(|constraint| constraint.limit.kind()).collect();
        let simple = !kinds.contains(&LimitKind::MultipleOf) && !kinds.contains(&LimitKind::Pattern);
        for constraint in constrained.constraints.iter().filter(|_| simple) {
            match (&constrained.base, &constraint.limit) {
                (Base::Array(item), limit) => self.count(item, limit),
                (Base::String, limit) => self.length(limit),
                (base, Limit::Minimum { value, exclusive }) => self.bound(base, value, *exclusive, Side::Lower),
                (base, Limit::Maximum { value, exclusive }) => self.bound(base, value, *exclusive, Side::Upper),
                _ => {}
            }
        }
        if let Base::Array(item) = &constrained.base {
            self.below(Step::Item, item);
        }
    }

    fn bound(&mut self, base: &Base, bound: &NumberLiteral, exclusive: bool, side: Side) {
        let violation = match (side, exclusive) {
            (Side::Lower, false) => "greater_than_equal",
            (Side::Lower, true) => "greater_than",
            (Side::Upper, false) => "less_than_equal",
            (Side::Upper, true) => "less_than",
        };
        let Some([outside, on, inside]) = around(base, bound, side) else { return };
        for (value, violation) in [(outside, Some(violation)), (on, exclusive.then_some(violation)), (inside, None)] {
            if let Some(value) = value {
                self.expect(value, violation);
            }
        }
    }

    fn length(&mut self, limit: &Limit) {
        const MAX_LENGTH: u64 = 20_000;
        let string = |length: u64| json!("é".repeat(usize::try_from(length).unwrap_or_default()));
        match limit {
            Limit::MinLength(min) if *min > 0 && *min < MAX_LENGTH => {
                self.expect(string(*min), None);
                self.expect(string(min - 1), Some("string_too_short"));
            }
            Limit::MaxLength(max) if *max < MAX_LENGTH => {
                self.expect(string(*max), None);
                self.expect(string(max + 1), Some("string_too_long"));
            }
            _ => {}
        }
    }

    fn count(&mut self, item: &Ty, limit: &Limit) {
        const MAX_COUNT: u64 = 200;
        let items_of = |count: u64| (0..count).map(|index| self.sample(item, index)).collect::<Option<Vec<_>>>();
        let (right, wrong, violation) = match limit {
            Limit::MinItems(min) if *min > 0 && *min < MAX_COUNT => {
                (items_of(*min), items_of(min - 1), "sequence_too_short")
            }
            Limit::MaxItems(max) if *max < MAX_COUNT => (items_of(*max), items_of(max + 1), "sequence_too_long"),
            _ => return,
        };
        for (items, violation) in [(right, None), (wrong, Some(violation))] {
            if let Some(items) = items {
                self.expect(Value::Array(items), violation);
            }
        }
    }

    /// Returns a valid item of an array, a different one for each index.
    fn sample(&self, item: &Ty, index: u64) -> Option<Value> {
        Some(match item {
            Ty::Any | Ty::Integer(_) | Ty::Number => json!(index),
            Ty::String | Ty::FileUrl => json!(format!("https://example.com/{index}")),
            Ty::Named(id) => match &self.endpoint.named(*id)?.kind {
                TypeKind::Enum(set) => value(&set.values.get(usize::try_from(index).ok()?)?.value.to_string())?,
                _ => return None,
            },
            _ => return None,
        })
    }
}

#[derive(Clone, Copy)]
enum Side {
    Lower,
    Upper,
}

/// The values just outside of a bound, on it, and just inside.
fn around(base: &Base, bound: &NumberLiteral, side: Side) -> Option<[Option<Value>; 3]> {
    let outwards: i8 = match side {
        Side::Lower => -1,
        Side::Upper => 1,
    };
    match base {
        Base::Integer(_) => {
            let (bound, step) = (bound.as_i128()?, i128::from(outwards));
            Some([bound + step, bound, bound - step].map(|integer| value(&integer.to_string())))
        }
        Base::Number => {
            let bound = bound.as_f64()?;
            // Payloads are parsed from text, and parsers may differ in the last digit.
            let step = 1e-9 * bound.abs().max(1.0) * f64::from(outwards);
            Some(
                [bound + step, bound, bound - step]
                    .map(|number| serde_json::Number::from_f64(number).map(Value::Number)),
            )
        }
        Base::NumericString { .. } => {
            let (bound, step) = (bound.as_i128()?, i128::from(outwards));
            Some([bound + step, bound, bound - step].map(|integer| Some(json!(integer.to_string()))))
        }
        Base::String | Base::Array(_) => None,
    }
}

/// Parses JSON. Returns `None` for a number that `serde_json` cannot represent exactly.
fn value(json: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(json).ok()?;
    let exact = !value.is_number() || value.to_string().as_str() == json;
    exact.then_some(value)
}
