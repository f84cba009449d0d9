//! Merges schemas that a value has to satisfy all.
//!
//! A schema may be a part of another one many times, by many paths. What is merged a second time adds nothing, so that
//! the result does not grow with the number of paths.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    intersection,
    schema::{ResolvedProperty, ResolvedSchema, null_excluded_elsewhere},
};
use crate::{
    diagnostic::Diagnostic,
    spec::{AdditionalProperties, EnumDoc, Schema},
};

impl<'s> ResolvedSchema<'s> {
    /// Adds the keywords of another schema. Of documentation the own takes precedence; of limits, types and values the
    /// result has what satisfies both. Returns a diagnostic for each contradiction.
    pub(super) fn merge(&mut self, other: Self) -> Vec<Diagnostic> {
        // Without types of its own, a schema leaves it to the other whether `null` is valid.
        let decides = self.decides_null();
        let nullable = self.nullable || (other.nullable && !decides);
        let by_type = self.nullable && decides && other.decides_null() && !other.nullable;
        let by_alternatives = !self.nullable && nullable && self.variants.len() > 1 && !self.has_null_alternative;
        let is_excluded = by_type || by_alternatives;
        let mut diagnostics = self.intersect_values(&other);
        diagnostics.extend(is_excluded.then(|| null_excluded_elsewhere(&self.origin)));
        diagnostics.extend(unchecked_values(self, &other));
        diagnostics.extend(unchecked_values(&other, self));
        self.model = other.model;
        self.dangling |= other.dangling && self.types.is_empty();
        self.nullable = nullable;
        self.description = self.description.take().or(other.description);
        self.format = self.format.take().or(other.format);
        self.default = self.default.take().or(other.default);
        if self.examples.is_empty() {
            self.examples = other.examples;
        }
        add_new(&mut self.enum_docs, other.enum_docs, EnumDoc::clone);
        add_new(&mut self.limits, other.limits, |stated| (stated.keyword, stated.origin.pointer.clone()));
        self.add_properties(other.properties);
        add_new(&mut self.required, other.required, |name| name.value.clone());
        add_new(&mut self.order, other.order, String::clone);
        if matches!(self.additional, AdditionalProperties::Unspecified) {
            self.additional = other.additional;
        }
        add_new(&mut self.additional_values, other.additional_values, address);
        self.prefix_items = positions((&self.prefix_items, &self.items), (&other.prefix_items, &other.items));
        add_new(&mut self.items, other.items, address);
        add_new(&mut self.presence_rules, other.presence_rules, |rule| rule.alternatives.clone());
        if self.variants.is_empty() {
            self.variants = other.variants;
        } else if !other.variants.is_empty() && !is_same(&self.variants, &other.variants) {
            self.has_several_unions = true;
        }
        self.has_several_unions |= other.has_several_unions;
        self.has_null_alternative |= other.has_null_alternative;
        self.discriminator = self.discriminator.or(other.discriminator);
        self.deprecated |= other.deprecated;
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
        self.is_file |= other.is_file;
        diagnostics
    }

    /// Adds properties; the schemas of one with a known name refine it.
    fn add_properties(&mut self, others: Vec<ResolvedProperty<'s>>) {
        let names = self.properties.iter().enumerate().map(|(index, property)| (property.name, index));
        let mut known: BTreeMap<&str, usize> = names.collect();
        for property in others {
            let index = *known.entry(property.name).or_insert(self.properties.len());
            match self.properties.get_mut(index) {
                Some(known) => add_new(&mut known.schemas, property.schemas, address),
                None => self.properties.push(property),
            }
        }
    }

    /// Reduces the types and listed values to those that another schema has too.
    fn intersect_values(&mut self, other: &Self) -> Vec<Diagnostic> {
        let mut contradictions = Vec::new();
        match intersection::of_types(&self.types, &other.types) {
            Some(types) => self.types = types,
            None => contradictions
                .push(intersection::contradicting_types((&self.types, &self.origin), (&other.types, &other.origin))),
        }
        contradictions.extend(intersection::of_values(&mut self.enum_values, other.enum_values.as_ref()));
        contradictions.extend(intersection::of_constants(&mut self.const_value, other.const_value.as_ref()));
        if contradictions.is_empty() {
            contradictions.extend(self.constant_not_listed());
        }
        contradictions
    }

    /// Reports that `const` is not a value of `enum`.
    pub(super) fn constant_not_listed(&mut self) -> Option<Diagnostic> {
        intersection::of_constant_and_list(self.const_value.as_ref(), &mut self.enum_values)
    }
}

/// Returns whether two lists have the same schemas of the document.
fn is_same(one: &[&Schema], other: &[&Schema]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| std::ptr::eq(*one, *other))
}

/// Adds the items whose key the list does not have.
fn add_new<T, K: Ord>(list: &mut Vec<T>, others: Vec<T>, key: impl Fn(&T) -> K) {
    if others.is_empty() {
        return;
    }
    let mut known: BTreeSet<K> = list.iter().map(&key).collect();
    list.extend(others.into_iter().filter(|other| known.insert(key(other))));
}

/// Returns the key of a schema of the document: equal schemas at different positions are different.
fn address(schema: &&Schema) -> *const Schema {
    *schema
}

/// An array: the schemas of its first items, and of those after them.
type Items<'a, 's> = (&'a [Vec<&'s Schema>], &'a [&'s Schema]);

/// Returns the schemas of each position of two arrays. At a position that one does not list, its schema of the other
/// items applies.
fn positions<'s>(one: Items<'_, 's>, other: Items<'_, 's>) -> Vec<Vec<&'s Schema>> {
    let at = |(first, rest): Items<'_, 's>, index: usize| first.get(index).cloned().unwrap_or_else(|| rest.to_vec());
    let position = |index| {
        let mut schemas = at(one, index);
        add_new(&mut schemas, at(other, index), address);
        schemas
    };
    (0..one.0.len().max(other.0.len())).map(position).collect()
}

/// Reports that the schema of other properties of one part of `allOf` does not hold for properties that only another part
/// names: authors mean the properties that no part names.
fn unchecked_values(part: &ResolvedSchema<'_>, other: &ResolvedSchema<'_>) -> Option<Diagnostic> {
    let values = part.additional_values.first()?;
    let named = other.properties.iter().find(|property| part.property(property.name).is_none())?;
    let message = format!("the schema of other properties is not checked for `{}`; the server checks it", named.name);
    Some(Diagnostic::warning("additional-not-checked", &values.origin, message))
}
