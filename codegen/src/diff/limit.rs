//! Limits: which values are taken now that were not, and the other way round.
//!
//! `checked!` holds literals against the limits when a program is built, so a tighter limit may stop the
//! build; it cannot be used where there is a pattern, nor for lists, which are only checked at run time.

use super::{
    Breaks, Kind, Stated,
    walk::{At, Walk},
};
use crate::{
    explain::provenance_words,
    ir::{Base, Constrained, Constraint, IntType, Ty, TypeKind},
    limit::{Limit, LimitKind},
    literal::NumberLiteral,
};

/// A value gets its first limit or loses its last one: the checked type comes, or goes. Whether it was so.
pub(super) fn of_plain(walk: &mut Walk<'_>, old: &Ty, new: &Ty, at: &At) -> bool {
    match (old, new) {
        (plain, Ty::Named(id)) => {
            let Some((named, names)) = walk.new.type_of(*id) else { return false };
            let TypeKind::Constrained(checked) = &named.kind else { return false };
            let Some(items) = same_values(plain, &checked.base) else { return false };
            let at = at.item(walk.new.path(names));
            walk.tell(
                Kind::LimitAdded,
                Breaks::BOTH,
                &at,
                Some(Stated::plain(walk.old.text(plain))),
                Some(all(checked)),
            );
            if let Some((old, new)) = items {
                walk.items(old, new, &at);
            }
            true
        }
        (Ty::Named(id), plain) => {
            let Some((named, names)) = walk.old.type_of(*id) else { return false };
            let TypeKind::Constrained(checked) = &named.kind else { return false };
            let Some(items) = same_values(plain, &checked.base) else { return false };
            let at = at.item(walk.old.path(names));
            let after = Some(Stated::plain(walk.new.text(plain)));
            walk.tell(Kind::LimitRemoved, Breaks::COMPILATION, &at, Some(all(checked)), after);
            if let Some((new, old)) = items {
                walk.items(old, new, &at);
            }
            true
        }
        _ => false,
    }
}

/// Whether a plain type holds what a checked one does; of two lists also what they hold.
#[expect(clippy::option_option, reason = "no, yes, and yes with items")]
fn same_values<'t>(plain: &'t Ty, base: &'t Base) -> Option<Option<(&'t Ty, &'t Ty)>> {
    match (plain, base) {
        (Ty::Integer(a), Base::Integer(b)) if a == b => Some(None),
        (Ty::Number, Base::Number) | (Ty::String, Base::String) => Some(None),
        (Ty::Array(plain), Base::Array(checked)) => Some(Some((plain, checked))),
        _ => None,
    }
}

fn all(checked: &Constrained) -> Stated {
    let limits: Vec<String> = checked.constraints.iter().map(|constraint| constraint.limit.to_string()).collect();
    let mut bases: Vec<String> =
        checked.constraints.iter().map(|constraint| provenance_words(&constraint.provenance)).collect();
    bases.dedup();
    Stated { text: limits.join(", "), basis: Some(bases.join(", ")) }
}

pub(super) fn compare(walk: &mut Walk<'_>, old: &Constrained, new: &Constrained, at: &At) {
    match (&old.base, &new.base) {
        (Base::Array(old), Base::Array(new)) => walk.items(old, new, at),
        (old, new) if old == new => {}
        (old, new) => {
            let taken = widens(old, new);
            walk.reshaped(base_words(old).to_owned(), base_words(new).to_owned(), taken, at);
            if !taken {
                return;
            }
        }
    }
    let by_literals = takes_literals(old);
    let refuses = Breaks { compilation: by_literals, run_time: true };
    for constraint in &new.constraints {
        let known = old.constraints.iter().find(|known| known.limit.kind() == constraint.limit.kind());
        let Some(known) = known else {
            walk.tell(Kind::LimitAdded, refuses, at, None, Some(stated(constraint)));
            continue;
        };
        let whole = matches!(new.base, Base::Integer(_) | Base::NumericString { integer: true });
        let (kind, breaks) = match relation(&known.limit, &constraint.limit, whole) {
            Relation::Same => continue,
            Relation::Tighter => (Kind::LimitTightened, refuses),
            Relation::Looser => (Kind::LimitLoosened, Breaks::NOTHING),
            Relation::Other => (Kind::LimitChanged, refuses),
        };
        walk.tell(kind, breaks, at, Some(stated(known)), Some(stated(constraint)));
    }
    for constraint in &old.constraints {
        if !new.constraints.iter().any(|kept| kept.limit.kind() == constraint.limit.kind()) {
            walk.tell(Kind::LimitRemoved, Breaks::NOTHING, at, Some(stated(constraint)), None);
        }
    }
}

/// Whether a value of the new kind can be whatever one of the old kind was; limits are told by themselves.
fn widens(old: &Base, new: &Base) -> bool {
    matches!((old, new), (Base::Integer(_), Base::Number))
        || matches!((old, new), (Base::NumericString { integer: true }, Base::NumericString { integer: false }))
}

fn stated(constraint: &Constraint) -> Stated {
    let basis = Some(provenance_words(&constraint.provenance));
    Stated { text: constraint.limit.to_string(), basis }
}

/// Whether `checked!` can make a value.
fn takes_literals(checked: &Constrained) -> bool {
    let pattern = checked.constraints.iter().any(|constraint| constraint.limit.kind() == LimitKind::Pattern);
    !pattern && !matches!(checked.base, Base::Array(_))
}

fn base_words(base: &Base) -> &'static str {
    match base {
        Base::Integer(IntType::U64) => "u64, checked",
        Base::Integer(_) => "i64, checked",
        Base::Number => "f64, checked",
        Base::String => "text, checked",
        Base::NumericString { integer: true } => "whole number as text, checked",
        Base::NumericString { integer: false } => "number as text, checked",
        Base::Array(_) => "list, checked",
    }
}

/// What a limit is to the one that was there before.
enum Relation {
    Same,
    Tighter,
    Looser,
    Other,
}

fn relation(old: &Limit, new: &Limit, whole: bool) -> Relation {
    if let (Limit::MultipleOf(old), Limit::MultipleOf(new)) = (old, new) {
        return steps(old, new);
    }
    let (old, new) = (closed(old, whole), closed(new, whole));
    match (new.implies(&old), old.implies(&new)) {
        (true, true) => Relation::Same,
        (true, false) => Relation::Tighter,
        (false, true) => Relation::Looser,
        (false, false) => Relation::Other,
    }
}

fn steps(old: &NumberLiteral, new: &NumberLiteral) -> Relation {
    if old == new {
        return Relation::Same;
    }
    let whole = old.as_i128().zip(new.as_i128()).filter(|(old, new)| *old != 0 && *new != 0);
    match whole {
        Some((old, new)) if new % old == 0 => Relation::Tighter,
        Some((old, new)) if old % new == 0 => Relation::Looser,
        _ => Relation::Other,
    }
}

/// Between whole numbers, greater than 0 is at least 1.
fn closed(limit: &Limit, whole: bool) -> Limit {
    let shifted = |value: &NumberLiteral, by: i128| value.as_i128().filter(|_| whole).map(|value| value + by);
    let closed = match limit {
        Limit::Minimum { value, exclusive: true } => {
            shifted(value, 1).map(|value| Limit::Minimum { value: NumberLiteral::from(value), exclusive: false })
        }
        Limit::Maximum { value, exclusive: true } => {
            shifted(value, -1).map(|value| Limit::Maximum { value: NumberLiteral::from(value), exclusive: false })
        }
        Limit::Minimum { exclusive: false, .. }
        | Limit::Maximum { exclusive: false, .. }
        | Limit::MultipleOf(_)
        | Limit::MinLength(_)
        | Limit::MaxLength(_)
        | Limit::Pattern(_)
        | Limit::MinItems(_)
        | Limit::MaxItems(_)
        | Limit::UniqueItems => None,
    };
    closed.unwrap_or_else(|| limit.clone())
}
