//! Edits an image by a prompt with `fal-ai/flux-pro/kontext`:
//!
//! ```text
//! cargo run --example kontext -- "Put a donut next to the flour." flour.png
//! ```
//!
//! The image is a URL or a file. Results are saved in the current folder. The job id is printed after the submit; if
//! the program is interrupted, resume the job with `--resume` and its id. Without `FAL_KEY` it uses the mock server;
//! start that with `cargo xtask mock`.

mod support;

use std::{error::Error, path::PathBuf, process::ExitCode, time::Duration};

use fal_sdk::{CancelOn, Client, FileInput, Job, JobId, Outcome, State, Update, fal_ai::flux_pro::kontext};

const USAGE: &str = "\
usage: kontext PROMPT IMAGE [COUNT]
       kontext --resume JOB

  PROMPT  what to change, e.g. \"Put a donut next to the flour.\"
  IMAGE   URL or path of a file
  COUNT   number of images to generate
  JOB     job id, as printed after the submit

The API key is read from FAL_KEY (id:secret). Without it, the mock server of `cargo xtask mock` is used.
FAL_QUEUE_URL sets the URL of another queue, e.g. of a proxy.";

/// Maximum time to wait. The job is not cancelled after it and can be resumed.
const DEADLINE: Duration = Duration::from_secs(10 * 60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args[..] {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        ["--resume", job] => resume(job).await,
        [prompt, image] if !prompt.starts_with('-') => edit(prompt, image, None).await,
        [prompt, image, count] if !prompt.starts_with('-') => edit(prompt, image, Some(count)).await,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            if let Some(job) = error.downcast_ref().and_then(resumable_job) {
                eprintln!("resume the job with: --resume {job}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Returns the job of an error, if waiting for it again may succeed.
fn resumable_job(error: &fal_sdk::Error) -> Option<&JobId> {
    error.job().filter(|_| error.is_retryable() || error.is_timeout())
}

/// Submits a request, waits for the job and saves the images.
async fn edit(prompt: &str, image: &str, count: Option<&str>) -> Result<(), Box<dyn Error>> {
    let mut request = kontext::Request::new(prompt, image_input(image));
    if let Some(count) = count {
        // A value known at run time only: one outside the limits is an error, and nothing is sent.
        let count: i64 = count.parse().map_err(|_| format!("COUNT must be an integer, got {count:?}"))?;
        request = request.num_images(kontext::NumImages::try_from(count)?);
    }
    let client = support::client()?;
    let call = kontext(&client, request).deadline(DEADLINE).cancel_on(CancelOn::Never).on_update(progress_printer());
    save(&client, &call.outcome().await?).await
}

/// Waits for an earlier job and saves the images.
async fn resume(job: &str) -> Result<(), Box<dyn Error>> {
    let id: JobId = job.parse()?;
    let client = support::client()?;
    let job = Job::<kontext::Response>::attach(&client, id)
        .deadline(DEADLINE)
        .cancel_on(CancelOn::Never)
        .on_update(progress_printer());
    save(&client, &job.outcome().await?).await
}

/// Converts an argument to an input: a URL is sent unchanged, a file is uploaded by the call.
fn image_input(image: &str) -> FileInput {
    let is_url = ["https://", "http://", "data:"].iter().any(|scheme| image.starts_with(scheme));
    if is_url { FileInput::url(image) } else { FileInput::path(image) }
}

/// Returns a callback that prints the job id once, the state when it changes, and all log lines.
fn progress_printer() -> impl FnMut(Update) + Send + 'static {
    let mut last = String::new();
    move |update| {
        let status = &update.status;
        let state = match (&status.state, status.queue_position) {
            (State::InQueue, Some(ahead)) => format!("in the queue, {ahead} ahead"),
            (State::InQueue, None) => "in the queue".to_owned(),
            (State::InProgress, _) => "running".to_owned(),
            (other, _) => other.to_string(),
        };
        if last.is_empty() {
            eprintln!("job {}", update.job);
        }
        if last != state && !status.is_completed() {
            eprintln!("  {state}");
            last = state;
        }
        for line in &status.logs {
            eprintln!("  | {}", line.message);
        }
    }
}

/// Downloads the images into the current folder, without sending the API key. A failed download does not stop the
/// others.
async fn save(client: &Client, outcome: &Outcome<kontext::Response>) -> Result<(), Box<dyn Error>> {
    let request_id = outcome.meta.request_id.as_deref().unwrap_or_default();
    let mut failed = 0;
    for (index, image) in outcome.value.images.iter().enumerate() {
        match client.download(&image.url).to_file(file_name(request_id, index + 1, image)).await {
            Ok(file) => println!("{} ({} bytes)", file.path.display(), file.size),
            Err(error) => {
                failed += 1;
                eprintln!("{}: {error}", image.url);
            }
        }
    }
    if let Some(units) = outcome.meta.billable_units {
        eprintln!("billed: {units} units");
    }
    if failed > 0 { Err(format!("{failed} images could not be saved").into()) } else { Ok(()) }
}

/// Returns a file name with request id, number and extension. Strings from the server are reduced to letters, digits
/// and hyphens.
fn file_name(request_id: &str, number: usize, image: &kontext::Image) -> PathBuf {
    let sanitize = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    let subtype = image.content_type.as_deref().and_then(|media| media.strip_prefix("image/"));
    let extension = subtype.map_or_else(|| "image".to_owned(), sanitize);
    PathBuf::from(format!("kontext-{}-{number}.{extension}", sanitize(request_id)))
}
