//! Merges references, `allOf`, `x-apifox-refs` and the single variant of a nullable `anyOf` into a schema.
//!
//! fal's documents state limits inside such a variant and the default next to it, so nothing can be decided
//! about a field before this. What remains under `variants` is a real choice.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::{ComponentRef, ResolvedProperty, ResolvedSchema};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::PresenceRule,
    literal::Literal,
    origin::Spanned,
    spec::{ApifoxRef, Schema, Spec},
};

/// How many schemas may be merged into each other.
const MAX_DEPTH: usize = 100;

/// Resolved models by reference: a model that many schemas contain is resolved once.
pub(super) type ResolvedModels<'s> = BTreeMap<&'s str, ResolvedSchema<'s>>;

/// Resolves schemas of a document.
pub(super) struct Resolver<'s, 'd> {
    spec: &'s Spec,
    models: &'d mut ResolvedModels<'s>,
    diagnostics: &'d mut Diagnostics,
    /// The references that are being resolved.
    open: BTreeSet<&'s str>,
}

impl<'s, 'd> Resolver<'s, 'd> {
    /// Creates a resolver that adds to `models` what it resolves.
    pub(super) fn new(spec: &'s Spec, models: &'d mut ResolvedModels<'s>, diagnostics: &'d mut Diagnostics) -> Self {
        Self { spec, models, diagnostics, open: BTreeSet::new() }
    }

    /// Resolves schemas that a value has to satisfy all.
    pub(super) fn resolve_all(&mut self, schemas: &[&'s Schema]) -> Option<ResolvedSchema<'s>> {
        let (first, others) = schemas.split_first()?;
        let mut resolved = self.resolve(first, 0);
        for schema in others {
            let other = self.resolve(schema, 0);
            let model = resolved.model.take().filter(|_| !other.constrains_values());
            resolved.merge(other).into_iter().for_each(|contradiction| self.diagnostics.push(contradiction));
            resolved.model = model;
        }
        Some(resolved)
    }

    /// Resolves a schema that `depth` other ones contain.
    pub(super) fn resolve(&mut self, schema: &'s Schema, depth: usize) -> ResolvedSchema<'s> {
        let mut resolved = ResolvedSchema::from_keywords(schema);
        resolved.constant_not_listed().into_iter().for_each(|contradiction| self.diagnostics.push(contradiction));
        if depth > MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} schemas contain each other; the innermost ones are ignored");
            self.diagnostics.push(Diagnostic::warning("nested-too-deep", &schema.origin, message));
            return resolved;
        }
        let mut parts = Vec::new();
        if let Some(reference) = &schema.reference {
            parts.extend(self.target(reference, depth));
            resolved.dangling = parts.is_empty();
        }
        parts.extend(schema.all_of.iter().map(|part| self.resolve(part, depth + 1)));
        parts.extend(schema.apifox_refs.iter().map(|insert| self.inserted(insert, &mut resolved, depth)));
        let alternatives = alternatives(schema);
        resolved.nullable |= alternatives.null && !resolved.decides_null();
        resolved.has_null_alternative = alternatives.null;
        if alternatives.null && alternatives.schemas.is_empty() && resolved.const_value.is_none() {
            resolved.const_value = Some(Spanned { value: Literal::Null, origin: schema.origin.clone() });
        }
        resolved.has_several_unions = is_choice(&schema.any_of) && is_choice(&schema.one_of);
        let rule = presence_rule(&alternatives.schemas);
        match alternatives.schemas.as_slice() {
            _ if rule.is_some() => resolved.presence_rules.extend(rule),
            [only] => parts.push(self.resolve(only, depth + 1)),
            _ => resolved.variants = alternatives.schemas,
        }
        let adds_constraints = resolved.constrains_values() || parts.len() > 1 || !schema.apifox_refs.is_empty();
        for part in parts {
            resolved.merge(part).into_iter().for_each(|contradiction| self.diagnostics.push(contradiction));
        }
        if adds_constraints {
            resolved.model = None;
        }
        resolved
    }

    /// Resolves the properties that an `x-apifox-refs` entry inserts, applies its overrides, and replaces its
    /// placeholder in the display order by their names.
    fn inserted(&mut self, insert: &'s ApifoxRef, into: &mut ResolvedSchema<'s>, depth: usize) -> ResolvedSchema<'s> {
        let mut model = ResolvedSchema { model: None, ..self.resolve(&insert.model, depth + 1) };
        for (name, replacement) in &insert.overrides {
            let place = model.properties.iter().position(|property| property.name == name);
            match (place, replacement) {
                (Some(place), None) => {
                    model.properties.remove(place);
                }
                (Some(place), Some(new)) => {
                    model.properties.splice(place..=place, [ResolvedProperty::new(new)]).for_each(drop);
                }
                (None, Some(new)) => model.properties.push(ResolvedProperty::new(new)),
                (None, None) => {}
            }
        }
        if let Some(required) = &insert.required {
            model.required.clone_from(required);
        }
        model.required.retain(|name| model.properties.iter().any(|property| property.name == name.value));
        let names: Vec<String> = model.ordered().iter().map(|property| property.name.to_owned()).collect();
        if let Some(place) = into.order.iter().position(|name| *name == insert.placeholder) {
            into.order.splice(place..=place, names).for_each(drop);
        }
        model
    }

    fn target(&mut self, reference: &'s Spanned<String>, depth: usize) -> Option<ResolvedSchema<'s>> {
        let Some((key, model)) = self.spec.models.get_key_value(&reference.value) else {
            let message = format!("the reference `{}` has no target; any value is accepted", reference.value);
            let help = "add the missing schema, or correct the reference with an overlay";
            self.diagnostics.push(Diagnostic::warning("dangling-reference", &reference.origin, message).help(help));
            return None;
        };
        if let Some(known) = self.models.get(key.as_str()) {
            return Some(known.clone());
        }
        if !self.open.insert(key) {
            let message = format!("`{key}` contains itself without a value between; what it adds to itself is ignored");
            self.diagnostics.push(Diagnostic::warning("reference-cycle", &reference.origin, message));
            return None;
        }
        let mut target = self.resolve(&model.schema, depth + 1);
        self.open.remove(key.as_str());
        let (description, deprecated) = (target.description.clone(), target.deprecated);
        target.model = Some(ComponentRef { reference: key, name: &model.name, description, deprecated });
        self.models.insert(key, target.clone());
        Some(target)
    }
}

/// Resolves a single schema.
pub(super) fn resolve<'s>(schema: &'s Schema, spec: &'s Spec, diagnostics: &mut Diagnostics) -> ResolvedSchema<'s> {
    Resolver::new(spec, &mut ResolvedModels::new(), diagnostics).resolve(schema, 0)
}

struct Alternatives<'s> {
    schemas: Vec<&'s Schema>,
    null: bool,
}

/// Collects the alternatives of `anyOf` and `oneOf`, nested ones included. The parser limits how deep documents nest.
fn alternatives(schema: &Schema) -> Alternatives<'_> {
    let mut found = Alternatives { schemas: Vec::new(), null: false };
    for alternative in schema.any_of.iter().chain(&schema.one_of) {
        if is_null(alternative) {
            found.null = true;
        } else if is_plain_union(alternative) {
            let inner = alternatives(alternative);
            found.null |= inner.null;
            found.schemas.extend(inner.schemas);
        } else {
            found.schemas.push(alternative);
        }
    }
    found
}

/// Returns whether a list has several alternatives, not counting `null`.
fn is_choice(alternatives: &[Schema]) -> bool {
    alternatives.iter().filter(|alternative| !is_null(alternative)).count() > 1
}

/// Returns the rule that alternatives state together if each only lists required properties.
fn presence_rule(alternatives: &[&Schema]) -> Option<PresenceRule> {
    let required = |schema: &&Schema| {
        let names: Vec<String> = schema.required.iter().map(|name| name.value.clone()).collect();
        (schema.is_empty() && schema.limits.is_empty() && !names.is_empty()).then_some(names)
    };
    let alternatives: Vec<Vec<String>> = alternatives.iter().map(required).collect::<Option<_>>()?;
    (alternatives.len() > 1).then_some(PresenceRule { alternatives })
}

/// Returns whether only `null` is valid: `{"type": "null"}`, `{"const": null}` or `{"enum": [null]}`.
fn is_null(schema: &Schema) -> bool {
    let constant = schema.const_value.as_ref().map(|constant| &constant.value) == Some(&Literal::Null);
    let member = schema.enum_values.as_ref().is_some_and(|members| members.value == [Literal::Null]);
    let typed = schema.nullable && schema.types.is_empty() && schema.is_empty();
    constant || member || typed
}

/// Returns whether the schema is a union and nothing else.
fn is_plain_union(schema: &Schema) -> bool {
    let is_union = !(schema.any_of.is_empty() && schema.one_of.is_empty());
    let own_values = schema.enum_values.is_some() || schema.const_value.is_some() || !schema.limits.is_empty();
    let own_shape = !schema.types.is_empty() || !schema.properties.is_empty() || schema.items.is_some();
    let merged = schema.reference.is_some() || !schema.all_of.is_empty() || schema.discriminator.is_some();
    is_union && !own_values && !own_shape && !merged
}
