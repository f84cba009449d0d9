// error: above the maximum of this field
//! A literal above the range of a number.

use fal_sdk::{checked, fal_ai::flux_pro::kontext};

fn main() {
    let _ = kontext::Request::new("a donut", "https://example.com/a.png").guidance_scale(checked!(20.5));
}
