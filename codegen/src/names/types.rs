//! The names of an endpoint's types, fields, variants and setters.
//!
//! A type is called by its property alone, unless that clashes inside the module: then by the struct
//! around it and the property. Models of the document keep their own names.

use std::collections::BTreeMap;

use super::{Distinct, TypeNames, reserved, words};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{Direction, Endpoint, Named, Naming, Record, Set, Shape, Union},
    literal::Literal,
};

pub(super) fn name(endpoint: &Endpoint, diagnostics: &mut Diagnostics) -> Vec<TypeNames> {
    let mut distinct = Distinct::new(reserved::TYPES.iter().copied());
    let mut names: Vec<String> = vec![String::new(); endpoint.types.len()];
    name_roots_and_models(endpoint, &mut distinct, &mut names);
    name_inner(endpoint, &mut distinct, &mut names);
    let mut types = Vec::with_capacity(names.len());
    for (name, named) in names.into_iter().zip(&endpoint.types) {
        let limits = match &named.shape {
            Shape::Checked(_) => distinct.take(&format!("{name}Limits"), ""),
            _ => String::new(),
        };
        let (members, setters) = members(named, diagnostics);
        types.push(TypeNames { name, limits, members, setters });
    }
    types
}

fn name_roots_and_models(endpoint: &Endpoint, distinct: &mut Distinct, names: &mut [String]) {
    for (name, named) in names.iter_mut().zip(&endpoint.types) {
        match &named.naming {
            Naming::Request => "Request".clone_into(name),
            Naming::Response => "Response".clone_into(name),
            Naming::Model(_) | Naming::Inside { .. } => {}
        }
    }
    // What is sent is named by users most, so requests choose first.
    for direction in [Direction::Request, Direction::Response] {
        for (name, named) in names.iter_mut().zip(&endpoint.types).filter(|(_, named)| named.direction == direction) {
            let Naming::Model(model) = &named.naming else { continue };
            let plain = words::upper_camel(model);
            let returned = direction == Direction::Response && distinct.is_taken(&plain);
            let wanted = if returned { format!("{plain}Output") } else { plain };
            *name = distinct.take(&wanted, "");
        }
    }
}

fn name_inner(endpoint: &Endpoint, distinct: &mut Distinct, names: &mut [String]) {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for named in &endpoint.types {
        *uses.entry(alone(named)).or_default() += 1;
    }
    for (index, named) in endpoint.types.iter().enumerate() {
        let Naming::Inside { owner, .. } = &named.naming else { continue };
        let alone = alone(named);
        let clashes = distinct.is_taken(&alone) || uses.get(&alone).is_some_and(|count| *count > 1);
        let around = names.get(owner.index()).cloned().unwrap_or_default();
        let wanted = if clashes { format!("{around}{}", alone.trim_start_matches('_')) } else { alone };
        let name = distinct.take(&wanted, "");
        if let Some(place) = names.get_mut(index) {
            *place = name;
        }
    }
}

/// The name after the property alone; empty for types that have a name of their own.
fn alone(named: &Named) -> String {
    match &named.naming {
        Naming::Inside { property, role: "Item", .. } => words::singular(&words::upper_camel(property)),
        Naming::Inside { property, role, .. } => format!("{}{role}", words::upper_camel(property)),
        _ => String::new(),
    }
}

fn members(named: &Named, diagnostics: &mut Diagnostics) -> (Vec<String>, Vec<String>) {
    match &named.shape {
        Shape::Record(record) => fields(record, diagnostics),
        Shape::Set(set) => (variants(set), Vec::new()),
        Shape::Union(union) => (arms(union), Vec::new()),
        Shape::Checked(_) => (Vec::new(), Vec::new()),
    }
}

/// The fields of a record and their setters, which may not be called like another method.
fn fields(record: &Record, diagnostics: &mut Diagnostics) -> (Vec<String>, Vec<String>) {
    let mut fields = Distinct::default();
    let mut setters = Distinct::new(reserved::METHODS.iter().copied());
    let mut called = Vec::with_capacity(record.fields.len());
    let mut set_by = Vec::with_capacity(record.fields.len());
    for field in &record.fields {
        let plain = words::snake(&field.wire);
        let extra = record.keeps_extra && plain == "extra";
        let wanted = if extra { format!("{plain}_") } else { plain };
        let name = fields.take(&wanted, "_");
        if name != wanted {
            let message = format!("`{}` and another property are one Rust name; this one is `{name}`", field.wire);
            diagnostics.push(Diagnostic::note("shared-field-name", &field.origin, message));
        }
        let method = if setters.is_taken(&name) { format!("{name}_") } else { name.clone() };
        set_by.push(reserved::identifier(&setters.take(&method, "_")));
        called.push(reserved::identifier(&name));
    }
    (called, set_by)
}

/// Variants that the renderer adds to what is listed.
const ADDED: [&str; 3] = ["Unlisted", "Other", "Self"];

fn variants(set: &Set) -> Vec<String> {
    let mut distinct = Distinct::new(ADDED);
    let wanted = |value: &Literal| {
        let plain = words::upper_camel(&value.as_text().map_or_else(|| value.to_string(), str::to_owned));
        if ADDED.contains(&plain.as_str()) { format!("{plain}Value") } else { plain }
    };
    set.members.iter().map(|member| distinct.take(&wanted(&member.value), "")).collect()
}

fn arms(union: &Union) -> Vec<String> {
    let mut distinct = Distinct::new(ADDED);
    union.arms.iter().map(|arm| distinct.take(&words::upper_camel(&arm.hint), "")).collect()
}
