//! Makes a picture from words, with `fal-ai/flux/schnell`, and saves it in the current folder:
//!
//! ```text
//! cargo run --example text_to_image -- A tin robot watering a cactus.
//! ```
//!
//! Without `FAL_KEY` it asks the local server of `cargo xtask mock`.

mod support;

use fal_sdk::{checked, fal_ai::flux::schnell};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::Shown> {
    let request = schnell::Request::new(support::words("A snail with a house of glass."))
        .image_size(schnell::ImageSizeText::SquareHd)
        .num_inference_steps(checked!(4)) // outside of 1..=12: does not build
        .output_format(schnell::OutputFormat::Png);
    let client = support::client()?;
    let response = schnell(&client, request).await?; // submit, follow, fetch
    support::save(&client, &response).await
}
