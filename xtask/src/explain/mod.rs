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
    explain::{describe_provenance, describe_type, field_limits},
    ir::{Base, Endpoint, EnumKind, Field, Named, Presence, Provenance, ProvenanceKind, Ty, TypeKind},
    model,
    names::EndpointNames,
    prose::{self, FieldText, FieldType, Finding, Statement},
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
        for (name, ty) in roots {
            writeln!(out, "\n{name}: {}", describe_type(self.endpoint, ty))?;
            if let Some(object) = struct_type(self.endpoint, ty) {
                for field in &object.fields {
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
        for note in &field.docs.notes {
            writeln!(out, "    note: {note}")?;
        }
        for phrase in self.unenforced_phrases(field) {
            writeln!(out, "    not enforced: “{phrase}” in the description")?;
        }
        if let Some(object) = struct_type(self.endpoint, &field.ty) {
            let names: Vec<&str> = object.fields.iter().map(|field| field.wire.as_str()).collect();
            writeln!(out, "    fields: {}", names.join(", "))?;
        }
        Ok(())
    }

    /// Returns phrases of the description that state a limit that is not enforced: in fal's own documents, where only
    /// keywords count, or where the document contradicts the phrase.
    fn unenforced_phrases(&self, field: &Field) -> Vec<String> {
        let Some(description) = &field.docs.description else { return Vec::new() };
        let enforced = field_limits(self.endpoint, field);
        let is_enforced = |finding: &Finding| {
            let limit = finding.statement.limit().map(|limit| limit.to_string());
            enforced.iter().any(|fact| limit.as_ref() == Some(&fact.text) || is_from(&fact.provenance, &finding.phrase))
        };
        let text = FieldText { text: description, ty: self.field_type(&field.ty), name: &field.wire };
        let limits = prose::derive(&text).into_iter().filter(|one| !matches!(one.statement, Statement::Default(_)));
        let mut phrases: Vec<String> = limits.filter(|one| !is_enforced(one)).map(|finding| finding.phrase).collect();
        phrases.dedup();
        phrases
    }

    /// Returns the type of a field as the prose rules know it.
    fn field_type(&self, ty: &Ty) -> FieldType {
        match ty {
            Ty::Bool => FieldType::Boolean,
            Ty::String | Ty::FileUrl => FieldType::String,
            Ty::Integer(_) => FieldType::Integer,
            Ty::Number => FieldType::Number,
            Ty::Array(_) => FieldType::Array,
            Ty::Map(_) => FieldType::Object,
            Ty::Any | Ty::Tuple(_) => FieldType::Unknown,
            Ty::Nullable(inner) => self.field_type(inner),
            Ty::Named(id) | Ty::Boxed(id) => self.endpoint.named(*id).map_or(FieldType::Unknown, named_field_type),
        }
    }

    fn print_limit(&self, demand: &str, provenance: &Provenance, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "    {demand}")?;
        writeln!(out, "        {}", describe_provenance(provenance))?;
        writeln!(out, "        {}", location(provenance, self.sources))
    }
}

fn named_field_type(named: &Named) -> FieldType {
    match &named.kind {
        TypeKind::Struct(_) => FieldType::Object,
        TypeKind::Enum(values) => match values.kind() {
            EnumKind::String => FieldType::String,
            EnumKind::Integer => FieldType::Integer,
            EnumKind::Json => FieldType::Unknown,
        },
        TypeKind::Constrained(constrained) => match &constrained.base {
            Base::Integer(_) => FieldType::Integer,
            Base::Number => FieldType::Number,
            Base::String | Base::NumericString { .. } => FieldType::String,
            Base::Array(_) | Base::Sequence { .. } => FieldType::Array,
            Base::Map(_) => FieldType::Object,
        },
        TypeKind::Union(_) => FieldType::Unknown,
    }
}

/// Whether a limit was derived from a phrase.
fn is_from(provenance: &Provenance, phrase: &str) -> bool {
    match &provenance.kind {
        ProvenanceKind::Prose { phrase: known, .. } => known == phrase,
        ProvenanceKind::Keyword(_) | ProvenanceKind::Overlay(_) => false,
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
