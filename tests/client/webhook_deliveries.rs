//! Content of webhook deliveries: a typed result, or the error of the job.

use fal_sdk::{
    ErrorKind, Job,
    fal_ai::flux_pro::kontext,
    webhook::{Delivery, DeliveryStatus, VerifyError},
};
use fal_tests::server::{Server, json};
use serde_json::{Value, json};

use super::{
    fixtures::{ID, client_of},
    webhook_fixtures::{NOW, signed_by, verifier},
};

async fn delivery(body: &Value) -> Delivery {
    signed_by(1, &NOW.to_string(), &body.to_string()).verify(&verifier()).await.unwrap()
}

#[tokio::test]
async fn a_delivery_has_the_typed_result() {
    let image = json!({"url": "https://v3b.fal.media/files/b/donut.png"});
    let payload =
        json!({"images": [image], "seed": 7, "prompt": "a donut", "timings": {}, "has_nsfw_concepts": [false]});
    let delivery = delivery(
        &json!({"request_id": "a", "gateway_request_id": "b", "status": "OK", "error": null, "payload": payload}),
    )
    .await;
    assert_eq!((delivery.request_id.as_str(), delivery.gateway_request_id.as_deref()), ("a", Some("b")));
    assert_eq!((&delivery.status, delivery.error.as_ref()), (&DeliveryStatus::Ok, None));
    let response: kontext::Response = delivery.result().unwrap();
    assert_eq!(response.images[0].url, "https://v3b.fal.media/files/b/donut.png");
    assert_eq!(delivery.result::<Value>().unwrap(), payload);
}

#[tokio::test]
async fn a_delivered_failure_is_the_error_that_the_call_returns() {
    let detail = json!([{"loc": ["body", "prompt"], "msg": "field required", "type": "missing"}]);
    let body = json!({"status": "ERROR", "error": "Invalid status code: 422", "payload": {"detail": detail}});
    let error = delivery(&body).await.result::<kontext::Response>().unwrap_err();
    assert!(error.is_validation() && error.maybe_submitted() && !error.is_retryable());
    assert_eq!((error.status(), error.request_id(), error.error_type()), (Some(422), Some(ID), Some("missing")));
    assert_eq!(error.details()[0].pointer(), "/prompt");
    assert_eq!(error.to_string(), "fal refused the request: /prompt is required [422, request 764cabcf]");

    // Only a message.
    let body = json!({"status": "ERROR", "error": "Invalid status code: 404", "payload": null});
    let error = delivery(&body).await.result::<Value>().unwrap_err();
    assert!(error.is_not_found());
    let body = json!({"status": "ERROR", "error": "runner disconnected"});
    let error = delivery(&body).await.result::<Value>().unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, None));
    assert!(error.to_string().contains("runner disconnected"), "{error}");
}

#[tokio::test]
async fn a_result_that_could_not_be_sent_is_fetched_from_the_queue() {
    let delivery = delivery(&json!({"status": "OK", "payload": null, "payload_error": "not serializable"})).await;
    let error = delivery.result::<Value>().unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Decode, Some(ID)));
    assert!(error.to_string().contains("not serializable") && error.to_string().contains("queue"), "{error}");

    let server = Server::start([json(200, &json!({"seed": 7}))]);
    let job = Job::<Value>::attach(&client_of(&server), delivery.job_id("fal-ai/flux-pro/kontext").unwrap());
    assert_eq!(job.result().await.unwrap(), json!({"seed": 7}));
    assert_eq!(server.lines(), [format!("GET /fal-ai/flux-pro/requests/{ID}")]);
}

#[tokio::test]
async fn a_result_that_does_not_decode_keeps_its_body() {
    let payload = json!({"images": "none"});
    let error = delivery(&json!({"status": "OK", "payload": payload})).await.result::<kontext::Response>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.raw_body(), Some(payload.to_string().as_bytes()));
    assert_eq!(error.details()[0].pointer(), "/images");
}

#[tokio::test]
async fn incomplete_deliveries_are_decoded() {
    let odd = delivery(&json!({"status": "PARTLY", "payload": 7, "request_id": 1, "error": ["x"]})).await;
    assert_eq!((odd.request_id.as_str(), odd.status.as_str()), (ID, "PARTLY"));
    assert_eq!(odd.result::<Value>().unwrap(), json!(7));
    for body in ["", "{", "\u{feff}{}", "nonsense"] {
        let rejected = signed_by(1, &NOW.to_string(), body).verify(&verifier()).await.unwrap_err();
        assert!(matches!(rejected, VerifyError::Unreadable(_)), "{rejected}");
        assert_eq!(rejected.status(), 400);
    }
    for body in ["null", "[]", "7"] {
        let empty = signed_by(1, &NOW.to_string(), body).verify(&verifier()).await.unwrap();
        assert!(empty.result::<Value>().is_err());
    }
}
