//! Verification of webhook deliveries: every check and its error.

use fal_sdk::{Error, ErrorKind, transport::HeaderMap, webhook::VerifyError};
use serde_json::Value;

use super::{
    fixtures::ID,
    webhook_fixtures::{BODY, NOW, at, hex, signed_by, verifier},
};

/// A malleated signature: the scalar plus the group order, which a lax verifier accepts.
fn high(signature: &str) -> String {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let (first, second) = signature.split_at(64);
    let mut carry = 0;
    let raised: Vec<u8> = (0..32)
        .map(|index| {
            let byte = u16::from_str_radix(&second[2 * index..2 * index + 2], 16).unwrap();
            let sum = byte + u16::from(ORDER[index]) + carry;
            carry = sum >> 8;
            u8::try_from(sum & 0xff).unwrap()
        })
        .collect();
    format!("{first}{}", hex(&raised))
}

#[tokio::test]
async fn a_delivery_with_a_valid_signature_is_accepted() {
    let good = [
        ("as it is", at(NOW)),
        ("of a failed job", signed_by(1, &NOW.to_string(), r#"{"status": "ERROR", "error": "x", "payload": null}"#)),
        ("without payload", signed_by(1, &NOW.to_string(), r#"{"status": "OK", "payload_error": "not JSON"}"#)),
        ("by another key", signed_by(2, &NOW.to_string(), BODY)),
        ("at the old edge", at(NOW - 300)),
        ("at the new edge", at(NOW + 300)),
        ("in capitals", at(NOW).but("Signature", str::to_uppercase)),
    ];
    for (case, sent) in good {
        assert_eq!(sent.verify(&verifier()).await.unwrap().request_id, ID, "{case}");
    }
}

#[tokio::test]
async fn a_delivery_with_an_invalid_signature_is_rejected() {
    let reserialized = serde_json::from_str::<Value>(BODY).unwrap().to_string();
    let bad = [
        ("another body", at(NOW).with_body(&BODY.replace('7', "8"))),
        ("a body written anew", at(NOW).with_body(&reserialized)),
        ("another user", at(NOW).but("User-Id", |_| "eve".to_owned())),
        ("another request", at(NOW).but("Request-Id", |id| format!("{id}0"))),
        ("another time", at(NOW).but("Timestamp", |_| (NOW + 1).to_string())),
        ("the same time in other digits", at(NOW).but("Timestamp", |time| format!("0{time}"))),
        ("a key that is not fal's", signed_by(3, &NOW.to_string(), BODY)),
        ("a signature raised by the group's order", at(NOW).but("Signature", high)),
    ];
    for (case, sent) in bad {
        let rejected = sent.verify(&verifier()).await.unwrap_err();
        assert!(matches!(rejected, VerifyError::NoKeyFits), "{case}: {rejected}");
        assert_eq!(rejected.status(), 401, "{case}");
    }
}

#[tokio::test]
async fn a_timestamp_out_of_tolerance_is_rejected_with_the_difference() {
    let old = at(NOW - 301).verify(&verifier()).await.unwrap_err();
    assert!(matches!(old, VerifyError::TooOld(301)), "{old}");
    let new = at(NOW + 301).verify(&verifier()).await.unwrap_err();
    assert!(matches!(new, VerifyError::FromTheFuture(301)), "{new}");
    assert_eq!((old.status().as_u16(), new.status().as_u16()), (401, 401));
}

#[tokio::test]
async fn a_malformed_header_is_rejected_by_name() {
    let long = |signature: &str| format!("{signature}00");
    let malformed = [
        at(NOW).but("Signature", |signature| signature.replacen(|_| true, "z", 1)),
        at(NOW).but("Signature", |signature| signature[..127].to_owned()),
        at(NOW).but("Signature", |signature| signature[..64].to_owned()),
        at(NOW).but("Signature", long),
        at(NOW).but("Signature", |_| "é".repeat(64)),
        at(NOW).but("Timestamp", |_| "soon".to_owned()),
        at(NOW).but("Timestamp", |time| format!("+{time}")),
        at(NOW).but("Timestamp", |time| format!("-{time}")),
        at(NOW).but("Timestamp", |_| "9".repeat(40)),
        at(NOW).but("User-Id", |_| "ida\n1".to_owned()),
    ];
    for sent in malformed {
        let rejected = sent.verify(&verifier()).await.unwrap_err();
        assert!(matches!(rejected, VerifyError::MalformedHeader(_)), "{rejected}");
        assert_eq!(rejected.status(), 400);
    }
}

#[tokio::test]
async fn each_of_the_four_headers_must_be_there_once() {
    for name in ["Request-Id", "User-Id", "Timestamp", "Signature"] {
        let missing = at(NOW).without(name).verify(&verifier()).await.unwrap_err();
        let empty = at(NOW).but(name, |_| String::new()).verify(&verifier()).await.unwrap_err();
        for rejected in [missing, empty] {
            assert!(matches!(rejected, VerifyError::MissingHeader(_)), "{name}: {rejected}");
            assert!(rejected.to_string().contains(&name.to_lowercase()), "{rejected}");
        }
        let mut twice = at(NOW);
        twice.headers.extend(at(NOW).headers.into_iter().filter(|(each, _)| each.ends_with(name)));
        let rejected = twice.verify(&verifier()).await.unwrap_err();
        assert!(matches!(rejected, VerifyError::RepeatedHeader(_)), "{name}: {rejected}");
        assert_eq!(rejected.status(), 400);
    }
}

#[tokio::test]
async fn webhook_headers_are_accepted_in_http_types() {
    let sent = at(NOW);
    let headers: HeaderMap =
        sent.headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    assert_eq!(verifier().verify_at(NOW, &headers, BODY.as_bytes()).await.unwrap().user_id, "ida");
    // By the clock of this machine, the timestamp is far in the past or in the future.
    let rejected = verifier().verify(&headers, BODY).await.unwrap_err();
    assert!(matches!(rejected, VerifyError::TooOld(_) | VerifyError::FromTheFuture(_)), "{rejected}");
}

#[tokio::test]
async fn a_rejected_download_is_an_error() {
    let rejected = at(NOW).without("Signature").verify(&verifier()).await.unwrap_err();
    let error = Error::from(rejected);
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.to_string(), "the delivery has no `x-fal-webhook-signature` header");
}
