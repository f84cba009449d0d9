// error: below the minimum of this field
//! A literal below the range of an integer.

use fal_sdk::{checked, fal_ai::flux_pro::kontext};

fn main() {
    let _ = kontext::Request::new("a donut", "https://example.com/a.png").num_images(checked!(0));
}
