//! Code shared by the examples: creating a client and saving results to disk.

#![allow(dead_code, reason = "each example uses a part of it")]

use std::{error::Error, fmt, path::Path};

use fal_sdk::{Client, media};
use serde::Serialize;

/// Any error, for the result of `main`. Rust prints that result with `Debug`, which shows the message in one line here.
pub struct MainError(Box<dyn Error + Send + Sync>);

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for MainError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Debug for MainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Address of `cargo xtask mock`.
const MOCK_URL: &str = "http://127.0.0.1:8325";

/// Creates a client from the environment, or one for the mock server if no key is set.
pub fn client() -> Result<Client, fal_sdk::Error> {
    let is_set = |name| std::env::var(name).is_ok_and(|value| !value.trim().is_empty());
    if ["FAL_KEY", "FAL_KEY_ID", "FAL_MOCK_URL"].into_iter().any(is_set) {
        return Client::from_env();
    }
    eprintln!("FAL_KEY is not set; using the mock server at {MOCK_URL} (start it with `cargo xtask mock`)");
    Client::builder().mock_url(MOCK_URL).build()
}

/// Downloads every file of a response into the current folder. The API key is not sent.
pub async fn save(client: &Client, response: &(impl Serialize + ?Sized)) -> Result<(), MainError> {
    for file in media(response) {
        let saved = client.download(&file.url).to_file(Path::new(&file.suggested_file_name())).await?;
        println!("{} ({} bytes)", saved.path.display(), saved.size);
    }
    Ok(())
}

/// Returns the command line arguments joined by spaces, or `default` if there are none.
pub fn args_or(default: &str) -> String {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.is_empty() { default.to_owned() } else { args.join(" ") }
}
