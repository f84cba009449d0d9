//! JSON output of `diff`: one object.

use fal_codegen::{
    diff::{Change, ChangeValue},
    escape_bidi,
    ir::Direction,
};
use serde_json::{Value, json};

use super::Comparison;

pub(super) fn render(comparison: &Comparison) -> String {
    let Comparison { from, to, changes, bump, .. } = comparison;
    let bump = bump
        .as_ref()
        .map(|bump| json!({ "part": bump.part.as_str(), "from": bump.from.to_string(), "to": bump.to.to_string() }));
    let object = json!({
        "from": from.trim_matches('`'),
        "to": to.trim_matches('`'),
        "version": bump,
        "breaking": changes.iter().any(|change| change.compat.is_breaking()),
        "changes": changes.iter().map(change).collect::<Vec<_>>(),
    });
    escape_bidi(&format!("{object:#}\n"))
}

fn change(change: &Change) -> Value {
    let direction = change.direction.map(|direction| match direction {
        Direction::Request => "request",
        Direction::Response => "response",
    });
    json!({
        "endpoint": change.endpoint,
        "kind": change.kind.as_str(),
        "section": change.kind.section().heading(),
        "breaks_compilation": change.compat.breaks_compilation,
        "breaks_at_run_time": change.compat.breaks_runtime,
        "direction": direction,
        "field": change.field,
        "rust": change.rust,
        "before": change.before.as_ref().map(stated),
        "after": change.after.as_ref().map(stated),
        "message": change.describe(),
        "consequence": change.impact(),
    })
}

fn stated(stated: &ChangeValue) -> Value {
    json!({ "text": stated.text, "provenance": stated.provenance })
}
