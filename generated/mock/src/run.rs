//! The synchronous host: a run, the endpoint's stream, and endpoints of one exchange.

use std::sync::Arc;

use hyper::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    answer::Answer,
    call::Call,
    endpoint::Endpoint,
    events, exchange,
    fault::{Kind, Step},
    jobs::request_id,
    state::State,
    work::{self, Outcome},
};

/// Answers what `fal.run` would.
pub(crate) async fn answer(state: &Arc<State>, call: &Call) -> Answer {
    if let Some(endpoint) = exchange::find(state, call) {
        return run(state, &endpoint, call).await;
    }
    if !call.is_admitted() {
        return Answer::detail(401, "invalid key credentials");
    }
    if call.method != Method::POST {
        return Answer::detail(405, "Method Not Allowed");
    }
    let streamed = call.path.strip_suffix("/stream").filter(|_| !state.endpoints.contains_key(&call.path));
    match (work::endpoint(state, streamed.unwrap_or(&call.path)), streamed) {
        (Ok(endpoint), Some(_)) => stream(state, &endpoint, call).await,
        (Ok(endpoint), None) => run(state, &endpoint, call).await,
        (Err(unknown), _) => unknown,
    }
}

async fn run(state: &Arc<State>, endpoint: &Arc<Endpoint>, call: &Call) -> Answer {
    if let Some(answer) = work::fault(state, Step::Run, call).await {
        return answer;
    }
    let (id, outcome) = worked(state, endpoint, call).await;
    if outcome.is_success() {
        sleep(call.settings.latency).await;
    }
    outcome.answer(&id)
}

/// The id of a request, and what came of it.
async fn worked(state: &Arc<State>, endpoint: &Arc<Endpoint>, call: &Call) -> (String, Outcome) {
    let number = state.jobs.next();
    (request_id(call.settings.seed, number), work::done(state, endpoint, call, number).await)
}

/// The stages of the work as events, the result last. Texts grow word by word.
async fn stream(state: &Arc<State>, endpoint: &Arc<Endpoint>, call: &Call) -> Answer {
    let broken = match state.fault(Step::Events, &call.settings) {
        Some(fault) if fault.kind == Kind::Cut => true,
        Some(fault) => return crate::answer::faulty(&fault.kind).await,
        None => false,
    };
    let (id, outcome) = worked(state, endpoint, call).await;
    if !outcome.is_success() {
        return outcome.answer(&id);
    }
    let (events, answer) = events::open();
    let stages = growing(&outcome.body);
    let pause = call.settings.latency / u32::try_from(stages.len()).unwrap_or(1).max(1);
    tokio::spawn(async move {
        let half = stages.len() / 2;
        for (number, stage) in stages.iter().enumerate() {
            if broken && number == half {
                return events.break_off().await;
            }
            if events.send(stage).await.is_err() {
                return;
            }
            sleep(pause).await;
        }
    });
    answer.header("x-fal-request-id", &id)
}

/// How many events a result without text has before itself.
const STEPS: u64 = 4;

/// The result as it grows: its first text word by word, or else a count of steps before it.
fn growing(result: &Value) -> Vec<Value> {
    let text = ["output", "text", "content", "message"]
        .into_iter()
        .find(|name| result.get(name).is_some_and(Value::is_string));
    let Some(name) = text else {
        let steps = (1..=STEPS).map(|step| json!({ "step": step, "total_steps": STEPS }));
        return steps.chain([result.clone()]).collect();
    };
    let whole = result.get(name).and_then(Value::as_str).unwrap_or_default();
    let ends = whole.char_indices().filter(|(_, character)| character.is_whitespace()).map(|(end, _)| end);
    ends.chain([whole.len()])
        .filter_map(|end| {
            let mut part = result.clone();
            *part.get_mut(name)? = json!(whole.get(..end)?);
            Some(part)
        })
        .collect()
}
