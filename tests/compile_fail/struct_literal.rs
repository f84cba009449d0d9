// error: E0639
//! Requests are non-exhaustive, so they cannot be built with a struct literal.

use fal_sdk::fal_ai::flux_pro::kontext;

fn main() {
    let made = kontext::Request::new("a donut", "https://example.com/a.png");
    let _ = kontext::Request { prompt: String::new(), ..made };
}
