//! Sends a prompt to a language model with `openrouter/router` and prints the answer while it is generated:
//!
//! ```text
//! cargo run --example streaming_text -- Why is the sky blue?
//! ```
//!
//! Each event contains the answer so far. A stream has no job and cannot be resumed: use the queue for results that
//! must not be lost. Without `FAL_KEY` it uses the mock server; start that with `cargo xtask mock`.

mod support;

use std::io::{Write, stdout};

use fal_sdk::{checked, openrouter::router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::MainError> {
    let request = router::Request::new(support::args_or("Why is the sky blue?"), "google/gemini-2.5-flash")
        .temperature(checked!(0.7));
    let client = support::client()?;
    let mut events = router(&client, request).stream_of::<router::Response>().await?;
    let mut printed = 0;
    while let Some(event) = events.next().await {
        let response = event?.data.output;
        print!("{}", response.get(printed..).unwrap_or_default());
        stdout().flush()?;
        printed = response.len();
    }
    println!();
    Ok(())
}
