//! URLs of fal's documents and catalogue, or of a mirror or test server.

use clap::Args;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Base URLs.
#[derive(Args, Debug, Clone, PartialEq, Eq)]
pub struct ApiUrls {
    /// Base URL of the OpenAPI documents.
    #[arg(long, value_name = "URL", env = "FAL_DOCS_URL", default_value = "https://fal.ai")]
    pub docs_url: String,
    /// Base URL of the platform API, which has the catalogue; without a path, `/v1` is added.
    #[arg(long, value_name = "URL", env = "FAL_API_URL", default_value = "https://api.fal.ai/v1")]
    pub api_url: String,
}

impl ApiUrls {
    /// Returns the URL of the document of an endpoint.
    pub fn document(&self, id: &str) -> String {
        format!("{}/api/openapi/queue/openapi.json?endpoint_id={id}", self.docs_url.trim_end_matches('/'))
    }

    /// Returns the URL of an endpoint's document in the catalogue.
    pub fn catalogue_document(&self, id: &str) -> String {
        format!("{}?endpoint_id={id}&expand=openapi-3.0", self.models())
    }

    /// Returns the URL of a page of the catalogue with documents.
    pub fn page(&self, limit: u32, cursor: Option<&str>) -> String {
        let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={}", encoded(cursor)));
        format!("{}?expand=openapi-3.0&limit={limit}{cursor}", self.models())
    }

    /// Returns the URL of a search in the catalogue.
    pub fn search(&self, query: &str) -> String {
        format!("{}?q={}&limit=20", self.models(), encoded(query))
    }

    /// Returns the URL of the catalogue.
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
    fn urls_without_a_path_get_the_version() {
        for api_url in ["http://localhost:1", "http://localhost:1/", "http://localhost:1/v1", "http://localhost:1/v1/"]
        {
            let urls = ApiUrls { docs_url: "http://localhost:2/".to_owned(), api_url: api_url.to_owned() };
            assert_eq!(urls.models(), "http://localhost:1/v1/models");
            let page = urls.page(20, Some("Mg=="));
            assert_eq!(page, "http://localhost:1/v1/models?expand=openapi-3.0&limit=20&cursor=Mg%3D%3D");
            let document = urls.document("fal-ai/boat");
            assert_eq!(document, "http://localhost:2/api/openapi/queue/openapi.json?endpoint_id=fal-ai/boat");
        }
    }
}
