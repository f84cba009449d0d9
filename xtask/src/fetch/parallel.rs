//! Runs a bounded number of blocking operations in parallel, with a progress bar and a check for Ctrl-C.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::transaction::interrupt::{self, Interrupted};

/// Number of threads: enough to hide latency, few enough not to burden the server.
const THREADS: usize = 6;

/// Interval of the check for Ctrl-C.
const INTERRUPT_CHECK: Duration = Duration::from_millis(50);

/// An item and its result.
type ItemResult<T, R> = (T, R);

/// Runs `work` on each item and returns the results in the order of the items.
pub fn each<T, R, W>(items: Vec<T>, bar: &ProgressBar, work: W) -> Result<Vec<ItemResult<T, R>>, Interrupted>
where
    T: Send + 'static,
    R: Send + 'static,
    W: Fn(&T) -> R + Send + Sync + 'static,
{
    let count = items.len();
    let results = collect(count, bar, &start(items, work));
    bar.finish_and_clear();
    let mut results = results?;
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, done)| done).collect())
}

/// Runs `work` on one item.
pub fn one<T, R, W>(item: T, work: W) -> Result<Option<R>, Interrupted>
where
    T: Send + 'static,
    R: Send + 'static,
    W: Fn(&T) -> R + Send + Sync + 'static,
{
    Ok(each(vec![item], &ProgressBar::hidden(), work)?.pop().map(|(_, result)| result))
}

/// Starts the threads. They end when the items are used up or the receiver is dropped.
fn start<T, R, W>(items: Vec<T>, work: W) -> Receiver<(usize, ItemResult<T, R>)>
where
    T: Send + 'static,
    R: Send + 'static,
    W: Fn(&T) -> R + Send + Sync + 'static,
{
    let (send, results) = mpsc::channel();
    let threads = THREADS.min(items.len());
    let queue = Arc::new(Mutex::new(items.into_iter().enumerate()));
    let work = Arc::new(work);
    for _ in 0..threads {
        let (queue, work, send) = (Arc::clone(&queue), Arc::clone(&work), send.clone());
        let next = move || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        thread::spawn(move || {
            while let Some((index, item)) = next() {
                let result = work(&item);
                if send.send((index, (item, result))).is_err() {
                    break;
                }
            }
        });
    }
    results
}

fn collect<D>(count: usize, bar: &ProgressBar, results: &Receiver<D>) -> Result<Vec<D>, Interrupted> {
    let mut all = Vec::with_capacity(count);
    while all.len() < count {
        interrupt::check()?;
        match results.recv_timeout(INTERRUPT_CHECK) {
            Ok(done) => {
                all.push(done);
                bar.inc(1);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Ok(all)
}

/// Returns a progress bar, which is shown on a terminal only.
pub fn bar(length: usize, word: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length as u64).with_message(word);
    match ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Returns a counter for an unknown total, which is shown on a terminal only.
pub fn counter(word: &'static str) -> ProgressBar {
    let counter = ProgressBar::new_spinner().with_message(word);
    match ProgressStyle::with_template("{spinner} {msg} {pos}") {
        Ok(style) => counter.with_style(style),
        Err(_) => counter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_have_the_order_of_the_items() {
        let done = each((0..40).collect(), &ProgressBar::hidden(), |item: &usize| item * 2).unwrap();
        assert_eq!(done, (0..40).map(|item| (item, item * 2)).collect::<Vec<_>>());
        assert_eq!(each(Vec::<usize>::new(), &ProgressBar::hidden(), |item| *item), Ok(Vec::new()));
        assert_eq!(one(4, |item: &usize| item + 1), Ok(Some(5)));
    }
}
