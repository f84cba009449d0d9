//! A schema with everything merged into it that stands elsewhere: references, `allOf`, the one arm that
//! a nullable `anyOf` has besides `null`.
//!
//! fal's documents state limits inside such an arm and the default beside it, so nothing can be said of
//! a field before this. What remains under `arms` is a real choice.

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    literal::Literal,
    origin::{Origin, Sourced},
    spec::{Additional, DiscriminatorMapping, Insert, JsonType, MemberDoc, Property, Schema, Spec, Stated},
};

/// A schema on its own.
#[allow(clippy::struct_excessive_bools, reason = "each is a keyword of its own")]
#[derive(Clone, Debug)]
pub(super) struct Flat<'s> {
    pub origin: Origin,
    /// The model that this is, and nothing besides.
    pub model: Option<Model<'s>>,
    /// Whether a reference led nowhere.
    pub dangling: bool,
    pub types: Vec<JsonType>,
    pub nullable: bool,
    pub description: Option<Sourced<String>>,
    pub format: Option<String>,
    pub default: Option<Sourced<Literal>>,
    pub examples: Vec<Sourced<Literal>>,
    pub members: Option<Sourced<Vec<Literal>>>,
    pub member_docs: Vec<MemberDoc>,
    pub constant: Option<Sourced<Literal>>,
    pub limits: Vec<Stated>,
    pub properties: Vec<&'s Property>,
    pub required: Vec<Sourced<String>>,
    pub order: Vec<String>,
    pub additional: &'s Additional,
    pub items: Option<&'s Schema>,
    pub prefix_items: &'s [Schema],
    /// The alternatives, `null` not among them.
    pub arms: Vec<&'s Schema>,
    pub discriminator: Option<&'s DiscriminatorMapping>,
    pub deprecated: bool,
    pub is_file: bool,
}

/// A model that a reference leads to, and what it says of itself: beside the reference stands what is said of
/// the field.
#[derive(Clone, Debug)]
pub(super) struct Model<'s> {
    pub reference: &'s str,
    pub name: &'s str,
    pub description: Option<Sourced<String>>,
    pub deprecated: bool,
}

/// How many references may lead from one to the next before they are taken for a circle.
const LONGEST_CHAIN: usize = 64;

/// Merges into a schema what stands elsewhere.
pub(super) fn flatten<'s>(schema: &'s Schema, spec: &'s Spec, diagnostics: &mut Diagnostics) -> Flat<'s> {
    Flattener { spec, diagnostics }.flatten(schema, 0)
}

struct Flattener<'s, 'd> {
    spec: &'s Spec,
    diagnostics: &'d mut Diagnostics,
}

impl<'s> Flattener<'s, '_> {
    fn flatten(&mut self, schema: &'s Schema, depth: usize) -> Flat<'s> {
        let mut flat = Flat::own(schema);
        if depth > LONGEST_CHAIN {
            self.circle(schema);
            return flat;
        }
        let mut parts = Vec::new();
        if let Some(reference) = &schema.reference {
            parts.extend(self.target(reference, depth));
            flat.dangling = parts.is_empty();
        }
        parts.extend(schema.all_of.iter().map(|part| self.flatten(part, depth + 1)));
        parts.extend(schema.inserts.iter().map(|insert| self.inserted(insert, &mut flat, depth)));
        let arms = alternatives(schema);
        flat.nullable |= arms.null;
        match arms.schemas.as_slice() {
            [only] => parts.push(self.flatten(only, depth + 1)),
            _ => flat.arms = arms.schemas,
        }
        let adds_shape = flat.has_shape() || parts.len() > 1 || !schema.inserts.is_empty();
        for part in parts {
            flat.merge(part);
        }
        if adds_shape {
            flat.model = None;
        }
        flat
    }

    /// The members of a model that are inserted, with what replaces or leaves out some of them; the
    /// placeholder in the order gives way to their names.
    fn inserted(&mut self, insert: &'s Insert, into: &mut Flat<'s>, depth: usize) -> Flat<'s> {
        let mut model = Flat { model: None, ..self.flatten(&insert.model, depth + 1) };
        for (name, replacement) in &insert.overrides {
            let place = model.properties.iter().position(|property| property.name.value == *name);
            match (place, replacement) {
                (Some(place), None) => {
                    model.properties.remove(place);
                }
                (Some(place), Some(new)) => model.properties.splice(place..=place, [new]).for_each(drop),
                (None, Some(new)) => model.properties.push(new),
                (None, None) => {}
            }
        }
        if let Some(required) = &insert.required {
            model.required.clone_from(required);
        }
        model.required.retain(|name| model.properties.iter().any(|property| property.name.value == name.value));
        let names: Vec<String> = model.ordered().iter().map(|property| property.name.value.clone()).collect();
        if let Some(place) = into.order.iter().position(|name| *name == insert.placeholder) {
            into.order.splice(place..=place, names).for_each(drop);
        }
        model
    }

    fn target(&mut self, reference: &'s Sourced<String>, depth: usize) -> Option<Flat<'s>> {
        let Some((key, model)) = self.spec.models.get_key_value(&reference.value) else {
            let message = format!("nothing stands at `{}`; any value is accepted here", reference.value);
            let help = "add the missing schema, or correct the reference with an overlay";
            self.diagnostics.push(Diagnostic::warning("dangling-reference", &reference.origin, message).help(help));
            return None;
        };
        let mut target = self.flatten(&model.schema, depth + 1);
        let (description, deprecated) = (target.description.clone(), target.deprecated);
        target.model = Some(Model { reference: key, name: &model.name, description, deprecated });
        Some(target)
    }

    fn circle(&mut self, schema: &Schema) {
        let message = "references lead in a circle without a value between them; any value is accepted here";
        self.diagnostics.push(Diagnostic::warning("reference-circle", &schema.origin, message));
    }
}

struct Arms<'s> {
    schemas: Vec<&'s Schema>,
    null: bool,
}

/// The arms of a union; those of a union inside it are its own. Documents do not nest deeper than the parser allows.
fn alternatives(schema: &Schema) -> Arms<'_> {
    let mut arms = Arms { schemas: Vec::new(), null: false };
    for arm in schema.any_of.iter().chain(&schema.one_of) {
        if only_null(arm) {
            arms.null = true;
        } else if only_alternatives(arm) {
            let inner = alternatives(arm);
            arms.null |= inner.null;
            arms.schemas.extend(inner.schemas);
        } else {
            arms.schemas.push(arm);
        }
    }
    arms
}

/// `{"type": "null"}`, `{"const": null}` or `{"enum": [null]}`.
fn only_null(schema: &Schema) -> bool {
    let constant = schema.constant.as_ref().map(|constant| &constant.value) == Some(&Literal::Null);
    let member = schema.members.as_ref().is_some_and(|members| members.value == [Literal::Null]);
    let typed = schema.nullable && schema.types.is_empty() && schema.is_blank();
    constant || member || typed
}

/// A union inside a union, with nothing of its own.
fn only_alternatives(schema: &Schema) -> bool {
    let nothing_else = schema.reference.is_none() && schema.types.is_empty() && schema.all_of.is_empty();
    nothing_else && schema.discriminator.is_none() && !(schema.any_of.is_empty() && schema.one_of.is_empty())
}

impl<'s> Flat<'s> {
    /// What a schema itself states.
    fn own(schema: &'s Schema) -> Self {
        Self {
            origin: schema.origin.clone(),
            model: None,
            dangling: false,
            types: schema.types.clone(),
            nullable: schema.nullable,
            description: schema.description.clone(),
            format: schema.format.clone(),
            default: schema.default.clone(),
            examples: schema.examples.clone(),
            members: schema.members.clone(),
            member_docs: schema.member_docs.clone(),
            constant: schema.constant.clone(),
            limits: schema.limits.clone(),
            properties: schema.properties.iter().collect(),
            required: schema.required.clone(),
            order: schema.order.clone(),
            additional: &schema.additional,
            items: schema.items.as_deref(),
            prefix_items: &schema.prefix_items,
            arms: Vec::new(),
            discriminator: schema.discriminator.as_ref(),
            deprecated: schema.deprecated,
            is_file: schema.is_file,
        }
    }

    /// Whether more is stated than documentation.
    fn has_shape(&self) -> bool {
        let values = self.members.is_some() || self.constant.is_some() || !self.limits.is_empty();
        let objects = !self.properties.is_empty() || !self.required.is_empty();
        values || objects || self.items.is_some() || !self.prefix_items.is_empty() || !self.arms.is_empty()
    }

    /// Takes over what another schema states, unless this one states it itself.
    fn merge(&mut self, other: Self) {
        self.model = other.model;
        self.dangling |= other.dangling && self.types.is_empty();
        if self.types.is_empty() {
            self.types = other.types;
        }
        self.nullable |= other.nullable;
        self.description = self.description.take().or(other.description);
        self.format = self.format.take().or(other.format);
        self.default = self.default.take().or(other.default);
        if self.examples.is_empty() {
            self.examples = other.examples;
        }
        self.members = self.members.take().or(other.members);
        self.member_docs.extend(other.member_docs);
        self.constant = self.constant.take().or(other.constant);
        self.limits.extend(other.limits);
        let known = |property: &&Property| !self.properties.iter().any(|own| own.name.value == property.name.value);
        let added: Vec<_> = other.properties.into_iter().filter(known).collect();
        self.properties.extend(added);
        self.required.extend(other.required);
        self.order.extend(other.order);
        if matches!(self.additional, Additional::Unstated) {
            self.additional = other.additional;
        }
        self.items = self.items.or(other.items);
        if self.prefix_items.is_empty() {
            self.prefix_items = other.prefix_items;
        }
        self.arms.extend(other.arms);
        self.discriminator = self.discriminator.or(other.discriminator);
        self.deprecated |= other.deprecated;
        self.is_file |= other.is_file;
    }

    /// The properties in the order that people see: as the order list says, the rest behind.
    pub(super) fn ordered(&self) -> Vec<&'s Property> {
        let place = |property: &&&Property| self.order.iter().position(|name| *name == property.name.value);
        let mut listed: Vec<_> = self.properties.iter().filter(|property| place(property).is_some()).collect();
        listed.sort_by_key(place);
        let unlisted = self.properties.iter().filter(|property| place(property).is_none());
        listed.into_iter().chain(unlisted).copied().collect()
    }

    /// Whether a property must be there.
    pub(super) fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|required| required.value == name)
    }
}
