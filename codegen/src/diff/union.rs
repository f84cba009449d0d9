//! One of several shapes: each by the name of its variant.

use super::{
    Breaks, Kind, Stated,
    walk::{At, Walk},
};
use crate::{
    ir::{Union, Variant},
    names::TypeNames,
};

pub(super) fn compare(walk: &mut Walk<'_>, old: (&Union, &TypeNames), new: (&Union, &TypeNames), at: &At) {
    for (arm, variant) in new.0.variants.iter().zip(&new.1.members) {
        let at = at.item(format!("{}::{variant}", at.rust));
        if let Some(before) = find(old, variant) {
            walk.ty(&before.ty, &arm.ty, &at);
            tag(walk, before, arm, &at);
        } else {
            let after = Some(Stated::plain(walk.new.text(&arm.ty)));
            walk.tell(Kind::ArmAdded, Breaks::NOTHING, &at, None, after);
        }
    }
    order(walk, old, new, at);
    let path = walk.old.path(old.1);
    for (arm, variant) in old.0.variants.iter().zip(&old.1.members) {
        if find(new, variant).is_none() {
            let at = at.item(format!("{path}::{variant}"));
            let breaks = if at.is_request() { Breaks::BOTH } else { Breaks::COMPILATION };
            let before = Some(Stated::plain(walk.old.text(&arm.ty)));
            walk.tell(Kind::ArmRemoved, breaks, &at, before, None);
        }
    }
}

/// Where nothing tells shapes apart, JSON becomes the first that fits.
fn order(walk: &mut Walk<'_>, old: (&Union, &TypeNames), new: (&Union, &TypeNames), at: &At) {
    let kept = |of: &TypeNames, other: (&Union, &TypeNames)| {
        let stays = |variant: &&String| find(other, variant).is_some();
        of.members.iter().filter(stays).map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (kept(old.1, new), kept(new.1, old));
    if before != after && new.0.variants.iter().any(|arm| arm.discriminator.is_none()) {
        let words = |order: String| Some(Stated::plain(format!("the first that fits of {order}")));
        walk.tell(Kind::ArmChanged, Breaks::RUN_TIME, at, words(before), words(after));
    }
}

fn find<'u>((union, names): (&'u Union, &TypeNames), wanted: &str) -> Option<&'u Variant> {
    union.variants.iter().zip(&names.members).find(|(_, variant)| *variant == wanted).map(|(arm, _)| arm)
}

/// JSON of a shape is known by other values: it may become another variant.
fn tag(walk: &mut Walk<'_>, old: &Variant, new: &Variant, at: &At) {
    let words = |arm: &Variant| {
        let tag = arm.discriminator.as_ref()?;
        Some(Stated::plain(format!("{} is {}", tag.property, tag.values.join(" or "))))
    };
    let (before, after) = (words(old), words(new));
    if before != after {
        let untold = || Some(Stated::plain("its members"));
        walk.tell(Kind::ArmChanged, Breaks::RUN_TIME, at, before.or_else(untold), after.or_else(untold));
    }
}
