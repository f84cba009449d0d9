// error: E0061
//! A required field is an argument of the constructor.

use fal_sdk::fal_ai::flux_pro::kontext;

fn main() {
    let _ = kontext::Request::new("a donut");
}
