//! Comparison of two types of any kind, with their nested types.

use super::{
    change::{ChangeKind, ChangeValue, Compat},
    comparer::{ChangeSite, Comparer, TypePair},
    enums, json_kind, limits, shared_types, structs, union,
};
use crate::ir::{Ty, TypeId, TypeKind};

/// Compares two types and everything nested in them.
pub(super) fn compare<'a>(comparer: &mut Comparer<'a>, old: &'a Ty, new: &'a Ty, site: &ChangeSite) {
    for pair in compare_shallow(comparer, old, new, site) {
        compare(comparer, pair.old, pair.new, &pair.site);
    }
}

/// Compares two types without their nested types, which are returned.
fn compare_shallow<'a>(comparer: &mut Comparer<'a>, old: &'a Ty, new: &'a Ty, site: &ChangeSite) -> Vec<TypePair<'a>> {
    match (old, new) {
        (Ty::Nullable(old), Ty::Nullable(new)) => vec![TypePair::new(old, new, site.clone())],
        // Any JSON includes `null`.
        (Ty::Nullable(_), Ty::Any) | (Ty::Any, Ty::Nullable(_)) => unrelated(comparer, old, new, site),
        (Ty::Nullable(inner), new) => {
            record_null(comparer, ChangeKind::NullDisallowed, Compat::BREAKS_BOTH, (old, new), site);
            vec![TypePair::new(inner, new, site.clone())]
        }
        (old, Ty::Nullable(inner)) => {
            record_null(comparer, ChangeKind::NullAllowed, Compat::BREAKS_COMPILATION, (old, new), site);
            vec![TypePair::new(old, inner, site.clone())]
        }
        (Ty::Array(old), Ty::Array(new)) => vec![TypePair::new(old, new, site.items())],
        (Ty::Map(old), Ty::Map(new)) => vec![TypePair::new(old, new, site.nested("{}"))],
        (Ty::Tuple(old), Ty::Tuple(new)) if old.len() == new.len() => {
            let items = old.iter().zip(new).enumerate();
            items.map(|(index, (old, new))| TypePair::new(old, new, site.nested(&format!("[{index}]")))).collect()
        }
        (Ty::Named(old_id), Ty::Named(new_id)) | (Ty::Boxed(old_id), Ty::Boxed(new_id)) => {
            named(comparer, (old, *old_id), (new, *new_id), site)
        }
        (old, new) => match limits::compare_with_plain(comparer, old, new, site) {
            Some(items) => items.into_iter().collect(),
            None if old == new => Vec::new(),
            None => unrelated(comparer, old, new, site),
        },
    }
}

/// Records a change between two types without comparable parts.
fn unrelated<'a>(comparer: &mut Comparer<'_>, old: &Ty, new: &Ty, site: &ChangeSite) -> Vec<TypePair<'a>> {
    let accepts_old = json_kind::accepts_old((&comparer.old, old), (&comparer.new, new));
    let (before, after) = (comparer.old.describe_type(old), comparer.new.describe_type(new));
    comparer.type_changed(before, after, accepts_old, site);
    Vec::new()
}

fn record_null(
    comparer: &mut Comparer<'_>,
    kind: ChangeKind,
    compat: Compat,
    (old, new): (&Ty, &Ty),
    site: &ChangeSite,
) {
    let before = Some(ChangeValue::new(comparer.old.type_text(old)));
    let after = Some(ChangeValue::new(comparer.new.type_text(new)));
    comparer.record(kind, compat, site, before, after);
}

fn named<'a>(
    comparer: &mut Comparer<'a>,
    (old_ty, old_id): (&'a Ty, TypeId),
    (new_ty, new_id): (&'a Ty, TypeId),
    site: &ChangeSite,
) -> Vec<TypePair<'a>> {
    if !comparer.is_first(old_id, new_id) {
        return Vec::new();
    }
    let (Some((old, old_names)), Some((new, new_names))) = (comparer.old.named(old_id), comparer.new.named(new_id))
    else {
        return Vec::new();
    };
    if std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind) {
        return unrelated(comparer, old_ty, new_ty, site);
    }
    let site = site.item(comparer.new.type_path(new_names));
    if old_names.name != new_names.name {
        let (before, after) = (Some(ChangeValue::new(&old_names.name)), Some(ChangeValue::new(&new_names.name)));
        comparer.record(ChangeKind::TypeRenamed, Compat::BREAKS_COMPILATION, &site, before, after);
    }
    shared_types::compare(comparer, old_id, new_id, &site);
    match (&old.kind, &new.kind) {
        (TypeKind::Struct(old), TypeKind::Struct(new)) => {
            structs::compare(comparer, (old, old_names), (new, new_names), &site)
        }
        (TypeKind::Enum(old), TypeKind::Enum(new)) => {
            enums::compare(comparer, (old, old_names), (new, new_names), &site);
            Vec::new()
        }
        (TypeKind::Union(old), TypeKind::Union(new)) => {
            union::compare(comparer, (old, old_names), (new, new_names), &site)
        }
        (TypeKind::Constrained(old), TypeKind::Constrained(new)) => {
            limits::compare(comparer, old, new, &site).into_iter().collect()
        }
        // Two kinds were handled above.
        (TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Constrained(_), _) => Vec::new(),
    }
}
