use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, VerifyingKey};
use fal_mock::{Delivery, Mock};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{get, json as response, keyed, mock, post};

/// A received delivery attempt.
struct Attempt {
    head: String,
    body: Vec<u8>,
}

impl Attempt {
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default()
    }

    /// Whether the attempt is signed with a key.
    fn is_signed(&self, key: &str) -> bool {
        let key: [u8; 32] = URL_SAFE_NO_PAD.decode(key).unwrap().try_into().unwrap();
        let [id, user, time, signature] = ["request-id", "user-id", "timestamp", "signature"]
            .map(|name| self.header(&format!("x-fal-webhook-{name}")).to_owned());
        let fingerprint =
            Sha256::digest(&self.body).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        let message = [id, user, time, fingerprint].join("\n");
        let byte = |at: usize| u8::from_str_radix(signature.get(at..at + 2)?, 16).ok();
        let signature: Option<Vec<u8>> = (0..64).map(|at| byte(2 * at)).collect();
        let Some(Ok(signature)) = signature.map(|bytes| Signature::from_slice(&bytes)) else { return false };
        VerifyingKey::from_bytes(&key).unwrap().verify_strict(message.as_bytes(), &signature).is_ok()
    }
}

/// Starts a receiver that responds with these statuses in order. Returns its URL and the received attempts.
fn receiver(statuses: &'static [u16]) -> (String, mpsc::Receiver<Attempt>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook?a=b%20c", listener.local_addr().unwrap());
    let (sender, attempts) = mpsc::channel();
    thread::spawn(move || {
        for status in statuses {
            let (mut stream, _) = listener.accept().unwrap();
            let attempt = read(&mut stream);
            write!(stream, "HTTP/1.1 {status} Told\r\ncontent-length: 0\r\n\r\n").unwrap();
            sender.send(attempt).unwrap();
        }
    });
    (url, attempts)
}

fn read(stream: &mut impl Read) -> Attempt {
    let (mut text, mut piece) = (String::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut piece).unwrap();
        text.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        if body.len() == length.parse::<usize>().unwrap() {
            return Attempt { head: head.to_owned(), body: body.as_bytes().to_vec() };
        }
    }
}

fn submit_url(mock: &Mock, url: &str) -> String {
    format!("{}/queue.fal.run/acme/echo?fal_webhook={}", mock.url(), utf8_percent_encode(url, NON_ALPHANUMERIC))
}

/// Submits a job with a webhook and waits for the finished delivery.
async fn delivered(mock: &Mock, url: &str) -> Delivery {
    let submit = submit_url(mock, url);
    assert_eq!(response(keyed(post(submit, &json!({ "text": "flour" })))).await.0, 200);
    loop {
        if let Some(delivery) = mock.deliveries().pop() {
            mock.clear_history();
            return delivery;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_delivery_contains_the_outcome_and_is_signed() {
    let mock = mock();
    let (url, attempts) = receiver(&[204]);
    let delivery = delivered(&mock, &url).await;
    assert_eq!((delivery.attempts, delivery.status, &delivery.error, &delivery.url), (1, Some(204), &None, &url));
    let attempt = attempts.recv().unwrap();
    assert!(attempt.head.starts_with("POST /hook?a=b%20c HTTP/1.1\r\n"), "{}", attempt.head);
    let body: Value = serde_json::from_slice(&attempt.body).unwrap();
    assert_eq!(
        (&body, &body["status"], &body["request_id"]),
        (&delivery.body, &json!("OK"), &json!(delivery.request_id))
    );
    assert!(attempt.is_signed(&mock.webhook_key()));
}

#[tokio::test]
async fn the_key_depends_on_the_seed_and_is_in_the_jwks() {
    let mock = mock();
    let (status, keys) = response(get(format!("{}/rest.fal.ai/.well-known/jwks.json", mock.url()))).await;
    assert_eq!((status, &keys["keys"][0]["x"]), (200, &json!(mock.webhook_key())));
    assert_eq!(crate::mock().webhook_key(), mock.webhook_key());
    let mut settings = fal_mock::Settings::default();
    settings.seed = 7;
    assert_ne!(crate::with(|builder| builder.settings(settings)).webhook_key(), mock.webhook_key());
}

#[tokio::test]
async fn a_failed_attempt_is_retried() {
    let mock = mock();
    let (url, attempts) = receiver(&[503, 200]);
    let delivery = delivered(&mock, &url).await;
    assert_eq!((delivery.attempts, delivery.status, delivery.error), (2, Some(200), None));
    assert_eq!(attempts.recv().unwrap().body, attempts.recv().unwrap().body);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let mock = mock();
    let (url, _attempts) = receiver(&[302]);
    let delivery = delivered(&mock, &url).await;
    assert_eq!((delivery.attempts, delivery.status), (1, Some(302)));
    assert_eq!(delivery.error.unwrap(), "the receiver responded with 302");
}

#[tokio::test]
async fn deliveries_to_other_hosts_are_rejected() {
    let mock = mock();
    for url in ["http://192.0.2.1/hook", "https://127.0.0.1/hook", "hook"] {
        let delivery = delivered(&mock, url).await;
        assert!(delivery.attempts == 0 && delivery.error.is_some(), "{delivery:?}");
    }
}

#[tokio::test]
async fn faults_make_invalid_signatures() {
    let mock = mock();
    for fault in ["webhook:cut*1", "webhook:empty*1", "webhook:garbage*1"] {
        mock.inject_fault(fault).unwrap();
        let (url, attempts) = receiver(&[200]);
        assert_eq!(delivered(&mock, &url).await.error, None, "{fault}");
        assert!(!attempts.recv().unwrap().is_signed(&mock.webhook_key()), "{fault}");
        mock.set_settings(fal_mock::Settings::default());
    }
}

#[tokio::test]
async fn faults_drop_repeat_and_alter_deliveries() {
    let mock = mock();
    mock.inject_fault("webhook:drop*1").unwrap();
    mock.inject_fault("webhook:503*1").unwrap();
    mock.inject_fault("webhook:html*1").unwrap();
    let (url, attempts) = receiver(&[200, 200]);
    let delivery = delivered(&mock, &url).await;
    assert_eq!((delivery.attempts, delivery.status, delivery.error), (3, Some(200), None));
    let [first, second] = [attempts.recv().unwrap(), attempts.recv().unwrap()];
    assert!(first.is_signed(&mock.webhook_key()) && second.is_signed(&mock.webhook_key()));
    let second: Value = serde_json::from_slice(&second.body).unwrap();
    assert!(second["payload"].is_null() && second["payload_error"].is_string(), "{second}");
}

#[tokio::test]
async fn faults_in_the_submit_headers_apply_to_the_delivery() {
    let mock = mock();
    let (url, attempts) = receiver(&[200]);
    let submit = submit_url(&mock, &url);
    let faulty =
        keyed(post(submit, &json!({}))).header("x-mock-fault", "execute:content_policy_violation,webhook:garbage");
    assert_eq!(response(faulty).await.0, 200);
    let attempt = attempts.recv().unwrap();
    let body: Value = serde_json::from_slice(&attempt.body).unwrap();
    assert_eq!((&body["status"], &body["error"]), (&json!("ERROR"), &json!("Invalid status code: 422")));
    assert!(!attempt.is_signed(&mock.webhook_key()));
}
