//! Fetching and caching of webhook keys.

use std::{sync::Arc, time::Duration};

use fal_sdk::{Client, Error, ErrorKind, RetryPolicy, webhook::VerifyError};
use fal_tests::server::{Server, json, raw};
use serde_json::json;
use tokio::time::{Instant, advance, timeout};

use super::{
    fixtures::{client_of, hasty},
    memory_transport::{MemoryTransport, ScriptedStep, never, response},
    webhook_fixtures::{BODY, NOW, at, base64, entry, key, set, signed_by},
};

const KEYS: &str = "GET /.well-known/jwks.json";

#[tokio::test]
async fn the_keys_are_fetched_once_and_without_the_api_key() {
    let server = Server::start([json(200, &set(&[2, 1]))]);
    let client = client_of(&server);
    for _ in 0..3 {
        at(NOW).verify(&client.webhooks()).await.unwrap();
    }
    let [asked] = server.requests().try_into().unwrap();
    assert_eq!(asked.line(), KEYS);
    assert!(asked.all("authorization").is_empty());
}

#[tokio::test]
async fn keys_from_another_host_are_not_fals() {
    let other = Server::start([]);
    let elsewhere = raw(302, "text/plain", "").header("location", &format!("{}/jwks.json", other.url()));
    let server = Server::start([elsewhere.forever()]);
    let rejected = at(NOW).verify(&client_of(&server).webhooks()).await.unwrap_err();
    assert!(matches!(&rejected, VerifyError::NoKeys(error) if error.status() == Some(302)), "{rejected}");
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_500_for_the_keys_is_retried() {
    let server = Server::start([json(500, &json!({})), json(200, &set(&[1]))]);
    at(NOW).verify(&client_of(&server).webhooks()).await.unwrap();
    assert_eq!(server.lines(), [KEYS, KEYS]);
}

#[tokio::test]
async fn invalid_keys_of_a_set_are_ignored() {
    let padded =
        json!({"kty": "OKP", "crv": "Ed25519", "x": format!("{}=", base64(&key(1).verifying_key().to_bytes()))});
    let bare = json!({"x": base64(&key(2).verifying_key().to_bytes())});
    let junk = json!({"keys": [
        null, 7, "x", {}, {"kty": "RSA", "n": "AQAB", "e": "AQAB"}, {"kty": "OKP", "crv": "X25519", "x": entry(3)["x"]},
        {"kty": "OKP", "crv": "Ed25519"}, {"kty": "OKP", "crv": "Ed25519", "x": "***"}, {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"},
        {"kty": "OKP", "crv": "Ed25519", "x": 7}, {"kty": "EC", "crv": "Ed25519", "x": entry(3)["x"]}, padded, bare,
    ]});
    let server = Server::start([json(200, &junk)]);
    let webhooks = client_of(&server).webhooks();
    at(NOW).verify(&webhooks).await.unwrap();
    signed_by(2, &NOW.to_string(), BODY).verify(&webhooks).await.unwrap();
    let foreign = signed_by(3, &NOW.to_string(), BODY).verify(&webhooks).await.unwrap_err();
    assert!(matches!(foreign, VerifyError::NoKeyFits), "{foreign}");
    assert_eq!(server.lines(), [KEYS]);
}

#[tokio::test]
async fn an_empty_key_set_does_not_reject_a_delivery() {
    let odd = [json!({"keys": []}), json!({}), json!([1]), json!("x"), json!({"keys": [{"kty": "RSA"}]})];
    for set in odd {
        let server = Server::start([json(200, &set)]);
        let rejected = at(NOW).verify(&client_of(&server).webhooks()).await.unwrap_err();
        let VerifyError::NoKeys(error) = &rejected else { panic!("{rejected}") };
        assert_eq!(error.kind(), ErrorKind::Protocol, "{error}");
        assert_eq!(rejected.status(), 503);
    }
}

#[tokio::test]
async fn an_invalid_signature_causes_no_request() {
    let server = Server::start([]);
    let webhooks = client_of(&server).webhooks();
    for sent in [at(NOW - 301), at(NOW).without("Signature"), at(NOW).but("Signature", |_| "00".to_owned())] {
        sent.verify(&webhooks).await.unwrap_err();
    }
    assert!(server.requests().is_empty());
}

/// A client with the memory transport, for a paused clock.
fn client(memory: &Arc<MemoryTransport>) -> Client {
    memory.builder().retry(hasty()).build().unwrap()
}

fn keys(seeds: &[u8]) -> ScriptedStep {
    response(200, &set(seeds))
}

#[tokio::test(start_paused = true)]
async fn an_unknown_key_refetches_the_set_at_most_once_a_minute() {
    let memory = MemoryTransport::new([keys(&[2]), keys(&[1]), keys(&[1])]);
    let webhooks = client(&memory).webhooks();
    for _ in 0..5 {
        assert!(matches!(at(NOW).verify(&webhooks).await, Err(VerifyError::NoKeyFits)));
    }
    assert_eq!(memory.lines(), [KEYS]);
    advance(Duration::from_secs(60)).await;
    at(NOW).verify(&webhooks).await.unwrap();
    assert_eq!(memory.lines(), [KEYS, KEYS]);
    for _ in 0..5 {
        assert!(matches!(signed_by(2, &NOW.to_string(), BODY).verify(&webhooks).await, Err(VerifyError::NoKeyFits)));
    }
    assert_eq!(memory.lines(), [KEYS, KEYS]);
}

#[tokio::test(start_paused = true)]
async fn webhook_keys_are_cached_for_a_day() {
    let memory = MemoryTransport::new([keys(&[1]), keys(&[1])]);
    let webhooks = client(&memory).webhooks();
    at(NOW).verify(&webhooks).await.unwrap();
    advance(Duration::from_secs(24 * 60 * 60 - 1)).await;
    at(NOW).verify(&webhooks).await.unwrap();
    assert_eq!(memory.lines(), [KEYS]);
    advance(Duration::from_secs(1)).await;
    at(NOW).verify(&webhooks).await.unwrap();
    assert_eq!(memory.lines(), [KEYS, KEYS]);
}

#[tokio::test(start_paused = true)]
async fn concurrent_verifications_share_a_fetch_and_its_failure() {
    let memory =
        MemoryTransport::new([response(404, &json!({"detail": "gone"})).after(Duration::from_secs(2)), keys(&[1])]);
    let webhooks = client(&memory).webhooks();
    let sent = at(NOW);
    let (first, second, third) = tokio::join!(sent.verify(&webhooks), sent.verify(&webhooks), sent.verify(&webhooks));
    for rejected in [first, second, third] {
        let error = Error::from(rejected.unwrap_err());
        assert_eq!((error.kind(), error.status()), (ErrorKind::NotFound, Some(404)));
        assert!(error.to_string().contains("gone"), "{error}");
    }
    assert_eq!(memory.lines(), [KEYS]);
    // The failure is not cached: the next verification fetches the keys.
    sent.verify(&webhooks).await.unwrap();
    assert_eq!(memory.lines(), [KEYS, KEYS]);
}

#[tokio::test(start_paused = true)]
async fn failed_key_fetches_are_a_second_apart() {
    let failing = || response(404, &json!({}));
    let memory = MemoryTransport::new([failing(), failing(), never(), keys(&[1])]);
    let webhooks = client(&memory).webhooks();
    let sent = at(NOW);
    sent.verify(&webhooks).await.unwrap_err();
    sent.verify(&webhooks).await.unwrap_err();
    // Dropping this verification cancels the fetch.
    timeout(Duration::from_millis(1100), sent.verify(&webhooks)).await.unwrap_err();
    sent.verify(&webhooks).await.unwrap();
    assert_eq!(memory.times(), [0, 1000, 2000, 3000]);
}

#[tokio::test(start_paused = true)]
async fn fetching_keys_times_out_after_ten_seconds() {
    let memory = MemoryTransport::new([never()]);
    let begun = Instant::now();
    let error = Error::from(at(NOW).verify(&client(&memory).webhooks()).await.unwrap_err());
    assert!(error.is_timeout(), "{error}");
    assert_eq!(begun.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_policy_without_retries_applies_to_webhook_keys() {
    let memory = MemoryTransport::new([response(500, &json!({})), keys(&[1])]);
    let client = memory.builder().retry(RetryPolicy::none()).build().unwrap();
    at(NOW).verify(&client.webhooks()).await.unwrap_err();
    assert_eq!(memory.lines(), [KEYS]);
}
