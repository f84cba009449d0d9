//! type-changed crew: the number inside.
// error: E0308

use boats::acme::constrained_number;

pub fn caller(crew: constrained_number::Crew) -> i64 {
    crew.get()
}
