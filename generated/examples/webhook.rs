//! Receives results by webhook, verifies that fal sent them, and reads them as typed responses:
//!
//! ```text
//! cargo run -p fal-sdk --example webhook
//! ```
//!
//! It listens on port 3000 of this machine. fal must be able to reach it, so give the address at which a
//! tunnel or a reverse proxy makes it public to `Call::webhook` when a job is submitted. No key is needed
//! here: deliveries are verified with fal's public keys. axum takes bodies of up to 2 MiB, which is enough
//! where files come as URLs; `DefaultBodyLimit` raises that.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use fal_sdk::{Client, fal_ai::flux_pro::kontext, webhook::Webhooks};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().anonymous().build()?;
    let app = Router::new().route("/fal", post(deliver)).with_state(client.webhooks());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://{}/fal", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}

/// Answers as soon as the delivery is known to be genuine. A real program remembers the request id before
/// that, because deliveries repeat, and knows from it that the job is one of its own.
async fn deliver(State(webhooks): State<Webhooks>, headers: HeaderMap, body: Bytes) -> Result<(), StatusCode> {
    let delivery = webhooks.verify(&headers, &body).await.map_err(|refused| {
        eprintln!("{refused}");
        refused.status()
    })?;
    match delivery.result::<kontext::Response>() {
        Ok(response) => response.images.iter().for_each(|image| println!("{}", image.url)),
        Err(error) => eprintln!("{error}"),
    }
    Ok(())
}
