//! The number of open connections, also after errors and cancellations.

use std::{future::Future, time::Duration};

use fal_sdk::{Client, Error};
use fal_tests::server::{Server, json};
use serde_json::json;
use tokio::{task::JoinSet, time::timeout};

use super::fixtures::{builder, in_progress, job, kontext};

/// Runs a number of futures concurrently and returns their outputs.
async fn at_once<F: Future<Output = ()> + Send + 'static>(count: usize, future: impl Fn() -> F) {
    let tasks: JoinSet<()> = (0..count).map(|_| future()).collect();
    timeout(Duration::from_secs(60), tasks.join_all()).await.expect("every task finishes");
}

fn bounded(server: &Server, connections: usize) -> Client {
    builder(&server.url()).max_connections(connections).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn the_number_of_connections_is_bounded() {
    for connections in [1, 5, 64] {
        let server = Server::start([in_progress().forever()]);
        let client = bounded(&server, connections);
        at_once(200, || {
            let job = job(&client);
            async move {
                for _ in 0..5 {
                    job.status().await.unwrap();
                }
            }
        })
        .await;
        let sockets = server.sockets();
        assert!(sockets.most <= connections && sockets.taken == sockets.most, "{sockets:?} of {connections}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_closed_by_the_server_are_replaced() {
    let server = Server::start([in_progress().header("connection", "close").then_closed().forever()]);
    let client = bounded(&server, 3);
    at_once(12, || {
        let job = job(&client);
        async move {
            job.status().await.unwrap();
        }
    })
    .await;
    let sockets = server.sockets();
    assert!(sockets.most <= 3 && sockets.taken >= 12, "{sockets:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelled_connections_are_replaced() {
    let server = Server::start([in_progress().held(), in_progress().held(), in_progress().forever()]);
    let client = bounded(&server, 2);
    at_once(2, || {
        let job = job(&client);
        async move {
            assert!(timeout(Duration::from_millis(50), job.status()).await.is_err());
        }
    })
    .await;
    server.release();
    at_once(8, || {
        let job = job(&client);
        async move {
            job.status().await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_connections_to_one_host_do_not_block_another() {
    let queue = Server::start([in_progress().forever()]);
    let api = Server::start([json(200, &json!({"prices": []})).forever()]);
    let client = Client::builder().environment(|_| None).key("id:secret").queue_url(queue.url()).api_url(api.url());
    let client = client.max_connections(1).build().unwrap();
    at_once(10, || {
        let (client, job) = (client.clone(), job(&client));
        async move {
            job.status().await.unwrap();
            let prices: Result<_, Error> = client.prices(["fal-ai/flux/dev"]).await;
            prices.unwrap();
        }
    })
    .await;
    assert_eq!((queue.sockets().taken, api.sockets().taken), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_do_not_share_the_connection_limit_of_polls() {
    let server = Server::start([json(200, &json!({})).held().forever()]);
    let client = bounded(&server, 1);
    let runs: JoinSet<_> = (0..3).map(|_| kontext(&client).run()).collect();
    server.wait_for(3).await;
    assert_eq!(server.sockets().open, 3);
    server.release();
    for run in runs.join_all().await {
        run.unwrap();
    }
}
