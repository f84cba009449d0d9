// compiles
//! Every limit at its end, every kind of field.

use fal_sdk::{FileInput, checked, fal_ai::flux_pro::kontext};

fn main() {
    let request = kontext::Request::new("a donut", FileInput::from("https://example.com/a.png"))
        .guidance_scale(checked!(20.0))
        .num_images(checked!(4))
        .output_format(kontext::OutputFormat::Jpeg)
        .safety_tolerance(checked!(5))
        .extra("new", true);
    assert_eq!(request.extra.len(), 1);
}
