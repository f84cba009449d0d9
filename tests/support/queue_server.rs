//! A queue that keeps its jobs: what is submitted is asked for so many times, is over, and has its own
//! payload as result. For tests of many jobs at once; a script of [`server`](super::server) suits single ones.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::server::{Answer, Recorded, events, json, raw};

/// The queue; clones are the same queue.
#[derive(Clone)]
pub struct QueueServer(Arc<Shared>);

struct Shared {
    jobs: Mutex<Vec<Job>>,
    /// How many questions find a job on its way.
    questions: usize,
    /// No job is over before so many were submitted.
    crowd: usize,
    submitted: watch::Sender<usize>,
}

struct Job {
    payload: Value,
    asked: usize,
    fetched: usize,
}

impl QueueServer {
    /// A queue whose jobs are over when they were asked for so many times, but none before the queue has
    /// had a crowd of so many.
    pub fn new(questions: usize, crowd: usize) -> Self {
        Self(Arc::new(Shared { jobs: Mutex::default(), questions, crowd, submitted: watch::Sender::new(0) }))
    }

    /// The answer to every request, for the script of a server. Status streams are
    /// [held](Answer::held_after) before they tell the end.
    pub fn answer(&self) -> Answer {
        let queue = self.clone();
        Answer::by(move |request| queue.answered(request)).forever()
    }

    /// Ends when the crowd is there.
    pub async fn crowded(&self) {
        // An error would mean that the sender is gone, which is part of this.
        let _ = self.0.submitted.subscribe().wait_for(|count| *count >= self.0.crowd).await;
    }

    /// How often each payload was submitted, by the text at this pointer.
    pub fn submissions(&self, pointer: &str) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for job in self.jobs().iter() {
            let marker = job.payload.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            *counts.entry(marker.to_owned()).or_default() += 1;
        }
        counts
    }

    /// How often each job's result was fetched, in the order of the jobs.
    pub fn fetches(&self) -> Vec<usize> {
        self.jobs().iter().map(|job| job.fetched).collect()
    }

    fn jobs(&self) -> MutexGuard<'_, Vec<Job>> {
        self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answered(&self, request: &Recorded) -> Answer {
        if request.method == "POST" {
            return self.submit(request);
        }
        let route = request.route();
        let mut behind = route.split("/requests/job-").nth(1).unwrap_or_default().splitn(2, '/');
        let index = behind.next().and_then(|index| index.parse().ok()).unwrap_or(usize::MAX);
        let mut jobs = self.jobs();
        let crowded = jobs.len() >= self.0.crowd;
        match (jobs.get_mut(index), behind.next().unwrap_or_default()) {
            (Some(job), "status") => job.ask(self.0.questions, crowded),
            (Some(job), "status/stream") => job.stream(self.0.questions),
            (Some(job), "") => job.fetch(self.0.questions),
            _ => json(404, &json!({"detail": "Request not found"})),
        }
    }

    fn submit(&self, request: &Recorded) -> Answer {
        let Ok(payload) = serde_json::from_slice(&request.body) else { return raw(422, "text/plain", "no JSON") };
        let mut jobs = self.jobs();
        let id = format!("job-{}", jobs.len());
        jobs.push(Job { payload, asked: 0, fetched: 0 });
        self.0.submitted.send_replace(jobs.len());
        json(200, &json!({"status": "IN_QUEUE", "request_id": id, "queue_position": jobs.len()}))
    }
}

impl Job {
    fn ask(&mut self, questions: usize, crowded: bool) -> Answer {
        self.asked += 1;
        match self.asked {
            asked if asked > questions && crowded => json(200, &json!({"status": "COMPLETED"})),
            1 => json(202, &json!({"status": "IN_QUEUE", "queue_position": 1})),
            _ => json(202, &json!({"status": "IN_PROGRESS"})),
        }
    }

    /// The stream tells all at once what the questions would have found.
    fn stream(&mut self, questions: usize) -> Answer {
        self.asked = questions + 1;
        let words = ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"].map(|word| json!({"status": word}));
        events(&words).held_after(2)
    }

    fn fetch(&mut self, questions: usize) -> Answer {
        if self.asked <= questions {
            return json(400, &json!({"detail": "Request is still in progress"}));
        }
        self.fetched += 1;
        json(200, &json!({"echo": self.payload})).header("x-fal-billable-units", "0.25")
    }
}
