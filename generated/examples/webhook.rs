//! Receives results by webhook, verifies that fal sent them, and reads them as typed responses:
//!
//! ```text
//! cargo run --example webhook
//! ```
//!
//! Without `FAL_KEY` it submits a job to the local server of `cargo xtask mock` and ends with its delivery. With a key
//! it listens on port 3000 of this machine and submits nothing. fal must be able to reach it, so give the address at
//! which a tunnel or a reverse proxy makes it public to `Call::webhook` when a job is submitted. Deliveries are verified
//! with the public keys of whoever the client talks to. axum takes bodies of up to 2 MiB, which is enough where files
//! come as URLs; `DefaultBodyLimit` raises that.

mod support;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use fal_sdk::{fal_ai::flux::schnell, webhook::Webhooks};
use tokio::{net::TcpListener, sync::mpsc::Sender};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), support::Shown> {
    let client = support::client()?;
    let (delivered, mut deliveries) = tokio::sync::mpsc::channel(1);
    let app = Router::new().route("/fal", post(deliver)).with_state((client.webhooks(), delivered));
    let is_real = std::env::var("FAL_KEY").is_ok();
    let listener = TcpListener::bind(if is_real { "127.0.0.1:3000" } else { "127.0.0.1:0" }).await?;
    let address = format!("http://{}/fal", listener.local_addr()?);
    println!("listening on {address}");
    let server = tokio::spawn(async { axum::serve(listener, app).await });
    if is_real {
        return Ok(server.await??);
    }
    let job = schnell(&client, schnell::Request::new("a donut")).webhook(address).submit().await?;
    println!("submitted {}", job.id());
    deliveries.recv().await;
    Ok(())
}

type Shared = (Webhooks, Sender<()>);

/// Answers as soon as the delivery is known to be genuine. A real program remembers the request id before
/// that, because deliveries repeat, and knows from it that the job is one of its own.
async fn deliver(
    State((webhooks, delivered)): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(), StatusCode> {
    let delivery = webhooks.verify(&headers, &body).await.map_err(|refused| {
        eprintln!("{refused}");
        refused.status()
    })?;
    match delivery.result::<schnell::Response>() {
        Ok(response) => response.images.iter().for_each(|image| println!("{}", image.url)),
        Err(error) => eprintln!("{error}"),
    }
    let _ = delivered.try_send(());
    Ok(())
}
