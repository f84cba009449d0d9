//! Prints an outline of a new endpoint: its module, one line per field, and the example of its documentation.

use std::io::{Result, Write};

use fal_codegen::{
    Output,
    explain::{describe_type, field_limits},
    ir::{Endpoint, Field, Presence, Ty},
    manifest,
};

use crate::field_path::struct_type;

/// Prints the outline of an endpoint.
pub(super) fn print(id: &str, output: &Output, out: &mut dyn Write) -> Result<()> {
    let Some(endpoint) = output.api.endpoints.iter().find(|endpoint| endpoint.id == id) else { return Ok(()) };
    let listed = output.files.get(manifest::FILE).map(|text| manifest::listed(text)).unwrap_or_default();
    let file = listed.into_iter().find(|(known, _)| known == id).map(|(_, file)| file).unwrap_or_default();
    let module = file.trim_end_matches(".rs").replace('/', "::");
    writeln!(out, "\n{id} → fal_sdk::{module}, from spec/{}", endpoint.source)?;
    for (name, ty) in endpoint.request.iter().map(|ty| ("request", ty)).chain([("response", &endpoint.response)]) {
        print_fields(name, endpoint, ty, out)?;
    }
    writeln!(out)?;
    for line in output.files.get(&file).map(|text| example(text)).unwrap_or_default() {
        writeln!(out, "{}", format!("    {line}").trim_end())?;
    }
    writeln!(out, "\nmore: cargo xtask explain {id}")
}

fn print_fields(name: &str, endpoint: &Endpoint, ty: &Ty, out: &mut dyn Write) -> Result<()> {
    let Some(object) = struct_type(endpoint, ty) else {
        return writeln!(out, "\n  {name}: {}", describe_type(endpoint, ty));
    };
    writeln!(out, "\n  {name}")?;
    let width = object.fields.iter().map(|field| field.wire.chars().count()).max().unwrap_or(0);
    for field in &object.fields {
        writeln!(out, "    {:width$}  {}", field.wire, line(endpoint, field))?;
    }
    Ok(())
}

/// Returns type, presence, limits and default of a field.
fn line(endpoint: &Endpoint, field: &Field) -> String {
    let presence = match field.presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable | Presence::Tristate => "optional or null",
    };
    let mut parts = vec![describe_type(endpoint, &field.ty), presence.to_owned()];
    parts.extend(field_limits(endpoint, field).into_iter().map(|fact| fact.text));
    parts.extend(field.docs.default.iter().map(|(default, _)| format!("default {default}")));
    parts.join(", ")
}

/// Returns the visible lines of the example in a module's documentation.
fn example(text: &str) -> Vec<String> {
    let documentation = text.lines().filter_map(|line| line.strip_prefix("//!"));
    let documentation = documentation.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let example = documentation.skip_while(|line| *line != "```no_run").skip(1).take_while(|line| *line != "```");
    example.filter(|line| *line != "#" && !line.starts_with("# ")).map(str::to_owned).collect()
}
