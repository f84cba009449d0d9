//! `cargo xtask explain ID[.field…]`: each limit of an endpoint, where it stands and the words it was read from.
//!
//! With `--unsure` it goes the other way round, through all endpoints: see `unsure`.

mod unsure;

use std::{error::Error, io::Write, process::ExitCode};

use clap::Args;
use fal_codegen::{
    Options, Output, Refusal, Source,
    explain::{Fact, limits, provenance_words, type_words},
    generate,
    ir::{Basis, Endpoint, Field, Presence, Provenance, Record, Shape, Ty},
    read::prose::{self, Claim, Kind, Subject},
    render::Target,
};

use crate::{nearest, sources, workspace::Workspace};

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
    let options = Options { refusal: Refusal::SkipsOne, ..Options::new(Target::own()) };
    let output = generate(&sources, &options);
    let Some(id) = arguments.id.as_deref().filter(|_| !arguments.unsure) else {
        unsure::tell(&output.api, &sources, out)?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some((endpoint, path)) = find(&output, id) else {
        let known: Vec<&str> = output.api.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect();
        eprintln!("error: there is no endpoint `{id}`{}", nearest::sentence(id, &known));
        return Ok(ExitCode::FAILURE);
    };
    let explanation = Explanation { endpoint, sources: &sources };
    if path.is_empty() {
        explanation.whole(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    match explanation.field(&path) {
        Ok(field) => {
            explanation.tell(&path.join("."), field, out)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(known) => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let wanted = path.join(".");
            eprintln!("error: `{}` has no field `{wanted}`{}", endpoint.id, nearest::sentence(&wanted, &known));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The endpoint with the longest id that the argument begins with, and the way to a field behind it.
fn find<'o>(output: &'o Output, argument: &str) -> Option<(&'o Endpoint, Vec<String>)> {
    let mut matching: Vec<&Endpoint> = output
        .api
        .endpoints
        .iter()
        .filter(|endpoint| {
            argument.strip_prefix(&endpoint.id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
        .collect();
    matching.sort_by_key(|endpoint| endpoint.id.len());
    let endpoint = matching.pop()?;
    let rest = argument.get(endpoint.id.len()..).unwrap_or_default();
    Some((endpoint, rest.split('.').skip(1).map(str::to_owned).collect()))
}

struct Explanation<'a> {
    endpoint: &'a Endpoint,
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
            if let Some(record) = self.record(ty) {
                for field in &record.fields {
                    writeln!(out)?;
                    self.tell(&field.wire, field, out)?;
                }
            }
        }
        Ok(())
    }

    /// The field at the end of a way through the request, else through the response; or the names to choose from.
    fn field(&self, path: &[String]) -> Result<&Field, Vec<String>> {
        let request = self.endpoint.request.as_ref().map(|request| self.walk(request, path));
        match request {
            Some(Ok(field)) => Ok(field),
            Some(Err(known)) => self.walk(&self.endpoint.response, path).map_err(|_| known),
            None => self.walk(&self.endpoint.response, path),
        }
    }

    fn walk(&self, ty: &Ty, path: &[String]) -> Result<&Field, Vec<String>> {
        let record = self.record(ty).ok_or_else(Vec::new)?;
        let names = || record.fields.iter().map(|field| field.wire.clone()).collect::<Vec<_>>();
        let (first, rest) = path.split_first().ok_or_else(Vec::new)?;
        let field = record.fields.iter().find(|field| field.wire == *first).ok_or_else(names)?;
        if rest.is_empty() { Ok(field) } else { self.walk(&field.ty, rest) }
    }

    /// The record that a type is or holds.
    fn record(&self, ty: &Ty) -> Option<&Record> {
        match ty {
            Ty::Named(id) | Ty::Boxed(id) => match &self.endpoint.named(*id)?.shape {
                Shape::Record(record) => Some(record),
                Shape::Union(union) => union.arms.iter().find_map(|arm| self.record(&arm.ty)),
                Shape::Checked(checked) => match &checked.base {
                    fal_codegen::ir::Base::List(item) => self.record(item),
                    _ => None,
                },
                Shape::Set(_) => None,
            },
            Ty::List(inner) | Ty::Map(inner) | Ty::Nullable(inner) => self.record(inner),
            _ => None,
        }
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
        if let Some((default, provenance)) = &field.docs.default {
            self.fact(&format!("default {default}"), provenance, out)?;
        }
        for fact in limits(self.endpoint, field) {
            self.fact(&fact.demand, &fact.provenance, out)?;
        }
        for remark in &field.docs.remarks {
            writeln!(out, "    note: {remark}")?;
        }
        for words in self.words_apart(field) {
            writeln!(out, "    the description says “{words}”, which is not enforced")?;
        }
        if let Some(record) = self.record(&field.ty) {
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
            demands
                .iter()
                .any(|fact| matches!(&fact.provenance.basis, Basis::Prose { words: known, .. } if known == words))
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
