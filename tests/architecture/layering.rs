//! Layers of the generator and of the runtime: a module uses modules of lower layers only.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    files::{SourceFile, rust},
    scan::{paths, resolved},
};

/// Modules of the generator that all others may use.
const LEAVES: &[&str] = &["source", "origin", "diagnostic", "literal", "limit", "http", "service"];

/// Modules of the generator, each with the modules that it may use besides the leaves.
const LAYERS: &[(&str, &[&str])] = &[
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
    ("json_text", &[]),
    ("json_schema", &["ir", "names", "explain", "json_text"]),
    ("file_paths", &["ir", "names", "json_schema"]),
    ("render", &["ir", "names", "explain", "rust", "json_schema"]),
    ("print", &["render"]),
    ("manifest", &["ir", "names", "json_text"]),
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
            "file_paths",
            "render",
            "print",
            "manifest",
        ],
    ),
];

/// Dependencies, each with the only modules that may use it: only readers see JSON, only renderers see tokens.
const CRATES: &[(&str, &[&str])] = &[
    ("serde_json", &["literal", "document", "prose", "overlay", "names", "json_text", "json_schema", "manifest"]),
    ("serde_json_path", &["overlay"]),
    ("saphyr_parser", &["document"]),
    ("regex", &["prose", "lower"]),
    ("quote", &["render"]),
    ("proc_macro2", &["render"]),
    ("syn", &["print"]),
    ("prettyplease", &["print"]),
];

/// The names that `lib.rs` exports, each with its module.
fn root_exports(files: &[SourceFile]) -> BTreeMap<String, String> {
    let root = files.iter().find(|file| file.module.is_empty()).unwrap();
    let exported = paths(&root.code());
    exported
        .iter()
        .filter_map(|path| path.split_once("::"))
        .map(|(module, name)| (name.to_owned(), module.to_owned()))
        .collect()
}

/// The top-level modules that a file uses, besides its own.
fn uses(file: &SourceFile, exports: &BTreeMap<String, String>) -> BTreeSet<String> {
    let found = paths(&file.code());
    let first = found.iter().filter_map(|path| resolved(path, &file.module)?.into_iter().next());
    let modules = first.map(|name| exports.get(&name).cloned().unwrap_or(name));
    modules.filter(|module| *module != file.module[0]).collect()
}

fn is_known(name: &str) -> bool {
    LEAVES.contains(&name) || LAYERS.iter().any(|(module, _)| *module == name)
}

fn may_use(module: &str, other: &str) -> bool {
    let allowed = LAYERS.iter().find(|(name, _)| *name == module).map_or(&[][..], |(_, allowed)| allowed);
    !is_known(other) || LEAVES.contains(&other) || allowed.contains(&other)
}

#[test]
fn a_module_of_the_generator_uses_lower_layers_only() {
    let files = rust("codegen/src");
    let exports = root_exports(&files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| !file.module.is_empty() && !file.is_test()) {
        let above = uses(file, &exports).into_iter().filter(|module| !may_use(&file.module[0], module));
        wrong.extend(above.map(|module| format!("{} uses {module}", file.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_generator_has_a_layer() {
    let modules: BTreeSet<String> =
        rust("codegen/src").iter().filter_map(|file| file.module.first().cloned()).collect();
    let unknown: Vec<_> = modules.iter().filter(|module| !is_known(module)).collect();
    assert!(unknown.is_empty(), "add these to LAYERS: {unknown:?}");
    let gone: Vec<_> = LAYERS.iter().filter(|(module, _)| !modules.contains(*module)).collect();
    assert!(gone.is_empty(), "remove these from LAYERS: {gone:?}");
}

#[test]
fn dependencies_are_used_by_their_modules_only() {
    let mut wrong = Vec::new();
    for file in rust("codegen/src").iter().filter(|file| !file.module.is_empty() && !file.is_test()) {
        let roots: BTreeSet<String> =
            paths(&file.code()).iter().filter_map(|path| path.split("::").next().map(str::to_owned)).collect();
        let forbidden = CRATES
            .iter()
            .filter(|(name, modules)| roots.contains(*name) && !modules.contains(&file.module[0].as_str()));
        wrong.extend(forbidden.map(|(name, _)| format!("{} uses {name}", file.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Modules of the runtime, lowest layer first. A module uses those before it.
const RUNTIME_LAYERS: &[&str] = &[
    "rt", "json", "id", "error", "http", "client", "queue", "files", "call", "platform", "webhook", "realtime",
    "blocking",
];

/// Modules of the runtime without a layer, with the reason.
const RUNTIME_INTERFACES: &[(&str, &str)] = &[
    ("catalog", "describes endpoints; uses the JSON codec, and is used by generated code only"),
    ("codegen", "the internal API for generated code: re-exports of all layers"),
];

#[test]
fn a_module_of_the_runtime_uses_lower_layers_only() {
    let files = rust("generated/runtime/src");
    let exports = root_exports(&files);
    let layer = |module: &str| RUNTIME_LAYERS.iter().position(|name| *name == module);
    let mut violations = BTreeSet::new();
    for file in files.iter().filter(|file| !file.module.is_empty() && !file.is_test()) {
        if RUNTIME_INTERFACES.iter().any(|(name, _)| *name == file.module[0]) {
            continue;
        }
        let own = layer(&file.module[0]);
        let higher =
            uses(file, &exports).into_iter().filter(|module| layer(module).is_some_and(|other| Some(other) > own));
        violations.extend(higher.map(|module| format!("{} {module}", file.name)));
    }
    let violations: Vec<String> = violations.into_iter().collect();
    assert!(violations.is_empty(), "file and module of a higher layer that it uses:\n{}", violations.join("\n"));
}

#[test]
fn every_module_of_the_runtime_has_a_layer() {
    let modules = rust("generated/runtime/src").iter().filter_map(|file| file.module.first().cloned()).collect();
    let layers = RUNTIME_LAYERS.iter().chain(RUNTIME_INTERFACES.iter().map(|(name, _)| name));
    assert_eq!(layers.map(|name| (*name).to_owned()).collect::<BTreeSet<String>>(), modules);
}

#[test]
fn a_use_of_a_higher_layer_is_found() {
    let exports = BTreeMap::from([("Diagnostic".to_owned(), "diagnostic".to_owned())]);
    let file = |text: &str| SourceFile {
        name: "codegen/src/ir/ty.rs".to_owned(),
        module: vec!["ir".to_owned(), "ty".to_owned()],
        text: text.to_owned(),
    };
    let found = uses(
        &file("use crate::{Diagnostic, read::schema, literal::Literal};\nfn f(x: super::super::spec::Schema) {}"),
        &exports,
    );
    let modules: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(modules, ["diagnostic", "literal", "read", "spec"]);
    let wrong: Vec<&str> = modules.into_iter().filter(|module| !may_use("ir", module)).collect();
    assert_eq!(wrong, ["read", "spec"]);
}
