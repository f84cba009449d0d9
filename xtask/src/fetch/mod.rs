//! Documents from fal: asked for with patience, checked, and put into one form.
//!
//! `address` says where things are, `client` asks and asks again, `document` checks that an answer is the
//! document of the endpoint that was asked for, `canonical` is the form in which it is kept, `catalogue`
//! reads the pages of the whole catalogue, `nearby` finds what somebody may have meant, `many` asks for
//! several things at once. Nothing here writes a file: see `intake` for what becomes of a document.
//!
//! No key is ever sent: everything here is public, and what is not sent cannot leak to an address that
//! somebody set. The client is `ureq` and not `fal-sdk`, because the generator has to run where the
//! generated half of `fal-sdk` is missing or broken.

pub mod address;
pub mod canonical;
pub mod catalogue;
pub mod client;
pub mod document;
pub mod many;
pub mod nearby;
