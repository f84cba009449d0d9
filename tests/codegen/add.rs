//! `cargo xtask add` against a local server.

use fal_tests::{
    catalogue_server::{CatalogueServer, document},
    program::{Ended, TestWorkspace},
    server::{json, raw},
};
use serde_json::json as value;

use crate::program::{PROGRAM, done, workspace};

const CREW: &str = r#""crew": {"type": "integer", "minimum": 1, "maximum": 4, "default": 2}"#;

fn boats(ids: &[&str]) -> CatalogueServer {
    let documents: Vec<_> = ids.iter().map(|id| (*id, document(id, CREW))).collect();
    CatalogueServer::with(&documents)
}

fn add(workspace: &TestWorkspace, server: &CatalogueServer, arguments: &str) -> Ended {
    workspace.run(&format!("add {} {arguments}", server.arguments())).unwrap()
}

fn text(workspace: &TestWorkspace, name: &str) -> String {
    std::fs::read_to_string(workspace.path(name)).unwrap()
}

/// All files that a run may change.
type Tree = std::collections::BTreeMap<String, Vec<u8>>;

fn tree(workspace: &TestWorkspace) -> [Tree; 3] {
    ["spec", "generated", "tests"].map(|folder| workspace.files(folder))
}

#[test]
fn documents_are_stored_in_canonical_form_with_url_and_date() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = CatalogueServer::with(&[(
        "acme/boat",
        document("acme/boat", r#""mast": {"maximum": 1e+01, "type":"number","title":"\u8239" }"#),
    )]);
    done(&add(&workspace, &server, "acme/boat"), 0);
    let kept = text(&workspace, "spec/acme/boat.openapi.json");
    let property = "          \"mast\": {\n            \"maximum\": 1e+01,\n            \"type\": \"number\",\n            \"title\": \"船\"\n          }\n";
    assert!(kept.starts_with("{\n  \"openapi\": \"3.0.4\",\n") && kept.ends_with("  ]\n}\n"), "{kept}");
    assert!(kept.contains(property), "{kept}");
    let index = text(&workspace, "spec/sources.tsv");
    let row: Vec<&str> = index.lines().last().unwrap().split('\t').collect();
    assert_eq!(row[..2], ["acme/boat.openapi.json", "acme/boat"]);
    assert!(row[2].len() == 10 && row[2] > "2025-01-01", "{index}");
    assert_eq!(row[3], format!("{}/api/openapi/queue/openapi.json?endpoint_id=acme/boat", server.server().url()));
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn a_new_endpoint_is_shown_with_its_limits_and_an_example() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let ended = add(&workspace, &boats(&["acme/boat"]), "acme/boat");
    done(&ended, 0);
    for reported in [
        "added acme/boat\n",
        "acme/boat → fal_sdk::acme::boat, from spec/acme/boat.openapi.json\n",
        "crew  integer, optional, at least 1, at most 4, default 2\n",
        "speed  number, required\n",
        "    let response = boat(&client, request).await?;\n",
    ] {
        assert!(ended.out.contains(reported), "{reported}{}", ended.out);
    }
}

#[test]
fn several_ids_are_fetched_in_parallel_and_duplicates_once() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let ids: Vec<String> = (0..9).map(|number| format!("acme/boat/v{number}")).collect();
    let server = boats(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    done(&add(&workspace, &server, &format!("{} https://fal.ai/models/acme/boat/v3", ids.join(" "))), 0);
    assert_eq!(server.server().requests().len(), 9);
    assert!(server.server().sockets().most > 1);
    assert_eq!(workspace.files("spec/acme/boat").len(), 9);
}

#[test]
fn existing_documents_are_written_only_if_they_changed() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat"]);
    done(&add(&workspace, &server, "acme/boat"), 0);
    let before = tree(&workspace);
    let again = add(&workspace, &server, "acme/boat");
    done(&again, 0);
    assert_eq!(again.out, "unchanged acme/boat\nnothing to add\n");
    assert_eq!(tree(&workspace), before);
    server.put("acme/boat", &document("acme/boat", &CREW.replace("\"maximum\": 4", "\"maximum\": 3")));
    let changed = add(&workspace, &server, "acme/boat");
    done(&changed, 0);
    assert!(changed.out.contains("changed acme/boat\n") && changed.out.contains("crew"), "{}", changed.out);
}

#[test]
fn unknown_ids_get_suggestions() {
    let workspace = workspace(&["apifox/boolean"]);
    let server = boats(&["acme/boat/fast", "acme/ship"]);
    let ended = add(&workspace, &server, "acme/boat/fats");
    done(&ended, 1);
    let expected =
        "error: acme/boat/fats: fal has no document of a queue endpoint with this id; did you mean acme/boat/fast, ";
    assert!(ended.err.contains(expected), "{}", ended.err);
    let local = add(&workspace, &CatalogueServer::default(), "fal-ai/apifox/boolan");
    assert!(local.err.contains("did you mean fal-ai/apifox/boolean?\n"), "{}", local.err);
}

#[test]
fn other_responses_than_the_document_are_errors() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let whole = document("acme/boat", CREW);
    for (response, reported) in [
        (raw(200, "text/html", "<!doctype html><title>Sign in</title>"), "an HTML page"),
        (raw(200, "application/json", "null"), "no document of a queue endpoint"),
        (raw(200, "application/json", &whole[..300]), "not valid JSON"),
        (json(200, &value!({"error": {"code": "expansion_failed", "message": "no schema"}})), "no schema"),
        (raw(200, "application/json", document("acme/ship", CREW)), "the document of `acme/ship`"),
        (json(200, &value!({"detail": "hello"})), "no property `openapi`"),
        (json(403, &value!({"detail": "not you"})), "returned 403: {\"detail\":\"not you\"}"),
        (raw(429, "text/plain", "").header("retry-after", "86400"), "Retry-After: 86400 s"),
    ] {
        let server = CatalogueServer::default();
        server.before("acme/boat", response);
        let ended = add(&workspace, &server, "acme/boat");
        done(&ended, 1);
        assert!(
            ended.err.starts_with("error: acme/boat: ") && ended.err.contains(reported),
            "{reported}: {}",
            ended.err
        );
        assert_eq!(ended.out, "nothing was written\n");
    }
    assert!(tree(&workspace)[0].is_empty());
}

#[test]
fn busy_servers_are_retried() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat"]);
    for status in [429, 503] {
        server.before("acme/boat", raw(status, "text/plain", "").header("retry-after", "0"));
    }
    done(&add(&workspace, &server, "acme/boat"), 0);
    assert_eq!(server.server().requests().len(), 3);
}

#[test]
fn one_invalid_id_writes_nothing_without_keep_going() {
    let workspace = workspace(&["apifox/boolean"]);
    done(&workspace.run("codegen").unwrap(), 0);
    let before = tree(&workspace);
    let server = boats(&["acme/boat", "acme/ship"]);
    let strict = add(&workspace, &server, "acme/boat acme/none acme/ship fal-ai/apifox/boolean");
    done(&strict, 1);
    assert!(strict.err.contains("acme/none: ") && strict.err.contains("boolean: "), "every fault: {}", strict.err);
    assert_eq!(tree(&workspace), before);
    done(&add(&workspace, &server, "--keep-going acme/boat acme/none acme/ship"), 1);
    let index = text(&workspace, "spec/sources.tsv");
    assert!(index.contains("acme/boat\t") && index.contains("acme/ship\t") && !index.contains("acme/none"), "{index}");
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn a_rejected_document_writes_nothing_and_is_reported() {
    let workspace = workspace(&["apifox/boolean"]);
    done(&workspace.run("codegen").unwrap(), 0);
    let before = tree(&workspace);
    let server = boats(&["acme/boat"]);
    server.put("acme/wreck", &document("acme/wreck", &CREW.replace("\"minimum\": 1", "\"minimum\": 9")));
    let strict = add(&workspace, &server, "acme/boat acme/wreck");
    done(&strict, 1);
    assert!(strict.err.contains("acme/wreck.openapi.json:") && strict.err.contains('^'), "{}", strict.err);
    assert_eq!(
        strict.out,
        "rejected acme/wreck: no code can be generated from its document\n\
         nothing was written; --keep-going adds the others\n"
    );
    assert_eq!(tree(&workspace), before);
    done(&add(&workspace, &server, "--keep-going acme/boat acme/wreck"), 1);
    assert!(workspace.path("spec/acme/boat.openapi.json").exists());
    assert!(!workspace.path("spec/acme/wreck.openapi.json").exists());
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn local_specifications_are_replaced_with_an_option_only() {
    let workspace = workspace(&["apifox/boolean"]);
    let server = boats(&["fal-ai/apifox/boolean"]);
    let rejected = add(&workspace, &server, "fal-ai/apifox/boolean");
    done(&rejected, 1);
    let reported = "spec/apifox/boolean.apifox.json describes it and was not fetched from fal";
    assert!(rejected.err.contains(reported) && rejected.err.contains("--replace"), "{}", rejected.err);
    done(&add(&workspace, &server, "--replace fal-ai/apifox/boolean"), 0);
    let specs: Vec<_> = workspace.files("spec").into_keys().collect();
    assert_eq!(specs, ["fal-ai/apifox/boolean.openapi.json", "shared.lock", "sources.tsv"]);
}

#[test]
fn invalid_ids_are_usage_errors() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    for id in ["boat", "../../boat", "acme//boat", "https://example.com/models/acme/boat"] {
        let server = CatalogueServer::default();
        done(&add(&workspace, &server, id), 2);
        assert!(server.server().requests().is_empty(), "{id}");
    }
}

#[test]
fn no_key_is_sent_and_urls_may_come_from_the_environment() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat"]);
    let url = server.server().url();
    let mut command = workspace.command("add acme/boat acme/none");
    command.env("FAL_DOCS_URL", &url).env("FAL_API_URL", format!("{url}/v1")).env("FAL_KEY", "harbour:secret");
    command.output().unwrap();
    let requests = server.server().requests();
    assert!(requests.len() >= 3, "{requests:?}");
    assert!(requests.iter().all(|request| request.all("authorization").is_empty()));
    assert!(!format!("{requests:?}").contains("secret"));
}

#[tokio::test]
async fn a_killed_run_changes_nothing() {
    let workspace = workspace(&["apifox/boolean"]);
    done(&workspace.run("codegen").unwrap(), 0);
    let before = tree(&workspace);
    let server = boats(&["acme/boat", "acme/ship"]);
    server.before("acme/ship", raw(200, "application/json", "").held());
    let mut command = workspace.command(&format!("add {} acme/boat acme/ship", server.arguments()));
    let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    server.server().wait_for(2).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(tree(&workspace), before);
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_run_reports_that_nothing_was_written() {
    let workspace = workspace(&["apifox/boolean"]);
    let before = tree(&workspace);
    let server = boats(&["acme/boat"]);
    server.before("acme/boat", raw(200, "application/json", "").held());
    let mut command = workspace.command(&format!("add {} acme/boat", server.arguments()));
    let child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    server.server().wait_for(1).await;
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&ended.stderr).ends_with("interrupted: nothing was written\n"));
    assert_eq!(tree(&workspace), before);
}
