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
    let (was_nullable, is_nullable) = (matches!(old, Ty::Nullable(_)), matches!(new, Ty::Nullable(_)));
    if was_nullable || is_nullable {
        // Any JSON includes `null`.
        if *old == Ty::Any || *new == Ty::Any {
            return unrelated(comparer, old, new, site);
        }
        if !is_nullable {
            record_null(comparer, ChangeKind::NullDisallowed, Compat::BREAKS_BOTH, (old, new), site);
        } else if !was_nullable {
            record_null(comparer, ChangeKind::NullAllowed, Compat::BREAKS_COMPILATION, (old, new), site);
        }
        return vec![TypePair::new(old.non_null(), new.non_null(), site.clone())];
    }
    let same_box = matches!(old, Ty::Boxed(_)) == matches!(new, Ty::Boxed(_));
    if let (Some(old_id), Some(new_id), true) = (old.id(), new.id(), same_box) {
        return named(comparer, (old, old_id), (new, new_id), site);
    }
    if let Some(pairs) = children(old, new, site) {
        return pairs;
    }
    match limits::compare_with_plain(comparer, old, new, site) {
        Some(items) => items.into_iter().collect(),
        None if old == new => Vec::new(),
        None => unrelated(comparer, old, new, site),
    }
}

/// Pairs the children of two arrays, maps or tuples; `None` for types that are not composed in the same way.
fn children<'a>(old: &'a Ty, new: &'a Ty, site: &ChangeSite) -> Option<Vec<TypePair<'a>>> {
    match old {
        Ty::Array(old) => {
            let Ty::Array(new) = new else { return None };
            Some(vec![TypePair::new(old, new, site.items())])
        }
        Ty::Map(old) => {
            let Ty::Map(new) = new else { return None };
            Some(vec![TypePair::new(old, new, site.nested("{}"))])
        }
        Ty::Tuple(old) => {
            let Ty::Tuple(new) = new else { return None };
            let pair = |(index, (old, new))| TypePair::new(old, new, site.nested(&format!("[{index}]")));
            (old.len() == new.len()).then(|| old.iter().zip(new).enumerate().map(pair).collect())
        }
        Ty::Any
        | Ty::Bool
        | Ty::String
        | Ty::FileUrl
        | Ty::Integer(_)
        | Ty::Number
        | Ty::Named(_)
        | Ty::Boxed(_)
        | Ty::Nullable(_) => None,
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
    match &old.kind {
        TypeKind::Struct(old) => {
            let TypeKind::Struct(new) = &new.kind else { return Vec::new() };
            structs::compare(comparer, (old, old_names), (new, new_names), &site)
        }
        TypeKind::Enum(old) => {
            let TypeKind::Enum(new) = &new.kind else { return Vec::new() };
            enums::compare(comparer, (old, old_names), (new, new_names), &site);
            Vec::new()
        }
        TypeKind::Union(old) => {
            let TypeKind::Union(new) = &new.kind else { return Vec::new() };
            union::compare(comparer, (old, old_names), (new, new_names), &site)
        }
        TypeKind::Constrained(old) => {
            let TypeKind::Constrained(new) = &new.kind else { return Vec::new() };
            limits::compare(comparer, old, new, &site)
        }
    }
}
