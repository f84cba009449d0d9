//! Fetches OpenAPI documents from fal.
//!
//! `urls` has the URLs, `client` sends requests with retries, `parallel` runs several at a time, `document` checks a
//! response and `canonical` formats it, `catalogue` parses the pages of the catalogue, `fallback` searches it for similar
//! ids. Nothing here writes files; `import` does.
//!
//! No API key is sent: all documents are public, and a configured URL may belong to another server. The client is `ureq`
//! and not `fal-sdk`, because the generator has to run while the generated modules of `fal-sdk` are missing or broken.

pub mod canonical;
pub mod catalogue;
pub mod client;
pub mod document;
pub mod fallback;
pub mod parallel;
pub mod urls;
