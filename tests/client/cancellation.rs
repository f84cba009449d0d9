//! Dropping a future at any point: no request follows, no task or connection is left, and no known job id
//! is lost.
//!
//! The step transport pauses at every step, so a future can be dropped at each of its awaits. Every
//! future is dropped after every number of polls, directly after the poll and again when it is about to be
//! polled once more. The clock is paused.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::Poll,
    time::Duration,
};

use fal_sdk::{Call, CancelOn, Cancellation, Client, Job, Update, transport::BoxFuture};
use fal_tests::server::{Server, silent};
use serde_json::Value;
use tokio::{
    runtime::Handle,
    time::{sleep, timeout},
};

use super::{
    fixtures::{ID, RESULT, client_of, job, kontext},
    step_transport::{StepTransport, WatchMode},
};

const HOUR: Duration = Duration::from_secs(3600);

/// When a future is dropped: after a number of polls, either directly or when it would be polled again.
#[derive(Clone, Copy, Debug)]
struct Moment {
    polls: usize,
    woken: bool,
}

impl Moment {
    /// Returns the output if the future completes before it is dropped.
    async fn cuts<F: Future>(self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        let mut left = self.polls;
        poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(None);
            }
            left -= 1;
            match future.as_mut().poll(context) {
                Poll::Pending if left == 0 && !self.woken => Poll::Ready(None),
                polled => polled.map(Some),
            }
        })
        .await
    }
}

type Reported = Arc<AtomicBool>;
type Work = BoxFuture<'static, ()>;

/// Records that the job's id was reported.
fn reports(reported: &Reported) -> impl FnMut(Update) + Send + 'static + use<> {
    let reported = Arc::clone(reported);
    move |update| reported.store(update.job.request_id() == ID, SeqCst)
}

/// Progress of a future when it was dropped.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Came {
    Underway,
    /// The result was being fetched, so there was nothing to cancel.
    Over,
    Finished,
}

/// State after a future was dropped.
struct Left {
    came: Came,
    reported: bool,
    submit_response_read: bool,
    /// Cancel requests sent after the drop.
    cancellations: usize,
}

/// Drops a future at one point and asserts what must hold for every future.
async fn dropped(
    (way, moment): (WatchMode, Moment),
    statuses: &[(u16, &'static str)],
    make: impl Fn(&Client, &Reported) -> Work,
) -> Left {
    let queue = StepTransport::new(statuses);
    let (client, reported) = (queue.client(way), Reported::default());
    let tasks = Handle::current().metrics().num_alive_tasks();
    let finished = moment.cuts(make(&client, &reported)).await.is_some();
    assert_eq!(queue.open(), 0, "{way:?} {moment:?}: no exchange goes on");
    let (asked, cancelled) = (queue.asked().len(), queue.cancellations());
    let came = match (finished, queue.asked().iter().any(|line| line == RESULT)) {
        (true, _) => Came::Finished,
        (false, true) => Came::Over,
        (false, false) => Came::Underway,
    };
    sleep(HOUR).await;
    assert_eq!(Handle::current().metrics().num_alive_tasks(), tasks, "{way:?} {moment:?}: no task is left");
    let cancellations = queue.cancellations() - cancelled;
    assert_eq!(queue.asked().len(), asked + cancellations, "{way:?} {moment:?}: {:?}", queue.asked());
    let (reported, submit_response_read) = (reported.load(SeqCst), queue.sent_submit_response());
    goes_on(&queue, &client, way).await;
    Left { came, reported, submit_response_read, cancellations }
}

/// Asserts that the client has released all its connections.
async fn goes_on(queue: &StepTransport, client: &Client, way: WatchMode) {
    queue.sticks();
    let job = job(client);
    timeout(HOUR, job.result()).await.expect("a connection for a question").unwrap();
    timeout(Duration::from_secs(1), job.wait()).await.expect_err("a job in progress");
    assert_eq!(queue.asked().last().unwrap().ends_with("/status/stream"), way == WatchMode::Stream);
}

/// Drops a future at every point until it completes.
async fn at_every_moment(
    statuses: &[(u16, &'static str)],
    make: impl Fn(&Client, &Reported) -> Work,
    holds: impl Fn(Moment, Left),
) {
    for (way, woken) in [
        (WatchMode::StatusRequests, false),
        (WatchMode::StatusRequests, true),
        (WatchMode::Stream, false),
        (WatchMode::Stream, true),
    ] {
        for polls in 0.. {
            let moment = Moment { polls, woken };
            let left = dropped((way, moment), statuses, &make).await;
            let finished = left.came == Came::Finished;
            holds(moment, left);
            if finished {
                assert!(polls > 3, "there were moments to drop it at");
                break;
            }
        }
    }
}

/// A tolerated failure, queued, in progress, completed.
const WAY: [(u16, &str); 4] = [(503, ""), (202, "IN_QUEUE"), (202, "IN_PROGRESS"), (200, "COMPLETED")];

fn no_id_is_lost(moment: Moment, left: &Left) {
    assert_eq!(
        left.reported, left.submit_response_read,
        "{moment:?}: the callback receives the job as soon as the client does"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_at_any_point_leaves_no_task_and_loses_no_id() {
    at_every_moment(
        &WAY,
        |client, reported| {
            let call = kontext(client).on_update(reports(reported));
            Box::pin(async move { drop(call.outcome().await.unwrap()) })
        },
        |moment, left| {
            no_id_is_lost(moment, &left);
            assert_eq!(left.cancellations, 0, "{moment:?}");
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_submit_dropped_at_any_point_leaves_no_task_and_loses_no_id() {
    at_every_moment(
        &WAY,
        |client, reported| {
            let call = kontext(client).on_update(reports(reported)).cancel_on(CancelOn::Drop);
            Box::pin(async move { drop(call.submit().await.unwrap()) })
        },
        |moment, left| {
            no_id_is_lost(moment, &left);
            assert_eq!(left.cancellations, 0, "{moment:?}: only waiting is cancelled, and nothing waits yet");
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn cancel_on_drop_cancels_once_after_the_submit_response() {
    at_every_moment(
        &WAY,
        |client, reported| {
            let call: Call<Value> = kontext(client).on_update(reports(reported)).cancel_on(CancelOn::Drop);
            Box::pin(async move { drop(call.await.unwrap()) })
        },
        |moment, left| {
            no_id_is_lost(moment, &left);
            let waited = left.submit_response_read && left.came == Came::Underway;
            assert_eq!(left.cancellations, usize::from(waited), "{moment:?}");
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_wait_dropped_at_any_point_leaves_no_task() {
    for (cancel_on, cancellations) in [(CancelOn::Never, 0), (CancelOn::Deadline, 0), (CancelOn::Drop, 1)] {
        at_every_moment(
            &WAY,
            |client, _| {
                let job = job(client).cancel_on(cancel_on);
                Box::pin(async move { drop(job.wait().await.unwrap()) })
            },
            |moment, left| {
                let waited = moment.polls > 0 && left.came == Came::Underway;
                assert_eq!(left.cancellations, if waited { cancellations } else { 0 }, "{cancel_on:?} {moment:?}");
            },
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn updates_dropped_at_any_point_leave_no_task() {
    for (cancel_on, cancellations) in [(CancelOn::Never, 0), (CancelOn::Drop, 1)] {
        at_every_moment(
            &WAY,
            |client, _| {
                let mut updates = job(client).cancel_on(cancel_on).updates();
                Box::pin(async move { while !updates.next().await.unwrap().unwrap().is_last() {} })
            },
            |moment, left| {
                assert_eq!(
                    left.cancellations,
                    if left.came == Came::Finished { 0 } else { cancellations },
                    "{cancel_on:?} {moment:?}"
                );
            },
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_with_a_deadline_dropped_at_any_point_leaves_no_task() {
    for cancel_on in [CancelOn::Never, CancelOn::Deadline, CancelOn::Drop] {
        at_every_moment(
            &[],
            |client, reported| {
                let call =
                    kontext(client).on_update(reports(reported)).deadline(Duration::from_secs(2)).cancel_on(cancel_on);
                Box::pin(async move { assert!(call.outcome().await.unwrap_err().is_timeout()) })
            },
            |moment, left| {
                no_id_is_lost(moment, &left);
                let waited = cancel_on == CancelOn::Drop && left.submit_response_read && left.came == Came::Underway;
                assert_eq!(left.cancellations, usize::from(waited), "{cancel_on:?} {moment:?}");
            },
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn requests_dropped_at_any_point_leave_no_task() {
    type Ask = fn(Job<Value>) -> Work;
    let asks: [Ask; 4] = [
        |job| Box::pin(async move { drop(job.status().await.unwrap()) }),
        |job| Box::pin(async move { drop(job.status_with_logs().await.unwrap()) }),
        |job| Box::pin(async move { drop(job.result().await.unwrap()) }),
        |job| Box::pin(async move { assert_eq!(job.cancel().await.unwrap(), Cancellation::Requested) }),
    ];
    for ask in asks {
        at_every_moment(
            &[(503, ""), (202, "IN_QUEUE")],
            |client, _| ask(job(client).cancel_on(CancelOn::Drop)),
            |moment, left| assert_eq!(left.cancellations, 0, "{moment:?}"),
        )
        .await;
    }
}

#[tokio::test]
async fn the_connection_of_a_dropped_call_is_closed() {
    let server = Server::start([silent()]);
    let client = client_of(&server);
    tokio::select! {
        outcome = kontext(&client).outcome() => panic!("{outcome:?}"),
        () = server.wait_for(1) => {}
    }
    server.gone(1).await;
}
