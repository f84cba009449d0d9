// error: E0599
//! A priority that fal does not know.

use fal_sdk::Priority;

fn main() {
    let _ = [Priority::Normal, Priority::Low, Priority::High];
}
