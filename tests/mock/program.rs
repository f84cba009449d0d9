//! `cargo xtask mock` as a program, in workspaces of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use fal_sdk::Client;
use fal_tests::{fixtures::accepted, program::Workspace};
use serde_json::json;

/// A workspace whose only specification is a fixture.
fn workspace() -> Workspace {
    let fixtures = accepted().unwrap();
    let fixture = fixtures.iter().find(|fixture| fixture.name == "openapi/enum_or_object").unwrap();
    Workspace::new(env!("CARGO_BIN_EXE_xtask-under-test")).unwrap().with(&fixture.sources).unwrap()
}

/// A server that is stopped when it is dropped.
struct Running {
    program: Child,
    told: Vec<String>,
}

impl Running {
    fn start(workspace: &Workspace, arguments: &str) -> Self {
        let mut program = workspace.command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut told = Vec::new();
        for line in lines {
            told.push(line);
            if told.last().unwrap().starts_with("End it") {
                break;
            }
        }
        Self { program, told }
    }

    fn url(&self) -> &str {
        self.told[0].rsplit(' ').next().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn client(url: &str) -> Client {
    Client::builder().environment(|_| None).mock_url(url).build().unwrap()
}

#[tokio::test]
async fn it_serves_the_specifications_of_the_workspace() {
    let workspace = workspace();
    let running = Running::start(&workspace, "mock --port 0 --latency 0s --queue-length 0");
    assert!(running.told[0].starts_with("1 endpoint at http://127.0.0.1:"), "{:?}", running.told);
    assert!(running.told.iter().any(|line| line.contains("FAL_MOCK_URL=")), "{:?}", running.told);
    let endpoint = client(running.url()).endpoint("fal-ai/openapi/enum-or-object").unwrap();
    assert!(endpoint.call(&json!({ "size": "small" })).await.is_ok());
    let refused = endpoint.call(&json!({ "size": { "height": 65 } })).await.unwrap_err();
    assert!(refused.is_validation(), "{refused}");
}

#[tokio::test]
async fn it_serves_specifications_from_anywhere_and_behaves_as_told() {
    let (elsewhere, empty) = (workspace(), Workspace::new(env!("CARGO_BIN_EXE_xtask-under-test")).unwrap());
    let spec = elsewhere.path("spec").display().to_string();
    let running = Running::start(
        &empty,
        &format!("mock --port 0 --latency 0s --queue-length 0 --fault submit:403 --spec {spec}"),
    );
    let endpoint = client(running.url()).endpoint("fal-ai/openapi/enum-or-object").unwrap();
    assert_eq!(endpoint.call(&json!({})).await.unwrap_err().kind(), fal_sdk::ErrorKind::Billing);
}

#[test]
fn wrong_options_say_what_to_write() {
    let workspace = workspace();
    for (arguments, words) in [
        ("mock --fault submit:797", "write it like submit:503"),
        ("mock --latency soon", "write it like 2s or 250ms"),
        ("mock --failure-rate 2", "from 0 to 1"),
    ] {
        let ended = workspace.run(arguments).unwrap();
        assert_eq!(ended.status, Some(2), "{arguments}");
        assert!(ended.err.contains(words), "{}", ended.err);
    }
}

#[test]
fn a_port_that_is_taken_is_told_with_the_way_out() {
    let workspace = workspace();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let ended = workspace.run(&format!("mock --port {port}")).unwrap();
    assert_eq!(ended.status, Some(1));
    assert!(ended.err.contains(&port.to_string()) && ended.err.contains("--port 0"), "{}", ended.err);
}

#[test]
fn without_endpoints_there_is_nothing_to_serve() {
    let empty = Workspace::new(env!("CARGO_BIN_EXE_xtask-under-test")).unwrap();
    let ended = empty.run("mock --port 0").unwrap();
    assert_eq!(ended.status, Some(1), "{}", ended.out);
    assert!(ended.err.contains("no endpoint"), "{}", ended.err);
}
