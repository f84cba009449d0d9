//! Changes an image by words, with `fal-ai/flux-pro/kontext`:
//!
//! ```text
//! cargo run --example kontext -- "Put a donut next to the flour." flour.png
//! ```
//!
//! Without `FAL_KEY` it asks the local server of `cargo xtask mock`. The image is a URL or a file. The results are saved in the current folder. A job that this program
//! lost sight of is found again with `--resume` and the job's id, which is printed as soon as there is one.

mod support;

use std::{error::Error, path::PathBuf, process::ExitCode, time::Duration};

use fal_sdk::{Client, FileInput, Job, JobId, Outcome, State, Update, fal_ai::flux_pro::kontext};

const USAGE: &str = "\
usage: kontext PROMPT IMAGE [COUNT]
       kontext --resume JOB

  PROMPT  what to change, e.g. \"Put a donut next to the flour.\"
  IMAGE   a URL, or a file
  COUNT   how many images to make
  JOB     the id of a job, as it was printed when the job was submitted

The key is read from FAL_KEY (id:secret); without one, the local server of `cargo xtask mock` is asked. FAL_QUEUE_URL is the address of another queue, e.g. of a relay.";

/// An example waits for minutes, not for hours. The job itself goes on.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
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
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            if let Some(job) = error.downcast_ref().and_then(unfinished) {
                eprintln!("the job can be found again with: --resume {job}");
            }
            ExitCode::FAILURE
        }
    }
}

/// The job that an error left behind, where asking again may still bring its result.
fn unfinished(error: &fal_sdk::Error) -> Option<&JobId> {
    error.job().filter(|_| error.is_retryable() || error.is_timeout())
}

/// Submits the request, follows the job and saves what it made.
async fn edit(prompt: &str, image: &str, count: Option<&str>) -> Result<(), Box<dyn Error>> {
    let mut request = kontext::Request::new(prompt, image_input(image));
    if let Some(count) = count {
        // A value of the running program: outside of the limits this is an error, and nothing is sent.
        let count: i64 = count.parse().map_err(|_| format!("COUNT must be a whole number, got {count:?}"))?;
        request = request.num_images(kontext::NumImages::try_from(count)?);
    }
    let client = support::client()?;
    let outcome = kontext(&client, request)
        .deadline(PATIENCE)
        .cancel_on(fal_sdk::CancelOn::Never)
        .on_update(progress())
        .outcome()
        .await?;
    save(&client, &outcome).await
}

/// Finds a job again, waits for it and saves what it made.
async fn resume(job: &str) -> Result<(), Box<dyn Error>> {
    let id: JobId = job.parse()?;
    let client = support::client()?;
    let job = Job::<kontext::Response>::attach(&client, id)
        .deadline(PATIENCE)
        .cancel_on(fal_sdk::CancelOn::Never)
        .on_update(progress());
    save(&client, &job.outcome().await?).await
}

/// A URL as it is; a file is uploaded when the call is made. The crate itself never takes a text for the name of one.
fn image_input(image: &str) -> FileInput {
    let is_url = ["https://", "http://", "data:"].iter().any(|scheme| image.starts_with(scheme));
    if is_url { FileInput::url(image) } else { FileInput::path(image) }
}

/// Prints the job's id once, then where it stands whenever that changes, and each line of its log.
fn progress() -> impl FnMut(Update) + Send + 'static {
    let mut told = String::new();
    move |update| {
        let status = &update.status;
        let standing = match (&status.state, status.queue_position) {
            (State::InQueue, Some(ahead)) => format!("in the queue, {ahead} ahead"),
            (State::InQueue, None) => "in the queue".to_owned(),
            (State::InProgress, _) => "running".to_owned(),
            (other, _) => other.to_string(),
        };
        if told.is_empty() {
            eprintln!("job {}", update.job);
        }
        if told != standing && !status.is_completed() {
            eprintln!("  {standing}");
            told = standing;
        }
        for line in &status.logs {
            eprintln!("  | {}", line.message);
        }
    }
}

/// Downloads each image into the current folder. The key stays behind. All were paid for, so one that cannot be had
/// does not keep the others back.
async fn save(client: &Client, outcome: &Outcome<kontext::Response>) -> Result<(), Box<dyn Error>> {
    let job = outcome.meta.request_id.as_deref().unwrap_or_default();
    let mut missing = 0;
    for (index, image) in outcome.value.images.iter().enumerate() {
        match client.download(&image.url).to_file(file_name(job, index + 1, image)).await {
            Ok(file) => println!("{} ({} bytes)", file.path.display(), file.size),
            Err(error) => {
                missing += 1;
                eprintln!("{}: {error}", image.url);
            }
        }
    }
    if let Some(units) = outcome.meta.billable_units {
        eprintln!("billed: {units} units");
    }
    if missing > 0 { Err(format!("{missing} of the images could not be saved").into()) } else { Ok(()) }
}

/// A name that says which job and which image; of what a server says, only letters and digits get into it.
fn file_name(job: &str, number: usize, image: &kontext::Image) -> PathBuf {
    let plain = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    let kind = image.content_type.as_deref().and_then(|media| media.strip_prefix("image/"));
    let ending = kind.map_or_else(|| "image".to_owned(), plain);
    PathBuf::from(format!("kontext-{}-{number}.{ending}", plain(job)))
}
