//! Building blocks of async code: clock, deadlines, spawning, boxed futures, bounded joins, and percent-encoding.

pub(crate) mod clock;
pub(crate) mod deadline;
pub(crate) mod future;
pub(crate) mod join;
pub(crate) mod spawn;
pub(crate) mod unfold;

/// The target of spans and events. Users filter by the crate that they depend on.
pub(crate) const TRACING_TARGET: &str = "fal_sdk";
pub(crate) mod url_encode;
