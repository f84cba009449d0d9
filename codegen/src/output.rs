//! The entry points: [`generate`] and [`model`].

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dedup::dedup,
    diagnostic::{Diagnostic, Diagnostics, Severity},
    document::Node,
    file_paths,
    ir::{Api, Endpoint},
    json_schema,
    lower::lower,
    manifest::{self, manifest},
    names::{Features, NameLock, Names, choose_homes, name},
    origin::{Origin, Pointer, Span},
    overlay,
    print::print,
    public_api::listing,
    read,
    render::{Target, render},
    source::Source,
    spec::Spec,
};

/// The generated code and everything known about it.
#[derive(Debug)]
pub struct Output {
    /// Text of the generated files, by path relative to the folder of endpoints. Empty if a source was rejected and
    /// [`OnError::Abort`] applies.
    pub files: BTreeMap<String, String>,
    /// The names given so far; pass it to the next run as [`Options::lock`].
    pub lock: String,
    /// The crate features that enable endpoints.
    pub features: Features,
    /// The features that together enable all endpoints.
    pub owners: Features,
    /// The model that the text was rendered from.
    pub api: Api,
    /// The public API listing, one item per line.
    pub public_api: String,
    /// All diagnostics, sorted by position.
    pub diagnostics: Vec<Diagnostic>,
}

impl Output {
    /// Returns whether a source was rejected.
    pub fn has_rejected_specs(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// The model of the sources, without rendered text.
#[derive(Debug)]
pub struct ApiModel {
    /// The model.
    pub api: Api,
    /// Its Rust names.
    pub names: Names,
    /// The names given so far; pass it to the next run as [`Options::lock`].
    pub lock: String,
    /// All diagnostics, sorted by position.
    pub diagnostics: Vec<Diagnostic>,
}

/// Options of the generator.
#[derive(Clone, Debug)]
pub struct Options {
    /// The crate that the code is generated for.
    pub target: Target,
    /// What to do if a specification is rejected.
    pub on_error: OnError,
    /// [`Output::lock`] of the previous run; empty for the first.
    pub lock: String,
    /// The ids to generate; `None` for all.
    pub only: Option<BTreeSet<String>>,
}

/// What to do if a specification is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// Generate nothing.
    Abort,
    /// Generate the other specifications.
    Skip,
}

impl Options {
    /// Creates options that generate all endpoints and abort on errors.
    pub fn new(target: Target) -> Self {
        Self { target, on_error: OnError::Abort, lock: String::new(), only: None }
    }
}

/// Generates the code of all endpoints that the sources describe. `sources` include overlays.
pub fn generate(sources: &[Source], options: &Options) -> Output {
    let mut diagnostics = Diagnostics::new();
    let (api, names, lock) = analyze(sources, options, &mut diagnostics);
    let files = render(&api, &names, &options.target);
    let mut printed: BTreeMap<String, String> =
        files.iter().map(|file| (file.path.clone(), print(file, &options.target, &mut diagnostics))).collect();
    printed.extend(render_schemas(&api, &names, &options.target));
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

/// Renders the JSON Schema file of each endpoint.
fn render_schemas(api: &Api, names: &Names, target: &Target) -> Vec<(String, String)> {
    let render = |endpoint: &Endpoint| {
        let own = names.endpoint(endpoint)?;
        Some((json_schema::file(&own.module.file()), json_schema::text(endpoint, own, &target.library)))
    };
    api.endpoints.iter().filter_map(render).collect()
}

/// Returns the model of the sources and its names, without rejected specifications.
pub fn model(sources: &[Source], options: &Options) -> ApiModel {
    let mut diagnostics = Diagnostics::new();
    let (api, names, lock) = analyze(sources, options, &mut diagnostics);
    ApiModel { api, names, lock: lock.text(), diagnostics: diagnostics.into_sorted() }
}

/// Runs all phases up to the names.
fn analyze(sources: &[Source], options: &Options, diagnostics: &mut Diagnostics) -> (Api, Names, NameLock) {
    let documents = read_documents(sources, diagnostics);
    let corrected = apply_overlays(documents, sources, diagnostics);
    let specs = read_specs(&corrected, diagnostics);
    let api = select(lower(&specs, diagnostics), sources, options, diagnostics);
    let mut api = dedup(api);
    loop {
        let mut lock = NameLock::parse(&options.lock);
        choose_homes(&mut api, &mut lock);
        let names = name(&api, &mut lock, diagnostics);
        if !file_paths::reject_long(&api, &names, diagnostics) {
            return (api, names, lock);
        }
        // Fewer endpoints share fewer types, so these are determined again.
        api = dedup(select(lower(&specs, &mut Diagnostics::new()), sources, options, diagnostics));
    }
}

/// Removes endpoints that were not asked for, and those of rejected specifications. An error without an endpoint
/// rejects the whole file; an error in an overlay rejects the file it applies to.
fn select(mut api: Api, sources: &[Source], options: &Options, diagnostics: &Diagnostics) -> Api {
    let stem = |file: &str| sources.iter().find(|source| source.name == file).map(|source| source.stem().to_owned());
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    let is_rejected = |endpoint: &Endpoint| {
        errors.iter().any(|error| match &error.endpoint {
            Some(id) => *id == endpoint.id,
            None => stem(&error.origin.span.file) == stem(&endpoint.source),
        })
    };
    let is_selected = |endpoint: &Endpoint| options.only.as_ref().is_none_or(|only| only.contains(&endpoint.id));
    api.endpoints.retain(|endpoint| is_selected(endpoint) && !is_rejected(endpoint));
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

/// Applies each overlay to its documents: those it names with `extends`, else those with the same stem.
fn apply_overlays<'s>(
    mut documents: Vec<(&'s Source, Node)>,
    sources: &[Source],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'s Source, Node)> {
    let mut overlays: Vec<&Source> = sources.iter().filter(|source| source.is_overlay()).collect();
    // The overlay with the name of its specification is applied first.
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
                Some(name) => source.name == resolve_relative(&overlay.name, name),
                None => source.stem() == overlay.stem(),
            };
            if belongs {
                overlay::apply_parsed(document, &correction, diagnostics);
                corrected = true;
            }
        }
        if !corrected {
            diagnostics.push(orphan_overlay(overlay, extends));
        }
    }
    documents
}

/// Resolves a file name relative to the folder of an overlay, `./x` and `../x` included.
fn resolve_relative(overlay: &str, name: &str) -> String {
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

fn orphan_overlay(overlay: &Source, extends: Option<&str>) -> Diagnostic {
    let span = Span { file: overlay.name.as_str().into(), range: 0..0 };
    let origin = Origin { span, pointer: Pointer::root() };
    let target = extends.unwrap_or_else(|| overlay.stem());
    let message = format!("no specification `{target}` for this overlay");
    let help = "give the overlay the name of its specification, or set `extends` to the specification";
    Diagnostic::error("overlay-without-specification", &origin, message).help(help)
}

fn read_specs(documents: &[(&Source, Node)], diagnostics: &mut Diagnostics) -> Vec<(String, Spec)> {
    documents.iter().map(|(source, document)| (source.name.clone(), read::read(document, diagnostics))).collect()
}
