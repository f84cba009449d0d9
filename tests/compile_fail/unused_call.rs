// error: must be used
//! A call that is not awaited sends nothing.

use fal_sdk::{Client, fal_ai::flux_pro::kontext};

fn main() {
    let client = Client::builder().key("id:secret").build().expect("a client");
    kontext(&client, kontext::Request::new("a donut", "https://example.com/a.png"));
}
