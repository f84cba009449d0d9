//! Converts text to speech with `fal-ai/kokoro/american-english` and saves the audio file in the current folder:
//!
//! ```text
//! cargo run --example speech -- The kettle is on.
//! ```
//!
//! Without `FAL_KEY` it uses the mock server; start that with `cargo xtask mock`.

mod support;

use fal_sdk::{checked, fal_ai::kokoro::american_english};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::MainError> {
    let request = american_english::Request::new()
        .prompt(support::args_or("The kettle is on."))
        .voice(american_english::Voice::AfBella)
        .speed(checked!(0.9));
    let client = support::client()?;
    let response = american_english(&client, request).await?;
    support::save(&client, &response).await
}
