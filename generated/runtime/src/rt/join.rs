//! Running several futures at once without spawning tasks.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::rt::future::Boxed;

/// Runs at most `limit` futures at once (at least one). Returns their outputs in the order of the futures, or the first
/// error. Dropping it drops all of them.
pub(crate) async fn try_join_bounded<T: Send + Sync, E: Send + Sync>(
    limit: usize,
    futures: Vec<Boxed<'_, Result<T, E>>>,
) -> Result<Vec<T>, E> {
    let mut indexed = Vec::with_capacity(futures.len());
    for (index, future) in futures.into_iter().enumerate() {
        indexed.push(with_index(index, future));
    }
    // Not `buffered`: it reports an error only after all earlier futures have finished.
    let mut outputs: Vec<(usize, T)> = stream::iter(indexed).buffer_unordered(limit.max(1)).try_collect().await?;
    outputs.sort_unstable_by_key(|(index, _)| *index);
    Ok(outputs.into_iter().map(|(_, output)| output).collect())
}

fn with_index<'f, T: 'f, E: 'f>(index: usize, future: Boxed<'f, Result<T, E>>) -> Boxed<'f, Result<(usize, T), E>> {
    Box::pin(async move { future.await.map(|output| (index, output)) })
}
