//! How a call of a blocking client is ended. Each ending waits for its twin in `call`, `run`, `events` or `route`.

use serde::de::DeserializeOwned;

use super::{Call, DirectCall, iter::Iter, job::Job};
use crate::{
    call::{
        events::{ByteStream, Events},
        run::Raw,
    },
    error::Error,
    http::outcome::Outcome,
    json::codec::JsonCodec,
};

impl<R: JsonCodec> Call<R> {
    /// The result: submits, follows the job to its end, fetches. What `.await` is to an async client.
    pub fn wait(self) -> Result<R, Error> {
        Ok(self.outcome()?.value)
    }

    /// As [`wait`](Self::wait), with what is known about how the result came about.
    pub fn outcome(self) -> Result<Outcome<R>, Error> {
        let (call, mode) = self.awaited();
        mode.0.wait(call.outcome())
    }

    /// Puts the request into the queue and answers with the job. The call's deadline goes on counting for it.
    pub fn submit(self) -> Result<Job<R>, Error> {
        let (call, mode) = self.awaited();
        let job = mode.0.wait(call.submit())?;
        Ok(Job::of(job, mode.0))
    }

    /// Runs the request on the synchronous host and answers with the result; see
    /// [`run`](crate::Call#method.run) of an async client.
    pub fn run(self) -> Result<R, Error> {
        Ok(self.run_outcome()?.value)
    }

    /// As [`run`](Self::run), with what the headers tell.
    pub fn run_outcome(self) -> Result<Outcome<R>, Error> {
        let (call, mode) = self.awaited();
        mode.0.wait(call.run_outcome())
    }

    /// As [`run`](Self::run), for an endpoint whose answer is not JSON: the bytes and their content type.
    pub fn run_bytes(self) -> Result<Raw, Error> {
        let (call, mode) = self.awaited();
        mode.0.wait(call.run_bytes())
    }

    /// Posts the request to the endpoint's `/stream` path and answers with its events, as JSON; see
    /// [`stream`](crate::Call#method.stream) of an async client.
    ///
    /// ```no_run
    /// # fn example(client: fal_sdk::blocking::Client) -> Result<(), fal_sdk::Error> {
    /// use serde_json::json;
    ///
    /// for event in client.endpoint("fal-ai/any-llm")?.call(&json!({"prompt": "a donut"})).stream()? {
    ///     println!("{}", event?.data);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self) -> Result<Iter<Events>, Error> {
        self.stream_of()
    }

    /// As [`stream`](Self::stream), with each event's data as a `T`. An event that is none is an error that has the
    /// data in its [`raw_body`](Error::raw_body); the stream goes on after it.
    pub fn stream_of<T: DeserializeOwned + 'static>(self) -> Result<Iter<Events<T>>, Error> {
        let (call, mode) = self.awaited();
        let events = mode.0.wait(call.stream_of())?;
        Ok(Iter::of(events, mode.0))
    }

    /// As [`stream`](Self::stream), for an endpoint whose stream is no text: the bytes as they come.
    pub fn stream_bytes(self) -> Result<Iter<ByteStream>, Error> {
        let (call, mode) = self.awaited();
        let pieces = mode.0.wait(call.stream_bytes())?;
        Ok(Iter::of(pieces, mode.0))
    }
}

impl<R: JsonCodec> DirectCall<R> {
    /// Sends the request and waits for the answer. What `.await` is to an async client.
    pub fn wait(self) -> Result<R, Error> {
        Ok(self.outcome()?.value)
    }

    /// As [`wait`](Self::wait), with what the headers of the answer tell.
    pub fn outcome(self) -> Result<Outcome<R>, Error> {
        let (exchange, mode) = self.awaited();
        mode.0.wait(exchange.outcome())
    }
}
