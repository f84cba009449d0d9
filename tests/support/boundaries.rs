//! For every limit of a request: a payload on its end, which is taken, and one just outside, which is refused.
//!
//! They are derived from the checked model, so every specification is held to its own limits as soon
//! as it is there. Only one value is sent in each payload; what else is missing is told at other pointers.

use fal_codegen::{
    Limit, LimitKind, NumberLiteral,
    ir::{Base, Constrained, Direction, Endpoint, Enum, Ty, TypeId, TypeKind},
};
use serde_json::{Value, json};

use crate::cases::{Answer, Question, Way};

/// A payload at a limit.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// The payload.
    pub question: Question,
    /// Where the value stands in it.
    pub pointer: String,
    /// The kind of fault that must be told there; nothing if the value must be taken.
    pub fault: Option<&'static str>,
}

impl Boundary {
    /// What is wrong with an answer, in a sentence; nothing if it is as expected.
    pub fn complaint(&self, answer: &Answer) -> Option<String> {
        let here: Vec<&str> = match answer {
            Answer::Taken(_) => Vec::new(),
            Answer::Refused(faults) => faults.iter().filter_map(|fault| self.kind_here(fault)).collect(),
        };
        let expected: Vec<&str> = self.fault.into_iter().collect();
        let Self { question, pointer, .. } = self;
        (here != expected).then(|| {
            format!("{}: {} has at {pointer} {here:?} instead of {expected:?}", question.endpoint, question.payload)
        })
    }

    fn kind_here<'f>(&self, fault: &'f str) -> Option<&'f str> {
        fault.strip_prefix(&self.pointer)?.strip_prefix(' ')
    }
}

/// The boundaries of an endpoint's request.
pub fn of(endpoint: &Endpoint) -> Vec<Boundary> {
    let mut walk = Walk { endpoint, path: Vec::new(), open: Vec::new(), found: Vec::new() };
    endpoint.request.iter().for_each(|request| walk.ty(request));
    walk.found
}

#[derive(Clone)]
enum Step {
    Member(String),
    Item,
}

struct Walk<'e> {
    endpoint: &'e Endpoint,
    path: Vec<Step>,
    /// The types around this one: a type inside itself has the same limits again.
    open: Vec<TypeId>,
    found: Vec<Boundary>,
}

impl Walk<'_> {
    fn ty(&mut self, ty: &Ty) {
        match ty {
            Ty::Named(id) if !self.open.contains(id) => {
                let endpoint = self.endpoint;
                if let Some(named) = endpoint.named(*id).filter(|named| named.direction == Direction::Request) {
                    self.open.push(*id);
                    self.shape(&named.kind);
                    self.open.pop();
                }
            }
            Ty::Nullable(inner) => self.ty(inner),
            Ty::Array(item) => self.below(Step::Item, item),
            Ty::Map(value) => self.below(Step::Member("any".to_owned()), value),
            _ => {}
        }
    }

    fn below(&mut self, step: Step, ty: &Ty) {
        self.path.push(step);
        self.ty(ty);
        self.path.pop();
    }

    fn shape(&mut self, shape: &TypeKind) {
        match shape {
            TypeKind::Struct(record) => {
                for field in &record.fields {
                    self.below(Step::Member(field.wire.clone()), &field.ty);
                }
            }
            TypeKind::Enum(set) => self.set(set),
            TypeKind::Constrained(checked) => self.checked(checked),
            // Which arm a value is held against is a question of its own: see the fixtures' tries.
            TypeKind::Union(_) => {}
        }
    }

    fn expect(&mut self, value: Value, fault: Option<&'static str>) {
        let mut payload = value;
        let mut pointer = String::new();
        for step in self.path.iter().rev() {
            (payload, pointer) = match step {
                Step::Member(name) => {
                    (json!({ name: payload }), format!("/{}{pointer}", name.replace('~', "~0").replace('/', "~1")))
                }
                Step::Item => (json!([payload]), format!("/0{pointer}")),
            };
        }
        let question = Question { endpoint: self.endpoint.id.clone(), way: Way::Request, payload };
        self.found.push(Boundary { question, pointer, fault });
    }

    fn set(&mut self, set: &Enum) {
        let members: Vec<Value> = set.values.iter().filter_map(|member| value(&member.value.to_string())).collect();
        let numbers = members.iter().filter_map(Value::as_i64).max();
        let outside = numbers.map_or_else(|| json!("no such value"), |most| json!(most + 1));
        for member in members {
            self.expect(member, None);
        }
        self.expect(outside, (!set.open).then_some("one_of"));
    }

    fn checked(&mut self, checked: &Constrained) {
        let kinds: Vec<LimitKind> = checked.constraints.iter().map(|constraint| constraint.limit.kind()).collect();
        let simple = !kinds.contains(&LimitKind::MultipleOf) && !kinds.contains(&LimitKind::Pattern);
        for constraint in checked.constraints.iter().filter(|_| simple) {
            match (&checked.base, &constraint.limit) {
                (Base::Array(item), limit) => self.count(item, limit),
                (Base::String, limit) => self.length(limit),
                (base, Limit::Minimum { value, exclusive }) => self.end(base, value, *exclusive, Side::Lower),
                (base, Limit::Maximum { value, exclusive }) => self.end(base, value, *exclusive, Side::Upper),
                _ => {}
            }
        }
        if let Base::Array(item) = &checked.base {
            self.below(Step::Item, item);
        }
    }

    fn end(&mut self, base: &Base, end: &NumberLiteral, exclusive: bool, side: Side) {
        let fault = match (side, exclusive) {
            (Side::Lower, false) => "greater_than_equal",
            (Side::Lower, true) => "greater_than",
            (Side::Upper, false) => "less_than_equal",
            (Side::Upper, true) => "less_than",
        };
        let Some([outside, on, inside]) = around(base, end, side) else { return };
        for (value, fault) in [(outside, Some(fault)), (on, exclusive.then_some(fault)), (inside, None)] {
            if let Some(value) = value {
                self.expect(value, fault);
            }
        }
    }

    fn length(&mut self, limit: &Limit) {
        const LONGEST: u64 = 20_000;
        let text = |length: u64| json!("é".repeat(usize::try_from(length).unwrap_or_default()));
        match limit {
            Limit::MinLength(least) if *least > 0 && *least < LONGEST => {
                self.expect(text(*least), None);
                self.expect(text(least - 1), Some("string_too_short"));
            }
            Limit::MaxLength(most) if *most < LONGEST => {
                self.expect(text(*most), None);
                self.expect(text(most + 1), Some("string_too_long"));
            }
            _ => {}
        }
    }

    fn count(&mut self, item: &Ty, limit: &Limit) {
        const MOST: u64 = 200;
        let list = |count: u64| (0..count).map(|index| self.sample(item, index)).collect::<Option<Vec<_>>>();
        let (right, wrong, fault) = match limit {
            Limit::MinItems(least) if *least > 0 && *least < MOST => {
                (list(*least), list(least - 1), "sequence_too_short")
            }
            Limit::MaxItems(most) if *most < MOST => (list(*most), list(most + 1), "sequence_too_long"),
            _ => return,
        };
        for (items, fault) in [(right, None), (wrong, Some(fault))] {
            if let Some(items) = items {
                self.expect(Value::Array(items), fault);
            }
        }
    }

    /// A value that a list may hold, another one for each index.
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

/// The value just outside of an end, the end itself, and the value just inside.
fn around(base: &Base, end: &NumberLiteral, side: Side) -> Option<[Option<Value>; 3]> {
    let outwards: i8 = match side {
        Side::Lower => -1,
        Side::Upper => 1,
    };
    match base {
        Base::Integer(_) => {
            let (end, step) = (end.as_i128()?, i128::from(outwards));
            Some([end + step, end, end - step].map(|whole| value(&whole.to_string())))
        }
        Base::Number => {
            let end = end.as_f64()?;
            // Payloads travel as text, whose readers may be off by the last digit.
            let step = 1e-9 * end.abs().max(1.0) * f64::from(outwards);
            Some([end + step, end, end - step].map(|number| serde_json::Number::from_f64(number).map(Value::Number)))
        }
        Base::NumericString { .. } => {
            let (end, step) = (end.as_i128()?, i128::from(outwards));
            Some([end + step, end, end - step].map(|whole| Some(json!(whole.to_string()))))
        }
        Base::String | Base::Array(_) => None,
    }
}

/// JSON, unless it holds a number that the client's JSON cannot hold exactly.
fn value(json: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(json).ok()?;
    let exact = !value.is_number() || value.to_string().as_str() == json;
    exact.then_some(value)
}
