//! Injected faults and the errors that the client returns for them.

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
async fn an_interrupted_submit_may_have_been_accepted() {
    for fault in ["submit:drop", "submit:cut"] {
        assert!(with(fault).await.unwrap_err().maybe_submitted(), "{fault}");
    }
    assert!(!with("submit:429").await.unwrap_err().maybe_submitted());
}

#[tokio::test]
async fn an_injected_error_type_is_reported_by_the_job() {
    let error = with("execute:content_policy_violation").await.unwrap_err();
    assert_eq!(error.details()[0].r#type, "content_policy_violation");
    let error = with("execute:runner_disconnected").await.unwrap_err();
    assert_eq!(error.error_type(), Some("runner_disconnected"));
}

#[tokio::test]
async fn a_fault_with_a_count_stops_after_that_many_requests() {
    let mock = builder().fault("submit:503*2").unwrap().start().unwrap();
    let mut kinds = Vec::new();
    for _ in 0..3 {
        kinds.push(call(&mock).submit().await.map_err(|error| error.kind()).err());
    }
    assert_eq!(kinds, [Some(ErrorKind::Unavailable), Some(ErrorKind::Unavailable), None]);
    mock.inject_fault("status:500*1").unwrap();
    assert_eq!(mock.jobs().len(), 1, "a failed submit creates no job");
}

#[tokio::test]
async fn a_broken_status_stream_falls_back_to_polling() {
    for fault in ["stream:404", "stream:drop", "stream:cut"] {
        assert!(with(fault).await.is_ok(), "{fault}");
    }
}

#[tokio::test]
async fn the_failure_rate_selects_the_same_jobs_each_time() {
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
async fn an_invalid_settings_header_is_rejected_with_its_value() {
    for (name, value) in [("x-mock-fault", "submit:797"), ("x-mock-latency", "soon"), ("x-mock-failure-rate", "2")] {
        let error = call(&mock()).header(name, value).await.unwrap_err();
        assert!(error.to_string().contains(value), "{error}");
    }
}

#[test]
fn faults_round_trip_through_text() {
    for text in ["submit:503*2", "any:drop", "webhook:hang", "execute:no_media_generated", "download:cut*1"] {
        assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
    }
    for text in ["submit", "submit:", "nowhere:500", "submit:200", "submit:drop*many", ""] {
        let error = text.parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains("write it like submit:503"), "{error}");
    }
}
