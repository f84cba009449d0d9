//! Invalid endpoint ids are rejected before sending; request ids stay one path segment.

use fal_sdk::{EndpointId, ErrorKind, JobId};
use fal_tests::server::{Server, json};
use serde_json::json;

use super::fixtures::{KONTEXT, client_of, kontext};

#[test]
fn invalid_endpoint_ids_are_rejected() {
    let odd = [
        "",
        "/",
        "one",
        "fal-ai/",
        "/fal-ai/flux",
        "fal-ai//flux",
        "fal-ai/flux/",
        "fal-ai/flux?x=1",
        "fal-ai/flux#x",
        "fal-ai/../other",
        "fal-ai/./flux",
        "fal-ai/fl ux",
        "fal-ai/flux\n",
        "fal-ai/%2e%2e",
        "fal-ai\\flux",
        "workflows/bob",
        "comfy/bob",
        "fal-ai/flux/requests/764cabcf",
        "fal-ai/{model}",
    ];
    for id in odd {
        let error = id.parse::<EndpointId>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{id:?}");
        assert!(!error.to_string().contains('\n'), "{id:?}");
    }
}

#[test]
fn a_url_is_rejected_as_endpoint_id() {
    for id in ["https://notfal.run/app", "https://fal.run/fal-ai/flux", "http://fal.run/a/b", "//evil.test/x"] {
        assert_eq!(id.parse::<EndpointId>().unwrap_err().kind(), ErrorKind::Invalid, "{id}");
    }
}

#[test]
fn usual_endpoint_ids_are_parsed() {
    for (id, app, name) in [
        (KONTEXT, "fal-ai/flux-pro", "kontext"),
        ("minimax/video-01", "minimax/video-01", "video-01"),
        ("fal-ai/kling-video/v1.6/pro/text-to-video", "fal-ai/kling-video", "text-to-video"),
        ("workflows/bob/pipe/extra", "workflows/bob/pipe", "extra"),
        ("12345-my-app", "12345/my-app", "my-app"),
    ] {
        let id: EndpointId = id.parse().unwrap();
        assert_eq!((id.app(), id.name()), (app, name));
    }
}

#[tokio::test]
async fn request_ids_stay_one_path_segment() {
    for (id, segment) in [
        ("../../../other/app", "..%2F..%2F..%2Fother%2Fapp"),
        ("a/b", "a%2Fb"),
        ("a?x=1", "a%3Fx%3D1"),
        ("a#b", "a%23b"),
        ("%2e%2e", "%252e%252e"),
        ("a b\r\n", "a%20b%0D%0A"),
    ] {
        let submit_response = json(200, &json!({"request_id": id}));
        let server = Server::start([submit_response, json(200, &json!({"status": "IN_QUEUE"}))]);
        let job = kontext(&client_of(&server)).submit().await.unwrap();
        job.status().await.unwrap();
        assert_eq!(job.request_id(), id);
        assert_eq!(server.lines()[1], format!("GET /fal-ai/flux-pro/requests/{segment}/status?logs=0"));
        let text = job.id().to_string();
        assert_eq!(&text.parse::<JobId>().unwrap(), job.id(), "{text}");
    }
}

#[tokio::test]
async fn request_ids_that_are_no_path_segment_are_rejected() {
    for id in [json!(""), json!("."), json!(".."), json!(null), json!(7)] {
        let server = Server::start([json(200, &json!({"status": "IN_QUEUE", "request_id": id}))]);
        let error = kontext(&client_of(&server)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol, "{id}");
        assert!(error.maybe_submitted());
        assert_eq!(server.lines().len(), 1, "{id}");
    }
}

#[test]
fn job_ids_are_validated_when_they_are_deserialized() {
    for text in [
        r#"{"endpoint":"fal-ai/flux","request_id":".."}"#,
        r#"{"endpoint":"../x","request_id":"a"}"#,
        r#"{"endpoint":"fal-ai/flux"}"#,
    ] {
        assert!(serde_json::from_str::<JobId>(text).is_err(), "{text}");
    }
    for text in ["", "fal-ai/flux", "fal-ai/flux/requests/", "fal-ai/flux/requests/a/b", "fal-ai/flux/requests/%ff"] {
        assert!(text.parse::<JobId>().is_err(), "{text}");
    }
}
