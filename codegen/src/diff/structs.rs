//! Comparison of structs: added and removed fields, the constructor, and `extra`.

use std::collections::BTreeMap;

use super::{
    change::{ChangeKind, ChangeValue, Compat},
    comparer::{ChangeSite, Comparer, TypePair},
    fields::{self, NamedField},
    version::EndpointVersion,
};
use crate::{
    ir::{Field, Presence, PresenceRule, Struct, Ty},
    names::TypeNames,
    rust,
};

/// Compares two structs. Returns the types of the fields that both have.
pub(super) fn compare<'a>(
    comparer: &mut Comparer<'a>,
    old: (&'a Struct, &'a TypeNames),
    new: (&'a Struct, &'a TypeNames),
    site: &ChangeSite,
) -> Vec<TypePair<'a>> {
    let (before, after) = (fields::named_fields(old.0, old.1), fields::named_fields(new.0, new.1));
    let constructor = Constructor::new(comparer, &before, &after, site);
    let by_wire: BTreeMap<&str, NamedField<'a>> = before.iter().map(|item| (item.field.wire.as_str(), *item)).collect();
    let mut pairs = Vec::new();
    for item in &after {
        let site = site.property(&item.field.wire, format!("{}::{}", site.rust, item.name));
        if let Some(known) = by_wire.get(item.field.wire.as_str()) {
            fields::compare_names(comparer, *known, *item, &after, &site);
            fields::compare(comparer, known.field, item.field, constructor.loses_default, &site);
            pairs.push(TypePair::new(known.field.ty.non_null(), item.field.ty.non_null(), site));
        } else {
            record_added(comparer, item.field, &constructor, &site);
        }
    }
    record_removed(comparer, (&before, old.1), &after, &constructor, site);
    if site.is_request() {
        compare_order(comparer, &before, &after, &site.item(format!("{}::new", site.rust)));
    }
    compare_rules(comparer, old.0, new.0, site);
    let (additional, any) = (site.nested("{}"), &Ty::Any);
    let types = (old.0.additional.as_ref().unwrap_or(any), new.0.additional.as_ref().unwrap_or(any));
    pairs.push(TypePair::new(types.0, types.1, additional));
    compare_extra(comparer, old.0, new.0, &site.item(format!("{}::extra", site.rust)));
    pairs
}

/// What happens to the functions that construct a struct.
struct Constructor {
    /// The struct had a `Default` implementation and has none any more.
    loses_default: bool,
    /// Required fields were replaced and `new` takes the same types: programs compile and set the new fields.
    is_reused: bool,
}

impl Constructor {
    fn new(comparer: &Comparer<'_>, old: &[NamedField<'_>], new: &[NamedField<'_>], site: &ChangeSite) -> Self {
        let (old, new) = (required(old), required(new));
        let is_removed = |field: &&Field| !new.iter().any(|kept| kept.wire == field.wire);
        let same_types = || arguments(&comparer.old, &old) == arguments(&comparer.new, &new);
        Self {
            loses_default: old.is_empty() && !new.is_empty(),
            is_reused: site.is_request() && old.iter().any(is_removed) && same_types(),
        }
    }
}

fn required<'f>(fields: &[NamedField<'f>]) -> Vec<&'f Field> {
    fields.iter().map(|item| item.field).filter(|field| field.presence == Presence::Required).collect()
}

/// Returns the parameter types of `new`.
fn arguments(version: &EndpointVersion<'_>, required: &[&Field]) -> Vec<String> {
    required.iter().map(|field| rust::argument(version.endpoint, version.names, &field.ty)).collect()
}

/// Records an added field. A required field changes the signature of `new`, and JSON without it is rejected.
fn record_added(comparer: &mut Comparer<'_>, field: &Field, constructor: &Constructor, site: &ChangeSite) {
    let is_required = field.presence == Presence::Required;
    let changes_new = site.is_request() && !constructor.is_reused;
    let breaks_compilation = is_required && (changes_new || constructor.loses_default);
    let compat = Compat { breaks_compilation, breaks_runtime: is_required };
    let after = Some(ChangeValue::new(comparer.new.field_text(field)));
    comparer.record(ChangeKind::FieldAdded, compat, site, None, after);
}

fn record_removed(
    comparer: &mut Comparer<'_>,
    (old, names): (&[NamedField<'_>], &TypeNames),
    new: &[NamedField<'_>],
    constructor: &Constructor,
    site: &ChangeSite,
) {
    let path = comparer.old.type_path(names);
    for item in old.iter().filter(|item| !new.iter().any(|kept| kept.field.wire == item.field.wire)) {
        let site = site.property(&item.field.wire, format!("{path}::{}", item.name));
        let before = Some(ChangeValue::new(comparer.old.field_text(item.field)));
        let breaks_runtime = constructor.is_reused && item.field.presence == Presence::Required;
        let compat = Compat { breaks_compilation: true, breaks_runtime };
        comparer.record(ChangeKind::FieldRemoved, compat, &site, before, None);
    }
}

/// Compares the order of the required fields that both have. Arguments of one type that are swapped still compile.
fn compare_order(comparer: &mut Comparer<'_>, old: &[NamedField<'_>], new: &[NamedField<'_>], site: &ChangeSite) {
    fn common<'f>(fields: &[&'f Field], other: &[&Field]) -> Vec<&'f str> {
        let is_common = |field: &&&Field| other.iter().any(|kept| kept.wire == field.wire);
        fields.iter().filter(is_common).map(|field| field.wire.as_str()).collect()
    }
    let (old, new) = (required(old), required(new));
    let (before, after) = (common(&old, &new), common(&new, &old));
    if before == after {
        return;
    }
    let same_types = arguments(&comparer.old, &old) == arguments(&comparer.new, &new);
    let compat = if same_types { Compat::BREAKS_RUNTIME } else { Compat::BREAKS_COMPILATION };
    let (before, after) = (Some(ChangeValue::new(before.join(", "))), Some(ChangeValue::new(after.join(", "))));
    comparer.record(ChangeKind::ArgumentOrder, compat, site, before, after);
}

/// Compares the rules about the presence of optional properties.
fn compare_rules(comparer: &mut Comparer<'_>, old: &Struct, new: &Struct, site: &ChangeSite) {
    let text = |rule: &PresenceRule| Some(ChangeValue::new(format!("one of {rule} is required")));
    for rule in new.presence_rules.iter().filter(|rule| !old.presence_rules.contains(rule)) {
        comparer.record(ChangeKind::LimitAdded, Compat::BREAKS_RUNTIME, site, None, text(rule));
    }
    for rule in old.presence_rules.iter().filter(|rule| !new.presence_rules.contains(rule)) {
        comparer.record(ChangeKind::LimitRemoved, Compat::COMPATIBLE, site, text(rule), None);
    }
}

fn compare_extra(comparer: &mut Comparer<'_>, old: &Struct, new: &Struct, site: &ChangeSite) {
    match (old.allow_unknown_fields, new.allow_unknown_fields) {
        (false, true) => comparer.record(ChangeKind::ExtraAdded, Compat::COMPATIBLE, site, None, None),
        (true, false) => comparer.record(ChangeKind::ExtraRemoved, Compat::BREAKS_COMPILATION, site, None, None),
        (true, true) | (false, false) => {}
    }
}
