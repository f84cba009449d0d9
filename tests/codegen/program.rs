//! `cargo xtask codegen`, `explain` and `overlay` as programs, in temporary workspaces.

use fal_codegen::Source;
use fal_tests::{
    fixtures::accepted,
    program::{Ended, TestWorkspace},
    snapshots::settings,
};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_xtask-under-test");

/// A workspace with the specifications of these fixtures.
pub fn workspace(fixtures: &[&str]) -> TestWorkspace {
    let all = accepted().unwrap();
    let wanted = all.into_iter().filter(|fixture| fixtures.contains(&fixture.name.as_str()));
    let sources: Vec<Source> = wanted.flat_map(|fixture| fixture.sources).collect();
    assert!(sources.len() >= fixtures.len());
    TestWorkspace::new(PROGRAM).unwrap().with(&sources).unwrap()
}

pub fn done(ended: &Ended, status: i32) {
    assert_eq!(ended.status, Some(status), "{}\n{}", ended.out, ended.err);
}

const TWO: [&str; 2] = ["apifox/boolean", "prose/one_sided"];

#[test]
fn codegen_writes_files_that_are_then_up_to_date() {
    let workspace = workspace(&TWO);
    let first = workspace.run("codegen").unwrap();
    done(&first, 0);
    assert!(first.out.contains("added fal-ai/apifox/boolean\n"), "{}", first.out);
    assert!(first.out.ends_with("2 added, 0 changed, 0 removed, 0 unchanged\n"), "{}", first.out);
    let endpoints = workspace.files("generated/src/endpoints");
    let expected = ["catalog.rs", "fal_ai.rs", "fal_ai/apifox.rs", "fal_ai/apifox/boolean.rs"];
    assert!(expected.iter().all(|file| endpoints.contains_key(*file)), "{:?}", endpoints.keys());
    let meanings: Vec<_> = workspace.files("tests/snapshots/summary").into_keys().collect();
    assert_eq!(meanings, ["fal-ai+apifox+boolean.snap", "fal-ai+prose+one-sided.snap"]);
    let check = workspace.run("codegen --check").unwrap();
    done(&check, 0);
    assert_eq!(check.out, "all generated files are up to date\n");
}

#[test]
fn a_second_run_writes_nothing() {
    let workspace = workspace(&TWO);
    done(&workspace.run("codegen").unwrap(), 0);
    let file = workspace.path("generated/src/endpoints/fal_ai/apifox/boolean.rs");
    let before = std::fs::metadata(&file).unwrap().modified().unwrap();
    let again = workspace.run("codegen").unwrap();
    done(&again, 0);
    assert_eq!(again.out, "0 added, 0 changed, 0 removed, 2 unchanged\n");
    assert_eq!(std::fs::metadata(&file).unwrap().modified().unwrap(), before);
}

#[test]
fn a_deleted_folder_is_restored_byte_for_byte() {
    let workspace = workspace(&TWO);
    done(&workspace.run("codegen").unwrap(), 0);
    let before = workspace.files("generated/src/endpoints");
    std::fs::remove_dir_all(workspace.path("generated/src/endpoints")).unwrap();
    done(&workspace.run("codegen --check").unwrap(), 1);
    done(&workspace.run("codegen").unwrap(), 0);
    assert_eq!(workspace.files("generated/src/endpoints"), before);
}

#[test]
fn check_writes_nothing_and_lists_stale_files_and_the_command() {
    let workspace = workspace(&TWO);
    done(&workspace.run("codegen").unwrap(), 0);
    workspace.write("generated/src/endpoints/fal_ai/apifox/boolean.rs", b"// changed by hand\n").unwrap();
    workspace.write("generated/src/endpoints/old/boat.rs", b"").unwrap();
    workspace.remove("tests/snapshots/summary/fal-ai+prose+one-sided.snap").unwrap();
    let before = (workspace.files("generated"), workspace.files("tests"));
    let check = workspace.run("codegen --check").unwrap();
    done(&check, 1);
    for reported in [
        "  stale: fal_ai/apifox/boolean.rs\n",
        "  extra: old/boat.rs\n",
        "missing: fal-ai+prose+one-sided.snap\n",
        "run: cargo xtask codegen\n",
    ] {
        assert!(check.out.contains(reported), "{reported}{}", check.out);
    }
    assert_eq!((workspace.files("generated"), workspace.files("tests")), before);
    done(&workspace.run("codegen").unwrap(), 0);
    assert!(!workspace.path("generated/src/endpoints/old").exists(), "extraneous files and their folders are removed");
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn the_summary_lists_added_changed_and_removed_endpoints() {
    let workspace = workspace(&TWO);
    done(&workspace.run("codegen").unwrap(), 0);
    workspace.remove("spec/apifox/boolean.apifox.json").unwrap();
    let stated = std::fs::read_to_string(workspace.path("spec/prose/one_sided.apifox.json")).unwrap();
    workspace.write("spec/prose/one_sided.apifox.json", stated.replace("至少 2", "至少 3").as_bytes()).unwrap();
    workspace.write("spec/new.json", stated.replace("one-sided", "new").as_bytes()).unwrap();
    let ended = workspace.run("codegen").unwrap();
    done(&ended, 0);
    let expected = "   added fal-ai/prose/new\n changed fal-ai/prose/one-sided\n removed fal-ai/apifox/boolean\n\
                    1 added, 1 changed, 1 removed, 0 unchanged\n";
    assert_eq!(ended.out, expected);
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn only_keeps_the_other_endpoints() {
    let workspace = workspace(&TWO);
    done(&workspace.run("codegen").unwrap(), 0);
    let whole = workspace.files("generated/src/endpoints");
    done(&workspace.run("codegen --only fal-ai/prose/*").unwrap(), 0);
    assert_eq!(workspace.files("generated/src/endpoints"), whole);
    let nothing = workspace.run("codegen --only fal-ai/prose/one-side").unwrap();
    done(&nothing, 1);
    assert!(nothing.err.contains("no endpoint matches `fal-ai/prose/one-side`"), "{}", nothing.err);
    assert!(nothing.err.contains("fal-ai/prose/one-sided"), "suggests an id: {}", nothing.err);
}

#[test]
fn a_stand_alone_crate_has_its_endpoints_and_its_own_manifest() {
    let workspace = workspace(&TWO);
    done(&workspace.run("codegen --spec spec/apifox --out crates/boats --name my-boats").unwrap(), 0);
    let files = workspace.files("crates/boats");
    let manifest = String::from_utf8(files["Cargo.toml"].clone()).unwrap();
    assert!(manifest.contains("name = \"my-boats\"") && manifest.contains("default-features = false"), "{manifest}");
    assert!(manifest.contains("default = [\"all\", \"rustls\"]"), "{manifest}");
    let function = String::from_utf8(files["src/endpoints/fal_ai/apifox/boolean.rs"].clone()).unwrap();
    assert!(function.contains("use my_boats::{Client, fal_ai::apifox::boolean};"), "{function}");
    assert!(workspace.files("generated/src").is_empty() && workspace.files("tests/snapshots").is_empty());
}

#[test]
fn explain_shows_limit_phrase_and_line() {
    let workspace = workspace(&TWO);
    let ended = workspace.run("explain fal-ai/prose/one-sided.crew").unwrap();
    done(&ended, 0);
    for reported in [
        "crew: integer, optional\n",
        "    rust: .crew(…), a Crew\n",
        "    at least 2\n",
        "“至少 2”",
        "spec/prose/one_sided.apifox.json:12:",
    ] {
        assert!(ended.out.contains(reported), "{reported}: {}", ended.out);
    }
    let unknown = workspace.run("explain fal-ai/prose/one-sided.crow").unwrap();
    done(&unknown, 1);
    assert!(unknown.err.contains("crew"), "{}", unknown.err);
}

#[test]
fn unsure_lists_the_least_certain_limits_first() {
    let sources = ["prose/scale_endpoints", "prose/one_sided"];
    let workspace = workspace(&sources);
    let ended = workspace.run("explain --unsure").unwrap();
    done(&ended, 0);
    let evidence: Vec<&str> = ended.out.lines().filter(|line| line.contains("by rule")).map(str::trim).collect();
    let scale = evidence.iter().position(|line| line.starts_with("endpoints of a scale")).unwrap();
    let explicit = evidence.iter().position(|line| line.starts_with("explicit")).unwrap();
    assert!(scale < explicit, "{}", ended.out);
    assert!(ended.out.contains("crew: at least 2\n") && ended.out.contains("limits derived from prose"));
    done(&workspace.run("explain").unwrap(), 2);
}

#[test]
fn an_overlay_draft_has_the_enforced_limits() {
    let workspace = workspace(&["prose/one_sided"]);
    let reported = "wrote spec/prose/one_sided.overlay.json: edit it, then run cargo xtask codegen\n";
    let ended = workspace.run("overlay new fal-ai/prose/one-sided crew").unwrap();
    done(&ended, 0);
    assert_eq!(ended.out, reported);
    let text = std::fs::read_to_string(workspace.path("spec/prose/one_sided.overlay.json")).unwrap();
    settings("cli").bind(|| insta::assert_snapshot!("overlay", text));
    done(&workspace.run("codegen").unwrap(), 0);
    assert!(workspace.run("explain fal-ai/prose/one-sided.crew").unwrap().out.contains("overlay prose/one_sided"));
    let again = workspace.run("overlay new fal-ai/prose/one-sided crew").unwrap();
    done(&again, 0);
    assert!(again.out.contains("one_sided.crew.overlay.json"), "a specification has any number: {}", again.out);
    let twice = workspace.run("codegen").unwrap();
    done(&twice, 1);
    assert!(
        twice.err.contains("changes nothing") && twice.err.contains("one_sided.crew.overlay.json:10:"),
        "{}",
        twice.err
    );
    let unknown = workspace.run("overlay new fal-ai/prose/one-sided crow").unwrap();
    done(&unknown, 1);
    assert!(unknown.err.contains("crew"), "{}", unknown.err);
}

#[test]
fn an_overlay_applies_to_the_file_it_extends_only() {
    let workspace = workspace(&[]);
    let spec = |crew: u8| {
        format!(
            r#"{{"api": {{"method": "post", "path": "/fal-ai/boat-{crew}", "requestBody": {{"type": "application/json",
            "jsonSchema": {{"type": "object", "properties": {{"crew": {{"type": "integer", "maximum": {crew}}}}}}}}}}}}}"#
        )
    };
    let overlay = r#"{"overlay": "1.0.0", "info": {"title": "x", "version": "1"}, "extends": "../b/boat.json", "actions": [
        {"target": "$.api.requestBody.jsonSchema.properties.crew", "update": {"maximum": 9}}]}"#;
    workspace.write("spec/a/boat.json", spec(4).as_bytes()).unwrap();
    workspace.write("spec/b/boat.json", spec(5).as_bytes()).unwrap();
    workspace.write("spec/a/other.overlay.json", overlay.as_bytes()).unwrap();
    done(&workspace.run("codegen").unwrap(), 0);
    assert!(workspace.run("explain fal-ai/boat-4.crew").unwrap().out.contains("at most 4\n"));
    assert!(workspace.run("explain fal-ai/boat-5.crew").unwrap().out.contains("at most 9\n"));
}

#[test]
fn usage_errors_have_status_two() {
    let workspace = workspace(&TWO);
    for arguments in ["codegen --nonsense", "sail", "codegen --spec spec", "codegen --spec spec --out x --name 1"] {
        done(&workspace.run(arguments).unwrap(), 2);
    }
    assert!(workspace.files("generated/src").is_empty());
}
