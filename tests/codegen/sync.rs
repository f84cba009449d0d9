//! `cargo xtask sync` against a local server.

use std::path::Path;

use fal_tests::{
    catalogue_server::{CatalogueServer, document},
    program::{Ended, TestWorkspace},
    server::{json, raw},
};
use serde_json::json as value;

use crate::program::{PROGRAM, done, workspace};

fn boat(id: &str, crew: u32) -> String {
    document(id, &format!(r#""crew": {{"type": "integer", "minimum": 1, "maximum": {crew}}}"#))
}

fn boats(ids: &[&str]) -> CatalogueServer {
    let documents: Vec<_> = ids.iter().map(|id| (*id, boat(id, 4))).collect();
    CatalogueServer::with(&documents)
}

fn run(workspace: &TestWorkspace, server: &CatalogueServer, arguments: &str) -> Ended {
    workspace.run(&format!("{arguments} {}", server.arguments())).unwrap()
}

fn specs(workspace: &TestWorkspace) -> Vec<String> {
    workspace
        .files("spec")
        .into_keys()
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "json"))
        .collect()
}

type Files = std::collections::BTreeMap<String, Vec<u8>>;

fn tree(workspace: &TestWorkspace) -> [Files; 3] {
    ["spec", "generated", "tests"].map(|folder| workspace.files(folder))
}

#[test]
fn unchanged_documents_are_not_written() {
    let workspace = workspace(&["apifox/boolean"]);
    let server = boats(&["acme/boat", "acme/ship"]);
    done(&run(&workspace, &server, "add acme/boat acme/ship"), 0);
    let before = tree(&workspace);
    let ended = run(&workspace, &server, "sync");
    done(&ended, 0);
    let expected = "unmanaged spec/apifox/boolean.apifox.json: not fetched from fal\n\
                    documents: 0 new, 0 changed, 2 unchanged, 0 gone, 0 skipped, 1 unmanaged\n";
    assert_eq!(ended.out, expected);
    assert_eq!(tree(&workspace), before);
    let ids: Vec<_> = server.server().lines().into_iter().filter(|line| line.contains("boolean")).collect();
    assert!(ids.is_empty(), "local specifications are not fetched: {ids:?}");
}

#[test]
fn changed_documents_are_imported_with_their_api_changes() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat", "acme/ship"]);
    done(&run(&workspace, &server, "add acme/boat acme/ship"), 0);
    server.put("acme/ship", &boat("acme/ship", 3));
    let ended = run(&workspace, &server, "sync");
    done(&ended, 0);
    for reported in [
        " changed acme/ship\n",
        "0 added, 1 changed, 0 removed, 1 unchanged\n",
        "crew",
        "documents: 0 new, 1 changed, 1 unchanged",
    ] {
        assert!(ended.out.contains(reported), "{reported}: {}", ended.out);
    }
    done(&workspace.run("codegen --check").unwrap(), 0);
    assert_eq!(
        run(&workspace, &server, "sync").out,
        "documents: 0 new, 0 changed, 2 unchanged, 0 gone, 0 skipped, 0 unmanaged\n"
    );
}

#[test]
fn removed_endpoints_are_kept_without_prune() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat", "acme/ship"]);
    done(&run(&workspace, &server, "add acme/boat acme/ship"), 0);
    server.remove("acme/ship");
    let kept = run(&workspace, &server, "sync");
    done(&kept, 0);
    assert!(kept.out.contains("gone acme/ship: no longer at fal; spec/acme/ship.openapi.json kept"), "{}", kept.out);
    assert_eq!(specs(&workspace), ["acme/boat.openapi.json", "acme/ship.openapi.json"]);
    let pruned = run(&workspace, &server, "sync --prune");
    done(&pruned, 0);
    assert!(pruned.out.contains(" removed acme/ship\n"), "{}", pruned.out);
    assert_eq!(specs(&workspace), ["acme/boat.openapi.json"]);
    assert!(!std::fs::read_to_string(workspace.path("spec/sources.tsv")).unwrap().contains("acme/ship"));
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn a_server_that_is_not_fal_prunes_nothing() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat"]);
    done(&run(&workspace, &server, "add acme/boat"), 0);
    for body in ["", "<html>Not Found</html>", "no such page"] {
        server.before("acme/boat", raw(404, "text/html", body));
        done(&run(&workspace, &server, "sync --prune"), 1);
    }
    server.pages([Some(json(200, &value!({"models": [], "has_more": false})))]);
    done(&run(&workspace, &server, "sync --all --prune"), 1);
    assert_eq!(specs(&workspace), ["acme/boat.openapi.json"]);
}

#[test]
fn a_deleted_specification_is_not_fetched_again() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat", "acme/ship"]);
    done(&run(&workspace, &server, "add acme/boat acme/ship"), 0);
    workspace.remove("spec/acme/ship.openapi.json").unwrap();
    done(&run(&workspace, &server, "sync"), 0);
    assert_eq!(specs(&workspace), ["acme/boat.openapi.json"]);
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn one_failure_writes_nothing_without_keep_going() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat", "acme/raft", "acme/ship"]);
    done(&run(&workspace, &server, "add acme/boat acme/raft acme/ship"), 0);
    let before = tree(&workspace);
    server.put("acme/boat", &boat("acme/boat", 3));
    server.put("acme/raft", &boat("acme/raft", 0));
    server.put("acme/ship", r#"{"error": {"code": "expansion_failed", "message": "no schema"}}"#);
    let strict = run(&workspace, &server, "sync");
    done(&strict, 1);
    assert!(
        strict.err.contains("error: acme/ship: ") && strict.out.contains("nothing was written; --keep-going"),
        "{strict:?}"
    );
    assert_eq!(tree(&workspace), before);
    let lenient = run(&workspace, &server, "sync --keep-going");
    done(&lenient, 1);
    assert!(lenient.out.contains("rejected acme/raft: "), "{}", lenient.out);
    let after = workspace.files("spec");
    let changed: Vec<_> =
        before[0].iter().filter(|(name, bytes)| after[*name] != **bytes).map(|(name, _)| name).collect();
    assert_eq!(changed, ["acme/boat.openapi.json"]);
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn the_catalogue_is_fetched_page_by_page_without_stubs() {
    let workspace = workspace(&["apifox/boolean"]);
    let server = boats(&["acme/boat", "acme/raft", "acme/ship", "fal-ai/apifox/boolean"]);
    server.put("acme/none", "null");
    server.put("acme/stub", r#"{"error": {"code": "expansion_failed", "message": "no schema"}}"#);
    server.pages([Some(raw(429, "text/plain", "").header("retry-after", "0"))]);
    let ended = run(&workspace, &server, "sync --all --limit 2");
    done(&ended, 0);
    for reported in [
        "   added acme/ship\n",
        "skipped acme/none: no document in the catalogue\n",
        "skipped acme/stub: fal returned an error instead of the document: no schema\n",
        "unmanaged spec/apifox/boolean.apifox.json: ",
        "documents: 3 new, 0 changed, 0 unchanged, 0 gone, 2 skipped, 1 unmanaged\n",
    ] {
        assert!(ended.out.contains(reported), "{reported}: {}", ended.out);
    }
    let page = "GET /v1/models?expand=openapi-3.0&limit=2";
    let expected = [page.to_owned(), page.to_owned(), format!("{page}&cursor=2"), format!("{page}&cursor=4")];
    assert_eq!(server.server().lines(), expected);
    let index = std::fs::read_to_string(workspace.path("spec/sources.tsv")).unwrap();
    assert!(index.contains("/v1/models?endpoint_id=acme/boat&expand=openapi-3.0\n"), "{index}");
    done(&workspace.run("codegen --check").unwrap(), 0);
    server.remove("acme/raft");
    let again = run(&workspace, &server, "sync --all --limit 2");
    done(&again, 0);
    assert!(
        again.out.ends_with("documents: 0 new, 0 changed, 2 unchanged, 1 gone, 2 skipped, 1 unmanaged\n"),
        "{}",
        again.out
    );
}

#[test]
fn an_interrupted_catalogue_continues_at_its_cursor() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat", "acme/raft", "acme/ship"]);
    server.pages([None, Some(json(400, &value!({"error": {"type": "validation_error", "message": "not now"}})))]);
    let first = run(&workspace, &server, "sync --all --limit 1");
    done(&first, 1);
    assert!(first.err.contains("page 2 of the catalogue: ") && first.err.contains("not now"), "{}", first.err);
    assert!(specs(&workspace).is_empty());
    let second = run(&workspace, &server, "sync --all --limit 1");
    done(&second, 0);
    assert!(second.err.contains("continuing after the 1 page(s)"), "{}", second.err);
    let cursors: Vec<_> =
        server.server().lines().iter().map(|line| line.split_once("cursor=").map(|(_, c)| c.to_owned())).collect();
    let expected = [None, Some("1"), Some("1"), Some("2")].map(|cursor| cursor.map(str::to_owned));
    assert_eq!(cursors, expected);
    assert_eq!(specs(&workspace).len(), 3);
}

#[test]
fn a_repeated_cursor_is_an_error() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = CatalogueServer::default();
    let page = value!({"models": [], "next_cursor": "1", "has_more": true});
    server.pages([Some(json(200, &page)), Some(json(200, &page))]);
    let ended = run(&workspace, &server, "sync --all");
    done(&ended, 1);
    assert!(ended.err.contains("points back to an earlier page"), "{}", ended.err);
}

#[test]
fn a_second_run_after_a_rejected_document_uses_the_stored_pages() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let server = boats(&["acme/boat"]);
    server.put("acme/raft", &boat("acme/raft", 0));
    done(&run(&workspace, &server, "sync --all"), 1);
    assert!(specs(&workspace).is_empty());
    done(&run(&workspace, &server, "sync --all --keep-going"), 1);
    assert_eq!(specs(&workspace), ["acme/boat.openapi.json"]);
    assert_eq!(server.server().lines().len(), 1);
}

#[test]
fn catalogue_options_require_all() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    for arguments in ["sync --restart", "sync --limit 5", "sync --all --limit 0"] {
        done(&workspace.run(arguments).unwrap(), 2);
    }
}
