//! Comparison of enums, value by value.

use super::{
    change::{ChangeKind, ChangeValue, Compat},
    comparer::{ChangeSite, Comparer},
};
use crate::{
    explain::describe_provenance,
    ir::{Enum, EnumKind, EnumValue},
    names::TypeNames,
};

pub(super) fn compare(
    comparer: &mut Comparer<'_>,
    old: (&Enum, &TypeNames),
    new: (&Enum, &TypeNames),
    site: &ChangeSite,
) {
    if old.0.kind() != new.0.kind() {
        let describe = |values: &Enum| format!("an enum of {}", noun(values.kind()));
        return comparer.type_changed(describe(old.0), describe(new.0), accepts_old(old.0, new.0), site);
    }
    match (old.0.open, new.0.open) {
        (false, true) => comparer.record(ChangeKind::EnumOpened, Compat::BREAKS_COMPILATION, site, None, None),
        (true, false) => comparer.record(ChangeKind::EnumClosed, Compat::BREAKS_BOTH, site, None, None),
        (true, true) | (false, false) => {}
    }
    compare_new_values(comparer, old, new, site);
    let path = comparer.old.type_path(old.1);
    for (value, variant) in old.0.values.iter().zip(&old.1.members) {
        if find(new, value).is_none() {
            let site = site.item(format!("{path}::{variant}"));
            let compat = if new.0.open { Compat::BREAKS_COMPILATION } else { Compat::BREAKS_BOTH };
            comparer.record(ChangeKind::ValueRemoved, compat, &site, Some(change_value(old.0, value)), None);
        }
    }
}

/// Records added values and renamed variants.
fn compare_new_values(
    comparer: &mut Comparer<'_>,
    old: (&Enum, &TypeNames),
    new: (&Enum, &TypeNames),
    site: &ChangeSite,
) {
    for (value, variant) in new.0.values.iter().zip(&new.1.members) {
        let site = site.item(format!("{}::{variant}", site.rust));
        match find(old, value) {
            None => {
                let after = Some(change_value(new.0, value));
                comparer.record(ChangeKind::ValueAdded, Compat::COMPATIBLE, &site, None, after);
            }
            Some(before) if before != variant => {
                // If another value has the old name now, programs still compile and use that value.
                let is_reused = new.1.members.contains(before);
                let compat = if is_reused { Compat::BREAKS_RUNTIME } else { Compat::BREAKS_COMPILATION };
                let (before, after) = (Some(ChangeValue::new(before)), Some(ChangeValue::new(variant)));
                comparer.record(ChangeKind::ValueRenamed, compat, &site, before, after);
            }
            Some(_) => {}
        }
    }
}

fn change_value(values: &Enum, value: &EnumValue) -> ChangeValue {
    ChangeValue { text: value.value.to_string(), provenance: Some(describe_provenance(&values.provenance)) }
}

fn noun(kind: EnumKind) -> &'static str {
    match kind {
        EnumKind::String => "strings",
        EnumKind::Integer => "integers",
        EnumKind::Json => "JSON values",
    }
}

/// Returns whether the new enum lists all values of the old one.
fn accepts_old(old: &Enum, new: &Enum) -> bool {
    !old.open && old.values.iter().all(|old| new.values.iter().any(|new| new.value == old.value))
}

/// Returns the variant of a value.
fn find<'n>((values, names): (&Enum, &'n TypeNames), wanted: &EnumValue) -> Option<&'n String> {
    let is_same = |value: &EnumValue| value.value.to_string() == wanted.value.to_string();
    values.values.iter().zip(&names.members).find(|(value, _)| is_same(value)).map(|(_, variant)| variant)
}
