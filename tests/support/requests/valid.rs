//! Strategies for valid values of each schema. Bounds are generated often, values between them at random.

use fal_codegen::ir::EnumKind;
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
    schema_view::{NamedTypes, PropertyView, SchemaView, VariantView},
};

pub(super) mod numbers;

/// Which optional properties and items to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filling {
    /// Some.
    Some,
    /// All.
    All,
}

/// Creates strategies.
#[derive(Clone, Copy)]
pub(super) struct ValidValues<'t> {
    pub types: &'t NamedTypes,
    pub filling: Filling,
}

/// Names of the enclosing types. A recursive type is left out, if it may be, after two levels.
type EnclosingTypes<'t> = Vec<&'t str>;

/// Number of items or properties generated beyond the minimum.
const MORE: usize = 3;

/// Longest array that is generated with its maximum length.
const MAX_FILLED: usize = 100;

type MaybeStrategy = Option<BoxedStrategy<Value>>;

impl<'t> ValidValues<'t> {
    /// Returns a strategy for a schema, or `None` if every value would be infinite or none is valid.
    pub(super) fn strategy(self, schema: &'t SchemaView, open: &mut EnclosingTypes<'t>) -> MaybeStrategy {
        match schema {
            SchemaView::Any => Some(anything()),
            SchemaView::Bool => Some(any::<bool>().prop_map(Value::from).boxed()),
            SchemaView::String { min, max, pattern } => match pattern {
                Some(pattern) => matching(self.types, schema, pattern),
                None => Some(text(*min, *max)),
            },
            SchemaView::NumericString { range, integer } => numbers::numeric_string(range, *integer),
            SchemaView::Enum { values, open, kind } => Some(enum_values(values, *open, *kind)),
            SchemaView::Integer { range, bounds } => numbers::integer_value(range, *bounds),
            SchemaView::Number { range } => numbers::number(range),
            SchemaView::Array { .. } => self.list(schema, open),
            SchemaView::Map { value, min, max } => {
                self.map(self.strategy(value, open), *min, max.unwrap_or(usize::MAX))
            }
            SchemaView::Tuple(positions) => {
                let positions: Option<Vec<_>> =
                    positions.iter().map(|position| self.strategy(position, open)).collect();
                Some(positions?.prop_map(Value::from).boxed())
            }
            SchemaView::Object { properties, .. } => self.object(schema, properties, open),
            SchemaView::Nullable(inner) => Some(self.nullable(self.strategy(inner, open))),
            SchemaView::Union(variants) => self.union(variants, open),
            SchemaView::Named(name) => {
                if open.iter().filter(|enclosing| **enclosing == name).count() > 1 {
                    return None;
                }
                open.push(name);
                let made = self.strategy(self.types.get(name), open);
                open.pop();
                made
            }
        }
    }

    fn nullable(self, inner: MaybeStrategy) -> BoxedStrategy<Value> {
        match (inner, self.filling) {
            (None, _) => Just(Value::Null).boxed(),
            (Some(inner), Filling::All) => inner,
            (Some(inner), Filling::Some) => prop_oneof![1 => Just(Value::Null), 4 => inner].boxed(),
        }
    }

    fn list(self, schema: &'t SchemaView, open: &mut EnclosingTypes<'t>) -> MaybeStrategy {
        let SchemaView::Array { positions, item, min, max, unique } = schema else { return None };
        let (min, max, unique) = (*min, max.unwrap_or(usize::MAX), *unique);
        if !positions.is_empty() {
            return self.sequence((positions, item), min, max, open);
        }
        let Some(item) = self.strategy(item, open) else { return (min == 0).then(|| Just(json!([])).boxed()) };
        let first = if self.filling == Filling::All { min.max(1).min(max) } else { min };
        let some = collection::vec(item.clone(), first..=max.min(first + MORE));
        let items = match max {
            ..=MAX_FILLED if !unique => prop_oneof![3 => some, 1 => collection::vec(item, max)].boxed(),
            _ => some.boxed(),
        };
        let is_allowed = move |items: &Vec<Value>| !(unique && acceptance::has_duplicates(items));
        Some(items.prop_filter("unique items", is_allowed).prop_map(Value::from).boxed())
    }

    /// Generates arrays that end at each length up to a few items after the positions.
    fn sequence(
        self,
        (positions, rest): (&'t [SchemaView], &'t SchemaView),
        min: usize,
        max: usize,
        open: &mut EnclosingTypes<'t>,
    ) -> MaybeStrategy {
        let length = positions.len().saturating_add(1).max(min).min(max);
        let items = positions.iter().chain(std::iter::repeat(rest)).take(length);
        let items: Option<Vec<_>> = items.map(|item| self.strategy(item, open)).collect();
        let first = if self.filling == Filling::All { length } else { min };
        let arrays = (items?, first..=length).prop_map(|(mut items, length)| {
            items.truncate(length);
            Value::from(items)
        });
        Some(arrays.boxed())
    }

    fn map(self, every: MaybeStrategy, min: usize, max: usize) -> MaybeStrategy {
        let Some(every) = every else { return (min == 0).then(|| Just(json!({})).boxed()) };
        let first = if self.filling == Filling::All { min.max(1).min(max) } else { min };
        let properties = collection::btree_map("\\PC{0,6}", every, first..=max.min(first + MORE));
        Some(properties.prop_map(|properties| Value::Object(properties.into_iter().collect())).boxed())
    }

    fn object(
        self,
        schema: &'t SchemaView,
        properties: &'t [PropertyView],
        open: &mut EnclosingTypes<'t>,
    ) -> MaybeStrategy {
        let mut strategies = Vec::new();
        for property in properties {
            let value = self.strategy(&property.schema, open);
            let there = match (property.required, self.filling) {
                (true, _) => value?.prop_map(Some).boxed(),
                (false, Filling::All) => value.map_or_else(|| Just(None).boxed(), |value| value.prop_map(Some).boxed()),
                (false, Filling::Some) => value.map_or_else(|| Just(None).boxed(), |value| option::of(value).boxed()),
            };
            let name = property.name.clone();
            strategies.push(there.prop_map(move |value| Some((name.clone(), value?))).boxed());
        }
        let object =
            |properties: Vec<Option<(String, Value)>>| Value::Object(properties.into_iter().flatten().collect());
        let objects = strategies.prop_map(object);
        let SchemaView::Object { rules, .. } = schema else { return Some(objects.boxed()) };
        if rules.is_empty() {
            return Some(objects.boxed());
        }
        let (types, schema) = (self.types.clone(), schema.clone());
        Some(objects.prop_filter("presence rules", move |value| acceptance::accepts(&types, &schema, value)).boxed())
    }

    fn union(self, variants: &'t [VariantView], open: &mut EnclosingTypes<'t>) -> MaybeStrategy {
        let tagged = |variant: &'t VariantView, open: &mut EnclosingTypes<'t>| {
            let value = self.strategy(&variant.schema, open)?;
            let Some((property, tags)) = variant.discriminator.clone() else { return Some(value) };
            let tagged = (value, sample::select(tags)).prop_map(move |(value, tag)| with(value, &property, tag));
            Some(tagged.boxed())
        };
        let variants: Vec<_> = variants.iter().filter_map(|variant| tagged(variant, open)).collect();
        (!variants.is_empty()).then(|| Union::new(variants).boxed())
    }
}

/// Adds a property to an object; other values are returned unchanged.
fn with(mut value: Value, name: &str, property: Value) -> Value {
    if let Value::Object(properties) = &mut value {
        properties.insert(name.to_owned(), property);
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
        let object = object.prop_map(|properties| Value::Object(properties.into_iter().collect::<Map<_, _>>()));
        prop_oneof![collection::vec(inner, 0..MORE).prop_map(Value::from), object].boxed()
    };
    scalar.boxed().prop_recursive(2, 8, 3, nested).boxed()
}

/// Strings of any characters. A few characters are repeated, so that long strings are cheap.
fn text(min: usize, max: Option<usize>) -> BoxedStrategy<Value> {
    const FEW: usize = 12;
    let end = max.unwrap_or(min.saturating_add(FEW)).max(min);
    let length = prop_oneof![Just(min), Just(end), min..=end.min(min.saturating_add(FEW))];
    let few = collection::vec(any::<char>(), 1..=FEW);
    (few, length).prop_map(|(few, length)| few.iter().cycle().take(length).collect::<String>().into()).boxed()
}

/// Strings that match a pattern. The strategy ignores anchors, so its values are checked against the schema.
fn matching(types: &NamedTypes, schema: &SchemaView, pattern: &str) -> MaybeStrategy {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let texts = string_regex(inner.strip_suffix('$').unwrap_or(inner)).ok()?.prop_map(Value::from);
    let (types, schema) = (types.clone(), schema.clone());
    Some(texts.prop_filter("matches the pattern", move |text| acceptance::accepts(&types, &schema, text)).boxed())
}

fn enum_values(values: &[Value], open: bool, kind: EnumKind) -> BoxedStrategy<Value> {
    let known = sample::select(values.to_vec());
    match (open, kind) {
        (false, _) | (true, EnumKind::Json) => known.boxed(),
        (true, EnumKind::String) => prop_oneof![3 => known, 1 => "\\PC{0,12}".prop_map(Value::from)].boxed(),
        (true, EnumKind::Integer) => prop_oneof![3 => known, 1 => any::<i64>().prop_map(Value::from)].boxed(),
    }
}
