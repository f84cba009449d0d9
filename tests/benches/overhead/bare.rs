//! The baseline: the same HTTP requests with the same headers, without error handling.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, header};
use serde_json::{Value, json};

use super::StatusSource;

/// A reqwest client with the settings of `fal-sdk`, including its timeouts.
pub struct Bare {
    client: Client,
    url: String,
    authorization: String,
}

type Error = Box<dyn std::error::Error>;

impl Bare {
    pub fn new(url: String, key: &str) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .timeout(Duration::from_secs(120))
            .connect_timeout(Duration::from_secs(10))
            .pool_idle_timeout(Duration::from_secs(15))
            .user_agent(concat!("fal-sdk/", env!("CARGO_PKG_VERSION"), " (rust)"));
        Self { client: client.build().unwrap(), url, authorization: format!("Key {key}") }
    }

    pub async fn call(&self, source: StatusSource) -> Result<Value, Error> {
        let input = json!({"prompt": "Put a donut next to the flour.", "image_url": "https://example.com/flour.png"});
        let submit = self.client.post(format!("{}/fal-ai/flux-pro/kontext", self.url));
        let submit = submit.header(header::CONTENT_TYPE, "application/json").body(serde_json::to_vec(&input)?);
        let submit_response: Value = serde_json::from_slice(&self.send(submit, "application/json").await?)?;
        let job = format!(
            "{}/fal-ai/flux-pro/requests/{}",
            self.url,
            submit_response["request_id"].as_str().unwrap_or_default()
        );
        let status = match source {
            StatusSource::StatusRequests => self.get(format!("{job}/status?logs=0")).await?,
            StatusSource::Stream => self.last_event(format!("{job}/status/stream?logs=1")).await?,
        };
        if status["status"] != "COMPLETED" {
            return Err("not completed".into());
        }
        self.get(job).await
    }

    async fn get(&self, url: String) -> Result<Value, Error> {
        Ok(serde_json::from_slice(&self.send(self.client.get(url), "application/json").await?)?)
    }

    async fn last_event(&self, url: String) -> Result<Value, Error> {
        let stream = self.send(self.client.get(url), "text/event-stream").await?;
        let mut events = std::str::from_utf8(&stream)?.lines().filter_map(|line| line.strip_prefix("data: "));
        Ok(serde_json::from_str(events.next_back().unwrap_or_default())?)
    }

    async fn send(&self, request: RequestBuilder, accept: &str) -> Result<Vec<u8>, Error> {
        let request = request.header(header::ACCEPT, accept).header(header::AUTHORIZATION, &self.authorization);
        Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
    }
}
