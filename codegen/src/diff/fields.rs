//! Comparison of a field that is in both versions of a struct: names, presence, `null`, default, deprecation.

use super::{
    change::{ChangeKind, ChangeValue, Compat},
    comparer::{ChangeSite, Comparer},
};
use crate::{
    explain::describe_provenance,
    ir::{Field, Presence, Struct, Ty},
    names::TypeNames,
};

/// A field with its Rust names.
#[derive(Clone, Copy)]
pub(super) struct NamedField<'a> {
    pub field: &'a Field,
    pub name: &'a str,
    setter: &'a str,
    null_setter: &'a str,
}

pub(super) fn named_fields<'a>(object: &'a Struct, names: &'a TypeNames) -> Vec<NamedField<'a>> {
    let setters = names.setters.iter().zip(&names.null_setters);
    let fields = object.fields.iter().zip(&names.members).zip(setters);
    fields.map(|((field, name), (setter, null_setter))| NamedField { field, name, setter, null_setter }).collect()
}

/// Compares the names of a field and its setters; `all` are the new fields of the struct.
///
/// If another field of the same type has the old name now, programs still compile and use that field.
pub(super) fn compare_names(
    comparer: &mut Comparer<'_>,
    old: NamedField<'_>,
    new: NamedField<'_>,
    all: &[NamedField<'_>],
    site: &ChangeSite,
) {
    let old_type = comparer.old.field_text(old.field);
    let same_type: Vec<_> = all.iter().filter(|item| comparer.new.field_text(item.field) == old_type).collect();
    if old.name != new.name {
        let is_reused = same_type.iter().any(|item| item.name == old.name);
        return record_rename(comparer, ChangeKind::FieldRenamed, is_reused, (old.name, new.name), site);
    }
    let has_setter = |item: &NamedField<'_>| site.is_request() && item.field.presence != Presence::Required;
    let has_null = |item: &NamedField<'_>| item.field.presence == Presence::Tristate;
    if has_setter(&old) && has_setter(&new) && old.setter != new.setter {
        let is_reused = same_type.iter().any(|item| item.setter == old.setter);
        record_rename(comparer, ChangeKind::SetterRenamed, is_reused, (old.setter, new.setter), site);
    }
    if has_null(&old) && has_null(&new) && old.null_setter != new.null_setter {
        record_rename(comparer, ChangeKind::SetterRenamed, false, (old.null_setter, new.null_setter), site);
    }
}

fn record_rename(
    comparer: &mut Comparer<'_>,
    kind: ChangeKind,
    is_reused: bool,
    (before, after): (&str, &str),
    site: &ChangeSite,
) {
    let compat = if is_reused { Compat::BREAKS_RUNTIME } else { Compat::BREAKS_COMPILATION };
    comparer.record(kind, compat, site, Some(ChangeValue::new(before)), Some(ChangeValue::new(after)));
}

/// Compares everything about a field but its names and its type.
pub(super) fn compare(comparer: &mut Comparer<'_>, old: &Field, new: &Field, loses_default: bool, site: &ChangeSite) {
    compare_presence(comparer, old, new, loses_default, site);
    if site.is_request() {
        compare_default(comparer, old, new, site);
    }
    match (old.docs.deprecated, new.docs.deprecated) {
        (false, true) => comparer.record(ChangeKind::FieldDeprecated, Compat::COMPATIBLE, site, None, None),
        (true, false) => comparer.record(ChangeKind::FieldRestored, Compat::COMPATIBLE, site, None, None),
        (true, true) | (false, false) => {}
    }
}

/// Compares whether a field is required and whether it accepts `null`, both of which change its Rust type.
fn compare_presence(comparer: &mut Comparer<'_>, old: &Field, new: &Field, loses_default: bool, site: &ChangeSite) {
    let (was_required, is_required) = (old.presence == Presence::Required, new.presence == Presence::Required);
    let changes_wrapper = wrapper(old) != wrapper(new);
    let breaks_compilation = changes_wrapper || (site.is_request() && was_required != is_required);
    let required_change = match (was_required, is_required) {
        (false, true) => {
            let breaks_compilation = breaks_compilation || loses_default;
            Some((ChangeKind::FieldRequired, Compat { breaks_compilation, breaks_runtime: true }))
        }
        (true, false) => Some((ChangeKind::FieldOptional, Compat { breaks_compilation, breaks_runtime: false })),
        (true, true) | (false, false) => None,
    };
    let breaks_compilation = changes_wrapper && required_change.is_none();
    let null_change = null_change(old, new, breaks_compilation, site);
    for (kind, compat) in required_change.into_iter().chain(null_change) {
        let before = Some(ChangeValue::new(comparer.old.field_text(old)));
        let after = Some(ChangeValue::new(comparer.new.field_text(new)));
        comparer.record(kind, compat, site, before, after);
    }
}

fn null_change(old: &Field, new: &Field, breaks_compilation: bool, site: &ChangeSite) -> Option<(ChangeKind, Compat)> {
    // In a response, an optional field may be `null` anyway.
    let is_relevant = |field: &Field| site.is_request() || field.presence == Presence::Required;
    match (accepts_null(old), accepts_null(new)) {
        (false, true) if is_relevant(old) && is_relevant(new) => {
            Some((ChangeKind::NullAllowed, Compat { breaks_compilation, breaks_runtime: false }))
        }
        (true, false) if is_relevant(old) && is_relevant(new) => {
            Some((ChangeKind::NullDisallowed, Compat { breaks_compilation, breaks_runtime: true }))
        }
        // From or to any JSON, the change of the type is reported instead.
        _ if breaks_compilation && is_any(old) == is_any(new) => Some((ChangeKind::NullChanged, Compat::BREAKS_BOTH)),
        _ => None,
    }
}

fn accepts_null(field: &Field) -> bool {
    let by_type = matches!(field.ty, Ty::Nullable(_)) || is_any(field);
    by_type || matches!(field.presence, Presence::Nullable | Presence::Tristate)
}

fn is_any(field: &Field) -> bool {
    field.ty == Ty::Any
}

/// Returns the generic types around the value in the type of a field.
fn wrapper(field: &Field) -> (&'static str, bool) {
    let is_nullable = matches!(field.ty, Ty::Nullable(_));
    match field.presence {
        Presence::Required if is_nullable => ("Option", false),
        Presence::Required => ("", false),
        Presence::Optional | Presence::Nullable => ("Option", is_nullable),
        Presence::Tristate => ("Option<Nullable>", is_nullable),
    }
}

/// Compares the server's default, which programs that omit the field depend on.
fn compare_default(comparer: &mut Comparer<'_>, old: &Field, new: &Field, site: &ChangeSite) {
    let default = |field: &Field| {
        let (value, provenance) = field.docs.default.as_ref()?;
        Some(ChangeValue { text: value.to_string(), provenance: Some(describe_provenance(provenance)) })
    };
    let (before, after) = (default(old), default(new));
    let (kind, compat) = match (&before, &after) {
        (None, None) => return,
        (Some(before), Some(after)) if before.text == after.text => return,
        (None, Some(_)) => (ChangeKind::DefaultAdded, Compat::COMPATIBLE),
        (Some(_), Some(_)) => (ChangeKind::DefaultChanged, Compat::BREAKS_RUNTIME),
        (Some(_), None) => (ChangeKind::DefaultRemoved, Compat::BREAKS_RUNTIME),
    };
    comparer.record(kind, compat, site, before, after);
}
