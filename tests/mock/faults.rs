//! What goes wrong on demand, and how the client tells it.

use fal_mock::Fault;
use fal_sdk::{Error, ErrorKind};
use serde_json::Value;

use super::fixtures::{builder, call, mock};

async fn with(fault: &str) -> Result<Value, Error> {
    call(&mock()).header("x-mock-fault", fault).await
}

#[tokio::test]
async fn each_step_fails_on_demand() {
    for (fault, kind) in [
        ("submit:401", ErrorKind::Auth),
        ("submit:403", ErrorKind::Billing),
        ("submit:429", ErrorKind::RateLimited),
        ("submit:503", ErrorKind::Unavailable),
        ("submit:drop", ErrorKind::Io),
        ("result:garbage", ErrorKind::Decode),
        ("result:404", ErrorKind::NotFound),
        ("execute:content_policy_violation", ErrorKind::Rejected),
        ("execute:500", ErrorKind::Unavailable),
    ] {
        let error = with(fault).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault}: {error}");
    }
}

#[tokio::test]
async fn a_submit_that_broke_off_may_have_been_taken() {
    for fault in ["submit:drop", "submit:cut"] {
        assert!(with(fault).await.unwrap_err().maybe_submitted(), "{fault}");
    }
    assert!(!with("submit:429").await.unwrap_err().maybe_submitted());
}

#[tokio::test]
async fn the_word_of_an_error_is_told_by_the_job() {
    let error = with("execute:content_policy_violation").await.unwrap_err();
    assert_eq!(error.details()[0].r#type, "content_policy_violation");
    let error = with("execute:runner_disconnected").await.unwrap_err();
    assert_eq!(error.error_type(), Some("runner_disconnected"));
}

#[tokio::test]
async fn a_fault_that_happens_so_many_times_is_over_then() {
    let mock = builder().fault("submit:503*2").unwrap().start().unwrap();
    let mut kinds = Vec::new();
    for _ in 0..3 {
        kinds.push(call(&mock).submit().await.map_err(|error| error.kind()).err());
    }
    assert_eq!(kinds, [Some(ErrorKind::Unavailable), Some(ErrorKind::Unavailable), None]);
    mock.inject_fault("status:500*1").unwrap();
    assert_eq!(mock.jobs().len(), 1, "what failed is no job");
}

#[tokio::test]
async fn a_stream_of_the_status_that_breaks_is_followed_otherwise() {
    for fault in ["stream:404", "stream:drop", "stream:cut"] {
        assert!(with(fault).await.is_ok(), "{fault}");
    }
}

#[tokio::test]
async fn part_of_the_jobs_fails_the_same_ones_each_time() {
    let failed = async || {
        let mock = mock();
        let mut failed = Vec::new();
        for number in 0..20 {
            let call = call(&mock).header("x-mock-failure-rate", "0.5");
            failed.extend(call.run().await.is_err().then_some(number));
        }
        failed
    };
    let (first, second) = (failed().await, failed().await);
    assert_eq!(first, second);
    assert!((4..=16).contains(&first.len()), "{first:?}");
}

#[tokio::test]
async fn a_header_that_is_no_setting_is_refused_in_words() {
    for (name, value) in [("x-mock-fault", "submit:797"), ("x-mock-latency", "soon"), ("x-mock-failure-rate", "2")] {
        let error = call(&mock()).header(name, value).await.unwrap_err();
        assert!(error.to_string().contains(value), "{error}");
    }
}

#[test]
fn every_fault_is_written_as_it_is_read() {
    for text in ["submit:503*2", "any:drop", "webhook:hang", "execute:no_media_generated", "download:cut*1"] {
        assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
    }
    for text in ["submit", "submit:", "nowhere:500", "submit:200", "submit:drop*many", ""] {
        let error = text.parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains("write it like submit:503"), "{error}");
    }
}
