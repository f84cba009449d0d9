// error: this field takes a whole number
//! A literal with a fraction where a whole number is asked for.

use fal_sdk::{checked, fal_ai::flux_pro::kontext};

fn main() {
    let _ = kontext::Request::new("a donut", "https://example.com/a.png").num_images(checked!(1.5));
}
