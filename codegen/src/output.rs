//! `generate` and `model`, and what they return.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dedup::dedup,
    diagnostic::{Diagnostic, Diagnostics, Severity},
    document::Node,
    ir::{Api, Endpoint},
    json_schema,
    lower::lower,
    manifest::{self, manifest},
    names::{Features, Names, SharedTypeLock, name},
    origin::{Origin, Pointer, Span},
    overlay,
    print::print,
    public_api::listing,
    read,
    render::{Target, render},
    source::Source,
    spec::Spec,
};

/// What the generator has made of its sources.
#[derive(Debug)]
pub struct Output {
    /// Path below the folder of endpoints → text; empty where a source was refused.
    pub files: BTreeMap<String, String>,
    /// Where shared types stand, for the next run.
    pub lock: String,
    /// The features of the crate that turn endpoints on.
    pub features: Features,
    /// Those that together turn everything on.
    pub owners: Features,
    /// The checked model the text was rendered from.
    pub api: Api,
    /// The public items of the text, a line each.
    pub public_api: String,
    /// Everything there is to say, by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Output {
    /// Whether a source was refused.
    pub fn is_refused(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// What sources mean, before any text is rendered of it: the whole generator short of its last phases.
#[derive(Debug)]
pub struct Model {
    /// The checked model.
    pub api: Api,
    /// Its names.
    pub names: Names,
    /// Where shared types stand, for the next run.
    pub lock: String,
    /// Everything there is to say, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// What to generate, and for whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// The crate that the code becomes part of.
    pub target: Target,
    /// What happens where a specification is refused.
    pub on_error: OnError,
    /// Where shared types stood after the last run; empty at first.
    pub lock: String,
    /// The ids to generate; all where there is no list.
    pub only: Option<BTreeSet<String>>,
}

/// What happens where a specification is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// Nothing is generated.
    Abort,
    /// The rest is generated.
    Skip,
}

impl Options {
    /// Everything or nothing, for this crate.
    pub fn new(target: Target) -> Self {
        Self { target, on_error: OnError::Abort, lock: String::new(), only: None }
    }
}

/// Generates the Rust of all endpoints that the sources describe, overlays among them.
pub fn generate(sources: &[Source], options: &Options) -> Output {
    let mut diagnostics = Diagnostics::new();
    let (api, names, lock) = understand(sources, options, &mut diagnostics);
    let files = render(&api, &names, &options.target);
    let mut printed: BTreeMap<String, String> =
        files.iter().map(|file| (file.path.clone(), print(file, &mut diagnostics))).collect();
    printed.extend(schemas(&api, &names, &options.target));
    printed.insert(manifest::FILE.to_owned(), manifest(&api, &names));
    if diagnostics.has_errors() && options.on_error == OnError::Abort {
        printed.clear();
    }
    Output {
        files: printed,
        lock: lock.text(),
        features: names.features(),
        public_api: listing(&api, &names),
        owners: names.owners,
        api,
        diagnostics: diagnostics.into_sorted(),
    }
}

/// The text beside each endpoint's module that tells it as data.
fn schemas(api: &Api, names: &Names, target: &Target) -> Vec<(String, String)> {
    let told = |endpoint: &Endpoint| {
        let own = names.endpoint(endpoint)?;
        Some((json_schema::file(&own.module.file()), json_schema::text(endpoint, own, &target.library)))
    };
    api.endpoints.iter().filter_map(told).collect()
}

/// The model of the sources and its names; of what is refused nothing.
pub fn model(sources: &[Source], options: &Options) -> Model {
    let mut diagnostics = Diagnostics::new();
    let (api, names, lock) = understand(sources, options, &mut diagnostics);
    Model { api, names, lock: lock.text(), diagnostics: diagnostics.into_sorted() }
}

/// Every phase up to the names.
fn understand(sources: &[Source], options: &Options, diagnostics: &mut Diagnostics) -> (Api, Names, SharedTypeLock) {
    let documents = read_documents(sources, diagnostics);
    let corrected = correct(documents, sources, diagnostics);
    let specs = read_specs(&corrected, diagnostics);
    let api = select(lower(&specs, diagnostics), sources, options, diagnostics);
    let api = dedup(api);
    let mut lock = SharedTypeLock::parse(&options.lock);
    let names = name(&api, &mut lock, diagnostics);
    (api, names, lock)
}

/// The endpoints that are wanted, without those of a refused specification: a refusal that names no
/// endpoint is about its whole file, and one of an overlay about the file it corrects.
fn select(mut api: Api, sources: &[Source], options: &Options, diagnostics: &Diagnostics) -> Api {
    let stem = |file: &str| sources.iter().find(|source| source.name == file).map(|source| source.stem().to_owned());
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    let refused = |endpoint: &Endpoint| {
        errors.iter().any(|error| match &error.endpoint {
            Some(id) => *id == endpoint.id,
            None => stem(&error.origin.span.file) == stem(&endpoint.source),
        })
    };
    let wanted = |endpoint: &Endpoint| options.only.as_ref().is_none_or(|only| only.contains(&endpoint.id));
    api.endpoints.retain(|endpoint| wanted(endpoint) && !refused(endpoint));
    api
}

fn read_documents<'s>(sources: &'s [Source], diagnostics: &mut Diagnostics) -> Vec<(&'s Source, Node)> {
    let mut documents = Vec::new();
    for source in sources.iter().filter(|source| !source.is_overlay()) {
        match read::syntax::parse(source) {
            Ok(parsed) => documents.extend(parsed.into_iter().map(|document| (source, document))),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    documents
}

/// Applies each overlay to the document it belongs to: the one it names, or the one of its own stem.
fn correct<'s>(
    mut documents: Vec<(&'s Source, Node)>,
    sources: &[Source],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'s Source, Node)> {
    let mut overlays: Vec<&Source> = sources.iter().filter(|source| source.is_overlay()).collect();
    // The one that is named like its specification, then those whose names go on.
    overlays.sort_by_key(|overlay| overlay.stem());
    for overlay in overlays {
        let correction = match overlay::parse(overlay) {
            Ok(correction) => correction,
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                continue;
            }
        };
        let extends = overlay::extends(&correction);
        let mut corrected = false;
        for (source, document) in &mut documents {
            let belongs = match extends {
                Some(name) => source.name == beside(&overlay.name, name),
                None => source.stem() == overlay.stem(),
            };
            if belongs {
                overlay::apply_parsed(document, &correction, diagnostics);
                corrected = true;
            }
        }
        if !corrected {
            diagnostics.push(homeless(overlay, extends));
        }
    }
    documents
}

/// The name of a file that is named from where another one lies, `./x` and `../x` resolved.
fn beside(overlay: &str, name: &str) -> String {
    let mut parts: Vec<&str> = overlay.split('/').collect();
    parts.pop();
    for part in name.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn homeless(overlay: &Source, extends: Option<&str>) -> Diagnostic {
    let span = Span { file: overlay.name.as_str().into(), range: 0..0 };
    let origin = Origin { span, pointer: Pointer::root() };
    let wanted = extends.unwrap_or_else(|| overlay.stem());
    let message = format!("there is no specification `{wanted}` for this overlay to correct");
    let help = "name the overlay like its specification, or name the specification with `extends`";
    Diagnostic::error("overlay-without-specification", &origin, message).help(help)
}

fn read_specs(documents: &[(&Source, Node)], diagnostics: &mut Diagnostics) -> Vec<(String, Spec)> {
    documents.iter().map(|(source, document)| (source.name.clone(), read::read(document, diagnostics))).collect()
}
