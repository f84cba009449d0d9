//! Arbitrary bytes: no panic, and every diagnostic has a location.

use fal_codegen::{Options, Output, Source, generate, render::Target};
use fal_tests::{
    fixtures::{accepted, drawn, rejected, together},
    rng::Rng,
};

/// Bytes that break documents when they are inserted.
const SPLINTERS: &[&[u8]] = &[
    b"",
    b"\"",
    b"{",
    b"}",
    b"[]",
    b",",
    b":",
    b"null",
    b"-1",
    b"1e999",
    b"99999999999999999999999999",
    b"\\u0000",
    b"\\ud800",
    b"\n",
    b"\t",
    b"$ref",
    b"#/",
    b"anyOf",
    b"enum",
    b"\xff",
    b"\xef\xbb\xbf",
    "：".as_bytes(),
    "，范围 5-1".as_bytes(),
    "😀".as_bytes(),
    b"```",
    b"*a",
    b"&a ",
    b"0.5",
    b"true",
    b"///",
    b"*/",
    b"r#",
];

fn run(source: Source) -> Output {
    let sources = [source];
    let output = generate(&sources, &Options::new(Target::own()));
    assert!(!output.has_rejected_specs() || output.files.is_empty(), "{}", sources[0].name);
    for diagnostic in &output.diagnostics {
        let span = &diagnostic.origin.span;
        assert_eq!(*span.file, *sources[0].name);
        assert!(span.range.start <= span.range.end && span.range.end <= sources[0].bytes.len(), "{diagnostic:?}");
        assert_ne!(diagnostic.code, "invalid-output", "{}", drawn(&output.diagnostics, &sources));
    }
    drawn(&output.diagnostics, &sources);
    output
}

fn sources() -> Vec<Source> {
    let mut sources = together(&accepted().unwrap());
    sources.extend(together(&rejected().unwrap()));
    sources.retain(|source| !source.is_overlay());
    sources
}

#[test]
fn every_prefix_of_a_document_is_read_or_rejected() {
    let wanted =
        ["names/values", "openapi/enum_or_object", "openapi/yaml", "page/lines", "page/table", "page/markdown"];
    for source in sources().into_iter().filter(|source| wanted.contains(&source.stem())) {
        for end in 0..source.bytes.len() {
            run(Source::new(source.name.clone(), &source.bytes[..end]));
        }
    }
}

#[test]
fn a_truncated_page_or_document_is_rejected() {
    let json = |source: &Source| source.name.starts_with("openapi/") && source.bytes.starts_with(b"{");
    for source in sources().into_iter().filter(json) {
        let whole = source.bytes.trim_ascii_end().len();
        for end in (0..whole).step_by(97) {
            let output = run(Source::new(source.name.clone(), &source.bytes[..end]));
            assert!(output.has_rejected_specs(), "{} cut at {end}", source.name);
        }
    }
}

#[test]
fn mutated_documents_are_read_or_rejected() {
    let sources = sources();
    let mut chance = Rng::new(20);
    for round in 0..4_000 {
        let source = &sources[round % sources.len()];
        run(Source::new(source.name.clone(), damaged(&source.bytes, &mut chance)));
    }
}

/// Applies one to three mutations: an insertion, a deletion, a swap.
fn damaged(bytes: &[u8], chance: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(12)).min(bytes.len());
        match chance.below(4) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                let to = chance.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            _ => drop(bytes.splice(at..end, SPLINTERS[chance.below(SPLINTERS.len())].iter().copied())),
        }
    }
    bytes
}

#[test]
fn mutated_overlays_are_applied_or_rejected() {
    let fixtures = accepted().unwrap();
    let fixture = fixtures.iter().find(|fixture| fixture.name == "overlay/corrects").unwrap();
    let mut chance = Rng::new(4);
    for _ in 0..500 {
        let mut sources = fixture.sources.clone();
        for source in sources.iter_mut().filter(|source| source.is_overlay()) {
            source.bytes = damaged(&source.bytes, &mut chance);
        }
        let output = generate(&sources, &Options::new(Target::own()));
        assert_eq!(output.has_rejected_specs(), output.files.is_empty());
        drawn(&output.diagnostics, &sources);
    }
}
