// error: this field takes an integer
//! A literal with a fraction for an integer field.

use fal_sdk::{checked, fal_ai::flux_pro::kontext};

fn main() {
    let _ = kontext::Request::new("a donut", "https://example.com/a.png").num_images(checked!(1.5));
}
