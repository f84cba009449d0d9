//! `cargo xtask explain ID[.field…]`: each limit of an endpoint, where it stands and the words it was read from.
//!
//! With `--unsure` it goes the other way round, through all endpoints: see `unsure`.

mod rust;
mod unsure;

use std::{error::Error, io::Write, process::ExitCode};

use clap::Args;
use fal_codegen::{
    OnError, Options, Source,
    explain::{Fact, limits, provenance_words, type_words},
    ir::{Endpoint, Field, Presence, Provenance, ProvenanceKind},
    model,
    names::EndpointNames,
    read::prose::{self, Claim, Kind, Subject},
    render::Target,
};

use crate::{
    locate::{locate, record},
    sources,
    workspace::Workspace,
};

/// Options of `explain`.
#[derive(Args, Debug, Clone)]
pub struct Arguments {
    /// An endpoint's id, and the way to one of its fields, e.g. `fal-ai/flux-pro/kontext.num_images`.
    #[arg(required_unless_present = "unsure")]
    pub id: Option<String>,
    /// List every limit that was read from words, of all endpoints, the weakest first.
    #[arg(long, conflicts_with = "id")]
    pub unsure: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Box<dyn Error>> {
    let sources = sources::read(&Workspace::find().spec())?;
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::own()) };
    let model = model(&sources, &options);
    let Some(id) = arguments.id.as_deref().filter(|_| !arguments.unsure) else {
        unsure::tell(&model.api, &sources, out)?;
        return Ok(ExitCode::SUCCESS);
    };
    let located = match locate(&model.api, id) {
        Ok(located) => located,
        Err(message) => {
            eprintln!("error: {message}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let names = model.names.endpoint(located.endpoint);
    let explanation = Explanation { endpoint: located.endpoint, names, sources: &sources };
    match located.field {
        Some(field) => explanation.tell(&located.path, field, out)?,
        None => explanation.whole(out)?,
    }
    Ok(ExitCode::SUCCESS)
}

struct Explanation<'a> {
    endpoint: &'a Endpoint,
    names: Option<&'a EndpointNames>,
    sources: &'a [Source],
}

impl Explanation<'_> {
    fn whole(&self, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "{} from {}", self.endpoint.id, self.endpoint.source)?;
        if let Some(description) = &self.endpoint.description {
            writeln!(out, "{}", description.trim())?;
        }
        let roots =
            self.endpoint.request.iter().map(|ty| ("request", ty)).chain([("response", &self.endpoint.response)]);
        for (word, ty) in roots {
            writeln!(out, "\n{word}: {}", type_words(self.endpoint, ty))?;
            if let Some(record) = record(self.endpoint, ty) {
                for field in &record.fields {
                    writeln!(out)?;
                    self.tell(&field.wire, field, out)?;
                }
            }
        }
        Ok(())
    }

    fn tell(&self, name: &str, field: &Field, out: &mut dyn Write) -> std::io::Result<()> {
        let presence = match field.presence {
            Presence::Required => "required",
            Presence::Optional => "optional",
            Presence::Nullable => "optional or null",
            Presence::Tristate => "optional, null or a value, all three different",
        };
        writeln!(out, "{name}: {}, {presence}", type_words(self.endpoint, &field.ty))?;
        if let Some(description) = &field.docs.description {
            for line in description.trim().lines() {
                writeln!(out, "    | {}", line.trim())?;
            }
        }
        if let Some(rust) = self.names.and_then(|names| rust::line(self.endpoint, names, field)) {
            writeln!(out, "    rust: {rust}")?;
        }
        if let Some((default, provenance)) = &field.docs.default {
            self.fact(&format!("default {default}"), provenance, out)?;
        }
        for fact in limits(self.endpoint, field) {
            self.fact(&fact.demand, &fact.provenance, out)?;
        }
        for remark in &field.docs.notes {
            writeln!(out, "    note: {remark}")?;
        }
        for words in self.words_apart(field) {
            writeln!(out, "    the description says “{words}”, which is not enforced")?;
        }
        if let Some(record) = record(self.endpoint, &field.ty) {
            let names: Vec<&str> = record.fields.iter().map(|field| field.wire.as_str()).collect();
            writeln!(out, "    fields: {}", names.join(", "))?;
        }
        Ok(())
    }

    /// Words of the description that read like a limit and are none here: fal states its limits by keyword,
    /// and other words were contradicted.
    fn words_apart(&self, field: &Field) -> Vec<String> {
        let Some(description) = &field.docs.description else { return Vec::new() };
        let kind = match type_words(self.endpoint, &field.ty).split(' ').next() {
            Some("string") => Kind::String,
            Some("integer" | "integer,") => Kind::Integer,
            Some("number" | "number,") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("list") => Kind::Array,
            Some("object") => Kind::Object,
            _ => Kind::Unknown,
        };
        let findings = prose::derive(&Subject { text: description, kind, name: &field.wire });
        let said_twice = |claim: &Claim| {
            claim
                .limit()
                .map(|limit| limit.to_string())
                .is_some_and(|said| limits(self.endpoint, field).iter().any(|fact| fact.demand == said))
        };
        let limiting = findings.into_iter().filter(|finding| !matches!(finding.claim, Claim::Default(_)));
        let limiting = limiting.filter(|finding| !said_twice(&finding.claim));
        let demands: Vec<Fact> = limits(self.endpoint, field);
        let enforced = |words: &str| {
            demands.iter().any(
                |fact| matches!(&fact.provenance.kind, ProvenanceKind::Prose { phrase: known, .. } if known == words),
            )
        };
        let mut words: Vec<String> = limiting.map(|finding| finding.words).filter(|words| !enforced(words)).collect();
        words.dedup();
        words
    }

    fn fact(&self, demand: &str, provenance: &Provenance, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "    {demand}")?;
        writeln!(out, "        {}", provenance_words(provenance))?;
        writeln!(out, "        {}", place(provenance, self.sources))
    }
}

/// Where a limit stands: `spec/file:line:column`.
fn place(provenance: &Provenance, sources: &[Source]) -> String {
    let place = &provenance.origin.place;
    let source = sources.iter().find(|source| *source.name == *place.file);
    let position = source.map(|source| source.position(place.span.start));
    let position = position.map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
    format!("spec/{}{position}", place.file)
}
