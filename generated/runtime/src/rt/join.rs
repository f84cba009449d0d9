//! Several futures as one, a bounded number of them at a time, without tasks: dropping it drops them all.
//!
//! Those at work are few and each does much (parts of uploads, files of a request), so all of them are polled
//! whenever one wakes. `FuturesUnordered` would save that and cost a dependency.

use std::{future::poll_fn, task::Poll};

use crate::rt::future::Boxed;

/// What all futures give, in their order, or the first error; at most so many run at once, at least one.
pub(crate) async fn at_most<T, E>(most: usize, waiting: Vec<Boxed<'_, Result<T, E>>>) -> Result<Vec<T>, E> {
    let mut waiting = waiting.into_iter().enumerate();
    let mut running = Vec::new();
    let mut done = Vec::new();
    poll_fn(|context| {
        loop {
            let room = most.max(1).saturating_sub(running.len());
            running.extend(waiting.by_ref().take(room));
            let before = done.len();
            let mut index = 0;
            while let Some((place, future)) = running.get_mut(index) {
                match future.as_mut().poll(context)? {
                    Poll::Pending => index += 1,
                    Poll::Ready(value) => {
                        done.push((*place, value));
                        drop(running.swap_remove(index));
                    }
                }
            }
            if running.is_empty() && done.len() == before {
                return Poll::Ready(Ok(()));
            }
            if done.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await?;
    done.sort_by_key(|(place, _)| *place);
    Ok(done.into_iter().map(|(_, value)| value).collect())
}
