//! `cargo xtask overlay new ID FIELD`: the beginning of a correction, to be edited.
//!
//! It is an OpenAPI Overlay beside the specification with one action, aimed at the field's schema wherever that
//! stands in the document. What is enforced today stands in it as keywords, since keywords beat words. How
//! overlays are applied is in `fal_codegen::overlay`.

use std::{error::Error, io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use fal_codegen::{
    Limit, OnError, Options, Source, generate,
    ir::{Endpoint, Field, Ty, TypeKind},
    render::Target,
};

use crate::{locate::locate, sources, workspace::Workspace};

/// Options of `overlay`.
#[derive(Args, Debug, Clone)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug, Clone)]
enum What {
    /// Write the beginning of a correction to a field.
    New {
        /// The endpoint's id.
        id: String,
        /// The way to the field, with dots between.
        field: String,
    },
}

/// Runs the command.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Box<dyn Error>> {
    let What::New { id, field } = &arguments.what;
    let workspace = Workspace::find();
    let sources = sources::read(&workspace.spec())?;
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::own()) };
    let output = generate(&sources, &options);
    let located = match locate(&output.api, &format!("{id}.{field}")) {
        Ok(located) => located,
        Err(message) => {
            eprintln!("error: {message}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let (Some(found), Some(source)) = (located.field, source_of(located.field, &sources)) else {
        eprintln!("error: `{id}` has no field `{field}` in a specification; an overlay that set it can be edited");
        return Ok(ExitCode::FAILURE);
    };
    let path = free_path(&workspace, source, field);
    if path.exists() {
        eprintln!("error: {} is there already; edit it", path.display());
        return Ok(ExitCode::FAILURE);
    }
    std::fs::write(&path, beginning(located.endpoint, found, source, &located.path))?;
    let name = path.strip_prefix(workspace.spec()).unwrap_or(&path).display();
    writeln!(out, "wrote spec/{name}: edit it, then run cargo xtask codegen")?;
    Ok(ExitCode::SUCCESS)
}

/// The specification that a field stands in. One that an overlay set stands in that overlay.
fn source_of<'s>(field: Option<&Field>, sources: &'s [Source]) -> Option<&'s Source> {
    let file = &field?.origin.place.file;
    sources.iter().find(|source| *source.name == **file && !source.is_overlay())
}

/// Beside the specification: under its own stem, or with the field's name where that is taken.
fn free_path(workspace: &Workspace, source: &Source, field: &str) -> PathBuf {
    let first = workspace.spec().join(format!("{}.overlay.json", source.stem()));
    if first.exists() { workspace.spec().join(format!("{}.{field}.overlay.json", source.stem())) } else { first }
}

/// The text of the overlay, member by member in the order that overlays are written in.
fn beginning(endpoint: &Endpoint, field: &Field, source: &Source, path: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let file = source.name.rsplit('/').next().unwrap_or(&source.name);
    let update = keywords(endpoint, field).into_iter().map(|(name, value)| format!("\n        \"{name}\": {value}"));
    format!(
        "{{\n  \"overlay\": \"1.0.0\",\n  \"info\": {{\n    \"title\": {title},\n    \"version\": \"1.0.0\"\n  }},\n  \
         \"extends\": {extends},\n  \"actions\": [\n    {{\n      \"target\": {target},\n      \
         \"description\": \"Say here how you know.\",\n      \"update\": {{{update}\n      }}\n    }}\n  ]\n}}\n",
        title = quoted(&format!("Corrects {path} of {}", endpoint.id)),
        extends = quoted(&format!("./{file}")),
        target = quoted(&field.origin.pointer.to_json_path()),
        update = update.collect::<Vec<_>>().join(","),
    )
}

/// What is enforced, as keywords of JSON Schema; else the description, so that there is something to edit.
fn keywords(endpoint: &Endpoint, field: &Field) -> Vec<(&'static str, String)> {
    let named = match &field.ty {
        Ty::Named(id) => endpoint.named(*id).map(|named| &named.kind),
        _ => None,
    };
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
        _ => described(),
    }
}

fn keyword(limit: &Limit) -> (&'static str, String) {
    let (keyword, value) = limit.keyword();
    (keyword, value.to_string())
}
