//! What can go wrong, and how it is told: before anything is sent, by the server, and on the way.
//!
//! ```text
//! cargo run --example typed_errors
//! ```
//!
//! The local server of `cargo xtask mock` goes wrong where it is told to (`x-mock-fault`). fal does not know that
//! header, so with `FAL_KEY` the last calls succeed, and cost what they cost.

mod support;

use std::time::Duration;

use fal_sdk::{Client, ErrorKind, RetryPolicy, fal_ai::flux::schnell};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::Shown> {
    // A value of the running program outside of its limits.
    let refusal = schnell::NumImages::try_from(12_u8).err();
    println!("num_images: {}", refusal.map_or_else(|| "taken".to_owned(), |refusal| refusal.to_string()));

    // JSON from elsewhere: every fault at once.
    for fault in schnell::Request::violations(&json!({ "num_images": 12, "output_format": "gif" })) {
        println!("violation: {fault}");
    }

    let client = support::client()?;
    // What the client lets pass, the server still judges.
    let unchecked = request().num_images(schnell::NumImages::unchecked(12));
    tell("past a limit", schnell(&client, unchecked).await);
    for fault in ["execute:content_policy_violation", "submit:401", "submit:403", "submit:drop", "result:garbage"] {
        tell(fault, call(&client).header("x-mock-fault", fault).await);
    }
    // The deadline of a job begins when it is set, here after the submit.
    let job = call(&client).header("x-mock-latency", "30s").submit().await?.deadline(Duration::from_millis(300));
    tell("a deadline", job.wait().await);
    Ok(())
}

fn request() -> schnell::Request {
    schnell::Request::new("a donut")
}

fn call(client: &Client) -> fal_sdk::Call<schnell::Response> {
    schnell(client, request()).retry(RetryPolicy::none())
}

/// What a program decides by.
fn tell(what: &str, outcome: Result<schnell::Response, fal_sdk::Error>) {
    let Err(error) = outcome else { return println!("{what}: no error") };
    println!("{what}: {error}");
    let advice = match error.kind() {
        ErrorKind::Invalid | ErrorKind::Rejected => "the request has to change",
        ErrorKind::Auth => "the key is wrong",
        ErrorKind::Billing => "the balance is used up",
        // The work may have been done: ask for the job before paying for it again.
        _ if error.job().is_some() => "the job can be found again by its id",
        _ if error.maybe_submitted() => "a job may exist, and nobody knows its id",
        _ if error.is_retryable() => "later it may work",
        _ => "this is for a person to look at",
    };
    println!("    {:?}, {advice}", error.kind());
    for fault in error.details() {
        println!("    {}: {fault}", fault.r#type);
    }
}
