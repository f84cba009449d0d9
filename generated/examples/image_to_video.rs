//! Sets an image in motion, with `fal-ai/ltx-2/image-to-video`, and shows how far it is:
//!
//! ```text
//! cargo run --example image_to_video -- shop.png
//! ```
//!
//! The image is a file, which is uploaded, or a URL. Without `FAL_KEY` it asks the local server of `cargo xtask mock`.

mod support;

use std::time::Duration;

use fal_sdk::{FileInput, State, Update, checked, fal_ai::ltx_2::image_to_video};
use indicatif::{ProgressBar, ProgressStyle, style::TemplateError};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::Shown> {
    let image = support::words("https://example.com/shop.png");
    let image = if image.contains("://") { FileInput::url(image) } else { FileInput::path(image) };
    let request = image_to_video::Request::new(image, checked!("The sign swings in the wind."));

    let client = support::client()?;
    let bar = bar()?;
    let shown = bar.clone();
    let outcome = image_to_video(&client, request)
        .deadline(Duration::from_secs(15 * 60)) // then the job is cancelled, and the error has its id
        .on_update(move |update| show(&shown, &update))
        .outcome()
        .await?;
    bar.finish_with_message("done");
    eprintln!("request {}", outcome.meta.request_id.as_deref().unwrap_or("without an id"));
    support::save(&client, &outcome.value).await
}

/// A queue tells no percentage, so what moves is a sign of life, the time, and the job's own words.
fn bar() -> Result<ProgressBar, TemplateError> {
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}")?);
    bar.enable_steady_tick(Duration::from_millis(120));
    Ok(bar)
}

fn show(bar: &ProgressBar, update: &Update) {
    let status = &update.status;
    let message = match (&status.state, status.queue_position, status.logs.last()) {
        (State::InQueue, Some(ahead), _) => format!("{ahead} ahead in the queue"),
        (_, _, Some(line)) => line.message.clone(),
        (state, _, None) => state.to_string(),
    };
    bar.set_message(message);
}
