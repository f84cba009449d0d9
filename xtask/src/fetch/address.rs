//! Where fal keeps its documents and its catalogue. Both can be somewhere else: a mirror, a test.

use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The addresses that everything is fetched from.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// Where the documents of single endpoints are.
    #[arg(long, value_name = "URL", env = "FAL_DOCS_URL", default_value = "https://fal.ai")]
    pub docs_url: String,
    /// Where the platform API is, which has the catalogue; `/v1` is added where there is no path.
    #[arg(long, value_name = "URL", env = "FAL_API_URL", default_value = "https://api.fal.ai/v1")]
    pub api_url: String,
}

impl Addresses {
    /// The document of an endpoint.
    pub fn document(&self, id: &str) -> String {
        format!("{}/api/openapi/queue/openapi.json?endpoint_id={id}", self.docs_url.trim_end_matches('/'))
    }

    /// The document of an endpoint as the catalogue has it.
    pub fn catalogue_document(&self, id: &str) -> String {
        format!("{}?endpoint_id={id}&expand=openapi-3.0", self.models())
    }

    /// A page of the catalogue, with the documents.
    pub fn page(&self, limit: u32, cursor: Option<&str>) -> String {
        let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={}", encoded(cursor)));
        format!("{}?expand=openapi-3.0&limit={limit}{cursor}", self.models())
    }

    /// What the catalogue has for some words.
    pub fn search(&self, words: &str) -> String {
        format!("{}?q={}&limit=20", self.models(), encoded(words))
    }

    /// The address of the catalogue.
    pub fn models(&self) -> String {
        let api = self.api_url.trim_end_matches('/');
        let host = api.split_once("://").map_or(api, |(_, host)| host);
        format!("{api}{}/models", if host.contains('/') { "" } else { "/v1" })
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_path_gets_the_version() {
        for api_url in ["http://localhost:1", "http://localhost:1/", "http://localhost:1/v1", "http://localhost:1/v1/"]
        {
            let addresses = Addresses { docs_url: "http://localhost:2/".to_owned(), api_url: api_url.to_owned() };
            assert_eq!(addresses.models(), "http://localhost:1/v1/models");
            let page = addresses.page(20, Some("Mg=="));
            assert_eq!(page, "http://localhost:1/v1/models?expand=openapi-3.0&limit=20&cursor=Mg%3D%3D");
            let document = addresses.document("fal-ai/boat");
            assert_eq!(document, "http://localhost:2/api/openapi/queue/openapi.json?endpoint_id=fal-ai/boat");
        }
    }
}
