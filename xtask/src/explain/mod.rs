//! `cargo xtask explain ID[.field…]`: prints the fields of an endpoint with their limits, and the location and text that
//! each limit comes from.
//!
//! `--unsure` lists the limits derived from prose of all endpoints; see `unsure`.

mod rust;
mod unsure;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Args;
use fal_codegen::{
    OnError, Options, Source,
    explain::{LimitFact, describe_provenance, describe_type, field_limits},
    ir::{Endpoint, Field, Presence, Provenance, ProvenanceKind},
    model,
    names::EndpointNames,
    prose::{self, FieldText, FieldType, Statement},
    render::Target,
};

use crate::{
    command::{CommandResult, failure},
    field_path::{resolve, struct_type},
    sources,
    workspace::Workspace,
};

/// Options of `explain`.
#[derive(Args, Debug, Clone)]
pub struct ExplainArgs {
    /// Endpoint id, optionally with the path of a field, e.g. `fal-ai/flux-pro/kontext.num_images`.
    #[arg(required_unless_present = "unsure")]
    pub id: Option<String>,
    /// List the limits derived from prose of all endpoints, least certain first.
    #[arg(long, conflicts_with = "id")]
    pub unsure: bool,
}

/// Runs the command.
pub fn run(args: &ExplainArgs, out: &mut dyn Write) -> CommandResult {
    let sources = sources::read(&Workspace::find().spec())?;
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::own()) };
    let model = model(&sources, &options);
    let Some(id) = args.id.as_deref().filter(|_| !args.unsure) else {
        unsure::print(&model.api, &sources, out)?;
        return Ok(ExitCode::SUCCESS);
    };
    let resolved = match resolve(&model.api, id) {
        Ok(resolved) => resolved,
        Err(message) => return Ok(failure(&message)),
    };
    let names = model.names.endpoint(resolved.endpoint);
    let explanation = Explanation { endpoint: resolved.endpoint, names, sources: &sources };
    match resolved.field {
        Some(field) => explanation.print_field(&resolved.path, field, out)?,
        None => explanation.print_endpoint(out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints an endpoint or one of its fields.
struct Explanation<'a> {
    endpoint: &'a Endpoint,
    names: Option<&'a EndpointNames>,
    sources: &'a [Source],
}

impl Explanation<'_> {
    fn print_endpoint(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} from {}", self.endpoint.id, self.endpoint.source)?;
        if let Some(description) = &self.endpoint.description {
            writeln!(out, "{}", description.trim())?;
        }
        let roots =
            self.endpoint.request.iter().map(|ty| ("request", ty)).chain([("response", &self.endpoint.response)]);
        for (word, ty) in roots {
            writeln!(out, "\n{word}: {}", describe_type(self.endpoint, ty))?;
            if let Some(record) = struct_type(self.endpoint, ty) {
                for field in &record.fields {
                    writeln!(out)?;
                    self.print_field(&field.wire, field, out)?;
                }
            }
        }
        Ok(())
    }

    fn print_field(&self, name: &str, field: &Field, out: &mut dyn Write) -> io::Result<()> {
        let presence = match field.presence {
            Presence::Required => "required",
            Presence::Optional => "optional",
            Presence::Nullable => "optional or null",
            Presence::Tristate => "optional or null, with different meanings",
        };
        writeln!(out, "{name}: {}, {presence}", describe_type(self.endpoint, &field.ty))?;
        if let Some(description) = &field.docs.description {
            for line in description.trim().lines() {
                writeln!(out, "    | {}", line.trim())?;
            }
        }
        if let Some(rust) = self.names.and_then(|names| rust::line(self.endpoint, names, field)) {
            writeln!(out, "    rust: {rust}")?;
        }
        if let Some((default, provenance)) = &field.docs.default {
            self.print_limit(&format!("default {default}"), provenance, out)?;
        }
        for fact in field_limits(self.endpoint, field) {
            self.print_limit(&fact.text, &fact.provenance, out)?;
        }
        for remark in &field.docs.notes {
            writeln!(out, "    note: {remark}")?;
        }
        for phrase in self.unenforced_phrases(field) {
            writeln!(out, "    not enforced: “{phrase}” in the description")?;
        }
        if let Some(record) = struct_type(self.endpoint, &field.ty) {
            let names: Vec<&str> = record.fields.iter().map(|field| field.wire.as_str()).collect();
            writeln!(out, "    fields: {}", names.join(", "))?;
        }
        Ok(())
    }

    /// Returns phrases of the description that state a limit that is not enforced: in fal's own documents, where only
    /// keywords count, or where the document contradicts the phrase.
    fn unenforced_phrases(&self, field: &Field) -> Vec<String> {
        let Some(description) = &field.docs.description else { return Vec::new() };
        let kind = match describe_type(self.endpoint, &field.ty).split(' ').next() {
            Some("string") => FieldType::String,
            Some("integer" | "integer,") => FieldType::Integer,
            Some("number" | "number,") => FieldType::Number,
            Some("boolean") => FieldType::Boolean,
            Some("array") => FieldType::Array,
            Some("object") => FieldType::Object,
            _ => FieldType::Unknown,
        };
        let findings = prose::derive(&FieldText { text: description, ty: kind, name: &field.wire });
        let said_twice = |claim: &Statement| {
            claim
                .limit()
                .map(|limit| limit.to_string())
                .is_some_and(|said| field_limits(self.endpoint, field).iter().any(|fact| fact.text == said))
        };
        let limiting = findings.into_iter().filter(|finding| !matches!(finding.statement, Statement::Default(_)));
        let limiting = limiting.filter(|finding| !said_twice(&finding.statement));
        let demands: Vec<LimitFact> = field_limits(self.endpoint, field);
        let enforced = |words: &str| {
            demands.iter().any(
                |fact| matches!(&fact.provenance.kind, ProvenanceKind::Prose { phrase: known, .. } if known == words),
            )
        };
        let mut words: Vec<String> = limiting.map(|finding| finding.phrase).filter(|words| !enforced(words)).collect();
        words.dedup();
        words
    }

    fn print_limit(&self, demand: &str, provenance: &Provenance, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "    {demand}")?;
        writeln!(out, "        {}", describe_provenance(provenance))?;
        writeln!(out, "        {}", location(provenance, self.sources))
    }
}

/// Returns the location of a limit: `spec/FILE:LINE:COLUMN`.
fn location(provenance: &Provenance, sources: &[Source]) -> String {
    let span = &provenance.origin.span;
    let source = sources.iter().find(|source| *source.name == *span.file);
    let position = source.map(|source| source.position(span.range.start));
    let position = position.map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
    format!("spec/{}{position}", span.file)
}
