//! Every rejected fixture: printed diagnostics, all problems in one run, and no output.

use fal_codegen::{OnError, Options, Severity, Source, generate, render::Target};
use fal_tests::{
    fixtures::{Fixture, accepted, drawn, rejected, together},
    snapshots::{settings, unreferenced},
};

#[test]
fn every_rejection_has_the_output_of_its_snapshot() {
    let fixtures = rejected().unwrap();
    assert!(fixtures.len() > 15, "the fixtures are found");
    settings("rejected").bind(|| {
        for fixture in &fixtures {
            insta::assert_snapshot!(fixture.file_name(), drawn(&fixture.generate().diagnostics, &fixture.sources));
        }
    });
    let names: Vec<String> = fixtures.iter().map(Fixture::file_name).collect();
    assert_eq!(unreferenced("rejected", names.iter().map(String::as_str)), [""; 0], "snapshots without a fixture");
}

#[test]
fn nothing_is_generated_from_a_rejected_specification() {
    for fixture in rejected().unwrap() {
        let output = fixture.generate();
        assert!(output.has_rejected_specs(), "{}", fixture.name);
        assert!(output.files.is_empty(), "{}", fixture.name);
    }
}

#[test]
fn every_rejection_has_a_location_and_a_suggestion() {
    for fixture in rejected().unwrap() {
        let diagnostics = fixture.generate().diagnostics;
        for error in diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
            let source = fixture.sources.iter().find(|source| *source.name == *error.origin.span.file).unwrap();
            let drawing = drawn(std::slice::from_ref(error), &fixture.sources);
            assert!(error.help.is_some(), "what to do is missing:\n{drawing}");
            let position = source.position(error.origin.span.range.start);
            let place = format!("--> {}:{}:{}\n", source.name, position.line, position.column);
            assert!(drawing.contains(&place), "{place} is missing:\n{drawing}");
            assert!(drawing.contains(&format!("\n{} |", position.line)), "the line is missing:\n{drawing}");
        }
    }
}

#[test]
fn all_problems_of_all_specifications_are_reported_in_one_run() {
    let fixtures = rejected().unwrap();
    let alone: usize = fixtures.iter().map(|fixture| errors(&fixture.sources)).sum();
    assert!(errors(&together(&fixtures)) >= alone, "none is hidden behind another");
}

fn errors(sources: &[Source]) -> usize {
    let output = generate(sources, &Options::new(Target::own()));
    output.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}

#[test]
fn one_rejected_specification_stops_all_unless_skipped() {
    let mut sources = together(&accepted().unwrap());
    let whole = generate(&sources, &Options::new(Target::own()));
    sources.push(Source::new("acme/broken.json", "{"));
    let stopped = generate(&sources, &Options::new(Target::own()));
    assert!(stopped.has_rejected_specs() && stopped.files.is_empty());
    let skipping = Options { on_error: OnError::Skip, ..Options::new(Target::own()) };
    let skipped = generate(&sources, &skipping);
    assert!(skipped.has_rejected_specs());
    assert_eq!(skipped.files, whole.files);
}
