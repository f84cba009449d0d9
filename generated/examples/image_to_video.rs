//! Animates an image with `fal-ai/ltx-2/image-to-video` and shows the progress of the job:
//!
//! ```text
//! cargo run --example image_to_video -- shop.png
//! ```
//!
//! The image is a URL or the path of a file, which is uploaded. Without `FAL_KEY` it uses the mock server; start that
//! with `cargo xtask mock`.

mod support;

use std::time::Duration;

use fal_sdk::{FileInput, State, Update, checked, fal_ai::ltx_2::image_to_video};
use indicatif::{ProgressBar, ProgressStyle, style::TemplateError};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::MainError> {
    let image = support::args_or("https://example.com/shop.png");
    let image = if image.contains("://") { FileInput::url(image) } else { FileInput::path(image) };
    let request = image_to_video::Request::new(image, checked!("The sign swings in the wind."));

    let client = support::client()?;
    let spinner = spinner()?;
    let updated = spinner.clone();
    let outcome = image_to_video(&client, request)
        .deadline(Duration::from_secs(15 * 60)) // on expiry the job is cancelled; the error contains its id
        .on_update(move |update| show(&updated, &update))
        .outcome()
        .await?;
    spinner.finish_with_message("done");
    eprintln!("request {}", outcome.meta.request_id.as_deref().unwrap_or("without an id"));
    support::save(&client, &outcome.value).await
}

/// Creates a spinner with the elapsed time and a message, since the queue reports no percentage.
fn spinner() -> Result<ProgressBar, TemplateError> {
    let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}")?;
    let spinner = ProgressBar::new_spinner().with_style(style);
    spinner.enable_steady_tick(Duration::from_millis(120));
    Ok(spinner)
}

/// Shows the queue position, the last log line or the state of the job.
fn show(spinner: &ProgressBar, update: &Update) {
    let status = &update.status;
    let message = match (&status.state, status.queue_position, status.logs.last()) {
        (State::InQueue, Some(ahead), _) => format!("{ahead} ahead in the queue"),
        (_, _, Some(line)) => line.message.clone(),
        (state, _, None) => state.to_string(),
    };
    spinner.set_message(message);
}
