//! Generates a hundred images, a few at a time, and resumes after an interruption:
//!
//! ```text
//! cargo run --example fan_out            # writes fan_out.jsonl and the images to the current folder
//! cargo run --example fan_out -- 12 3    # twelve images, three at a time
//! ```
//!
//! A journal records each submit before it is sent and each job id after it. After a crash, the next run waits for the
//! recorded jobs and submits only what was certainly not submitted, so that no image is paid for twice. If the program
//! or the connection died during a submit, the image is reported and skipped. Without `FAL_KEY` it uses the mock
//! server; start that with `cargo xtask mock`.

mod support;

use std::{
    collections::BTreeMap,
    error::Error,
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use fal_sdk::{Client, Job, JobId, fal_ai::flux::schnell};
use serde::{Deserialize, Serialize};
use tokio::{sync::Semaphore, task::JoinSet};

const JOURNAL: &str = "fan_out.jsonl";

type BoxError = Box<dyn Error + Send + Sync>;

/// Line of the journal.
#[derive(Clone, Serialize, Deserialize)]
struct JournalEntry {
    number: usize,
    step: JournalStep,
}

/// Progress of an image.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum JournalStep {
    /// The submit is about to be sent.
    Submitting,
    /// The submit failed; there is no job.
    Failed,
    /// The job exists.
    Submitted(JobId),
    /// The image was saved to this file.
    Saved(String),
}

/// Journal file and the last step of each image in earlier runs.
struct JobJournal {
    steps: BTreeMap<usize, JournalStep>,
    file: Mutex<File>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::MainError> {
    let args: Vec<usize> = std::env::args().skip(1).map(|arg| arg.parse()).collect::<Result<_, _>>()?;
    let (count, concurrency) = (args.first().copied().unwrap_or(100), args.get(1).copied().unwrap_or(8));
    let client = support::client()?;
    let journal = Arc::new(JobJournal::open(Path::new(JOURNAL))?);
    // The queue accepts any number of jobs; the semaphore limits how many of them this program waits for.
    let semaphore = Arc::new(Semaphore::new(concurrency.max(1)));
    let mut images = JoinSet::new();
    for number in 0..count {
        let (client, journal, semaphore) = (client.clone(), Arc::clone(&journal), Arc::clone(&semaphore));
        images.spawn(async move {
            let _permit = semaphore.acquire_owned().await?;
            generate(&client, &journal, number).await.map_err(|error| format!("image {number}: {error}").into())
        });
    }
    let failed = count_failures(images).await;
    println!("{} of {count} images saved", count - failed);
    if failed > 0 { Err("run the program again for the other images".into()) } else { Ok(()) }
}

/// Waits for all images, prints the errors and returns their number.
async fn count_failures(mut images: JoinSet<Result<(), BoxError>>) -> usize {
    let mut failed = 0;
    while let Some(joined) = images.join_next().await {
        if let Err(error) = joined.map_err(BoxError::from).and_then(|result| result) {
            eprintln!("{error}");
            failed += 1;
        }
    }
    failed
}

/// Generates an image, or continues with the recorded step of an earlier run.
async fn generate(client: &Client, journal: &JobJournal, number: usize) -> Result<(), BoxError> {
    let job = match journal.steps.get(&number) {
        Some(JournalStep::Saved(_)) => return Ok(()),
        Some(JournalStep::Submitted(job)) => Job::attach(client, job.clone()),
        Some(JournalStep::Submitting) => {
            let message = "it may have been submitted, but its job id is unknown; delete its line to submit it again";
            return Err(message.into());
        }
        Some(JournalStep::Failed) | None => submit(client, journal, number).await?,
    };
    let response = job.wait().await?;
    let image = response.images.first().ok_or("the response contains no image")?;
    let name = format!("fan_out_{number:03}.jpg");
    client.download(&image.url).to_file(&name).await?;
    journal.write(number, JournalStep::Saved(name))
}

async fn submit(client: &Client, journal: &JobJournal, number: usize) -> Result<Job<schnell::Response>, BoxError> {
    journal.write(number, JournalStep::Submitting)?;
    match schnell(client, schnell::Request::new(prompt(number))).submit().await {
        Ok(job) => {
            journal.write(number, JournalStep::Submitted(job.id().clone()))?;
            Ok(job)
        }
        Err(error) => {
            // The error may contain a job id; the next run then waits for that job.
            match error.job() {
                Some(job) => journal.write(number, JournalStep::Submitted(job.clone()))?,
                None if error.maybe_submitted() => {}
                None => journal.write(number, JournalStep::Failed)?,
            }
            Err(error.into())
        }
    }
}

fn prompt(number: usize) -> String {
    const SUBJECTS: [&str; 5] = ["A kettle", "A ladder", "A snail", "A lantern", "A rowing boat"];
    const SCENES: [&str; 4] = ["on the moon", "in a greenhouse", "under the sea", "in an attic"];
    let subject = SUBJECTS.get(number % SUBJECTS.len()).unwrap_or(&"A kettle");
    let scene = SCENES.get(number / SUBJECTS.len() % SCENES.len()).unwrap_or(&"on the moon");
    format!("{subject} {scene}, number {number}.")
}

impl JobJournal {
    /// Opens or creates a journal and reads its entries.
    fn open(path: &Path) -> Result<Self, BoxError> {
        let file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        let mut steps = BTreeMap::new();
        for line in BufReader::new(&file).lines() {
            // After a crash the last line may be incomplete.
            if let Ok(entry) = serde_json::from_str::<JournalEntry>(&line?) {
                steps.insert(entry.number, entry.step);
            }
        }
        Ok(Self { steps, file: Mutex::new(file) })
    }

    /// Appends an entry and syncs the file to disk.
    fn write(&self, number: usize, step: JournalStep) -> Result<(), BoxError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // The leading line break separates the entry from an incomplete last line.
        writeln!(file, "\n{}", serde_json::to_string(&JournalEntry { number, step })?)?;
        Ok(file.sync_data()?)
    }
}
