//! Shows the kinds of errors: invalid values, rejected requests, lost connections and timeouts.
//!
//! ```text
//! cargo run --example typed_errors
//! ```
//!
//! The mock server of `cargo xtask mock` fails as the header `x-mock-fault` requests. fal ignores that header: with
//! `FAL_KEY` the last calls succeed and are billed.

mod support;

use std::time::Duration;

use fal_sdk::{Client, ErrorKind, RetryPolicy, fal_ai::flux::schnell};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::MainError> {
    // A value outside the limits of its type, checked at run time.
    if let Err(error) = schnell::NumImages::try_from(12_u8) {
        println!("num_images: {error}");
    }

    // All violations of a JSON request.
    for violation in schnell::Request::violations(&json!({ "num_images": 12, "output_format": "gif" })) {
        println!("violation: {violation}");
    }

    let client = support::client()?;
    // `unchecked` skips validation by the client; the server still validates.
    let unchecked = request().num_images(schnell::NumImages::unchecked(12));
    print_error("unchecked", schnell(&client, unchecked).await);
    for fault in ["execute:content_policy_violation", "submit:401", "submit:403", "submit:drop", "result:garbage"] {
        print_error(fault, call(&client).header("x-mock-fault", fault).await);
    }
    // The deadline of a job starts when it is set, here after the submit.
    let job = call(&client).header("x-mock-latency", "30s").submit().await?.deadline(Duration::from_millis(300));
    print_error("deadline", job.wait().await);
    Ok(())
}

fn request() -> schnell::Request {
    schnell::Request::new("a donut")
}

fn call(client: &Client) -> fal_sdk::Call<schnell::Response> {
    schnell(client, request()).retry(RetryPolicy::none())
}

/// Prints an error, how to handle it, and its details.
fn print_error(title: &str, result: Result<schnell::Response, fal_sdk::Error>) {
    let Err(error) = result else { return println!("{title}: no error") };
    println!("{title}: {error}");
    println!("    {:?}: {}", error.kind(), advice(&error));
    for detail in error.details() {
        println!("    {}: {detail}", detail.r#type);
    }
}

/// Returns how to handle an error.
fn advice(error: &fal_sdk::Error) -> &'static str {
    match error.kind() {
        ErrorKind::Invalid | ErrorKind::Rejected => "change the request",
        ErrorKind::Auth => "check the API key",
        ErrorKind::Billing => "top up the balance",
        // The result may exist already: fetch it instead of paying for another one.
        _ if error.job().is_some() => "resume the job by its id",
        _ if error.maybe_submitted() => "a job may exist, but its id is unknown",
        _ if error.is_retryable() => "retry later",
        _ => "report it",
    }
}
