//! Comparison of unions, variant by variant.

use super::{
    change::{ChangeKind, ChangeValue, Compat},
    comparer::{ChangeSite, Comparer, TypePair},
};
use crate::{
    ir::{Union, Variant},
    literal::Literal,
    names::TypeNames,
};

/// Compares two unions. Returns the types of the variants that both have.
pub(super) fn compare<'a>(
    comparer: &mut Comparer<'a>,
    old: (&'a Union, &TypeNames),
    new: (&'a Union, &TypeNames),
    site: &ChangeSite,
) -> Vec<TypePair<'a>> {
    let mut pairs = Vec::new();
    for (variant, name) in new.0.variants.iter().zip(&new.1.members) {
        let site = site.item(format!("{}::{name}", site.rust));
        if let Some(before) = find(old, name) {
            compare_discriminators(comparer, before, variant, &site);
            pairs.push(TypePair::new(&before.ty, &variant.ty, site));
        } else {
            let after = Some(ChangeValue::new(comparer.new.type_text(&variant.ty)));
            comparer.record(ChangeKind::VariantAdded, Compat::COMPATIBLE, &site, None, after);
        }
    }
    compare_order(comparer, old, new, site);
    let path = comparer.old.type_path(old.1);
    for (variant, name) in old.0.variants.iter().zip(&old.1.members) {
        if find(new, name).is_none() {
            let site = site.item(format!("{path}::{name}"));
            let compat = if site.is_request() { Compat::BREAKS_BOTH } else { Compat::BREAKS_COMPILATION };
            let before = Some(ChangeValue::new(comparer.old.type_text(&variant.ty)));
            comparer.record(ChangeKind::VariantRemoved, compat, &site, before, None);
        }
    }
    pairs
}

/// Compares the order of variants, which matters if one has no discriminator: the first variant that matches is taken.
fn compare_order(comparer: &mut Comparer<'_>, old: (&Union, &TypeNames), new: (&Union, &TypeNames), site: &ChangeSite) {
    let common = |names: &TypeNames, other: (&Union, &TypeNames)| {
        let is_common = |name: &&String| find(other, name).is_some();
        names.members.iter().filter(is_common).map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (common(old.1, new), common(new.1, old));
    if before != after && new.0.variants.iter().any(|variant| variant.discriminator.is_none()) {
        let describe = |order: String| Some(ChangeValue::new(format!("the first match of {order}")));
        comparer.record(ChangeKind::VariantChanged, Compat::BREAKS_RUNTIME, site, describe(before), describe(after));
    }
}

fn compare_discriminators(comparer: &mut Comparer<'_>, old: &Variant, new: &Variant, site: &ChangeSite) {
    let describe = |variant: &Variant| {
        let discriminator = variant.discriminator.as_ref();
        let text = discriminator.map(|by| {
            let values: Vec<String> = by.values.iter().map(Literal::to_text).collect();
            format!("{} is {}", by.property, values.join(" or "))
        });
        text.unwrap_or_else(|| "its properties".to_owned())
    };
    let (before, after) = (describe(old), describe(new));
    if before != after {
        let (before, after) = (Some(ChangeValue::new(before)), Some(ChangeValue::new(after)));
        comparer.record(ChangeKind::VariantChanged, Compat::BREAKS_RUNTIME, site, before, after);
    }
}

fn find<'u>((union, names): (&'u Union, &TypeNames), wanted: &str) -> Option<&'u Variant> {
    union.variants.iter().zip(&names.members).find(|(_, name)| *name == wanted).map(|(variant, _)| variant)
}
