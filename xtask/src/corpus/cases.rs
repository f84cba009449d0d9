//! The payloads of a corpus, and what must become of each.

use std::collections::BTreeSet;

use fal_codegen::{
    Limit, Literal,
    ir::{Api, Base, Constrained, Endpoint, Field, Struct, Ty, TypeId, TypeKind},
};
use serde_json::{Map, Value};

use super::sample::{Sampler, keeps, number_json, shifted, to_json};

/// A payload and what must become of it.
pub(super) struct Case {
    pub endpoint: String,
    pub side: Direction,
    pub kind: Expectation,
    pub payload: Value,
    /// The way to the value that the case is about, and the limit.
    pub about: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expectation {
    /// Composed of the document's examples: accepted, and the same when it is encoded again.
    Example,
    /// A value on a limit: accepted.
    Inside,
    /// A value just outside: refused.
    Outside,
}

/// Every case of every endpoint.
pub(super) fn all(api: &Api) -> Vec<Case> {
    api.endpoints.iter().flat_map(of_endpoint).collect()
}

fn of_endpoint(endpoint: &Endpoint) -> Vec<Case> {
    let sampler = Sampler { endpoint };
    let mut cases = CaseBuilder { endpoint, sampler, made: Vec::new() };
    cases.example(Direction::Response, &endpoint.response);
    if let Some(request) = &endpoint.request {
        cases.example(Direction::Request, request);
        cases.limits(request, "", &|value| Some(value), &mut BTreeSet::new());
    }
    cases.made
}

struct CaseBuilder<'a> {
    endpoint: &'a Endpoint,
    sampler: Sampler<'a>,
    made: Vec<Case>,
}

/// Puts a value into a whole payload.
type Embed<'f> = &'f dyn Fn(Value) -> Option<Value>;

impl<'a> CaseBuilder<'a> {
    fn record_of(&self, ty: &Ty) -> Option<&'a Struct> {
        let Ty::Named(id) = ty else { return None };
        match &self.endpoint.named(*id)?.kind {
            TypeKind::Struct(record) => Some(record),
            _ => None,
        }
    }

    /// The first example of every property; required ones without an example get the simplest value.
    fn example(&mut self, side: Direction, root: &Ty) {
        let Some(record) = self.record_of(root) else { return };
        let mut members = Map::new();
        for field in &record.fields {
            let example = field.docs.examples.iter().find(|example| **example != Literal::Null).map(to_json);
            let required = field.presence == fal_codegen::ir::Presence::Required;
            match example {
                Some(example) => {
                    members.insert(field.wire.clone(), example);
                }
                None if required => {
                    let Some(value) = self.sampler.value(&field.ty, &field.docs, 0) else { return };
                    members.insert(field.wire.clone(), value);
                }
                None => {}
            }
        }
        self.push(side, Expectation::Example, Value::Object(members), "the document's examples".to_owned());
    }

    /// The cases of every limit at or below a type.
    fn limits(&mut self, ty: &Ty, place: &str, embed: Embed<'_>, open: &mut BTreeSet<TypeId>) {
        match ty {
            Ty::Nullable(inner) => self.limits(inner, place, embed, open),
            Ty::Array(item) => {
                self.limits(item, &format!("{place}/0"), &|value| embed(Value::Array(vec![value])), open)
            }
            Ty::Map(value) => {
                let embed_value = |value| embed(Value::Object(Map::from_iter([("key".to_owned(), value)])));
                self.limits(value, &format!("{place}/key"), &embed_value, open);
            }
            Ty::Named(id) | Ty::Boxed(id) if open.insert(*id) => {
                if let Some(named) = self.endpoint.named(*id) {
                    self.shape(&named.kind, place, embed, open);
                }
                open.remove(id);
            }
            _ => {}
        }
    }

    fn shape(&mut self, shape: &'a TypeKind, place: &str, embed: Embed<'_>, open: &mut BTreeSet<TypeId>) {
        match shape {
            TypeKind::Struct(record) => {
                let Some(base) = self.sampler.record(record, 0) else { return };
                for field in &record.fields {
                    self.field(field, &base, place, embed, open);
                }
            }
            TypeKind::Enum(set) if !set.open => {
                for member in &set.values {
                    self.inside(embed, to_json(&member.value), place, "listed");
                }
                let strange = if set.values.iter().all(|member| member.value.as_str().is_some()) {
                    Value::from("no such value \u{1f9c2}")
                } else {
                    Value::from(i64::MIN)
                };
                self.outside(embed, strange, place, "not listed");
            }
            TypeKind::Constrained(checked) => self.checked(checked, place, embed, open),
            TypeKind::Union(union) => {
                for arm in &union.variants {
                    self.arm(&arm.ty, place, embed, open);
                }
            }
            TypeKind::Enum(_) => {}
        }
    }

    /// What one arm refuses another may take, so only what an arm takes is a case.
    fn arm(&mut self, ty: &Ty, place: &str, embed: Embed<'_>, open: &mut BTreeSet<TypeId>) {
        let before = self.made.len();
        self.limits(ty, place, embed, open);
        let taken: Vec<Case> = self.made.drain(before..).filter(|case| case.kind == Expectation::Inside).collect();
        self.made.extend(taken);
    }

    fn field(&mut self, field: &'a Field, base: &Value, place: &str, embed: Embed<'_>, open: &mut BTreeSet<TypeId>) {
        let embed_field = |value: Value| {
            let mut object = base.as_object()?.clone();
            object.insert(field.wire.clone(), value);
            embed(Value::Object(object))
        };
        self.limits(&field.ty, &format!("{place}/{}", field.wire), &embed_field, open);
    }

    fn checked(&mut self, checked: &'a Constrained, place: &str, embed: Embed<'_>, open: &mut BTreeSet<TypeId>) {
        if let Base::Array(item) = &checked.base {
            let least =
                checked.constraints.iter().find_map(|c| if let Limit::MinItems(n) = c.limit { Some(n) } else { None });
            let sampler = self.sampler;
            let embed_item = |value: Value| {
                let mut items = sampler.items(item, least.unwrap_or(1).max(1), 0)?.as_array()?.clone();
                *items.first_mut()? = value;
                embed(Value::Array(items))
            };
            self.limits(item, &format!("{place}/0"), &embed_item, open);
        }
        for constraint in &checked.constraints {
            let about = constraint.limit.to_string();
            match &constraint.limit {
                Limit::Minimum { value, exclusive } => self.end(checked, value, *exclusive, -1, (place, &about), embed),
                Limit::Maximum { value, exclusive } => self.end(checked, value, *exclusive, 1, (place, &about), embed),
                Limit::MinLength(length) => {
                    self.text(checked, *length, true, (place, &about), embed);
                    if let Some(shorter) = length.checked_sub(1) {
                        self.text(checked, shorter, false, (place, &about), embed);
                    }
                }
                Limit::MaxLength(length) => {
                    self.text(checked, *length, true, (place, &about), embed);
                    self.text(checked, length + 1, false, (place, &about), embed);
                }
                Limit::MinItems(count) => {
                    self.items(checked, *count, true, (place, &about), embed);
                    if let Some(fewer) = count.checked_sub(1) {
                        self.items(checked, fewer, false, (place, &about), embed);
                    }
                }
                Limit::MaxItems(count) => {
                    self.items(checked, *count, true, (place, &about), embed);
                    self.items(checked, count + 1, false, (place, &about), embed);
                }
                Limit::MultipleOf(_) | Limit::Pattern(_) | Limit::UniqueItems => {}
            }
        }
    }

    /// The cases of one end of a range; `outward` is the direction away from the range.
    fn end(
        &mut self,
        checked: &Constrained,
        end: &fal_codegen::NumberLiteral,
        exclusive: bool,
        outward: i32,
        (place, about): (&str, &str),
        embed: Embed<'_>,
    ) {
        let whole = !matches!(checked.base, Base::Number | Base::NumericString { integer: false });
        let json = |number: &fal_codegen::NumberLiteral| match checked.base {
            Base::NumericString { .. } => Value::from(number.as_str()),
            _ => number_json(number),
        };
        let outside = if exclusive { Some(end.clone()) } else { shifted(end, outward, whole) };
        if let Some(outside) = outside.filter(fits_json) {
            self.outside(embed, json(&outside), place, about);
        }
        let inside = if exclusive { shifted(end, -outward, whole) } else { Some(end.clone()) };
        let inside = inside.filter(|number| checked.constraints.iter().all(|c| keeps(&c.limit, number)));
        if let Some(inside) = inside.filter(fits_json) {
            self.inside(embed, json(&inside), place, about);
        }
    }

    fn text(&mut self, checked: &Constrained, length: u64, fits: bool, (place, about): (&str, &str), embed: Embed<'_>) {
        let has_pattern = checked.constraints.iter().any(|c| matches!(c.limit, Limit::Pattern(_)));
        let Ok(length) = usize::try_from(length) else { return };
        // Three bytes a character: a limit in bytes would show.
        let text = Value::from("界".repeat(length));
        match fits {
            true if !has_pattern => self.inside(embed, text, place, about),
            true => {}
            false => self.outside(embed, text, place, about),
        }
    }

    fn items(&mut self, checked: &Constrained, count: u64, fits: bool, (place, about): (&str, &str), embed: Embed<'_>) {
        let Base::Array(item) = &checked.base else { return };
        let Some(items) = self.sampler.items(item, count, 0) else { return };
        if fits {
            self.inside(embed, items, place, about);
        } else {
            self.outside(embed, items, place, about);
        }
    }

    fn inside(&mut self, embed: Embed<'_>, value: Value, place: &str, about: &str) {
        self.embedded(embed, value, Expectation::Inside, place, about);
    }

    fn outside(&mut self, embed: Embed<'_>, value: Value, place: &str, about: &str) {
        self.embedded(embed, value, Expectation::Outside, place, about);
    }

    fn embedded(&mut self, embed: Embed<'_>, value: Value, kind: Expectation, place: &str, about: &str) {
        let shown = value.to_string().chars().take(40).collect::<String>();
        if let Some(payload) = embed(value) {
            self.push(Direction::Request, kind, payload, format!("{place}: {about}, with {shown}"));
        }
    }

    fn push(&mut self, side: Direction, kind: Expectation, payload: Value, about: String) {
        self.made.push(Case { endpoint: self.endpoint.id.clone(), side, kind, payload, about });
    }
}

/// JSON's own integers reach from −2^63 to 2^64−1; beyond, a value turns into a float on the way.
fn fits_json(number: &fal_codegen::NumberLiteral) -> bool {
    number.as_i128().is_none_or(|value| i64::try_from(value).is_ok() || u64::try_from(value).is_ok())
}
