//! The floors of `codegen`: a room uses only what lies below it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    files::{File, rust},
    scan::{paths, resolved},
};

/// Rooms that every other may use.
const LEAVES: &[&str] = &["source", "origin", "diagnostic", "literal", "limit", "http"];

/// Each room, and what it may use besides the leaves.
const FLOORS: &[(&str, &[&str])] = &[
    ("document", &[]),
    ("spec", &[]),
    ("overlay", &["document"]),
    ("read", &["document", "spec"]),
    ("ir", &[]),
    ("prose", &["ir"]),
    ("lower", &["spec", "read", "ir", "prose"]),
    ("dedup", &["ir"]),
    ("names", &["ir"]),
    ("explain", &["ir"]),
    ("rust", &["ir", "names"]),
    ("public_api", &["ir", "names", "rust"]),
    ("diff", &["ir", "names", "rust", "explain"]),
    ("json_schema", &["ir", "names", "explain"]),
    ("render", &["ir", "names", "explain", "rust", "json_schema"]),
    ("print", &["render"]),
    ("manifest", &["ir", "names"]),
    (
        "output",
        &[
            "document",
            "spec",
            "overlay",
            "read",
            "ir",
            "lower",
            "dedup",
            "names",
            "public_api",
            "json_schema",
            "render",
            "print",
            "manifest",
        ],
    ),
];

/// Crates, and the only rooms that may name them: JSON stops at `read`, tokens start at `render`.
const CRATES: &[(&str, &[&str])] = &[
    ("serde_json", &["literal", "document", "prose", "overlay", "json_schema", "manifest"]),
    ("serde_json_path", &["overlay"]),
    ("saphyr_parser", &["document"]),
    ("regex", &["prose", "lower"]),
    ("quote", &["render"]),
    ("proc_macro2", &["render"]),
    ("syn", &["print"]),
    ("prettyplease", &["print"]),
];

/// The names that `lib.rs` shows at the root, each with the room it comes from.
fn shown_at_the_root(files: &[File]) -> BTreeMap<String, String> {
    let root = files.iter().find(|file| file.module.is_empty()).unwrap();
    let shown = paths(&root.code());
    shown
        .iter()
        .filter_map(|path| path.split_once("::"))
        .map(|(room, name)| (name.to_owned(), room.to_owned()))
        .collect()
}

/// The rooms that a file uses, its own not among them.
fn uses(file: &File, shown: &BTreeMap<String, String>) -> BTreeSet<String> {
    let found = paths(&file.code());
    let first = found.iter().filter_map(|path| resolved(path, &file.module)?.into_iter().next());
    let rooms = first.map(|name| shown.get(&name).cloned().unwrap_or(name));
    rooms.filter(|room| *room != file.module[0] && is_room(room)).collect()
}

fn is_room(name: &str) -> bool {
    LEAVES.contains(&name) || FLOORS.iter().any(|(room, _)| *room == name)
}

fn may_use(room: &str, other: &str) -> bool {
    let allowed = FLOORS.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, allowed)| allowed);
    LEAVES.contains(&other) || allowed.contains(&other)
}

#[test]
fn a_room_uses_only_what_lies_below_it() {
    let files = rust("codegen/src");
    let shown = shown_at_the_root(&files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| !file.module.is_empty() && !file.is_test()) {
        let above = uses(file, &shown).into_iter().filter(|room| !may_use(&file.module[0], room));
        wrong.extend(above.map(|room| format!("{} uses {room}", file.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_floor() {
    let rooms: BTreeSet<String> = rust("codegen/src").iter().filter_map(|file| file.module.first().cloned()).collect();
    let unknown: Vec<_> = rooms.iter().filter(|room| !is_room(room)).collect();
    assert!(unknown.is_empty(), "say in FLOORS what these may use: {unknown:?}");
    let gone: Vec<_> = FLOORS.iter().filter(|(room, _)| !rooms.contains(*room)).collect();
    assert!(gone.is_empty(), "these rooms are not there: {gone:?}");
}

#[test]
fn json_stops_at_read_and_tokens_start_at_render() {
    let mut wrong = Vec::new();
    for file in rust("codegen/src").iter().filter(|file| !file.module.is_empty() && !file.is_test()) {
        let roots: BTreeSet<String> =
            paths(&file.code()).iter().filter_map(|path| path.split("::").next().map(str::to_owned)).collect();
        let strangers =
            CRATES.iter().filter(|(name, rooms)| roots.contains(*name) && !rooms.contains(&file.module[0].as_str()));
        wrong.extend(strangers.map(|(name, _)| format!("{} names {name}", file.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_room_that_reaches_up_is_found() {
    let shown = BTreeMap::from([("Diagnostic".to_owned(), "diagnostic".to_owned())]);
    let file = |text: &str| File {
        name: "codegen/src/ir/ty.rs".to_owned(),
        module: vec!["ir".to_owned(), "ty".to_owned()],
        text: text.to_owned(),
    };
    let found = uses(
        &file("use crate::{Diagnostic, read::schema, literal::Literal};\nfn f(x: super::super::spec::Schema) {}"),
        &shown,
    );
    let rooms: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(rooms, ["diagnostic", "literal", "read", "spec"]);
    let wrong: Vec<&str> = rooms.into_iter().filter(|room| !may_use("ir", room)).collect();
    assert_eq!(wrong, ["read", "spec"]);
}
