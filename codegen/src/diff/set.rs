//! Lists of values: each value by what it is on the wire.

use super::{
    Breaks, Kind, Stated,
    walk::{At, Walk},
};
use crate::{
    explain::provenance_words,
    ir::{Enum, EnumValue},
    names::TypeNames,
};

pub(super) fn compare(walk: &mut Walk<'_>, old: (&Enum, &TypeNames), new: (&Enum, &TypeNames), at: &At) {
    if is_text(old.0) != is_text(new.0) {
        let words = |set: &Enum| format!("a list of {}", if is_text(set) { "texts" } else { "whole numbers" });
        return walk.reshaped(words(old.0), words(new.0), false, at);
    }
    match (old.0.open, new.0.open) {
        (false, true) => walk.tell(Kind::SetOpened, Breaks::COMPILATION, at, None, None),
        (true, false) => walk.tell(Kind::SetClosed, Breaks::BOTH, at, None, None),
        (true, true) | (false, false) => {}
    }
    let stated = |set: &Enum, member: &EnumValue| {
        Some(Stated { text: member.value.to_string(), basis: Some(provenance_words(&set.provenance)) })
    };
    for (member, variant) in new.0.values.iter().zip(&new.1.members) {
        let at = at.item(format!("{}::{variant}", at.rust));
        match find(old, member) {
            None => walk.tell(Kind::ValueAdded, Breaks::NOTHING, &at, None, stated(new.0, member)),
            Some(before) if before != variant => {
                // Where another value has the old name now, programs compile and mean that one.
                let taken = new.1.members.contains(before);
                let breaks = if taken { Breaks::RUN_TIME } else { Breaks::COMPILATION };
                let (before, after) = (Some(Stated::plain(before)), Some(Stated::plain(variant)));
                walk.tell(Kind::ValueRenamed, breaks, &at, before, after);
            }
            Some(_) => {}
        }
    }
    let path = walk.old.path(old.1);
    for (member, variant) in old.0.values.iter().zip(&old.1.members) {
        if find(new, member).is_none() {
            let at = at.item(format!("{path}::{variant}"));
            let breaks = if new.0.open { Breaks::COMPILATION } else { Breaks::BOTH };
            walk.tell(Kind::ValueRemoved, breaks, &at, stated(old.0, member), None);
        }
    }
}

fn is_text(set: &Enum) -> bool {
    set.values.iter().all(|member| member.value.as_str().is_some())
}

/// The variant of a value.
fn find<'n>((set, names): (&Enum, &'n TypeNames), wanted: &EnumValue) -> Option<&'n String> {
    let same = |member: &EnumValue| member.value.to_string() == wanted.value.to_string();
    set.values.iter().zip(&names.members).find(|(member, _)| same(member)).map(|(_, variant)| variant)
}
