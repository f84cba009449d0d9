//! The client without `async`: the same requests, waited for. What calls mean is tested elsewhere; waiting itself
//! is tested in `waiting`.

use std::time::Duration;

use fal_sdk::{
    CancelOn, Cancellation, Error, ErrorKind, JobId, State, UploadSource,
    blocking::{Call, Client, Job},
    codegen::{DirectCall, Operation, direct_call},
    webhook::VerifyError,
};
use fal_tests::server::{Server, events, json, pieces, raw};
use serde_json::{Value, json};

use super::{
    fixtures::{
        CANCEL, ID, KONTEXT, RESULT, STATUS, SUBMIT, builder, completed, image, in_progress, prompt, result,
        submit_response,
    },
    memory_transport::{MemoryTransport, never},
    uploads::{INITIATE, PUT, path, place, stored},
    webhook_fixtures::{NOW, at, set},
};

pub fn client_of(server: &Server) -> Client {
    builder(&server.url()).build_blocking().unwrap()
}

pub fn kontext(client: &Client) -> Call<Value> {
    client.endpoint(KONTEXT).unwrap().call(&prompt())
}

pub fn id() -> JobId {
    format!("{KONTEXT}/requests/{ID}").parse().unwrap()
}

#[test]
fn a_call_blocks_until_its_response() {
    let server = Server::start([submit_response(), completed(), result().header("x-fal-billable-units", "0.5")]);
    let outcome = kontext(&client_of(&server)).outcome().unwrap();
    assert_eq!(outcome.value, image());
    assert_eq!(outcome.meta.billable_units.unwrap().to_string(), "0.5");
    assert_eq!(server.lines(), [SUBMIT, STATUS, RESULT]);
}

#[test]
fn a_generated_function_takes_the_client() {
    use fal_sdk::fal_ai::flux_pro::kontext;

    let server = Server::start([submit_response(), completed(), result()]);
    let request = kontext::Request::new("a donut", "https://example.com/flour.png");
    let response = kontext(&client_of(&server), request).wait().unwrap();
    assert_eq!(response.images[0].url, "https://v3b.fal.media/files/b/donut.png");
}

#[test]
fn a_blocking_job_is_submitted_polled_awaited_and_cancelled() {
    let cancelled = json(202, &json!({"status": "CANCELLATION_REQUESTED"}));
    let server = Server::start([submit_response(), in_progress(), completed(), result(), cancelled]);
    let job = kontext(&client_of(&server)).submit().unwrap();
    assert_eq!((job.request_id(), job.submit_status().unwrap().queue_position), (ID, Some(0)));
    assert_eq!(job.status().unwrap().state, State::InProgress);
    assert_eq!(job.wait().unwrap(), image());
    assert_eq!(job.cancel().unwrap(), Cancellation::Requested);
    assert_eq!(server.lines(), [SUBMIT, STATUS, STATUS, RESULT, CANCEL]);
}

#[test]
fn a_job_is_resumed_from_its_id() {
    let server = Server::start([result()]);
    assert_eq!(Job::<Value>::attach(&client_of(&server), id()).result().unwrap(), image());
}

#[test]
fn a_blocking_direct_call_returns_its_response() {
    const MAKE: Operation =
        Operation { method: "POST", path: "/v1/images", media: Some("application/json"), ..Operation::DEFAULT };
    let server = Server::start([json(200, &json!({"ok": true}))]);
    let ask: DirectCall<Value, _> = direct_call(&client_of(&server), &MAKE, &prompt());
    assert_eq!(ask.wait().unwrap(), json!({"ok": true}));
    assert_eq!(server.lines(), ["POST /v1/images"]);
}

#[test]
fn a_deadline_ends_the_wait_with_one_cancellation() {
    let memory = MemoryTransport::stuck_after([never()]);
    let client = Client::try_from(memory.client()).unwrap();
    let error = Job::<Value>::attach(&client, id()).deadline(Duration::ZERO).wait().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(memory.lines(), [STATUS, CANCEL]);
}

#[test]
fn a_blocking_run_returns_its_response() {
    let server = Server::start([json(200, &image()), raw(200, "audio/mpeg", "ID3")]);
    let client = client_of(&server);
    assert_eq!(kontext(&client).run().unwrap(), image());
    assert_eq!(kontext(&client).run_bytes().unwrap().bytes, "ID3");
    assert_eq!(server.lines(), [SUBMIT, SUBMIT]);
}

#[test]
fn a_stream_is_an_iterator() {
    let reported = [json!({"seen": 1}), json!({"seen": 2})];
    let server = Server::start([
        events(&reported).header("x-fal-request-id", ID),
        events([&json!(1), &json!("two"), &json!(3)]),
        pieces("audio/mpeg", ["ID", "3"]),
    ]);
    let client = client_of(&server);
    let stream = kontext(&client).stream().unwrap();
    assert_eq!(stream.get_ref().request_id(), Some(ID));
    assert_eq!(stream.map(|event| event.unwrap().data).collect::<Vec<_>>(), reported);

    let numbers = kontext(&client).stream_of::<u32>().unwrap();
    let numbers: Vec<_> = numbers.map(|event| event.map(|event| event.data).map_err(|error| error.kind())).collect();
    assert_eq!(numbers, [Ok(1), Err(ErrorKind::Decode), Ok(3)]);

    let sound = kontext(&client).stream_bytes().unwrap();
    assert_eq!(sound.get_ref().content_type(), Some("audio/mpeg"));
    let sound: Vec<u8> = sound.flat_map(Result::unwrap).collect();
    assert_eq!(sound, b"ID3");
}

#[test]
fn blocking_updates_are_an_iterator() {
    let server = Server::start([submit_response(), in_progress(), completed(), result()]);
    let job = kontext(&client_of(&server)).submit().unwrap();
    let states: Vec<State> = job.updates().map(|update| update.unwrap().status.state).collect();
    assert_eq!(states, [State::InQueue, State::InProgress, State::Completed]);
    assert_eq!(job.result().unwrap(), image());
}

#[test]
fn dropping_updates_cancels_the_job_if_asked_to() {
    let cancelled = json(202, &json!({"status": "CANCELLATION_REQUESTED"}));
    let server = Server::start([in_progress(), cancelled]);
    let client = client_of(&server);
    let job = Job::<Value>::attach(&client, id()).cancel_on(CancelOn::Drop);
    assert!(job.updates().next().unwrap().is_ok());
    let arrived = async {
        server.wait_for(2).await;
        Ok::<(), Error>(())
    };
    client.wait(arrived).unwrap();
    assert_eq!(server.lines()[1], CANCEL);
}

#[test]
fn a_blocking_upload_returns_its_url() {
    let server = Server::start([place(1), stored()]);
    let client = client_of(&server);
    let upload = client.upload(UploadSource::bytes("donut.png", &b"donut"[..])).content_type("image/png");
    let file = client.wait(upload).unwrap();
    assert_eq!(file.size, 5);
    assert_eq!(server.lines(), [INITIATE, PUT]);
}

#[test]
fn a_blocking_download_is_saved_or_read() {
    let image = || raw(200, "image/png", "donut");
    let server = Server::start([image(), image()]);
    let client = client_of(&server);
    let url = format!("{}/donut.png", server.url());
    let path = path("donut.png");
    assert_eq!(client.wait(client.download(&url).to_file(&path)).unwrap().size, 5);
    assert_eq!(std::fs::read(path).unwrap(), b"donut");
    let pieces: Vec<u8> = client.items(client.download(&url).stream()).flat_map(Result::unwrap).collect();
    assert_eq!(pieces, b"donut");
}

#[test]
fn blocking_models_and_prices_are_returned() {
    let models = |id, next| json(200, &json!({"models": [{"endpoint_id": id}], "next_cursor": next}));
    let prices = json!({"prices": [{"endpoint_id": "a/1", "unit_price": 0.5, "unit": "image", "currency": "USD"}]});
    let server = Server::start([
        models("a/1", Some("2")),
        models("a/2", None),
        json(200, &prices),
        json(200, &json!({"total_cost": 3.75, "currency": "USD"})),
    ]);
    let client = client_of(&server);
    let ids: Vec<String> = client.items(client.models().stream()).map(|model| model.unwrap().endpoint_id).collect();
    assert_eq!(ids, ["a/1", "a/2"]);
    assert_eq!(client.prices(["a/1"]).unwrap()[0].unit, "image");
    let estimate = fal_sdk::platform::Estimate::from_calls([("a/1", 100)]);
    assert_eq!(client.estimate(&estimate).unwrap().to_string(), "3.75 USD");
}

#[test]
fn a_delivery_is_verified() {
    let server = Server::start([json(200, &set(&[1]))]);
    let webhooks = client_of(&server).webhooks();
    let sent = at(NOW);
    assert_eq!(webhooks.verify_at(NOW, sent.headers.as_slice(), &sent.body).unwrap().request_id, ID);
    let rejected = webhooks.verify(sent.headers.as_slice(), &sent.body).unwrap_err();
    assert!(matches!(rejected, VerifyError::TooOld(_)), "{rejected}");
}

#[test]
fn a_session_without_a_key_is_an_error() {
    let error = Client::builder().environment(|_| None).build_blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}
