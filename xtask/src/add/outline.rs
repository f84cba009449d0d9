//! What an endpoint looks like from Rust: its function, its fields in a line each, and a call to copy.
//!
//! `explain` tells all of it, with sources. The call is the example of the generated documentation.

use std::io::{Result, Write};

use fal_codegen::{
    Output,
    explain::{limits, type_words},
    ir::{Endpoint, Field, Presence, Ty},
    manifest,
};

use crate::locate::record;

/// Tells it.
pub(super) fn tell(id: &str, output: &Output, out: &mut dyn Write) -> Result<()> {
    let Some(endpoint) = output.api.endpoints.iter().find(|endpoint| endpoint.id == id) else { return Ok(()) };
    let listed = output.files.get(manifest::FILE).map(|text| manifest::listed(text)).unwrap_or_default();
    let file = listed.into_iter().find(|(known, _)| known == id).map(|(_, file)| file).unwrap_or_default();
    let module = file.trim_end_matches(".rs").replace('/', "::");
    writeln!(out, "\n{id} → fal_sdk::{module}, from spec/{}", endpoint.source)?;
    for (word, ty) in endpoint.request.iter().map(|ty| ("request", ty)).chain([("response", &endpoint.response)]) {
        tell_fields(word, endpoint, ty, out)?;
    }
    writeln!(out)?;
    for line in output.files.get(&parent(&file)).map(|text| call(text, &module)).unwrap_or_default() {
        writeln!(out, "{}", format!("    {line}").trim_end())?;
    }
    writeln!(out, "\nfor all of it: cargo xtask explain {id}")
}

fn tell_fields(word: &str, endpoint: &Endpoint, ty: &Ty, out: &mut dyn Write) -> Result<()> {
    let Some(record) = record(endpoint, ty) else {
        return writeln!(out, "\n  {word}: {}", type_words(endpoint, ty));
    };
    writeln!(out, "\n  {word}")?;
    let width = record.fields.iter().map(|field| field.wire.chars().count()).max().unwrap_or(0);
    for field in &record.fields {
        writeln!(out, "    {:width$}  {}", field.wire, line(endpoint, field))?;
    }
    Ok(())
}

/// Type, presence, limits and default of a field.
fn line(endpoint: &Endpoint, field: &Field) -> String {
    let presence = match field.presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable | Presence::Tristate => "optional or null",
    };
    let mut parts = vec![type_words(endpoint, &field.ty), presence.to_owned()];
    parts.extend(limits(endpoint, field).into_iter().map(|fact| fact.demand));
    parts.extend(field.docs.default.iter().map(|(default, _)| format!("default {default}")));
    parts.join(", ")
}

/// The file of the module around: there the function stands.
fn parent(file: &str) -> String {
    file.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}.rs"))
}

/// The visible lines of the example in the documentation of a module's function.
fn call(text: &str, module: &str) -> Vec<String> {
    let name = module.rsplit("::").next().unwrap_or(module);
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let is_function = |line: &str| {
        let behind = line.strip_prefix("pub fn ").map(|line| line.trim_start_matches("r#"));
        behind.and_then(|line| line.strip_prefix(name)).is_some_and(|rest| rest.starts_with(['<', '(']))
    };
    let Some(at) = lines.iter().position(|line| is_function(line)) else { return Vec::new() };
    let above = lines.iter().take(at).rev().take_while(|line| line.starts_with("///") || line.starts_with("#["));
    let mut documentation: Vec<&str> = above.filter_map(|line| line.strip_prefix("///")).collect();
    documentation.reverse();
    let documentation = documentation.into_iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let example = documentation.skip_while(|line| !line.starts_with("```")).skip(1).take_while(|line| *line != "```");
    let visible = example.filter(|line| *line != "#" && !line.starts_with("# "));
    visible.map(str::to_owned).collect()
}
