//! `cargo xtask codegen` with rejected specifications: exit status 1, nothing written, every diagnostic printed.

use fal_codegen::Source;
use fal_tests::{
    fixtures::{Fixture, drawn, rejected},
    program::TestWorkspace,
    snapshots::settings,
};

use serde_json::json;

use crate::program::{PROGRAM, done, workspace};

pub const GOOD: &str = r#"{"api": {"method": "post", "path": "/fal-ai/good", "requestBody": {"type": "application/json",
    "jsonSchema": {"type": "object", "properties": {"crew": {"type": "integer", "maximum": 4}}}},
    "result": {"jsonSchema": {"type": "boolean"}}}}"#;

fn workspace_of(fixture: &Fixture) -> TestWorkspace {
    TestWorkspace::new(PROGRAM).unwrap().with(&fixture.sources).unwrap()
}

#[test]
fn rejected_specifications_write_nothing() {
    for fixture in rejected().unwrap() {
        let workspace = workspace_of(&fixture);
        let before = (workspace.files("generated"), workspace.files("tests"));
        let ended = workspace.run("codegen").unwrap();
        done(&ended, 1);
        assert!(ended.out.ends_with(" error(s); nothing was written\n"), "{}", ended.out);
        let expected = drawn(&fixture.generate().diagnostics, &fixture.sources);
        assert_eq!(ended.err.trim_end(), expected.trim_end(), "{}", fixture.name);
        assert_eq!((workspace.files("generated"), workspace.files("tests")), before, "{}", fixture.name);
    }
}

#[test]
fn earlier_output_is_kept() {
    let workspace = workspace(&["apifox/boolean"]);
    done(&workspace.run("codegen").unwrap(), 0);
    let before = (workspace.files("generated"), workspace.files("tests"));
    workspace.write("spec/broken.json", b"{").unwrap();
    workspace.write("spec/good.json", GOOD.as_bytes()).unwrap();
    for arguments in ["codegen", "codegen --check"] {
        done(&workspace.run(arguments).unwrap(), 1);
        assert_eq!((workspace.files("generated"), workspace.files("tests")), before, "{arguments}");
    }
}

#[test]
fn keep_going_writes_the_rest_with_status_one() {
    for fixture in rejected().unwrap() {
        let workspace = workspace_of(&fixture);
        workspace.write("spec/good.json", GOOD.as_bytes()).unwrap();
        let ended = workspace.run("codegen --keep-going").unwrap();
        done(&ended, 1);
        assert!(ended.out.contains("added fal-ai/good\n"), "{}", ended.out);
        let files = workspace.files("generated/src/endpoints");
        assert!(files.contains_key("fal_ai/good.rs"), "{}: {:?}", fixture.name, files.keys());
    }
}

#[test]
fn an_error_stub_is_skipped() {
    let stub = Source::new("fal-ai/gone.json", r#"{"error": {"code": "not_found", "message": "no such app"}}"#);
    let workspace = TestWorkspace::new(PROGRAM).unwrap().with(&[stub]).unwrap();
    workspace.write("spec/good.json", GOOD.as_bytes()).unwrap();
    for arguments in ["codegen", "codegen --keep-going"] {
        let ended = workspace.run(arguments).unwrap();
        done(&ended, 0);
        assert!(ended.err.contains("no such app"), "{}", ended.err);
    }
}

#[test]
fn json_and_github_formats_have_one_line_per_diagnostic() {
    let all = rejected().unwrap();
    let fixture = all.iter().find(|fixture| fixture.name == "several_problems").unwrap();
    let statements = fixture.generate().diagnostics.len();
    let workspace = workspace_of(fixture);
    let json = workspace.run("codegen --format json").unwrap();
    done(&json, 1);
    let lines: Vec<serde_json::Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), statements);
    assert!(lines.iter().all(|line| line["line"].is_u64() && line["help"].is_string()), "{}", json.out);
    assert!(json.err.ends_with("nothing was written\n"), "{}", json.err);
    let github = workspace.run("codegen --check --format github").unwrap();
    done(&github, 1);
    assert_eq!(github.out.lines().count(), statements);
    settings("cli").bind(|| insta::assert_snapshot!("github", github.out));
}

#[test]
fn a_report_has_a_line_per_diagnostic_and_limit() {
    let all = rejected().unwrap();
    let fixture = all.iter().find(|fixture| fixture.name == "several_problems").unwrap();
    let workspace = workspace_of(fixture);
    workspace.write("spec/good.json", GOOD.as_bytes()).unwrap();
    done(&workspace.run("codegen --keep-going --report report.jsonl").unwrap(), 1);
    let text = std::fs::read_to_string(workspace.path("report.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let members = ["kind", "file", "line", "column", "pointer", "endpoint", "severity", "code", "message"];
    assert!(lines.iter().all(|line| members.iter().all(|member| line.get(member).is_some())), "{text}");
    let errors = lines.iter().filter(|line| line["severity"] == "error");
    assert!(errors.clone().all(|line| line["line"].is_u64() && line["column"].is_u64()), "{text}");
    assert_eq!(errors.count(), 4, "{text}");
    let limit = lines.iter().find(|line| line["kind"] == "constraint").unwrap();
    assert_eq!(limit["endpoint"], "fal-ai/good");
    assert_eq!(limit["pointer"], "/api/requestBody/jsonSchema/properties/crew/maximum");
    assert_eq!((limit["file"].as_str(), limit["line"].as_u64()), (Some("good.json"), Some(2)));
}

#[test]
fn a_name_too_long_for_a_file_is_cut() {
    let path = format!("/acme/{}", "boat".repeat(80));
    let response = json!({ "200": { "description": "Done." } });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "A harbour", "version": "1" },
        "paths": { path: { "get": { "responses": response } } },
    });
    let source = Source::new("acme.json", document.to_string());
    let workspace = TestWorkspace::new(PROGRAM).unwrap().with(&[source]).unwrap();
    done(&workspace.run("codegen").unwrap(), 0);
    done(&workspace.run("codegen --check").unwrap(), 0);
}
