//! Uploads, downloads, and files in requests and responses.

pub(crate) mod download;
pub(crate) mod file_input;
pub(crate) mod lifecycle;
pub(crate) mod media;
pub(crate) mod progress;
pub(crate) mod upload;
