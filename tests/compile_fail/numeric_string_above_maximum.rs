// error: above the maximum of this field
//! A literal above the maximum of a numeric string.

use fal_sdk::{checked, fal_ai::flux_pro::kontext};

fn main() {
    let _ = kontext::Request::new("a donut", "https://example.com/a.png").safety_tolerance(checked!(6));
}
