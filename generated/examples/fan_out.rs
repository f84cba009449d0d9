//! Makes a hundred pictures, a few at a time, and goes on where it stopped:
//!
//! ```text
//! cargo run --example fan_out            # writes fan_out.jsonl and the pictures into the current folder
//! cargo run --example fan_out -- 12 3    # twelve pictures, three at a time
//! ```
//!
//! The journal says what is about to be submitted, and has the id of each job as soon as there is one. A run after a
//! crash waits for the jobs that the last one began and submits only what certainly never was, so no picture is paid
//! for twice: where the program died, or the connection broke, in the middle of a submit, it says so and leaves that
//! picture to you. Without `FAL_KEY` it asks the local server of `cargo xtask mock`.

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

type Failure = Box<dyn Error + Send + Sync>;

/// A line of the journal: how far a picture is.
#[derive(Clone, Serialize, Deserialize)]
struct Line {
    number: usize,
    step: Step,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Step {
    /// A submit is on its way.
    Submitting,
    /// Nothing came of it, for certain.
    Refused,
    /// There is a job.
    Submitted(JobId),
    /// The picture is in this file.
    Saved(String),
}

/// What is known from earlier runs, and the file that says it.
struct Journal {
    known: BTreeMap<usize, Step>,
    file: Mutex<File>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::Shown> {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|argument| argument.parse()).collect::<Result<_, _>>()?;
    let (count, at_once) = (numbers.first().copied().unwrap_or(100), numbers.get(1).copied().unwrap_or(8));
    let client = support::client()?;
    let journal = Arc::new(Journal::open(Path::new(JOURNAL))?);
    // The queue bounds nothing: the bound is how much of it is this program's at once.
    let places = Arc::new(Semaphore::new(at_once.max(1)));
    let mut pictures = JoinSet::new();
    for number in 0..count {
        let (client, journal, places) = (client.clone(), Arc::clone(&journal), Arc::clone(&places));
        pictures.spawn(async move {
            let _place = places.acquire_owned().await?;
            picture(&client, &journal, number).await.map_err(|error| format!("picture {number}: {error}").into())
        });
    }
    let failed = told(pictures).await;
    println!("{} of {count} pictures are there", count - failed);
    if failed > 0 { Err("run it again for the others".into()) } else { Ok(()) }
}

/// Waits for all of them; one that fails does not keep the others back.
async fn told(mut pictures: JoinSet<Result<(), Failure>>) -> usize {
    let mut failed = 0;
    while let Some(ended) = pictures.join_next().await {
        if let Err(error) = ended.map_err(Failure::from).and_then(|done| done) {
            eprintln!("{error}");
            failed += 1;
        }
    }
    failed
}

/// Makes one picture, or goes on with it.
async fn picture(client: &Client, journal: &Journal, number: usize) -> Result<(), Failure> {
    let job = match journal.known.get(&number) {
        Some(Step::Saved(_)) => return Ok(()),
        Some(Step::Submitted(job)) => Job::attach(client, job.clone()),
        Some(Step::Submitting) => {
            return Err(
                "it may have been submitted, and nobody knows its id; delete its line to submit it again".into()
            );
        }
        Some(Step::Refused) | None => submit(client, journal, number).await?,
    };
    let response = job.wait().await?;
    let image = response.images.first().ok_or("the response has no picture")?;
    let name = format!("fan_out_{number:03}.jpg");
    client.download(&image.url).to_file(&name).await?;
    journal.write(number, Step::Saved(name))
}

async fn submit(client: &Client, journal: &Journal, number: usize) -> Result<Job<schnell::Response>, Failure> {
    journal.write(number, Step::Submitting)?;
    match schnell(client, schnell::Request::new(prompt(number))).submit().await {
        Ok(job) => {
            journal.write(number, Step::Submitted(job.id().clone()))?;
            Ok(job)
        }
        Err(error) => {
            // An error may know the job all the same: then the next run waits for it.
            match error.job() {
                Some(job) => journal.write(number, Step::Submitted(job.clone()))?,
                None if error.maybe_submitted() => {}
                None => journal.write(number, Step::Refused)?,
            }
            Err(error.into())
        }
    }
}

fn prompt(number: usize) -> String {
    const THINGS: [&str; 5] = ["A kettle", "A ladder", "A snail", "A lantern", "A rowing boat"];
    const PLACES: [&str; 4] = ["on the moon", "in a greenhouse", "under the sea", "in an attic"];
    let thing = THINGS.get(number % THINGS.len()).unwrap_or(&"A kettle");
    let place = PLACES.get(number / THINGS.len() % PLACES.len()).unwrap_or(&"on the moon");
    format!("{thing} {place}, number {number}.")
}

impl Journal {
    fn open(path: &Path) -> Result<Self, Failure> {
        let file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        let mut known = BTreeMap::new();
        for line in BufReader::new(&file).lines() {
            // The last line of a run that crashed may be cut off.
            if let Ok(line) = serde_json::from_str::<Line>(&line?) {
                known.insert(line.number, line.step);
            }
        }
        Ok(Self { known, file: Mutex::new(file) })
    }

    /// Writes a line that survives this program.
    fn write(&self, number: usize, step: Step) -> Result<(), Failure> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // A line that was cut off must not swallow this one.
        writeln!(file, "\n{}", serde_json::to_string(&Line { number, step })?)?;
        Ok(file.sync_data()?)
    }
}
