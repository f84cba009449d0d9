// error: E0599
// error: Webp
//! A value that is not listed.

use fal_sdk::fal_ai::flux_pro::kontext;

fn main() {
    let _ = kontext::OutputFormat::Webp;
}
