//! Several things at once, a bounded number at a time, with a bar on a terminal; Ctrl-C ends the waiting.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::change::interrupt::{self, Interrupted};

/// How many questions are under way: enough to hide the way there and back, few enough to be a good guest.
const AT_ONCE: usize = 6;

/// How long Ctrl-C may go unnoticed.
const NOTICED: Duration = Duration::from_millis(50);

/// An item and what was made of it.
type Done<T, R> = (T, R);

/// Does something with each item, in any order; the results stand in the order of the items.
pub fn each<T, R, W>(items: Vec<T>, bar: &ProgressBar, work: W) -> Result<Vec<Done<T, R>>, Interrupted>
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

/// Does one thing.
pub fn one<T, R, W>(item: T, work: W) -> Result<Option<R>, Interrupted>
where
    T: Send + 'static,
    R: Send + 'static,
    W: Fn(&T) -> R + Send + Sync + 'static,
{
    Ok(each(vec![item], &ProgressBar::hidden(), work)?.pop().map(|(_, result)| result))
}

/// Starts threads that take item by item. Where nobody waits for them any more, they end with the program.
fn start<T, R, W>(items: Vec<T>, work: W) -> Receiver<(usize, Done<T, R>)>
where
    T: Send + 'static,
    R: Send + 'static,
    W: Fn(&T) -> R + Send + Sync + 'static,
{
    let (send, results) = mpsc::channel();
    let threads = AT_ONCE.min(items.len());
    let left = Arc::new(Mutex::new(items.into_iter().enumerate()));
    let work = Arc::new(work);
    for _ in 0..threads {
        let (left, work, send) = (Arc::clone(&left), Arc::clone(&work), send.clone());
        let next = move || left.lock().unwrap_or_else(PoisonError::into_inner).next();
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
        match results.recv_timeout(NOTICED) {
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

/// A bar for so many things. It is drawn on a terminal only: in a pipe there is nothing of it.
pub fn bar(length: usize, word: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length as u64).with_message(word);
    match ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// A count of things of which nobody knows how many there will be; on a terminal only.
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
    fn results_stand_in_the_order_of_the_items() {
        let done = each((0..40).collect(), &ProgressBar::hidden(), |item: &usize| item * 2).unwrap();
        assert_eq!(done, (0..40).map(|item| (item, item * 2)).collect::<Vec<_>>());
        assert_eq!(each(Vec::<usize>::new(), &ProgressBar::hidden(), |item| *item), Ok(Vec::new()));
        assert_eq!(one(4, |item: &usize| item + 1), Ok(Some(5)));
    }
}
