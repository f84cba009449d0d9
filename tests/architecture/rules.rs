//! What never stands in which part of the workspace, and how every file begins.

use fal_tests::fixtures::workspace;

use crate::{
    files::{File, all, rust},
    scan::{code, paths},
};

/// What would make the output depend on anything but the input.
const OUTSIDE: &[&str] = &[
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

fn reaches_outside(text: &str) -> Vec<String> {
    let named = paths(&code(text)).into_iter();
    named.filter(|path| OUTSIDE.iter().any(|word| path == word || path.starts_with(&format!("{word}::")))).collect()
}

#[test]
fn the_generator_does_no_io_and_knows_no_clock_no_machine_and_no_chance() {
    for file in rust("codegen/src").iter().filter(|file| !file.is_test()) {
        assert_eq!(reaches_outside(&file.text), [""; 0], "{}", file.name);
        for word in ["println!", "eprintln!", "print!", "dbg!", "include_str!", "include_bytes!", "env!", "option_env!"]
        {
            let written = (file.name.as_str(), word) == WRITTEN;
            assert!(written || !says(&file.code(), word), "{} says {word}", file.name);
        }
    }
}

/// What a renderer writes into generated code and does not do itself.
const WRITTEN: (&str, &str) = ("codegen/src/render/catalog.rs", "include_str!");

/// Words that end a program, and those files that may say them, each with its reason.
const ENDS: &[&str] =
    &[".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "process::exit("];

const MAY_SAY: &[(&str, &str, &str)] = &[
    ("codegen/src/read/page.rs", ".expect(", "a method of its own: the next line of a page"),
    ("generated/runtime/src/json/checked/literal.rs", "panic!(", "in a constant: the compiler tells it"),
];

fn endings(file: &File) -> Vec<&'static str> {
    let code = file.code();
    ENDS.iter().filter(|word| says(&code, word)).copied().collect()
}

/// Whether code says a word that is not the end of a longer one.
fn says(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        word.starts_with('.') || !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[test]
fn nothing_panics_outside_of_tests() {
    let mut excused: Vec<&(&str, &str, &str)> = Vec::new();
    for source in ["codegen/src", "xtask/src", "generated/runtime/src", "generated/mock/src"] {
        for file in rust(source).iter().filter(|file| !file.is_test()) {
            for word in endings(file) {
                let excuse = MAY_SAY.iter().find(|(name, allowed, _)| *name == file.name && *allowed == word);
                assert!(excuse.is_some(), "{} says {word}", file.name);
                excused.extend(excuse);
            }
        }
    }
    assert_eq!(excused.len(), MAY_SAY.len(), "an excuse that nobody needs any more");
}

#[test]
fn every_module_begins_by_saying_what_it_is() {
    for source in ["codegen/src", "xtask/src", "generated/src", "generated/mock/src", "tests"] {
        for file in rust(source) {
            let first = file.text.lines().find(|line| !line.is_empty() && !line.starts_with("// ")).unwrap_or_default();
            let is_unit_test = file.is_test() && source != "tests";
            assert!(first.starts_with("//! ") || is_unit_test, "{} begins with `{first}`", file.name);
        }
    }
}

#[test]
fn names_are_made_in_one_room_and_only_written_elsewhere() {
    for file in rust("codegen/src").iter().filter(|file| !file.is_test() && file.name != "codegen/src/render/mod.rs") {
        let code = file.code();
        for word in ["format_ident!", "Ident::new", "Ident::new_raw"] {
            assert!(!says(&code, word), "{} makes an identifier with {word}; names do that", file.name);
        }
    }
}

/// Where people have their files: what tells whose machine a text was made on.
const HOMES: [&str; 4] =
    [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Use", "rs/"), concat!("C:", "\\Users")];

fn of_a_machine(text: &str) -> Option<&'static str> {
    HOMES.into_iter().find(|home| text.contains(home))
}

/// Folders of what others wrote, or what was made of it: examples in there may show anything.
fn is_received(name: &str) -> bool {
    let received = ["spec/", "generated/src/endpoints/", "tests/snapshots/summary/", "tests/snapshots/public.txt"];
    received.iter().any(|folder| name.starts_with(folder))
}

#[test]
fn no_file_knows_the_machine_it_was_made_on() {
    let here = workspace().display().to_string();
    for folder in ["codegen", "xtask", "generated", "spec", "tests"] {
        for (name, bytes) in all(folder) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(&here), "{name} says where this workspace lies");
            assert!(is_received(&name) || of_a_machine(&text).is_none(), "{name} says {:?}", of_a_machine(&text));
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
fn broken_laws_are_found() {
    let file = |text: &str| File { name: "a.rs".to_owned(), module: vec!["a".to_owned()], text: text.to_owned() };
    assert_eq!(
        reaches_outside("use std::{collections::{BTreeMap, HashMap}, fs};"),
        ["std::collections::HashMap", "std::fs"]
    );
    assert_eq!(reaches_outside("// std::fs\nlet now = std::time::SystemTime::now();"), ["std::time::SystemTime::now"]);
    assert_eq!(endings(&file("a.unwrap(); panic!(\"x\"); // todo!()")), [".unwrap()", "panic!("]);
    assert_eq!(endings(&file("a.unwrap_or(1); core_panic!(\"x\"); fn f() { \".expect(\" }")), [""; 0]);
    assert_eq!(of_a_machine(concat!("in /ho", "me/ida/boats")), Some(HOMES[0]));
    assert_eq!(of_a_machine("spec/boats.json"), None);
}
