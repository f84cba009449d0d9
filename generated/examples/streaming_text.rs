//! Asks a language model, with `openrouter/router`, and prints the answer as it comes:
//!
//! ```text
//! cargo run --example streaming_text -- Why is the sky blue?
//! ```
//!
//! Each event holds the answer so far. A stream has no job: one that breaks off is gone, so for what must not be lost
//! there is the queue. Without `FAL_KEY` it asks the local server of `cargo xtask mock`.

mod support;

use std::io::{Write, stdout};

use fal_sdk::{checked, openrouter::router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::Shown> {
    let request = router::Request::new(support::words("Why is the sky blue?"), "google/gemini-2.5-flash")
        .temperature(checked!(0.7));
    let client = support::client()?;
    let mut events = router(&client, request).stream_of::<router::Response>().await?;
    let mut printed = 0;
    while let Some(event) = events.next().await {
        let answer = event?.data.output;
        print!("{}", answer.get(printed..).unwrap_or_default());
        stdout().flush()?;
        printed = answer.len();
    }
    println!();
    Ok(())
}
