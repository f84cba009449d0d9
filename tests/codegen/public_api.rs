//! The listing of the public API matches the generated Rust, and every change of it is reported by `diff`.

use std::{collections::BTreeSet, sync::LazyLock};

use fal_codegen::{
    ApiModel, OnError, Options, Output, Source,
    diff::{Change, ChangeKind, Snapshot, compare},
    manifest, model, public_api,
    render::Target,
};
use fal_tests::{
    diff_fixtures::diff_fixtures,
    fixtures::{accepted, generate_real, home, together},
    rng::Rng,
};
use regex::Regex;
use serde_json::{Map, Value};

use crate::program::{done, workspace};

#[test]
fn the_listing_of_the_real_endpoints_is_fresh() {
    let held = std::fs::read_to_string(home().join("snapshots/public.txt")).unwrap();
    assert_eq!(held, generate_real().unwrap().public_api, "run: cargo xtask codegen");
}

/// Public items of a file in the format of the listing: `struct Request`, `variant Rig::Sloop` and so on, with
/// the path of its module.
fn said(path: &str, text: &str) -> BTreeSet<String> {
    let module = path.trim_end_matches(".rs").trim_end_matches("mod").replace('/', "::");
    let at = |name: &str| if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") };
    let word = |line: &str| line.split(|c: char| !(c.is_alphanumeric() || "_#".contains(c))).next().unwrap().to_owned();
    let (mut said, mut around, mut in_enum) = (BTreeSet::new(), String::new(), false);
    for line in text.lines() {
        let inner = line.trim_start();
        let nested = inner.len() < line.len();
        let owner = if nested { format!("{around}::") } else { String::new() };
        for kind in ["mod", "struct", "enum", "type", "fn", "static"] {
            if let Some(rest) = inner.strip_prefix(&format!("pub {kind} ")) {
                if ["struct", "enum"].contains(&kind) {
                    around = word(rest);
                    in_enum = kind == "enum";
                }
                said.insert(format!("{kind} {}", at(&format!("{owner}{}", word(rest)))));
            }
        }
        if let Some((_, name)) = line.strip_prefix("pub use ").and_then(|line| line.split_once("::call as ")) {
            said.insert(format!("use {}", at(&word(name))));
        }
        if let Some(rest) = line.strip_prefix("impl ") {
            (around, in_enum) = (word(rest), false);
        } else if line == "}" {
            (around, in_enum) = (String::new(), false);
        } else if nested && !around.is_empty() && line.len() - inner.len() == 4 {
            let field = inner.strip_prefix("pub ").filter(|rest| rest.contains(": ") && !rest.starts_with("fn "));
            if let Some(rest) = field {
                said.insert(format!("field {}", at(&format!("{around}::{}", word(rest)))));
            } else if in_enum && !inner.starts_with(['/', '#']) {
                said.insert(format!("variant {}", at(&format!("{around}::{}", word(inner)))));
            }
        }
    }
    said
}

/// Items that are not listed because every type of the kind has them. The limits type is named in the line of its alias.
fn is_repeated(item: &str, output: &Output) -> bool {
    let name = item.rsplit([':', ' ']).next().unwrap();
    let is_limits = [format!("<{name}>"), format!(", {name}>")].iter().any(|named| output.public_api.contains(named));
    (name.ends_with("Limits") && is_limits) || ["extra", "violations", "Other", "Unlisted"].contains(&name)
}

/// Kind and path of a line of the listing.
fn heading(line: &str) -> String {
    let (kind, rest) = line.split_once(' ').unwrap();
    let end = [": ", "(", " "].iter().filter_map(|sign| rest.find(sign)).min();
    format!("{kind} {}", &rest[..end.unwrap_or(rest.len())])
}

#[test]
fn the_listing_matches_the_generated_rust() {
    let plain = |item: String| item.replace("r#", "");
    for fixture in accepted().unwrap() {
        let output = fixture.generate();
        let files = output.files.iter().filter(|(path, _)| *path != manifest::FILE);
        let said = files.flat_map(|(path, text)| said(path, text));
        let said = said.filter(|item| !is_repeated(item, &output) && !item.starts_with("mod shared::"));
        let is_reexport = |line: &str| line.starts_with("use ") && line.ends_with("::call");
        let of_rust = |line: &&str| is_reexport(line) || !(line.starts_with("use ") || line.starts_with("feature "));
        let lines = output.public_api.lines().filter(|line| !line.starts_with('#'));
        let listed = lines.filter(of_rust).map(heading);
        let listed = listed.filter(|item| !is_repeated(item, &output));
        let (listed, said): (BTreeSet<_>, BTreeSet<_>) = (listed.map(plain).collect(), said.map(plain).collect());
        assert_eq!(listed, said, "{}", fixture.name);
    }
}

fn understood(source: &Source) -> ApiModel {
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::own()) };
    model(std::slice::from_ref(source), &options)
}

fn state(model: &ApiModel) -> Snapshot<'_> {
    Snapshot { api: &model.api, names: &model.names }
}

/// The name of an argument.
static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"([(,] ?)\w+: ").unwrap());

/// Lines of a listing without details that matter at run time only, such as the names of arguments.
fn listed(model: &ApiModel) -> BTreeSet<String> {
    let items = public_api::items(&model.api, &model.names).into_iter();
    items.map(|item| format!("{} {}{}", item.kind, item.path, ARGUMENT.replace_all(&item.signature, "$1"))).collect()
}

/// Whether a change only rejects a literal of `checked!`, with every item unchanged.
fn is_of_literals(change: &Change) -> bool {
    let limited = matches!(change.kind, ChangeKind::LimitTightened | ChangeKind::LimitChanged);
    limited || (change.kind == ChangeKind::LimitAdded && change.before.is_none())
}

/// Every pair of names of one type.
fn twins(model: &ApiModel) -> BTreeSet<[String; 2]> {
    let types = model.api.endpoints.iter().flat_map(|endpoint| {
        let names = model.names.endpoint(endpoint).unwrap();
        endpoint.shared.iter().map(|(id, used)| {
            let path = format!("{}::{}", names.module.join(), names.get(*id).unwrap().name);
            ((used.group, used.index), path)
        })
    });
    let types: Vec<_> = types.collect();
    let pairs = types.iter().flat_map(|(one, path)| {
        let others = types.iter().filter(move |(other, another)| one == other && path < another);
        others.map(|(_, another)| [path.clone(), another.clone()])
    });
    pairs.collect()
}

/// Whether two names refer to one type in one of the models and to two in the other.
fn parts_or_joins(old: &ApiModel, new: &ApiModel) -> bool {
    let paths = |model: &ApiModel| {
        let items = public_api::items(&model.api, &model.names).into_iter();
        items.map(|item| item.path).collect::<BTreeSet<_>>()
    };
    let (before, after) = (paths(old), paths(new));
    let stays = |pair: &[String; 2]| pair.iter().all(|path| before.contains(path) && after.contains(path));
    twins(old).symmetric_difference(&twins(new)).any(stays)
}

fn is_of_identity(change: &Change) -> bool {
    matches!(change.kind, ChangeKind::TypesDiverged | ChangeKind::TypesUnified)
}

/// Describes how a report is wrong: it must say that compilation breaks if and only if an
/// item was removed or changed, or two types were unified or split.
fn complaint(changes: &[Change], old: &ApiModel, new: &ApiModel) -> Option<String> {
    let (before, after) = (listed(old), listed(new));
    let gone: Vec<&String> = before.difference(&after).collect();
    let of_items = |change: &&Change| !is_of_literals(change) && !is_of_identity(change);
    let breaks = changes.iter().filter(of_items).any(|change| change.compat.breaks_compilation);
    let came: Vec<&String> = after.difference(&before).collect();
    let untold = changes.is_empty() && !came.is_empty();
    // A name that moves to another type is reported as a change of type.
    let reported = changes.iter().any(is_of_identity);
    let parts = parts_or_joins(old, new);
    let identity = if parts { !reported && !breaks } else { reported };
    let wrong = breaks == gone.is_empty() || untold || identity;
    wrong.then(|| format!("gone: {gone:#?}\ncame: {came:#?}\nidentity: {identity}\ntold: {changes:#?}"))
}

#[test]
fn every_changed_item_is_reported() {
    let mut chance = Rng::new(7);
    let (mut complaints, mut breaking, mut compatible, mut parting) = (Vec::new(), 0, 0, 0);
    for source in together(&accepted().unwrap()) {
        let Ok(document) = serde_json::from_slice::<Value>(&source.bytes) else { continue };
        let old = understood(&Source::new(&source.name, document.to_string()));
        let mut variants = Vec::new();
        vary(&document, &mut |variant| variants.push(variant));
        chance.shuffle(&mut variants);
        // Few documents have types that are unified; every variant of these is tested.
        let tried = match old.api.endpoints.len() {
            _ if !twins(&old).is_empty() => variants.len(),
            0 | 1 => TRIED,
            _ => TRIED_OF_SEVERAL,
        };
        for variant in variants.into_iter().take(tried) {
            let new = understood(&Source::new(&source.name, variant.to_string()));
            let rejected = new.diagnostics.iter().any(|reported| reported.severity == fal_codegen::Severity::Error);
            if rejected {
                continue;
            }
            let changes = compare(state(&old), state(&new));
            let breaks = changes.iter().any(|change| change.compat.breaks_compilation);
            *if breaks { &mut breaking } else { &mut compatible } += 1;
            parting += usize::from(changes.iter().any(is_of_identity));
            let complaint = complaint(&changes, &old, &new);
            complaints.extend(complaint.map(|words| format!("{}: {variant}\n{words}", source.name)));
        }
    }
    let varied = breaking > 200 && compatible > 200 && parting > 20;
    assert!(varied, "documents are varied: {breaking}, {compatible}, {parting}");
    let shown = complaints.iter().take(6).cloned().collect::<Vec<_>>().join("\n");
    assert!(complaints.is_empty(), "{} of {}:\n{shown}", complaints.len(), breaking + compatible);
}

/// Number of tested variants of other documents.
const TRIED: usize = 12;

/// Number of tested variants of other documents with several endpoints, whose types may be unified.
const TRIED_OF_SEVERAL: usize = 60;

/// Every document that differs from this one in one location.
fn vary(value: &Value, found: &mut dyn FnMut(Value)) {
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                let with = |name: Option<&str>, inner: Value| {
                    let mut other: Map<String, Value> = members.clone();
                    other.remove(key);
                    other.extend(name.map(|name| (name.to_owned(), inner)));
                    Value::Object(other)
                };
                found(with(None, Value::Null));
                found(with(Some(&format!("{key}_x")), inner.clone()));
                vary(inner, &mut |inner| found(with(Some(key), inner)));
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let with = |inner: Option<Value>| {
                    let mut other = items.clone();
                    other.splice(index..=index, inner);
                    Value::Array(other)
                };
                found(with(None));
                vary(inner, &mut |inner| found(with(Some(inner))));
            }
            if let [first, second, rest @ ..] = items.as_slice() {
                found(Value::Array([&[second.clone(), first.clone()], rest].concat()));
            }
        }
        Value::Bool(value) => found(Value::Bool(!value)),
        Value::Number(number) => found(Value::from(number.as_i64().unwrap_or(7) + 1)),
        Value::String(text) => {
            let types = ["string", "integer", "number", "boolean", "array", "object"];
            if types.contains(&text.as_str()) {
                for other in types {
                    found(Value::from(other));
                }
            } else {
                found(Value::from(format!("{text}x")));
            }
        }
        Value::Null => found(Value::from("x")),
    }
}

#[test]
fn codegen_writes_the_listing_and_check_reports_a_stale_one() {
    let workspace = workspace(&["apifox/boolean"]);
    done(&workspace.run("codegen").unwrap(), 0);
    let listing = workspace.path("tests/snapshots/public.txt");
    let text = std::fs::read_to_string(&listing).unwrap();
    assert!(text.contains("\nstruct fal_ai::apifox::boolean::Request: Default\n"), "{text}");
    std::fs::write(&listing, text.replace(": Default", "")).unwrap();
    let check = workspace.run("codegen --check").unwrap();
    done(&check, 1);
    assert!(check.out.contains("  stale: public.txt\n"), "{}", check.out);
    done(&workspace.run("codegen").unwrap(), 0);
    assert_eq!(std::fs::read_to_string(&listing).unwrap(), text);
}

#[test]
fn a_changed_limit_changes_one_line() {
    let pairs = diff_fixtures().unwrap();
    let pair = pairs.iter().find(|pair| pair.name == "limit_tightened").unwrap();
    let [before, after] = [&pair.old, &pair.new].map(|source| {
        let model = understood(source);
        public_api::listing(&model.api, &model.names)
    });
    let changed: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(old, new)| old != new).collect();
    let line = |most: u8| {
        format!("type acme::limit_tightened::Crew = Checked<CrewLimits> of i64 // at least 1, at most {most}")
    };
    assert_eq!(changed, [(line(12).as_str(), line(8).as_str())]);
}

#[test]
fn an_additional_response_field_is_one_additional_line() {
    let pairs = diff_fixtures().unwrap();
    for name in ["response_field_added", "types_changed_alike"] {
        let pair = pairs.iter().find(|pair| pair.name == name).unwrap();
        let before = understood(&pair.old);
        let settled = Options { lock: before.lock.clone(), ..Options::new(Target::own()) };
        let after = model(std::slice::from_ref(&pair.new), &settled);
        let [before, after] = [before, after].map(|model| public_api::listing(&model.api, &model.names));
        let [before, after] = [&before, &after].map(|text| text.lines().collect::<BTreeSet<_>>());
        assert_eq!((before.difference(&after).count(), after.difference(&before).count()), (0, 1), "{name}");
    }
}
