//! What the examples share: a client, and results on disk.

#![allow(dead_code, reason = "each example uses a part of it")]

use std::{error::Error, fmt, path::Path};

use fal_sdk::{Client, media};
use serde::Serialize;

/// An error as people read it. A program prints what its `main` returns with `Debug`; here that is the one line.
pub struct Shown(Box<dyn Error + Send + Sync>);

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Shown {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Where `cargo xtask mock` listens.
const MOCK: &str = "http://127.0.0.1:8325";

/// A client of fal where there is a key, else of the local server that `cargo xtask mock` starts.
pub fn client() -> Result<Client, fal_sdk::Error> {
    let is_set = |name| std::env::var(name).is_ok_and(|value| !value.trim().is_empty());
    if ["FAL_KEY", "FAL_KEY_ID", "FAL_MOCK_URL"].into_iter().any(is_set) {
        return Client::from_env();
    }
    eprintln!("FAL_KEY is not set, so this asks the local server at {MOCK} (cargo xtask mock)");
    Client::builder().mock_url(MOCK).build()
}

/// Downloads every file of a response into the current folder. The key stays behind.
pub async fn save(client: &Client, response: &(impl Serialize + ?Sized)) -> Result<(), Shown> {
    for file in media(response) {
        let saved = client.download(&file.url).to_file(Path::new(&file.suggested_file_name())).await?;
        println!("{} ({} bytes)", saved.path.display(), saved.size);
    }
    Ok(())
}

/// The words of the command line, or these where there are none.
pub fn words(otherwise: &str) -> String {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.is_empty() { otherwise.to_owned() } else { words.join(" ") }
}
