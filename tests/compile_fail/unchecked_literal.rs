// error: E0308
//! A plain number for a constrained field.

use fal_sdk::fal_ai::flux_pro::kontext;

fn main() {
    let _ = kontext::Request::new("a donut", "https://example.com/a.png").num_images(2);
}
