//! The limits of one schema: taken in one place, enforced where a type can, reported where it cannot.
//!
//! [`Limits::new`] takes all limits of a schema. The function that lowers a kind of type removes those that it
//! enforces; [`Limits::report_unenforced`] reports what is left, so that no limit is lost silently.

mod applicability;
mod contradiction;
mod description;
mod keyword;

pub(super) use applicability::applies_to;

use super::{
    conformance::satisfies,
    context::{Lowering, SchemaContext},
    schema::ResolvedSchema,
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Constraint, Direction, Docs, Ty},
    limit::Limit,
    literal::Literal,
    spec::{JsonType, SchemaLimit},
};

/// The limits of a schema that are neither enforced nor reported yet.
pub(super) struct Limits {
    pending: Vec<SchemaLimit>,
}

impl Limits {
    /// Takes the limits of a schema. Responses are accepted whatever their values, so theirs are dropped.
    pub(super) fn new(schema: &ResolvedSchema<'_>, direction: Direction) -> Self {
        let pending = match direction {
            Direction::Request => schema.limits.clone(),
            Direction::Response => Vec::new(),
        };
        Self { pending }
    }

    /// Removes the limits on values of a JSON type and returns them with those of the description, as constraints:
    /// at most one of each kind, in the order of kinds, without contradictions. `docs` documents them.
    pub(super) fn enforce(
        &mut self,
        lowering: &mut Lowering<'_, '_>,
        schema: &ResolvedSchema<'_>,
        context: &SchemaContext<'_>,
        docs: &mut Docs,
        json_type: JsonType,
    ) -> Vec<Constraint> {
        if context.direction == Direction::Response {
            return Vec::new();
        }
        let applicable = self.remove_applicable(&[json_type]);
        let mut constraints = keyword::constraints(lowering, applicable, json_type);
        constraints.extend(description::constraints(lowering, schema, context, docs, &constraints));
        constraints.sort_by_key(|constraint| constraint.limit.kind());
        docs.constraints.clone_from(&constraints);
        constraints
    }

    /// Removes the limits that the variants of a union inherit: those on values of one of these JSON types.
    pub(super) fn remove_distributed(&mut self, types: &[JsonType]) {
        drop(self.remove_applicable(types));
    }

    /// Removes the limits that every value of the type satisfies.
    pub(super) fn remove_satisfied(&mut self, is_satisfied: impl Fn(&Limit) -> bool) {
        self.pending.retain(|stated| !is_satisfied(&stated.limit));
    }

    fn remove_applicable(&mut self, types: &[JsonType]) -> Vec<SchemaLimit> {
        let (applicable, rest) =
            std::mem::take(&mut self.pending).into_iter().partition(|stated| applies_to(stated.limit.kind(), types));
        self.pending = rest;
        applicable
    }

    /// Removes the limits that apply to the values of an enum: the list of values already enforces them, except
    /// where it contradicts them.
    pub(super) fn check_enum(&mut self, lowering: &mut Lowering<'_, '_>, values: &[Literal]) {
        let types: Vec<JsonType> = values.iter().filter_map(json_type_of).collect();
        for stated in self.remove_applicable(&types) {
            let keyword = stated.keyword;
            lowering.report(if let Some(value) = values.iter().find(|value| !satisfies(value, &stated.limit)) {
                let message = format!("`{keyword}` is not enforced: it excludes the listed value {value}");
                Diagnostic::warning("limit-not-enforced", &stated.origin, message).help(HELP_LIST)
            } else {
                let message = format!("`{keyword}` is redundant: all listed values satisfy it");
                Diagnostic::note("redundant-limit", &stated.origin, message)
            });
        }
    }

    /// Reports every limit that is left, and documents it if values of the type can violate it.
    pub(super) fn report_unenforced(self, lowering: &mut Lowering<'_, '_>, ty: &Ty, docs: &mut Docs) {
        let types = applicability::json_types(lowering, ty);
        let noun = applicability::noun(lowering, ty);
        for SchemaLimit { keyword, limit, origin } in self.pending {
            let applies = applies_to(limit.kind(), &types);
            let diagnostic = if *ty == Ty::Any {
                let message = format!("`{keyword}` is not enforced because the schema allows values of any type");
                Diagnostic::warning("limit-without-type", &origin, message).help("state the type with an overlay")
            } else if applies {
                let message = format!("`{keyword}` is not enforced for {noun}; the server checks it");
                Diagnostic::warning("limit-not-enforced", &origin, message)
            } else {
                let message = format!("`{keyword}` does not apply to {noun}; it is ignored");
                Diagnostic::warning("limit-of-other-type", &origin, message)
            };
            lowering.report(diagnostic);
            if applies {
                docs.notes.push(format!("Checked by the server only: {limit}."));
            }
        }
    }
}

const HELP_LIST: &str = "correct the list or the limit with an overlay";

/// Returns the narrowest JSON type of a value; `None` for `null`.
pub(super) fn json_type_of(value: &Literal) -> Option<JsonType> {
    match value {
        Literal::Null => None,
        Literal::Bool(_) => Some(JsonType::Boolean),
        Literal::Number(number) if number.is_integer() => Some(JsonType::Integer),
        Literal::Number(_) => Some(JsonType::Number),
        Literal::String(_) => Some(JsonType::String),
        Literal::Array(_) => Some(JsonType::Array),
        Literal::Object(_) => Some(JsonType::Object),
    }
}
