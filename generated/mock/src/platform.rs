//! fal's platform API: models, prices and addresses.

use crate::{answer::Answer, call::Call, state::State};

/// Answers what `api.fal.ai` would.
pub(crate) fn answer(state: &State, call: &Call) -> Answer {
    let _ = state;
    Answer::no_path(&call.path)
}
