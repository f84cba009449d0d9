//! field-added dolphin: a response that has a field more.

use boats::acme::types_diverged::Response;

pub fn bowsprit(response: Response) -> String {
    response.bowsprit
}
