// error: E0639
//! Requests grow with the specification, so they are made by their constructor.

use fal_sdk::fal_ai::flux_pro::kontext;

fn main() {
    let made = kontext::Request::new("a donut", "https://example.com/a.png");
    let _ = kontext::Request { prompt: String::new(), ..made };
}
