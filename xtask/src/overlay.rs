//! `cargo xtask overlay new ID FIELD`: writes the draft of a correction.
//!
//! The draft is an OpenAPI Overlay next to the specification, with one action on the schema of the field. It has the
//! enforced limits as keywords, which take precedence over prose. `fal_codegen::overlay` applies overlays.

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use fal_codegen::{
    Limit, OnError, Options, Source, generate,
    ir::{Endpoint, Field, TypeKind},
    render::Target,
};

use crate::{
    command::{CommandResult, failure},
    field_path::resolve,
    sources,
    workspace::Workspace,
};

/// Options of `overlay`.
#[derive(Args, Debug, Clone)]
pub struct OverlayArgs {
    #[command(subcommand)]
    action: OverlayAction,
}

#[derive(Subcommand, Debug, Clone)]
enum OverlayAction {
    /// Write the draft of a correction of a field.
    New {
        /// Endpoint id.
        id: String,
        /// Path of the field, e.g. `size.width`.
        field: String,
    },
}

/// Runs the command.
pub fn run(args: &OverlayArgs, out: &mut dyn Write) -> CommandResult {
    let OverlayAction::New { id, field } = &args.action;
    let workspace = Workspace::find();
    let sources = sources::read(&workspace.spec())?;
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::own()) };
    let output = generate(&sources, &options);
    let located = match resolve(&output.api, &format!("{id}.{field}")) {
        Ok(located) => located,
        Err(message) => return Ok(failure(&message)),
    };
    let (Some(found), Some(source)) = (located.field, source_of(located.field, &sources)) else {
        let message = format!("field `{field}` of `{id}` comes from an overlay; edit that overlay");
        return Ok(failure(&message));
    };
    let path = free_path(&workspace, source, field);
    if path.exists() {
        return Ok(failure(&format!("{} already exists; edit it", path.display())));
    }
    fs_err::write(&path, draft(located.endpoint, found, source, &located.path))?;
    let name = path.strip_prefix(workspace.spec()).unwrap_or(&path).display();
    writeln!(out, "wrote spec/{name}: edit it, then run cargo xtask codegen")?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the specification of a field, or `None` if an overlay added the field.
fn source_of<'s>(field: Option<&Field>, sources: &'s [Source]) -> Option<&'s Source> {
    let file = &field?.origin.span.file;
    sources.iter().find(|source| *source.name == **file && !source.is_overlay())
}

/// Returns the path next to the specification: `STEM.overlay.json`, or `STEM.FIELD.overlay.json` if that exists.
fn free_path(workspace: &Workspace, source: &Source, field: &str) -> PathBuf {
    let first = workspace.spec().join(format!("{}.overlay.json", source.stem()));
    if first.exists() { workspace.spec().join(format!("{}.{field}.overlay.json", source.stem())) } else { first }
}

/// Returns the overlay as JSON, with the properties in the order of the Overlay specification.
fn draft(endpoint: &Endpoint, field: &Field, source: &Source, path: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let file = source.name.rsplit('/').next().unwrap_or(&source.name);
    let update = keywords(endpoint, field).into_iter().map(|(name, value)| format!("\n        \"{name}\": {value}"));
    format!(
        "{{\n  \"overlay\": \"1.0.0\",\n  \"info\": {{\n    \"title\": {title},\n    \"version\": \"1.0.0\"\n  }},\n  \
         \"extends\": {extends},\n  \"actions\": [\n    {{\n      \"target\": {target},\n      \
         \"description\": \"State the source of this correction.\",\n      \"update\": {{{update}\n      }}\n    }}\n  ]\n}}\n",
        title = quoted(&format!("Corrects {path} of {}", endpoint.id)),
        extends = quoted(&format!("./{file}")),
        target = quoted(&field.origin.pointer.to_json_path()),
        update = update.collect::<Vec<_>>().join(","),
    )
}

/// Returns the enforced limits as JSON Schema keywords; without limits, the description.
fn keywords(endpoint: &Endpoint, field: &Field) -> Vec<(&'static str, String)> {
    let named = endpoint.kind_of(&field.ty);
    let described = || {
        let text = field.docs.description.as_deref().unwrap_or_default();
        vec![("description", serde_json::Value::from(text).to_string())]
    };
    match named {
        Some(TypeKind::Constrained(checked)) if !checked.constraints.is_empty() => {
            checked.constraints.iter().map(|constraint| keyword(&constraint.limit)).collect()
        }
        Some(TypeKind::Enum(set)) => {
            let members: Vec<String> = set.values.iter().map(|member| member.value.to_string()).collect();
            vec![("enum", format!("[{}]", members.join(", ")))]
        }
        Some(TypeKind::Constrained(_) | TypeKind::Struct(_) | TypeKind::Union(_)) | None => described(),
    }
}

fn keyword(limit: &Limit) -> (&'static str, String) {
    let (keyword, value) = limit.keyword();
    (keyword, value.to_string())
}
