//! Runtime of `fal-sdk` and of crates that `cargo xtask codegen --out` writes: client, queue, JSON codec and
//! range-checked values. It contains no endpoint.
//!
//! Depend on [`fal-sdk`](https://docs.rs/fal-sdk) instead of this crate: it re-exports everything here next to the
//! generated endpoints. Generated code uses the hidden module `codegen`, which may change in any release; for that
//! reason `fal-sdk` pins the exact version of this crate.
//!
//! # Modules
//!
//! Lowest layer first. A module uses only modules above it in this list.
//!
//! | module | contents |
//! |---|---|
//! | `rt` | clock, deadlines, spawning, boxed futures, percent-encoding |
//! | `json` | JSON codec, objects, enums, unions, range-checked values and violations, exact decimals |
//! | `id` | endpoint ids and job ids |
//! | `error` | [`Error`], its kinds, parsing of fal's error bodies |
//! | `http` | requests, responses, retry, redirects, server-sent events, [`transport`], connection limit |
//! | `client` | [`Client`], its builder, credentials, base URLs |
//! | `queue` | submit, status, result and cancel requests, [`Job`], status updates |
//! | `files` | [`FileInput`], uploads, downloads, media in responses |
//! | `call` | [`Call`] and its options, synchronous runs, streams, direct (non-queue) calls |
//! | [`platform`] | fal's platform API: models and prices |
//! | `webhook` | verification of webhook deliveries (feature `webhooks`) |
//! | `realtime` | WebSocket sessions (feature `realtime`) |
//! | `blocking` | the same API without `async` (feature `blocking`) |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
#[cfg(feature = "catalog")]
mod catalog;
mod client;
#[doc(hidden)]
pub mod codegen;
mod error;
mod files;
mod http;
mod id;
mod json;
pub mod platform;
mod queue;
#[cfg(all(feature = "realtime", not(target_family = "wasm")))]
pub mod realtime;
mod rt;
#[cfg(feature = "webhooks")]
pub mod webhook;

// After what it mirrors, so that the documentation of a call lists the `async` methods first.
#[cfg(feature = "blocking")]
pub mod blocking;

pub use crate::{
    call::{
        Call,
        direct::DirectCall,
        events::{ByteStream, Event, Events},
        options::Priority,
        run::RawResponse,
        untyped::UntypedEndpoint,
    },
    client::{
        Client,
        as_client::{AsClient, Async},
        builder::ClientBuilder,
    },
    error::{DetailedReport, Error, ErrorKind},
    files::{
        download::{Download, DownloadStream},
        file_input::FileInput,
        lifecycle::{Access, Lifecycle},
        media::{Media, media},
        progress::Progress,
        upload::{Upload, UploadSource, UploadedFile},
    },
    http::{
        outcome::{Meta, Outcome, Timings},
        retry::RetryPolicy,
        transport,
    },
    id::{endpoint_id::EndpointId, job_id::JobId},
    json::{
        checked,
        decimal::{Decimal, ParseDecimalError},
        enums::UncheckedValue,
        object::{Extra, Nullable},
        violation::{Step, Violation},
    },
    queue::{
        cancel::CancelOn,
        job::Job,
        requests::Cancellation,
        status::{LogLine, State, Status, Update},
        updates::Updates,
    },
};
#[cfg(not(target_family = "wasm"))]
pub use files::download::DownloadedFile;
