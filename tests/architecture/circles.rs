//! Files do not import each other in circles.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    files::{SourceFile, rust},
    scan::{paths, resolved},
};

/// Folders without import circles among their files: phases of the generator, and every module of the runtime.
const FOLDERS: &[(&str, &[&str])] = &[
    ("codegen/src", &["diff", "document", "ir", "lower", "names", "prose", "read", "render"]),
    (
        "generated/runtime/src",
        &[
            "rt", "json", "id", "error", "http", "client", "queue", "files", "call", "platform", "webhook", "realtime",
            "blocking",
        ],
    ),
];

/// The modules of a crate, and the names that each re-exports from its children.
struct Modules {
    reexports: BTreeMap<Vec<String>, BTreeMap<String, Vec<String>>>,
}

impl Modules {
    fn new(files: &[SourceFile]) -> Self {
        let known: BTreeSet<Vec<String>> = files.iter().map(|file| file.module.clone()).collect();
        let mut modules = Self { reexports: known.iter().map(|module| (module.clone(), BTreeMap::new())).collect() };
        for file in files {
            for path in paths(&file.code()) {
                let own = |child: &str| [file.module.as_slice(), &[child.to_owned()]].concat();
                // `use child::Name` of a module brings the name of its child into it.
                if let Some((child, name)) = path.split_once("::").filter(|(child, _)| known.contains(&own(child))) {
                    let last = name.rsplit("::").next().unwrap_or(name).to_owned();
                    let target = [own(child), name.split("::").map(str::to_owned).collect()].concat();
                    modules.reexports.entry(file.module.clone()).or_default().insert(last, target);
                }
            }
        }
        modules
    }

    /// The module that defines what a path from the root of the crate names.
    fn defining(&self, path: &[String]) -> Option<Vec<String>> {
        let length = (1..=path.len()).rev().find(|length| self.reexports.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let target = rest.first().and_then(|name| self.reexports[module].get(name));
        match target {
            Some(target) if target != path => self.defining(target),
            _ => Some(module.to_vec()),
        }
    }

    fn uses(&self, file: &SourceFile) -> BTreeSet<Vec<String>> {
        let found = paths(&file.code());
        let full = found.iter().filter_map(|path| resolved(path, &file.module));
        full.filter_map(|path| self.defining(&path)).filter(|module| *module != file.module).collect()
    }
}

/// The modules below a folder that reach themselves through others.
fn in_circles(uses: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> Vec<Vec<String>> {
    let reaches_itself = |start: &Vec<String>| {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![start]);
        while let Some(module) = waiting.pop() {
            for next in uses.get(module).into_iter().flatten() {
                if next == start {
                    return true;
                }
                if seen.insert(next) {
                    waiting.push(next);
                }
            }
        }
        false
    };
    uses.keys().filter(|module| reaches_itself(module)).cloned().collect()
}

#[test]
fn files_of_a_module_do_not_import_each_other_in_circles() {
    let mut violations = BTreeSet::new();
    for (source, folders) in FOLDERS {
        let files: Vec<SourceFile> = rust(source).into_iter().filter(|file| !file.is_test()).collect();
        let modules = Modules::new(&files);
        for folder in *folders {
            let inside = |module: &[String]| module.first().is_some_and(|first| first == folder);
            let uses = files.iter().filter(|file| inside(&file.module)).map(|file| {
                let others = modules.uses(file).into_iter().filter(|module| inside(module));
                (file.module.clone(), others.collect())
            });
            let circles = in_circles(&uses.collect());
            violations.extend(circles.iter().map(|module| format!("{source} {}", module.join("::"))));
        }
    }
    let violations: Vec<String> = violations.into_iter().collect();
    assert!(violations.is_empty(), "these import each other in a circle:\n{}", violations.join("\n"));
}

#[test]
fn circles_are_found_through_reexports() {
    let file = |module: &[&str], text: &str| SourceFile {
        name: module.join("/"),
        module: module.iter().map(|name| (*name).to_owned()).collect(),
        text: text.to_owned(),
    };
    let circles = |files: &[SourceFile]| {
        let modules = Modules::new(files);
        in_circles(&files.iter().map(|file| (file.module.clone(), modules.uses(file))).collect())
    };
    let facade = file(&["m"], "mod a; mod b; pub use a::A;");
    let user = file(&["m", "b"], "use super::A; pub struct B;");
    assert!(
        circles(&[file(&["m"], "mod a; mod b; pub use a::A;"), file(&["m", "a"], "pub struct A;"), user]).is_empty()
    );
    let user = file(&["m", "b"], "use super::A; pub struct B;");
    let found = circles(&[facade, file(&["m", "a"], "use super::b::B; pub struct A;"), user]);
    assert_eq!(found, [vec!["m".to_owned(), "a".to_owned()], vec!["m".to_owned(), "b".to_owned()]]);
}
