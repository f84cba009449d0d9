//! `cargo xtask diff`: the changes of every diff fixture in every format, and revisions of a git repository.

use std::{collections::BTreeSet, process::Command};

use fal_codegen::{Source, diff::ChangeKind};
use fal_tests::{
    diff_fixtures::{DiffFixture, diff_fixtures},
    program::TestWorkspace,
    snapshots::{settings, unreferenced},
};
use xtask::diff::{Comparison, SpecSnapshot};

use crate::program::{PROGRAM, done};

#[test]
fn pairs_have_the_expected_text() {
    let pairs = diff_fixtures().unwrap();
    assert!(pairs.len() > 40, "only {} pairs found", pairs.len());
    settings("diff").bind(|| {
        for pair in &pairs {
            // The version changes with each release.
            let text = pair.compared().text();
            let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("version ")).collect();
            insta::assert_snapshot!(pair.name.as_str(), text.join("\n"));
        }
    });
    assert_eq!(
        unreferenced("diff", pairs.iter().map(|pair| pair.name.as_str()).chain(["all.md", "all.json"])),
        [""; 0]
    );
}

#[test]
fn every_kind_of_change_has_a_fixture() {
    let reported: BTreeSet<&str> = diff_fixtures()
        .unwrap()
        .iter()
        .flat_map(|pair| pair.compared().changes)
        .map(|change| change.kind.as_str())
        .collect();
    let untold: Vec<&str> =
        ChangeKind::ALL.iter().map(|kind| kind.as_str()).filter(|kind| !reported.contains(kind)).collect();
    assert_eq!(untold, [""; 0]);
}

#[test]
fn markdown_has_an_entry_per_change() {
    let reported =
        diff_fixtures().unwrap().iter().find(|pair| pair.name == "field_removed").unwrap().compared().markdown();
    let expected = "### Removed\n\n- **Breaking:** `acme/field-removed`: field `crew` removed \
                    (`acme::field_removed::Request::crew`).\n";
    assert_eq!(reported, expected);
}

/// All diff fixtures as two states.
fn states() -> Comparison {
    let pairs = diff_fixtures().unwrap();
    let snapshot = |name: &str, state: fn(&DiffFixture) -> &Source| SpecSnapshot {
        name: name.to_owned(),
        sources: pairs.iter().map(|pair| state(pair).clone()).collect(),
        lock: Some(String::new()),
    };
    Comparison::new(&snapshot("old", |pair| &pair.old), &snapshot("new", |pair| &pair.new))
}

#[test]
fn markdown_and_json_of_all_changes() {
    let comparison = states();
    settings("diff").bind(|| {
        insta::assert_snapshot!("all.md", comparison.markdown());
        let mut object: serde_json::Value = serde_json::from_str(&comparison.json()).unwrap();
        assert_eq!(object["version"]["part"], "minor");
        object["version"] = "left out".into();
        insta::assert_snapshot!("all.json", format!("{object:#}"));
    });
}

const BOAT: &str = r#"{
  "openapi": "3.1.0", "info": { "title": "A harbour", "version": "1" }, "servers": [{ "url": "https://queue.fal.run" }],
  "paths": { "/acme/boat": { "post": {
    "requestBody": { "content": { "application/json": { "schema": { "type": "object", "properties": {
      "crew": { "type": "integer", "maximum": 9 }, "rig": { "type": "string" }
    } } } } },
    "responses": { "200": { "description": "Done.", "content": { "application/json": { "schema": {
      "type": "object", "properties": { "url": { "type": "string" } }, "required": ["url"]
    } } } } }
  } } } }
"#;

fn git(workspace: &TestWorkspace, arguments: &str) {
    let mut command = Command::new("git");
    // If a git hook runs the tests, these variables name another repository.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]);
    let ended = command.args(arguments.split(' ')).current_dir(workspace.path("")).output().unwrap();
    assert!(ended.status.success(), "{arguments}: {}", String::from_utf8_lossy(&ended.stderr));
}

/// A repository whose first commit limits `crew` to nine, and whose second to five.
fn repository() -> TestWorkspace {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    workspace.write("spec/acme/boat.json", BOAT.as_bytes()).unwrap();
    git(&workspace, "init --quiet --initial-branch=main");
    done(&workspace.run("codegen").unwrap(), 0);
    git(&workspace, "add --all");
    git(&workspace, "commit --quiet --message=one");
    git(&workspace, "tag one");
    let overlay = r#"{ "overlay": "1.0.0", "info": { "title": "Five", "version": "1" }, "actions": [
        { "target": "$.paths['/acme/boat'].post.requestBody.content['application/json'].schema.properties.crew",
          "update": { "maximum": 5 } }] }"#;
    workspace.write("spec/acme/boat.overlay.json", overlay.as_bytes()).unwrap();
    git(&workspace, "add --all");
    git(&workspace, "commit --quiet --message=two");
    workspace
}

#[test]
fn two_commits_are_compared_with_their_overlays() {
    let workspace = repository();
    let ended = workspace.run("diff one..HEAD").unwrap();
    done(&ended, 0);
    assert!(ended.out.starts_with("`one` → `HEAD`\n\nacme/boat\n"), "{}", ended.out);
    let reported = "limit of `crew` tightened: `at most 5`, was `at most 9`";
    assert!(ended.out.contains(reported) && ended.out.contains("overlay acme/boat.overlay.json"), "{}", ended.out);
    let back = workspace.run("diff HEAD..one").unwrap();
    assert!(back.out.contains("limit of `crew` loosened: `at most 9`, was `at most 5`"), "{}", back.out);
}

#[test]
fn a_commit_is_compared_with_the_working_tree() {
    let workspace = repository();
    let nothing = workspace.run("diff").unwrap();
    done(&nothing, 0);
    assert_eq!(nothing.out, "`HEAD` → the working tree\n\nno API changes\n");
    workspace.write("spec/acme/boat.json", BOAT.replace("/acme/boat", "/acme/ship").as_bytes()).unwrap();
    workspace.remove("spec/acme/boat.overlay.json").unwrap();
    let ended = workspace.run("diff").unwrap();
    done(&ended, 0);
    assert!(ended.out.contains("acme/boat\n  breaks compilation\n    endpoint removed\n"), "{}", ended.out);
    assert!(ended.out.contains("acme/ship\n  compatible\n    endpoint added\n"), "{}", ended.out);
}

#[test]
fn the_result_does_not_depend_on_generated_files() {
    let workspace = repository();
    let keel = r#""properties": { "keel": { "type": "string" }, "url""#;
    let text = BOAT.replace(r#""properties": { "url""#, keel);
    workspace.write("spec/acme/boat.json", text.as_bytes()).unwrap();
    let before = workspace.run("diff HEAD --deny breaking").unwrap();
    done(&before, 0);
    assert!(before.out.contains("  compatible\n    optional field `keel` of the response added\n"), "{}", before.out);
    done(&workspace.run("codegen").unwrap(), 0);
    assert_eq!(workspace.run("diff HEAD").unwrap().out, before.out);
}

#[test]
fn deny_breaking_fails_on_breaking_changes() {
    let workspace = repository();
    let denied = workspace.run("diff one..HEAD --deny breaking").unwrap();
    done(&denied, 1);
    assert_eq!(denied.err, "error: 1 breaking change(s), denied by `--deny breaking`\n");
    done(&workspace.run("diff HEAD..one --deny breaking").unwrap(), 0);
    let json = workspace.run("diff one --deny breaking --format json").unwrap();
    done(&json, 1);
    let object: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&object["from"], &object["breaking"]), (&"one".into(), &true.into()));
    assert_eq!(object["changes"][0]["kind"], "limit-tightened");
}

#[test]
fn folders_and_files_are_compared_without_git() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    workspace.write("old/boat.json", BOAT.as_bytes()).unwrap();
    workspace.write("new/boat.json", BOAT.replace("\"maximum\": 9", "\"maximum\": 12").as_bytes()).unwrap();
    for arguments in ["diff --from old --to new", "diff --from old/boat.json --to new/boat.json"] {
        let ended = workspace.run(&format!("{arguments} --format markdown")).unwrap();
        done(&ended, 0);
        let line = "- `acme/boat`: limit of `crew` loosened: `at most 12`, was `at most 9` (`acme::boat::Crew`).";
        assert_eq!(ended.out, format!("### Changed\n\n{line}\n"));
    }
    let without = workspace.run("diff").unwrap();
    done(&without, 1);
    assert!(without.err.contains("cannot read spec/ at `HEAD`"), "{}", without.err);
}

#[test]
fn rejected_specifications_are_reported_and_not_removed() {
    let workspace = repository();
    workspace.write("spec/acme/boat.json", b"{").unwrap();
    let ended = workspace.run("diff one").unwrap();
    done(&ended, 1);
    assert!(ended.err.starts_with("Rejected in the working tree and not compared:\n"), "{}", ended.err);
    assert!(ended.out.ends_with("\nno API changes\n"), "{}", ended.out);
}

#[test]
fn an_unknown_revision_is_an_error() {
    let workspace = repository();
    let unknown = workspace.run("diff yesterday").unwrap();
    done(&unknown, 1);
    assert!(unknown.err.contains("cannot read spec/ at `yesterday`"), "{}", unknown.err);
    for arguments in ["diff one...HEAD", "diff --from old", "diff one --from old --to new", "diff --deny all"] {
        done(&workspace.run(arguments).unwrap(), 2);
    }
}
