//! The page at `/`: every endpoint with a form, and what the page asks the server.

use std::sync::Arc;

use crate::{answer::Answer, call::Call, state::State};

/// Answers a request for the page or one of its parts.
pub(crate) fn answer(state: &Arc<State>, call: &Call) -> Answer {
    let _ = state;
    Answer::no_path(&call.path)
}
