//! A documentation page as text and its endpoint object generate the same code.

use std::collections::BTreeMap;

use fal_codegen::{Literal, Options, Source, document::Node, generate, read, render::Target};
use fal_tests::fixtures::accepted;

/// The endpoint object of a page, as JSON.
fn as_json(page: &Source) -> String {
    let documents = read::syntax::parse(page).unwrap();
    documents.iter().map(Node::to_literal).map(|document: Literal| document.to_string()).collect()
}

/// The generated files without the name of the source.
fn files(source: Source) -> BTreeMap<String, String> {
    let name = source.name.clone();
    let output = generate(&[source], &Options::new(Target::own()));
    assert!(!output.has_rejected_specs(), "{:?}", output.diagnostics);
    output.files.into_iter().map(|(path, text)| (path, text.replace(&name, "SOURCE"))).collect()
}

#[test]
fn a_page_as_text_and_its_json_generate_the_same_rust() {
    let pages = accepted().unwrap().into_iter().filter(|fixture| fixture.name.starts_with("page/"));
    let texts: Vec<Source> = pages.flat_map(|page| page.sources).filter(|page| page.name.contains(".page.")).collect();
    assert_eq!(texts.len(), 3, "both renderings of a page, and a Markdown page");
    for page in texts {
        let json =
            Source::new(page.name.replace(".page.", ".from-page-").replace(".txt", "") + ".json", as_json(&page));
        assert_eq!(files(page.clone()), files(json), "{}", page.name);
    }
}

#[test]
fn both_renderings_of_a_page_generate_the_same_rust() {
    let pages = accepted().unwrap();
    let text = |name: &str| {
        let page = pages.iter().find(|page| page.name == name).unwrap();
        files(page.sources[0].clone()).into_values().collect::<String>()
    };
    assert_eq!(text("page/lines").replace("lines", "table"), text("page/table"));
}

#[test]
fn line_endings_and_empty_lines_of_a_page_do_not_matter() {
    let pages = accepted().unwrap();
    let page = pages.iter().find(|page| page.name == "page/lines").unwrap().sources[0].clone();
    let text = page.text().unwrap();
    let variants = [
        text.replace('\n', "\r\n"),
        text.replace("\n\n", "\n"),
        text.replace("\n\n", "\n\n\n\n"),
        format!("\u{feff}{text}\n"),
    ];
    for variant in variants {
        assert_eq!(files(Source::new(page.name.clone(), variant)), files(page.clone()));
    }
}
