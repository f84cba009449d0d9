//! Objects: their fields by wire name, and what constructs them.

use std::collections::BTreeMap;

use super::{
    Breaks, Kind, Stated,
    walk::{At, Side, Walk},
};
use crate::{
    explain::provenance_words,
    ir::{Field, Presence, Struct, Ty},
    literal::Literal,
    names::TypeNames,
    rust,
};

/// A field with its names.
#[derive(Clone, Copy)]
struct Item<'a> {
    field: &'a Field,
    name: &'a str,
    setter: &'a str,
    null_setter: &'a str,
}

fn items<'a>(record: &'a Struct, names: &'a TypeNames) -> Vec<Item<'a>> {
    let setters = names.setters.iter().zip(&names.null_setters);
    let named = record.fields.iter().zip(&names.members).zip(setters);
    named.map(|((field, name), (setter, null_setter))| Item { field, name, setter, null_setter }).collect()
}

pub(super) fn compare(walk: &mut Walk<'_>, old: (&Struct, &TypeNames), new: (&Struct, &TypeNames), at: &At) {
    let (was, is) = (items(old.0, old.1), items(new.0, new.1));
    let by_wire: BTreeMap<&str, Item<'_>> = was.iter().map(|item| (item.field.wire.as_str(), *item)).collect();
    // Where nothing is required, there is a `Default`, which users may call.
    let loses_default = nothing_required(&was) && !nothing_required(&is);
    let replaced = at.is_request() && is_replaced(walk, &was, &is);
    for item in &is {
        let at = at.member(&item.field.wire, format!("{}::{}", at.rust, item.name));
        match by_wire.get(item.field.wire.as_str()) {
            Some(before) => {
                renamed(walk, *before, *item, &is, &at);
                compare_field(walk, *before, *item, loses_default, &at);
            }
            None => added(walk, item.field, loses_default, replaced, &at),
        }
    }
    let path = walk.old.path(old.1);
    for item in was.iter().filter(|item| !is.iter().any(|kept| kept.field.wire == item.field.wire)) {
        let at = at.member(&item.field.wire, format!("{path}::{}", item.name));
        let before = Some(Stated::plain(walk.old.field_text(item.field)));
        let run_time = replaced && item.field.presence == Presence::Required;
        walk.tell(Kind::FieldRemoved, Breaks { compilation: true, run_time }, &at, before, None);
    }
    if at.is_request() {
        order(walk, &was, &is, &at.item(format!("{}::new", at.rust)));
    }
    extra(walk, old.0, new.0, &at.item(format!("{}::extra", at.rust)));
}

fn nothing_required(items: &[Item<'_>]) -> bool {
    items.iter().all(|item| item.field.presence != Presence::Required)
}

fn required<'i>(items: &'i [Item<'_>]) -> Vec<&'i Field> {
    items.iter().map(|item| item.field).filter(|field| field.presence == Presence::Required).collect()
}

/// The types of the arguments of `new`.
fn arguments(side: &Side<'_>, required: &[&Field]) -> Vec<String> {
    required.iter().map(|field| rust::argument(side.endpoint, side.names, &field.ty)).collect()
}

/// Whether other fields are required than before and `new` takes the same types: programs compile and set these.
fn is_replaced(walk: &Walk<'_>, old: &[Item<'_>], new: &[Item<'_>]) -> bool {
    let (old, new) = (required(old), required(new));
    let gone = old.iter().any(|field| !new.iter().any(|kept| kept.wire == field.wire));
    gone && arguments(&walk.old, &old) == arguments(&walk.new, &new)
}

/// A required field of a request is one more argument of `new`, or stands where another did; one of a response must
/// be there in stored JSON.
fn added(walk: &mut Walk<'_>, field: &Field, loses_default: bool, replaced: bool, at: &At) {
    let required = field.presence == Presence::Required;
    let another_new = at.is_request() && !replaced;
    let breaks = Breaks { compilation: required && (another_new || loses_default), run_time: required };
    let after = Some(Stated::plain(walk.new.field_text(field)));
    walk.tell(Kind::FieldAdded, breaks, at, None, after);
}

fn compare_field(walk: &mut Walk<'_>, old: Item<'_>, new: Item<'_>, loses_default: bool, at: &At) {
    presence(walk, old.field, new.field, loses_default, at);
    walk.ty(value(old.field), value(new.field), at);
    if at.is_request() {
        default(walk, old.field, new.field, at);
    }
    match (old.field.docs.deprecated, new.field.docs.deprecated) {
        (false, true) => walk.tell(Kind::FieldDeprecated, Breaks::NOTHING, at, None, None),
        (true, false) => walk.tell(Kind::FieldRestored, Breaks::NOTHING, at, None, None),
        (true, true) | (false, false) => {}
    }
}

/// The names of a field and of what sets it; `all` are the fields of now. Where another one has the old name and
/// is of the same type, programs compile and mean that one.
fn renamed(walk: &mut Walk<'_>, old: Item<'_>, new: Item<'_>, all: &[Item<'_>], at: &At) {
    let tell = |walk: &mut Walk<'_>, kind, taken, before: &str, after: &str| {
        let breaks = if taken { Breaks::RUN_TIME } else { Breaks::COMPILATION };
        walk.tell(kind, breaks, at, Some(Stated::plain(before)), Some(Stated::plain(after)));
    };
    let same_type = |item: &&Item<'_>| walk.new.field_text(item.field) == walk.old.field_text(old.field);
    if old.name != new.name {
        let taken = all.iter().filter(same_type).any(|item| item.name == old.name);
        return tell(walk, Kind::FieldRenamed, taken, old.name, new.name);
    }
    let is_set = |item: &Item<'_>| at.is_request() && item.field.presence != Presence::Required;
    let has_null = |item: &Item<'_>| item.field.presence == Presence::Tristate;
    if is_set(&old) && is_set(&new) && old.setter != new.setter {
        let taken = all.iter().filter(same_type).any(|item| item.setter == old.setter);
        tell(walk, Kind::SetterRenamed, taken, old.setter, new.setter);
    }
    if has_null(&old) && has_null(&new) && old.null_setter != new.null_setter {
        tell(walk, Kind::SetterRenamed, false, old.null_setter, new.null_setter);
    }
}

/// The type of a value that is there and is not `null`.
fn value(field: &Field) -> &Ty {
    field.ty.non_null()
}

/// Whether a field may be missing or `null`, and what that makes of its type.
fn presence(walk: &mut Walk<'_>, old: &Field, new: &Field, loses_default: bool, at: &At) {
    let (was_required, is_required) = (old.presence == Presence::Required, new.presence == Presence::Required);
    let rewrapped = wrapper(old) != wrapper(new);
    let compilation = rewrapped || (at.is_request() && was_required != is_required);
    let mut kinds = Vec::new();
    match (was_required, is_required) {
        (false, true) => {
            kinds.push((Kind::FieldRequired, Breaks { compilation: compilation || loses_default, run_time: true }));
        }
        (true, false) => kinds.push((Kind::FieldOptional, Breaks { compilation, run_time: false })),
        (true, true) | (false, false) => {}
    }
    let compilation = rewrapped && kinds.is_empty();
    // What a response leaves out may be `null` too: there that says nothing of its own.
    let tells = |field: &Field| at.is_request() || field.presence == Presence::Required;
    match (takes_null(old), takes_null(new)) {
        (false, true) if tells(old) && tells(new) => {
            kinds.push((Kind::NullAllowed, Breaks { compilation, run_time: false }));
        }
        (true, false) if tells(old) && tells(new) => {
            kinds.push((Kind::NullRefused, Breaks { compilation, run_time: true }));
        }
        // Between any JSON and `null` or a value, the type is what changes, and that is told.
        _ if compilation && is_any(old) == is_any(new) => kinds.push((Kind::NullChanged, Breaks::BOTH)),
        _ => {}
    }
    for (kind, breaks) in kinds {
        let (before, after) =
            (Some(Stated::plain(walk.old.field_text(old))), Some(Stated::plain(walk.new.field_text(new))));
        walk.tell(kind, breaks, at, before, after);
    }
}

fn takes_null(field: &Field) -> bool {
    let by_type = matches!(field.ty, Ty::Nullable(_)) || is_any(field);
    by_type || matches!(field.presence, Presence::Nullable | Presence::Tristate)
}

fn is_any(field: &Field) -> bool {
    field.ty == Ty::Any
}

/// What stands around the value in the type of the field.
fn wrapper(field: &Field) -> (&'static str, bool) {
    let around = match (field.presence, &field.ty) {
        (Presence::Required, Ty::Nullable(_)) => return ("Option", false),
        (Presence::Required, _) => "",
        (Presence::Optional | Presence::Nullable, _) => "Option",
        (Presence::Tristate, _) => "Option<Nullable>",
    };
    (around, matches!(field.ty, Ty::Nullable(_)))
}

/// The server does otherwise where the field is not sent; programs that rely on it are not told by the compiler.
fn default(walk: &mut Walk<'_>, old: &Field, new: &Field, at: &At) {
    let stated = |field: &Field| {
        let (value, provenance) = field.docs.default.as_ref()?;
        Some((value.clone(), Stated { text: value.to_string(), basis: Some(provenance_words(provenance)) }))
    };
    let (before, after) = (stated(old), stated(new));
    let value = |stated: &Option<(Literal, Stated)>| stated.as_ref().map(|(value, _)| value.to_string());
    if value(&before) == value(&after) {
        return;
    }
    let (kind, breaks) = match (&before, &after) {
        (None, _) => (Kind::DefaultAdded, Breaks::NOTHING),
        (Some(_), Some(_)) => (Kind::DefaultChanged, Breaks::RUN_TIME),
        (Some(_), None) => (Kind::DefaultRemoved, Breaks::RUN_TIME),
    };
    walk.tell(kind, breaks, at, before.map(|(_, stated)| stated), after.map(|(_, stated)| stated));
}

/// The order of the arguments of `new`, as far as they are the same. Arguments of one type that change places
/// compile, and mean each other.
fn order(walk: &mut Walk<'_>, old: &[Item<'_>], new: &[Item<'_>], at: &At) {
    fn kept<'f>(of: &[&'f Field], other: &[&Field]) -> Vec<&'f str> {
        let stays = |field: &&&Field| other.iter().any(|kept| kept.wire == field.wire);
        of.iter().filter(stays).map(|field| field.wire.as_str()).collect()
    }
    let (old, new) = (required(old), required(new));
    let (before, after) = (kept(&old, &new), kept(&new, &old));
    if before == after {
        return;
    }
    let same_types = arguments(&walk.old, &old) == arguments(&walk.new, &new);
    let breaks = if same_types { Breaks::RUN_TIME } else { Breaks::COMPILATION };
    let (before, after) = (Some(Stated::plain(before.join(", "))), Some(Stated::plain(after.join(", "))));
    walk.tell(Kind::ArgumentOrder, breaks, at, before, after);
}

fn extra(walk: &mut Walk<'_>, old: &Struct, new: &Struct, at: &At) {
    match (old.allow_unknown_fields, new.allow_unknown_fields) {
        (false, true) => walk.tell(Kind::ExtraKept, Breaks::NOTHING, at, None, None),
        (true, false) => walk.tell(Kind::ExtraDropped, Breaks::COMPILATION, at, None, None),
        (true, true) | (false, false) => {}
    }
}
