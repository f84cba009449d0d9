//! Visits every limit of a request and makes payloads for it.

use std::{collections::BTreeSet, fmt::Display};

use fal_codegen::{
    Limit, LimitKind, NumberLiteral,
    ir::{Base, Constrained, Direction, Endpoint, Enum, EnumKind, Struct, Ty, TypeId, TypeKind},
};
use serde_json::{Map, Value};

use super::{
    Expectation, Payload, numbers,
    sample::{Sampler, count, limit, to_json},
};

/// Returns the payloads for all limits of a request.
pub(super) fn of_request(endpoint: &Endpoint) -> Vec<Payload> {
    let mut visitor = Visitor {
        endpoint,
        sampler: Sampler { endpoint },
        path: Vec::new(),
        stack: BTreeSet::new(),
        payloads: Vec::new(),
    };
    endpoint.request.iter().for_each(|request| visitor.ty(request));
    visitor.payloads
}

/// A container around the tested value, with its other content.
enum PathStep {
    Property { name: String, others: Map<String, Value>, is_complete: bool },
    FirstItem { others: Vec<Value>, is_complete: bool },
}

impl PathStep {
    fn embed(&self, value: Value) -> Value {
        match self {
            Self::Property { name, others, .. } => {
                let mut properties = others.clone();
                properties.insert(name.clone(), value);
                Value::Object(properties)
            }
            Self::FirstItem { others, .. } => std::iter::once(value).chain(others.iter().cloned()).collect(),
        }
    }

    fn token(&self) -> String {
        match self {
            Self::Property { name, .. } => name.replace('~', "~0").replace('/', "~1"),
            Self::FirstItem { .. } => "0".to_owned(),
        }
    }

    fn is_complete(&self) -> bool {
        match self {
            Self::Property { is_complete, .. } | Self::FirstItem { is_complete, .. } => *is_complete,
        }
    }
}

struct Visitor<'a> {
    endpoint: &'a Endpoint,
    sampler: Sampler<'a>,
    path: Vec<PathStep>,
    /// Enclosing types. A type inside itself has the same limits again.
    stack: BTreeSet<TypeId>,
    payloads: Vec<Payload>,
}

impl<'a> Visitor<'a> {
    fn ty(&mut self, ty: &Ty) {
        match ty {
            Ty::Nullable(inner) => self.ty(inner),
            Ty::Array(item) => self.nested(PathStep::FirstItem { others: Vec::new(), is_complete: true }, item),
            Ty::Map(value) => {
                self.nested(
                    PathStep::Property { name: "key".to_owned(), others: Map::new(), is_complete: true },
                    value,
                );
            }
            Ty::Named(id) | Ty::Boxed(id) => self.named(*id),
            // Tuples of real documents have no limits.
            Ty::Tuple(_) | Ty::Any | Ty::Bool | Ty::String | Ty::FileUrl | Ty::Integer(_) | Ty::Number => {}
        }
    }

    fn named(&mut self, id: TypeId) {
        if self.stack.insert(id) {
            if let Some(named) = self.endpoint.named(id) {
                self.kind(&named.kind);
            }
            self.stack.remove(&id);
        }
    }

    fn nested(&mut self, step: PathStep, ty: &Ty) {
        self.path.push(step);
        self.ty(ty);
        self.path.pop();
    }

    fn kind(&mut self, kind: &'a TypeKind) {
        match kind {
            TypeKind::Struct(object) => self.object(object),
            TypeKind::Enum(values) => self.enumeration(values),
            TypeKind::Constrained(constrained) => self.constrained(constrained),
            TypeKind::Union(union) => union.variants.iter().for_each(|variant| self.variant(&variant.ty)),
        }
    }

    fn object(&mut self, object: &Struct) {
        let (required, is_complete) = self.sampler.required_properties(object, 0);
        for field in &object.fields {
            let step = PathStep::Property { name: field.wire.clone(), others: required.clone(), is_complete };
            self.nested(step, &field.ty);
        }
    }

    /// Only valid values are tested, because another variant may accept an invalid one.
    fn variant(&mut self, ty: &Ty) {
        let start = self.payloads.len();
        self.ty(ty);
        let payloads = self.payloads.split_off(start);
        self.payloads.extend(payloads.into_iter().filter(|payload| payload.expectation == Expectation::Valid));
    }

    fn enumeration(&mut self, values: &Enum) {
        if values.open {
            return;
        }
        for value in &values.values {
            self.valid(to_json(&value.value), &"listed");
        }
        let unlisted = match values.kind() {
            EnumKind::String | EnumKind::Json => Value::from("no such value \u{1f9c2}"),
            EnumKind::Integer => Value::from(i64::MIN),
        };
        self.invalid(unlisted, &"not listed", "one_of");
    }

    fn constrained(&mut self, constrained: &Constrained) {
        match &constrained.base {
            Base::Array(item) => {
                let length = count(constrained, LimitKind::MinItems).unwrap_or(1).max(1);
                let items = self.sampler.items(item, length, 0);
                let is_complete = items.is_some();
                let others = items.unwrap_or_default().into_iter().skip(1).collect();
                self.nested(PathStep::FirstItem { others, is_complete }, item);
            }
            Base::Map(value) => {
                let length = count(constrained, LimitKind::MinProperties).unwrap_or(1).max(1);
                let others = self.sampler.properties(value, length - 1, 0);
                let is_complete = others.is_some();
                let others = others.unwrap_or_default();
                self.nested(PathStep::Property { name: "key".to_owned(), others, is_complete }, value);
            }
            Base::Integer(_) | Base::Number | Base::String | Base::NumericString { .. } | Base::Sequence { .. } => {}
        }
        for constraint in &constrained.constraints {
            self.limit(constrained, &constraint.limit);
        }
    }

    fn limit(&mut self, constrained: &Constrained, limit: &Limit) {
        match limit {
            Limit::Minimum { value, exclusive } | Limit::Maximum { value, exclusive } => {
                self.bound(constrained, limit, value, *exclusive);
            }
            Limit::MinLength(length) => {
                self.length(constrained, limit, *length, length.checked_sub(1), "string_too_short");
            }
            Limit::MaxLength(length) => {
                self.length(constrained, limit, *length, length.checked_add(1), "string_too_long");
            }
            Limit::MinItems(count) => {
                self.items(constrained, limit, *count, count.checked_sub(1), "sequence_too_short");
            }
            Limit::MaxItems(count) => self.items(constrained, limit, *count, count.checked_add(1), "sequence_too_long"),
            Limit::MinProperties(count) => {
                self.properties(constrained, limit, *count, count.checked_sub(1), "too_short");
            }
            Limit::MaxProperties(count) => {
                self.properties(constrained, limit, *count, count.checked_add(1), "too_long");
            }
            // No bound with a value next to it.
            Limit::MultipleOf(_) | Limit::Pattern(_) | Limit::UniqueItems => {}
        }
    }

    fn bound(&mut self, constrained: &Constrained, limit: &Limit, bound: &NumberLiteral, exclusive: bool) {
        let (outwards, violation) = match (limit.kind() == LimitKind::Minimum, exclusive) {
            (true, false) => (-1, "greater_than_equal"),
            (true, true) => (-1, "greater_than"),
            (false, false) => (1, "less_than_equal"),
            (false, true) => (1, "less_than"),
        };
        let base = &constrained.base;
        let neighbour = |direction| numbers::neighbour(bound, direction, numbers::is_integer(base));
        let (outside, inside) = if exclusive {
            (Some(bound.clone()), neighbour(-outwards))
        } else {
            (neighbour(outwards), Some(bound.clone()))
        };
        if let Some(outside) = outside.filter(numbers::fits_json) {
            self.invalid(numbers::to_json(base, &outside), limit, violation);
        }
        let satisfies_all =
            |number: &NumberLiteral| constrained.constraints.iter().all(|one| one.limit.accepts_number(number));
        if let Some(inside) = inside.filter(satisfies_all).filter(numbers::fits_json) {
            self.valid(numbers::to_json(base, &inside), limit);
        }
    }

    fn length(
        &mut self,
        constrained: &Constrained,
        of: &Limit,
        at: u64,
        outside: Option<u64>,
        violation: &'static str,
    ) {
        // Three bytes per character, so that a limit counted in bytes is noticed.
        let text = |length: u64| usize::try_from(length).ok().map(|length| Value::from("界".repeat(length)));
        if let Some(text) = text(at).filter(|_| limit(constrained, LimitKind::Pattern).is_none()) {
            self.valid(text, of);
        }
        if let Some(text) = outside.and_then(text) {
            self.invalid(text, of, violation);
        }
    }

    fn items(&mut self, constrained: &Constrained, of: &Limit, at: u64, outside: Option<u64>, violation: &'static str) {
        let Base::Array(item) = &constrained.base else { return };
        let is_unique = limit(constrained, LimitKind::UniqueItems).is_some();
        let sampler = self.sampler;
        let items = |count: u64| sampler.items(item, count, 0);
        if let Some(items) = items(at).filter(|items| !is_unique || are_distinct(items)) {
            self.valid(Value::Array(items), of);
        }
        if let Some(items) = outside.and_then(items) {
            self.invalid(Value::Array(items), of, violation);
        }
    }

    fn properties(
        &mut self,
        constrained: &Constrained,
        of: &Limit,
        at: u64,
        outside: Option<u64>,
        violation: &'static str,
    ) {
        let Base::Map(value) = &constrained.base else { return };
        let sampler = self.sampler;
        let properties = |count: u64| sampler.properties(value, count, 0);
        if let Some(properties) = properties(at) {
            self.valid(Value::Object(properties), of);
        }
        if let Some(properties) = outside.and_then(properties) {
            self.invalid(Value::Object(properties), of, violation);
        }
    }

    fn valid(&mut self, value: Value, limit: &dyn Display) {
        self.push(value, Expectation::Valid, limit);
    }

    fn invalid(&mut self, value: Value, limit: &dyn Display, violation: &'static str) {
        self.push(value, Expectation::Invalid(violation), limit);
    }

    fn push(&mut self, value: Value, expectation: Expectation, limit: &dyn Display) {
        let pointer: String = self.path.iter().flat_map(|step| ["/".to_owned(), step.token()]).collect();
        let shown: String = value.to_string().chars().take(40).collect();
        self.payloads.push(Payload {
            endpoint: self.endpoint.id.clone(),
            direction: Direction::Request,
            expectation,
            value: self.path.iter().rev().fold(value, |value, step| step.embed(value)),
            description: format!("{pointer}: {limit}, with {shown}"),
            pointer,
            is_complete: self.path.iter().all(PathStep::is_complete),
        });
    }
}

fn are_distinct(items: &[Value]) -> bool {
    items.iter().enumerate().all(|(index, item)| !items.iter().skip(index + 1).any(|other| other == item))
}
