//! What code may not do in which part of the workspace, and how every file begins.

use fal_tests::fixtures::workspace;

use crate::{
    files::{SourceFile, all, rust},
    scan::{code, paths},
};

/// Paths that would make the output depend on something other than the input.
const NONDETERMINISTIC: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::io",
    "std::time",
    "std::process",
    "std::thread",
    "std::collections::HashMap",
    "std::collections::HashSet",
    "std::hash::RandomState",
];

fn nondeterministic(text: &str) -> Vec<String> {
    let named = paths(&code(text)).into_iter();
    named
        .filter(|path| {
            NONDETERMINISTIC.iter().any(|forbidden| path == forbidden || path.starts_with(&format!("{forbidden}::")))
        })
        .collect()
}

#[test]
fn the_generator_uses_no_io_clock_environment_or_randomness() {
    for file in rust("codegen/src").iter().filter(|file| !file.is_test()) {
        assert_eq!(nondeterministic(&file.text), [""; 0], "{}", file.name);
        for word in ["println!", "eprintln!", "print!", "dbg!", "include_str!", "include_bytes!", "env!", "option_env!"]
        {
            let is_allowed = MAY_INCLUDE.iter().any(|(name, _)| (*name, "include_str!") == (file.name.as_str(), word));
            assert!(is_allowed || !contains(&file.code(), word), "{} uses {word}", file.name);
        }
    }
}

/// Files that may contain `include_str!`, with the reason.
const MAY_INCLUDE: &[(&str, &str)] = &[
    ("codegen/src/render/catalog.rs", "emitted into generated code"),
    ("codegen/src/prose/phrases/mod.rs", "the tables of phrases, compiled into the generator"),
];

/// Calls that panic or end the process.
const PANICS: &[&str] =
    &[".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "process::exit("];

/// Files that may contain one of them, with the reason.
const MAY_PANIC: &[(&str, &str, &str)] = &[
    ("codegen/src/read/page.rs", ".expect(", "a method of the page reader, not of Option or Result"),
    ("generated/runtime/src/json/checked/number.rs", "panic!(", "in a constant: a compile error"),
    ("generated/runtime/src/json/checked/numeric_string.rs", "panic!(", "in a constant: a compile error"),
    ("generated/runtime/src/json/checked/string.rs", "panic!(", "in a constant: a compile error"),
];

fn panics(file: &SourceFile) -> Vec<&'static str> {
    let code = file.code();
    PANICS.iter().filter(|word| contains(&code, word)).copied().collect()
}

/// Whether code contains a word that is not the end of a longer one.
fn contains(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        word.starts_with('.') || !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[test]
fn nothing_panics_outside_of_tests() {
    let mut used: Vec<&(&str, &str, &str)> = Vec::new();
    for source in ["codegen/src", "xtask/src", "generated/runtime/src", "generated/mock/src"] {
        for file in rust(source).iter().filter(|file| !file.is_test()) {
            for word in panics(file) {
                let exception = MAY_PANIC.iter().find(|(name, allowed, _)| *name == file.name && *allowed == word);
                assert!(exception.is_some(), "{} uses {word}", file.name);
                used.extend(exception);
            }
        }
    }
    assert_eq!(used.len(), MAY_PANIC.len(), "an exception is no longer needed");
}

#[test]
fn every_module_begins_with_documentation() {
    for source in ["codegen/src", "xtask/src", "generated/src", "generated/runtime/src", "generated/mock/src", "tests"]
    {
        for file in rust(source) {
            let first = file.text.lines().find(|line| !line.is_empty() && !line.starts_with("// ")).unwrap_or_default();
            let is_unit_test = file.is_test() && source != "tests";
            assert!(first.starts_with("//! ") || is_unit_test, "{} begins with `{first}`", file.name);
        }
    }
}

#[test]
fn every_file_is_a_module_of_its_crate() {
    for source in ["codegen/src", "xtask/src", "generated/src", "generated/runtime/src", "generated/mock/src"] {
        let files = rust(source);
        for file in files.iter().filter(|file| !file.module.is_empty()) {
            let (name, parent) = file.module.split_last().unwrap();
            let declares = |other: &SourceFile| other.module == parent && other.text.contains(&format!("mod {name};"));
            let is_program = file.name.contains("/bin/");
            assert!(is_program || files.iter().any(declares), "{} is declared nowhere; remove it", file.name);
        }
    }
}

#[test]
fn identifiers_are_created_by_the_renderer_from_names_only() {
    for file in rust("codegen/src").iter().filter(|file| !file.is_test() && file.name != "codegen/src/render/mod.rs") {
        let code = file.code();
        for word in ["format_ident!", "Ident::new", "Ident::new_raw"] {
            assert!(!contains(&code, word), "{} creates an identifier with {word}; use a name of `names`", file.name);
        }
    }
}

/// Home directories, which reveal the machine that a text was written on.
const HOMES: [&str; 4] =
    [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Use", "rs/"), concat!("C:", "\\Users")];

fn home_directory(text: &str) -> Option<&'static str> {
    HOMES.into_iter().find(|home| text.contains(home))
}

/// Whether a file was received, or generated from received files. Their examples may contain any path.
fn is_received(name: &str) -> bool {
    let received = ["spec/", "generated/src/endpoints/", "tests/snapshots/summary/", "tests/snapshots/public.txt"];
    received.iter().any(|folder| name.starts_with(folder))
}

#[test]
fn no_file_contains_a_path_of_the_machine_it_was_written_on() {
    let here = workspace().display().to_string();
    for folder in ["codegen", "xtask", "generated", "spec", "tests"] {
        for (name, bytes) in all(folder) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(&here), "{name} contains the path of this workspace");
            assert!(
                is_received(&name) || home_directory(&text).is_none(),
                "{name} contains {:?}",
                home_directory(&text)
            );
        }
    }
}

#[test]
fn there_are_no_build_scripts_no_macro_crates_and_no_templates() {
    for member in ["codegen", "generated", "xtask", "tests"] {
        for (name, bytes) in all(member) {
            let ending = name.rsplit('.').next().unwrap_or_default();
            assert!(!["hbs", "tera", "j2", "jinja", "mustache", "liquid"].contains(&ending), "{name} is a template");
            assert!(!name.ends_with("/build.rs") || name.contains("/src/") || name.contains("/accepted/"), "{name}");
            let manifest = name.ends_with("/Cargo.toml").then(|| String::from_utf8_lossy(&bytes).into_owned());
            let is_macro =
                manifest.is_some_and(|text| text.contains("proc-macro = true") || text.contains("build = \""));
            assert!(!is_macro, "{name}");
        }
    }
}

#[test]
fn violations_are_found() {
    let file = |text: &str| SourceFile { name: "a.rs".to_owned(), module: vec!["a".to_owned()], text: text.to_owned() };
    assert_eq!(
        nondeterministic("use std::{collections::{BTreeMap, HashMap}, fs};"),
        ["std::collections::HashMap", "std::fs"]
    );
    assert_eq!(nondeterministic("// std::fs\nlet now = std::time::SystemTime::now();"), ["std::time::SystemTime::now"]);
    assert_eq!(panics(&file("a.unwrap(); panic!(\"x\"); // todo!()")), [".unwrap()", "panic!("]);
    assert_eq!(panics(&file("a.unwrap_or(1); core_panic!(\"x\"); fn f() { \".expect(\" }")), [""; 0]);
    assert_eq!(home_directory(concat!("in /ho", "me/ida/boats")), Some(HOMES[0]));
    assert_eq!(home_directory("spec/boats.json"), None);
}
