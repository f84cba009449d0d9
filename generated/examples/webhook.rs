//! Receives results by webhook, verifies their signature and decodes them:
//!
//! ```text
//! cargo run --example webhook
//! ```
//!
//! Without `FAL_KEY` it submits a job to the mock server of `cargo xtask mock` and exits after its delivery.
//!
//! With a key it listens on port 3000 of this machine and submits nothing. fal must be able to reach it: submit jobs
//! with `Call::webhook` and the public URL of a tunnel or reverse proxy. Deliveries are verified with the public keys
//! of the server that the client is configured for. axum accepts bodies up to 2 MiB, enough for results that contain
//! URLs of files; raise the limit with `DefaultBodyLimit`.

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
async fn main() -> Result<(), support::MainError> {
    let client = support::client()?;
    let (delivered, mut deliveries) = tokio::sync::mpsc::channel(1);
    let app = Router::new().route("/fal", post(deliver)).with_state((client.webhooks(), delivered));
    let has_key = std::env::var("FAL_KEY").is_ok();
    let listener = TcpListener::bind(if has_key { "127.0.0.1:3000" } else { "127.0.0.1:0" }).await?;
    let url = format!("http://{}/fal", listener.local_addr()?);
    println!("listening on {url}");
    let server = tokio::spawn(async { axum::serve(listener, app).await });
    if has_key {
        return Ok(server.await??);
    }
    let job = schnell(&client, schnell::Request::new("a donut")).webhook(url).submit().await?;
    println!("submitted {}", job.id());
    deliveries.recv().await;
    Ok(())
}

type AppState = (Webhooks, Sender<()>);

/// Verifies a delivery and prints its result.
///
/// In production, also check that the request id is one that you submitted and ignore repeated deliveries of it.
async fn deliver(
    State((webhooks, delivered)): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(), StatusCode> {
    let delivery = webhooks.verify(&headers, &body).await.map_err(|error| {
        eprintln!("{error}");
        error.status()
    })?;
    match delivery.result::<schnell::Response>() {
        Ok(response) => response.images.iter().for_each(|image| println!("{}", image.url)),
        Err(error) => eprintln!("{error}"),
    }
    let _ = delivered.try_send(());
    Ok(())
}
