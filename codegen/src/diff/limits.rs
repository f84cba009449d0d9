//! Comparison of limits: which values are accepted or rejected now.
//!
//! `checked!` compares literals with the limits at compile time, so a tighter limit may break the build. It does not
//! apply to values with a pattern and to arrays, which are checked at run time only.

use super::{
    change::{ChangeKind, ChangeValue, Compat},
    comparer::{ChangeSite, Comparer, TypePair},
};
use crate::{
    explain::describe_provenance,
    ir::{Base, Constrained, Constraint, IntType, Ty, TypeKind},
    limit::{Limit, LimitKind},
    literal::NumberLiteral,
};

/// Compares a plain type with a constrained one: a value gets its first limit or loses its last one. Returns the pair of
/// item types of arrays; `None` if the types are not such a pair.
#[expect(clippy::option_option, reason = "no match, a match, and a match with items")]
pub(super) fn compare_with_plain<'a>(
    comparer: &mut Comparer<'a>,
    old: &'a Ty,
    new: &'a Ty,
    site: &ChangeSite,
) -> Option<Option<TypePair<'a>>> {
    if let Ty::Named(id) = new {
        let (named, names) = comparer.new.named(*id)?;
        let TypeKind::Constrained(constrained) = &named.kind else { return None };
        let items = matching_items(old, &constrained.base)?;
        let site = site.item(comparer.new.type_path(names));
        let before = Some(ChangeValue::new(comparer.old.type_text(old)));
        comparer.record(ChangeKind::LimitAdded, Compat::BREAKS_BOTH, &site, before, Some(all_limits(constrained)));
        return Some(items.map(|(plain, constrained)| TypePair::new(plain, constrained, site.items())));
    }
    let Ty::Named(id) = old else { return None };
    let (named, names) = comparer.old.named(*id)?;
    let TypeKind::Constrained(constrained) = &named.kind else { return None };
    let items = matching_items(new, &constrained.base)?;
    let site = site.item(comparer.old.type_path(names));
    let (before, after) = (Some(all_limits(constrained)), Some(ChangeValue::new(comparer.new.type_text(new))));
    comparer.record(ChangeKind::LimitRemoved, Compat::BREAKS_COMPILATION, &site, before, after);
    Some(items.map(|(plain, constrained)| TypePair::new(constrained, plain, site.items())))
}

/// Returns whether a plain type is the base of a constrained one, with the types of array items or map values.
#[expect(clippy::option_option, reason = "no match, a match, and a match with items")]
fn matching_items<'t>(plain: &'t Ty, base: &'t Base) -> Option<Option<(&'t Ty, &'t Ty)>> {
    match base {
        Base::Integer(int) => (*plain == Ty::Integer(*int)).then_some(None),
        Base::Number => (*plain == Ty::Number).then_some(None),
        Base::String => (*plain == Ty::String).then_some(None),
        Base::NumericString { .. } | Base::Sequence { .. } => None,
        Base::Array(constrained) => plain.item().map(|plain| Some((plain, &**constrained))),
        Base::Map(constrained) => plain.map_value().map(|plain| Some((plain, &**constrained))),
    }
}

fn all_limits(constrained: &Constrained) -> ChangeValue {
    let constraints = constrained.constraints.iter();
    let limits: Vec<String> = constraints.clone().map(|constraint| constraint.limit.to_string()).collect();
    let mut sources: Vec<String> = constraints.map(|constraint| describe_provenance(&constraint.provenance)).collect();
    sources.dedup();
    ChangeValue { text: limits.join(", "), provenance: Some(sources.join(", ")) }
}

/// Compares two constrained types. Returns the types of array items or map values.
pub(super) fn compare<'a>(
    comparer: &mut Comparer<'a>,
    old: &'a Constrained,
    new: &'a Constrained,
    site: &ChangeSite,
) -> Vec<TypePair<'a>> {
    let pairs = item_pairs(&old.base, &new.base);
    if pairs.is_empty() && old.base != new.base {
        let accepts_old = is_widened(&old.base, &new.base);
        let (before, after) = (describe_base(&old.base), describe_base(&new.base));
        comparer.type_changed(before.to_owned(), after.to_owned(), accepts_old, site);
        if !accepts_old {
            return Vec::new();
        }
    }
    compare_constraints(comparer, old, new, site);
    let pairs = pairs.into_iter().map(|(old, new)| TypePair::new(old, new, site.items()));
    let is_sequence = matches!(new.base, Base::Sequence { .. });
    pairs.filter(|pair| !(is_sequence && compare_position(comparer, pair))).collect()
}

/// Returns the types of the items of two arrays or the values of two maps, position by position; none for other bases.
fn item_pairs<'t>(old: &'t Base, new: &'t Base) -> Vec<(&'t Ty, &'t Ty)> {
    if let (Base::Sequence { positions: old, rest: old_rest }, Base::Sequence { positions: new, rest: new_rest }) =
        (old, new)
    {
        let length = old.len().max(new.len()) + 1;
        let olds = old.iter().chain(std::iter::repeat(&**old_rest));
        return olds.zip(new.iter().chain(std::iter::repeat(&**new_rest))).take(length).collect();
    }
    let is_alike = std::mem::discriminant(old) == std::mem::discriminant(new);
    old.item().zip(new.item()).filter(|_| is_alike).into_iter().collect()
}

/// Compares the types of a position without names. Such an array is a `Vec<Value>` in Rust, so programs compile. Returns
/// `false`, having done nothing, if a type has a name.
fn compare_position(comparer: &mut Comparer<'_>, pair: &TypePair<'_>) -> bool {
    if !(pair.old.ids().is_empty() && pair.new.ids().is_empty()) {
        return false;
    }
    if pair.old != pair.new {
        let before = Some(ChangeValue::new(comparer.old.type_text(pair.old)));
        let after = Some(ChangeValue::new(comparer.new.type_text(pair.new)));
        comparer.record(ChangeKind::LimitChanged, Compat::BREAKS_RUNTIME, &pair.site, before, after);
    }
    true
}

fn compare_constraints(comparer: &mut Comparer<'_>, old: &Constrained, new: &Constrained, site: &ChangeSite) {
    let rejects = Compat { breaks_compilation: accepts_literals(old), breaks_runtime: true };
    let is_integer = matches!(new.base, Base::Integer(_) | Base::NumericString { integer: true });
    for constraint in &new.constraints {
        let known = old.constraints.iter().find(|known| known.limit.kind() == constraint.limit.kind());
        let Some(known) = known else {
            comparer.record(ChangeKind::LimitAdded, rejects, site, None, Some(change_value(constraint)));
            continue;
        };
        let (kind, compat) = match relation(&known.limit, &constraint.limit, is_integer) {
            Relation::Equal => continue,
            Relation::Tighter => (ChangeKind::LimitTightened, rejects),
            Relation::Looser => (ChangeKind::LimitLoosened, Compat::COMPATIBLE),
            Relation::Different => (ChangeKind::LimitChanged, rejects),
        };
        comparer.record(kind, compat, site, Some(change_value(known)), Some(change_value(constraint)));
    }
    for constraint in &old.constraints {
        if !new.constraints.iter().any(|kept| kept.limit.kind() == constraint.limit.kind()) {
            let before = Some(change_value(constraint));
            comparer.record(ChangeKind::LimitRemoved, Compat::COMPATIBLE, site, before, None);
        }
    }
}

/// Returns whether every value of the old base is a value of the new one, apart from limits.
fn is_widened(old: &Base, new: &Base) -> bool {
    matches!((old, new), (Base::Integer(_), Base::Number))
        || matches!((old, new), (Base::NumericString { integer: true }, Base::NumericString { integer: false }))
}

fn change_value(constraint: &Constraint) -> ChangeValue {
    let provenance = Some(describe_provenance(&constraint.provenance));
    ChangeValue { text: constraint.limit.to_string(), provenance }
}

/// Returns whether `checked!` accepts literals of the type.
fn accepts_literals(constrained: &Constrained) -> bool {
    let has_pattern = constrained.constraints.iter().any(|constraint| constraint.limit.kind() == LimitKind::Pattern);
    !has_pattern && constrained.base.children().is_empty()
}

fn describe_base(base: &Base) -> &'static str {
    match base {
        Base::Integer(IntType::U64) => "constrained u64",
        Base::Integer(IntType::I64) => "constrained i64",
        Base::Integer(IntType::I128) => "constrained i128",
        Base::Number => "constrained f64",
        Base::String => "constrained string",
        Base::NumericString { integer: true } => "constrained integer as string",
        Base::NumericString { integer: false } => "constrained number as string",
        Base::Array(_) => "constrained array",
        Base::Sequence { .. } => "array with types by position",
        Base::Map(_) => "constrained map",
    }
}

/// How a new limit relates to the old one.
enum Relation {
    Equal,
    Tighter,
    Looser,
    /// Each rejects values that the other accepts, or nothing is known.
    Different,
}

fn relation(old: &Limit, new: &Limit, is_integer: bool) -> Relation {
    if let (Limit::MultipleOf(old), Limit::MultipleOf(new)) = (old, new) {
        return relation_of_steps(old, new);
    }
    let (old, new) = (inclusive(old, is_integer), inclusive(new, is_integer));
    match (new.implies(&old), old.implies(&new)) {
        (true, true) => Relation::Equal,
        (true, false) => Relation::Tighter,
        (false, true) => Relation::Looser,
        (false, false) => Relation::Different,
    }
}

fn relation_of_steps(old: &NumberLiteral, new: &NumberLiteral) -> Relation {
    if old == new {
        return Relation::Equal;
    }
    let integers = old.as_i128().zip(new.as_i128()).filter(|(old, new)| *old != 0 && *new != 0);
    match integers {
        Some((old, new)) if new % old == 0 => Relation::Tighter,
        Some((old, new)) if old % new == 0 => Relation::Looser,
        Some(_) | None => Relation::Different,
    }
}

/// Converts an exclusive bound on integers to the equal inclusive one: greater than 0 is at least 1.
fn inclusive(limit: &Limit, is_integer: bool) -> Limit {
    let shifted = |value: &NumberLiteral, by: i128| value.as_i128().filter(|_| is_integer).map(|value| value + by);
    let inclusive = match limit {
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
        | Limit::UniqueItems
        | Limit::MinProperties(_)
        | Limit::MaxProperties(_) => None,
    };
    inclusive.unwrap_or_else(|| limit.clone())
}
