//! `cargo xtask mock` as a program, in temporary workspaces.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use fal_sdk::Client;
use fal_tests::{fixtures::accepted, program::TestWorkspace};
use serde_json::json;

/// A workspace whose only specification is a fixture.
fn workspace() -> TestWorkspace {
    let fixtures = accepted().unwrap();
    let fixture = fixtures.iter().find(|fixture| fixture.name == "openapi/enum_or_object").unwrap();
    TestWorkspace::new(env!("CARGO_BIN_EXE_xtask-under-test")).unwrap().with(&fixture.sources).unwrap()
}

/// Returns the command; the server is built already.
fn command(workspace: &TestWorkspace, arguments: &str) -> Command {
    let mut command = workspace.command(arguments);
    command.env("FAL_MOCK_PROGRAM", env!("CARGO_BIN_EXE_fal-mock-under-test"));
    command
}

/// Runs the program to its end. Returns its exit status and standard error.
fn fails(workspace: &TestWorkspace, arguments: &str) -> (Option<i32>, String) {
    let output = command(workspace, arguments).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A server that is stopped when it is dropped.
struct Running {
    program: Child,
    reported: Vec<String>,
}

impl Running {
    fn start(workspace: &TestWorkspace, arguments: &str) -> Self {
        let mut program = command(workspace, arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut reported = Vec::new();
        for line in lines {
            reported.push(line);
            if reported.last().unwrap().starts_with("Press Ctrl-C") {
                break;
            }
        }
        Self { program, reported }
    }

    fn url(&self) -> &str {
        self.reported[0].rsplit(' ').next().unwrap()
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
    assert!(running.reported[0].starts_with("1 endpoint at http://127.0.0.1:"), "{:?}", running.reported);
    assert!(running.reported.iter().any(|line| line.contains("FAL_MOCK_URL=")), "{:?}", running.reported);
    let endpoint = client(running.url()).endpoint("fal-ai/openapi/enum-or-object").unwrap();
    assert!(endpoint.call(&json!({ "size": "small" })).await.is_ok());
    let rejected = endpoint.call(&json!({ "size": { "height": 65 } })).await.unwrap_err();
    assert!(rejected.is_validation(), "{rejected}");
}

#[tokio::test]
async fn it_serves_other_specifications_with_faults() {
    let (elsewhere, empty) = (workspace(), TestWorkspace::new(env!("CARGO_BIN_EXE_xtask-under-test")).unwrap());
    let spec = elsewhere.path("spec").display().to_string();
    let running = Running::start(
        &empty,
        &format!("mock --port 0 --latency 0s --queue-length 0 --fault submit:403 --spec {spec}"),
    );
    let endpoint = client(running.url()).endpoint("fal-ai/openapi/enum-or-object").unwrap();
    assert_eq!(endpoint.call(&json!({})).await.unwrap_err().kind(), fal_sdk::ErrorKind::Billing);
}

#[test]
fn invalid_options_are_usage_errors() {
    let workspace = workspace();
    for (arguments, words) in [
        ("mock --fault submit:797", "write it like submit:503"),
        ("mock --latency soon", "write it like 2s or 250ms"),
        ("mock --failure-rate 2", "from 0 to 1"),
    ] {
        let (status, error) = fails(&workspace, arguments);
        assert_eq!(status, Some(2), "{arguments}");
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn a_port_in_use_is_an_error() {
    let workspace = workspace();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let (status, error) = fails(&workspace, &format!("mock --port {port}"));
    assert_eq!(status, Some(1));
    assert!(error.contains(&port.to_string()) && error.contains("--port 0"), "{error}");
}

#[test]
fn no_endpoints_is_an_error() {
    let empty = TestWorkspace::new(env!("CARGO_BIN_EXE_xtask-under-test")).unwrap();
    let (status, error) = fails(&empty, "mock --port 0");
    assert_eq!(status, Some(1), "{error}");
    assert!(error.contains("no endpoint"), "{error}");
}
