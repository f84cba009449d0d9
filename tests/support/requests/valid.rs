//! Strategies for good values of each shape: the ends of every limit come up often, what lies between them at random.

use proptest::{
    bool, collection, option,
    prelude::{Just, Strategy, any},
    prop_oneof, sample,
    strategy::{BoxedStrategy, Union},
    string::string_regex,
};
use serde_json::{Map, Value, json};

use super::{
    acceptance,
    schema_view::{Arm, Member, Shape, Types},
};

pub(super) mod numbers;

/// Which of the members and items that may be left out are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filling {
    /// Some.
    Some,
    /// All.
    All,
}

/// Makes strategies.
#[derive(Clone, Copy)]
pub(super) struct Good<'t> {
    pub types: &'t Types,
    pub filling: Filling,
}

/// The names around a type. One that is in itself twice is left out where it may be.
type Open<'t> = Vec<&'t str>;

/// How many items and members more than it must have a list gets.
const MORE: usize = 3;

/// How long a list may be that is filled up to its end.
const LONGEST: usize = 100;

type Made = Option<BoxedStrategy<Value>>;

impl<'t> Good<'t> {
    /// The good values of a shape; nothing where each would be endless, or no value fits.
    pub(super) fn of(self, shape: &'t Shape, open: &mut Open<'t>) -> Made {
        match shape {
            Shape::Any => Some(anything()),
            Shape::Bool => Some(any::<bool>().prop_map(Value::from).boxed()),
            Shape::Text { least, most, pattern } => match pattern {
                Some(pattern) => matching(self.types, shape, pattern),
                None => Some(text(*least, *most)),
            },
            Shape::NumberAsText { range, whole } => numbers::as_text(range, *whole),
            Shape::Listed { values, open, text } => Some(listed(values, *open, *text)),
            Shape::Whole { range, ends } => numbers::whole_value(range, *ends),
            Shape::Number { range } => numbers::number(range),
            Shape::List { .. } => self.list(shape, open),
            Shape::Map(every) => Some(self.map(self.of(every, open))),
            Shape::Tuple(places) => {
                let places: Option<Vec<_>> = places.iter().map(|place| self.of(place, open)).collect();
                Some(places?.prop_map(Value::from).boxed())
            }
            Shape::Record(members) => self.record(members, open),
            Shape::Nullable(inner) => Some(self.nullable(self.of(inner, open))),
            Shape::Union(arms) => self.union(arms, open),
            Shape::Named(name) => {
                if open.iter().filter(|around| **around == name).count() > 1 {
                    return None;
                }
                open.push(name);
                let made = self.of(self.types.of(name), open);
                open.pop();
                made
            }
        }
    }

    fn nullable(self, inner: Made) -> BoxedStrategy<Value> {
        match (inner, self.filling) {
            (None, _) => Just(Value::Null).boxed(),
            (Some(inner), Filling::All) => inner,
            (Some(inner), Filling::Some) => prop_oneof![1 => Just(Value::Null), 4 => inner].boxed(),
        }
    }

    fn list(self, shape: &'t Shape, open: &mut Open<'t>) -> Made {
        let Shape::List { item, least, most, unique } = shape else { return None };
        let (least, most, unique) = (*least, most.unwrap_or(usize::MAX), *unique);
        let Some(item) = self.of(item, open) else { return (least == 0).then(|| Just(json!([])).boxed()) };
        let first = if self.filling == Filling::All { least.max(1).min(most) } else { least };
        let some = collection::vec(item.clone(), first..=most.min(first + MORE));
        let items = match most {
            ..=LONGEST if !unique => prop_oneof![3 => some, 1 => collection::vec(item, most)].boxed(),
            _ => some.boxed(),
        };
        let is_allowed = move |items: &Vec<Value>| !(unique && acceptance::repeats(items));
        Some(items.prop_filter("no item is there twice", is_allowed).prop_map(Value::from).boxed())
    }

    fn map(self, every: Made) -> BoxedStrategy<Value> {
        let Some(every) = every else { return Just(json!({})).boxed() };
        let least = usize::from(self.filling == Filling::All);
        let members = collection::btree_map("\\PC{0,6}", every, least..=MORE);
        members.prop_map(|members| Value::Object(members.into_iter().collect())).boxed()
    }

    fn record(self, members: &'t [Member], open: &mut Open<'t>) -> Made {
        let mut strategies = Vec::new();
        for member in members {
            let value = self.of(&member.shape, open);
            let there = match (member.required, self.filling) {
                (true, _) => value?.prop_map(Some).boxed(),
                (false, Filling::All) => value.map_or_else(|| Just(None).boxed(), |value| value.prop_map(Some).boxed()),
                (false, Filling::Some) => value.map_or_else(|| Just(None).boxed(), |value| option::of(value).boxed()),
            };
            let name = member.name.clone();
            strategies.push(there.prop_map(move |value| Some((name.clone(), value?))).boxed());
        }
        let object = |members: Vec<Option<(String, Value)>>| Value::Object(members.into_iter().flatten().collect());
        Some(strategies.prop_map(object).boxed())
    }

    fn union(self, arms: &'t [Arm], open: &mut Open<'t>) -> Made {
        let tagged = |arm: &'t Arm, open: &mut Open<'t>| {
            let value = self.of(&arm.shape, open)?;
            let Some((property, tags)) = arm.tag.clone() else { return Some(value) };
            let tagged = (value, sample::select(tags)).prop_map(move |(value, tag)| with(value, &property, tag));
            Some(tagged.boxed())
        };
        let arms: Vec<_> = arms.iter().filter_map(|arm| tagged(arm, open)).collect();
        (!arms.is_empty()).then(|| Union::new(arms).boxed())
    }
}

/// The object with this member; what is no object has no members.
fn with(mut value: Value, name: &str, member: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.insert(name.to_owned(), member);
    }
    value
}

fn anything() -> BoxedStrategy<Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    let nested = |inner: BoxedStrategy<Value>| {
        let object = collection::btree_map("\\PC{0,4}", inner.clone(), 0..MORE);
        let object = object.prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()));
        prop_oneof![collection::vec(inner, 0..MORE).prop_map(Value::from), object].boxed()
    };
    scalar.boxed().prop_recursive(2, 8, 3, nested).boxed()
}

/// Texts of any characters. A few are drawn and repeated, so that long ones cost little.
fn text(least: usize, most: Option<usize>) -> BoxedStrategy<Value> {
    const FEW: usize = 12;
    let end = most.unwrap_or(least.saturating_add(FEW)).max(least);
    let length = prop_oneof![Just(least), Just(end), least..=end.min(least.saturating_add(FEW))];
    let few = collection::vec(any::<char>(), 1..=FEW);
    (few, length).prop_map(|(few, length)| few.iter().cycle().take(length).collect::<String>().into()).boxed()
}

/// Texts that a pattern matches. Anchors mean nothing to the strategy, so what comes of it is held against the shape.
fn matching(types: &Types, shape: &Shape, pattern: &str) -> Made {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let texts = string_regex(inner.strip_suffix('$').unwrap_or(inner)).ok()?.prop_map(Value::from);
    let (types, shape) = (types.clone(), shape.clone());
    Some(texts.prop_filter("keeps to the pattern", move |text| acceptance::takes(&types, &shape, text)).boxed())
}

fn listed(values: &[Value], open: bool, text: bool) -> BoxedStrategy<Value> {
    let known = sample::select(values.to_vec());
    match (open, text) {
        (false, _) => known.boxed(),
        (true, true) => prop_oneof![3 => known, 1 => "\\PC{0,12}".prop_map(Value::from)].boxed(),
        (true, false) => prop_oneof![3 => known, 1 => any::<i64>().prop_map(Value::from)].boxed(),
    }
}
