//! Blocking terminal methods of calls. Each one waits for the async method of the same name.

use std::path::PathBuf;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{
    flavor::{Call, DirectCall},
    iter::Iter,
    job::Job,
};
use crate::{
    call::{
        events::{ByteStream, Events},
        run::RawResponse,
    },
    error::Error,
    files::download::DownloadedFile,
    http::outcome::Outcome,
    json::codec::JsonCodec,
};

impl<R: JsonCodec> Call<R> {
    /// Submits the request, waits for the job to complete and returns its result. Equivalent to `.await`.
    pub fn wait(self) -> Result<R, Error> {
        Ok(self.outcome()?.value)
    }

    /// Like [`wait`](Self::wait), with the request id, billed units and timings.
    pub fn outcome(self) -> Result<Outcome<R>, Error> {
        let (call, flavor) = self.into_async();
        flavor.0.wait(call.outcome())
    }

    /// Submits the request and returns the job. The call's deadline also applies to the job.
    pub fn submit(self) -> Result<Job<R>, Error> {
        let (call, flavor) = self.into_async();
        let job = flavor.0.wait(call.submit())?;
        Ok(Job::new(job, flavor.0))
    }

    /// Runs the request on the synchronous host and returns the result; see [`run`](crate::Call#method.run) of the
    /// async client.
    pub fn run(self) -> Result<R, Error> {
        Ok(self.run_outcome()?.value)
    }

    /// Like [`run`](Self::run), with the metadata of the response headers.
    pub fn run_outcome(self) -> Result<Outcome<R>, Error> {
        let (call, flavor) = self.into_async();
        flavor.0.wait(call.run_outcome())
    }

    /// Like [`run`](Self::run), for endpoints with non-JSON responses: returns the bytes and their content type.
    pub fn run_bytes(self) -> Result<RawResponse, Error> {
        let (call, flavor) = self.into_async();
        flavor.0.wait(call.run_bytes())
    }

    /// Posts the request to the endpoint's `/stream` path and returns its events as JSON; see
    /// [`stream`](crate::Call#method.stream) of the async client.
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

    /// Like [`stream`](Self::stream), with the data of each event decoded as `T`. An event that cannot be decoded is an
    /// error with its data in [`raw_body`](Error::raw_body); the stream continues.
    pub fn stream_of<T: DeserializeOwned + 'static>(self) -> Result<Iter<Events<T>>, Error> {
        let (call, flavor) = self.into_async();
        let events = flavor.0.wait(call.stream_of())?;
        Ok(Iter::new(events, flavor.0))
    }

    /// Like [`stream`](Self::stream), for endpoints with binary streams: returns the chunks of the body.
    pub fn stream_bytes(self) -> Result<Iter<ByteStream>, Error> {
        let (call, flavor) = self.into_async();
        let chunks = flavor.0.wait(call.stream_bytes())?;
        Ok(Iter::new(chunks, flavor.0))
    }
}

impl<R> DirectCall<R> {
    /// Sends the request and waits for the response. Equivalent to `.await`.
    pub fn wait(self) -> Result<R, Error> {
        Ok(self.outcome()?.value)
    }

    /// Like [`wait`](Self::wait), with the metadata of the response headers.
    pub fn outcome(self) -> Result<Outcome<R>, Error> {
        let (call, flavor) = self.into_async();
        flavor.0.wait(call.outcome())
    }

    /// Sends the request and returns the response as server-sent events with JSON; see
    /// [`stream`](crate::DirectCall#method.stream) of the async client.
    pub fn stream(self) -> Result<Iter<Events>, Error> {
        self.stream_of()
    }

    /// Like [`stream`](Self::stream), with the data of each event decoded as `T`.
    pub fn stream_of<T: DeserializeOwned + 'static>(self) -> Result<Iter<Events<T>>, Error> {
        let (call, flavor) = self.into_async();
        let events = flavor.0.wait(call.stream_of())?;
        Ok(Iter::new(events, flavor.0))
    }
}

impl DirectCall<Bytes> {
    /// Sends the request and writes the response to a file; see [`to_file`](crate::DirectCall#method.to_file) of the
    /// async client.
    pub fn to_file(self, path: impl Into<PathBuf>) -> Result<DownloadedFile, Error> {
        let (call, flavor) = self.into_async();
        flavor.0.wait(call.to_file(path))
    }
}
