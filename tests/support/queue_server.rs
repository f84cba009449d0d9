//! A server that simulates a queue: every job completes after a number of polls, and its result echoes the
//! payload. For tests of many jobs at once; single jobs can use a script of [`server`](super::server).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::server::{Recorded, ScriptedResponse, events, json, raw};

/// Handle to the queue; clones share it.
#[derive(Clone)]
pub struct QueueServer(Arc<SharedQueue>);

struct SharedQueue {
    jobs: Mutex<Vec<Job>>,
    /// Number of polls before a job completes.
    status_requests: usize,
    /// Number of jobs that must be submitted before any completes.
    crowd: usize,
    submitted: watch::Sender<usize>,
}

struct Job {
    payload: Value,
    asked: usize,
    fetched: usize,
}

impl QueueServer {
    /// Creates a queue whose jobs complete after `questions` polls, but none before `crowd` jobs
    /// were submitted.
    pub fn new(status_requests: usize, crowd: usize) -> Self {
        Self(Arc::new(SharedQueue { jobs: Mutex::default(), status_requests, crowd, submitted: watch::Sender::new(0) }))
    }

    /// The response to every request, for the script of a server. Status streams are
    /// [held](ScriptedResponse::held_after) before their last event.
    pub fn response(&self) -> ScriptedResponse {
        let queue = self.clone();
        ScriptedResponse::by(move |request| queue.responded(request)).forever()
    }

    /// Waits until `crowd` jobs were submitted.
    pub async fn crowded(&self) {
        // The sender is part of `self`, so this cannot fail.
        let _ = self.0.submitted.subscribe().wait_for(|count| *count >= self.0.crowd).await;
    }

    /// Number of submissions of each payload, by the string at this pointer.
    pub fn submissions(&self, pointer: &str) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for job in self.jobs().iter() {
            let marker = job.payload.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            *counts.entry(marker.to_owned()).or_default() += 1;
        }
        counts
    }

    /// Number of result requests of each job, in order of submission.
    pub fn fetches(&self) -> Vec<usize> {
        self.jobs().iter().map(|job| job.fetched).collect()
    }

    fn jobs(&self) -> MutexGuard<'_, Vec<Job>> {
        self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn responded(&self, request: &Recorded) -> ScriptedResponse {
        if request.method == "POST" {
            return self.submit(request);
        }
        let route = request.route();
        let mut behind = route.split("/requests/job-").nth(1).unwrap_or_default().splitn(2, '/');
        let index = behind.next().and_then(|index| index.parse().ok()).unwrap_or(usize::MAX);
        let mut jobs = self.jobs();
        let crowded = jobs.len() >= self.0.crowd;
        match (jobs.get_mut(index), behind.next().unwrap_or_default()) {
            (Some(job), "status") => job.ask(self.0.status_requests, crowded),
            (Some(job), "status/stream") => job.stream(self.0.status_requests),
            (Some(job), "") => job.fetch(self.0.status_requests),
            _ => json(404, &json!({"detail": "Request not found"})),
        }
    }

    fn submit(&self, request: &Recorded) -> ScriptedResponse {
        let Ok(payload) = serde_json::from_slice(&request.body) else { return raw(422, "text/plain", "no JSON") };
        let mut jobs = self.jobs();
        let id = format!("job-{}", jobs.len());
        jobs.push(Job { payload, asked: 0, fetched: 0 });
        self.0.submitted.send_replace(jobs.len());
        json(200, &json!({"status": "IN_QUEUE", "request_id": id, "queue_position": jobs.len()}))
    }
}

impl Job {
    fn ask(&mut self, status_requests: usize, crowded: bool) -> ScriptedResponse {
        self.asked += 1;
        match self.asked {
            asked if asked > status_requests && crowded => json(200, &json!({"status": "COMPLETED"})),
            1 => json(202, &json!({"status": "IN_QUEUE", "queue_position": 1})),
            _ => json(202, &json!({"status": "IN_PROGRESS"})),
        }
    }

    /// The stream sends at once what polls would have returned.
    fn stream(&mut self, status_requests: usize) -> ScriptedResponse {
        self.asked = status_requests + 1;
        let words = ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"].map(|word| json!({"status": word}));
        events(&words).held_after(2)
    }

    fn fetch(&mut self, status_requests: usize) -> ScriptedResponse {
        if self.asked <= status_requests {
            return json(400, &json!({"detail": "Request is still in progress"}));
        }
        self.fetched += 1;
        json(200, &json!({"echo": self.payload})).header("x-fal-billable-units", "0.25")
    }
}
