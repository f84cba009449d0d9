//! Generates an image from a prompt with `fal-ai/flux/schnell` and saves it in the current folder:
//!
//! ```text
//! cargo run --example text_to_image -- A tin robot watering a cactus.
//! ```
//!
//! Without `FAL_KEY` it uses the mock server; start that with `cargo xtask mock`.

mod support;

use fal_sdk::{checked, fal_ai::flux::schnell};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::MainError> {
    let request = schnell::Request::new(support::args_or("A snail with a house of glass."))
        .image_size(schnell::ImageSizeText::SquareHd)
        .num_inference_steps(checked!(4)) // outside 1..=12: a compile error
        .output_format(schnell::OutputFormat::Png);
    let client = support::client()?;
    let response = schnell(&client, request).await?; // submit, poll, fetch
    support::save(&client, &response).await
}
