//! The service that a document describes: its base URL, and where its keys are sent.

/// The service of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The name in messages and in the settings of the client: the host, else the title of the document.
    pub name: String,
    /// The absolute base URL.
    pub url: Option<String>,
    /// The alternatives of security schemes, each of them complete; `None` if the document does not say.
    pub security: Option<Vec<Vec<SecurityScheme>>>,
}

/// A security scheme of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: String,
    /// Where the key is sent.
    pub location: KeyLocation,
}

/// The part of a request that carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyLocation {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A header of this name.
    Header(String),
    /// A query parameter of this name.
    Query(String),
    /// A cookie of this name.
    Cookie(String),
}

/// fal's own hosts, which get the client's own key.
const FAL_HOSTS: &[&str] = &["queue.fal.run", "fal.run", "rest.fal.ai", "api.fal.ai", "v3.fal.media"];

impl Service {
    /// Returns the service at a base URL, or without one, named after the host or else after `fallback`.
    pub fn new(url: Option<String>, fallback: &str, security: Option<Vec<Vec<SecurityScheme>>>) -> Self {
        let host = url.as_deref().and_then(host);
        let name = host.map_or_else(|| fallback.trim().to_owned(), str::to_owned);
        Self { name, url, security }
    }

    /// Returns whether the service is fal itself.
    pub fn is_fal(&self) -> bool {
        FAL_HOSTS.contains(&self.name.as_str())
    }

    /// Returns whether the document says that no key is needed.
    pub fn is_public(&self) -> bool {
        self.security.as_ref().is_some_and(|alternatives| alternatives.iter().all(Vec::is_empty))
    }

    /// Returns where the keys are sent, as text, one entry per alternative.
    pub fn key_locations(&self) -> Vec<String> {
        let describe = |schemes: &Vec<SecurityScheme>| {
            let parts: Vec<String> = schemes.iter().map(|scheme| scheme.location.describe()).collect();
            parts.join(" and ")
        };
        self.security.iter().flatten().filter(|schemes| !schemes.is_empty()).map(describe).collect()
    }
}

impl KeyLocation {
    fn describe(&self) -> String {
        match self {
            Self::Bearer => "`Authorization: Bearer …`".to_owned(),
            Self::Basic => "`Authorization: Basic …`".to_owned(),
            Self::Header(name) => format!("the header `{name}`"),
            Self::Query(name) => format!("the query parameter `{name}`"),
            Self::Cookie(name) => format!("the cookie `{name}`"),
        }
    }
}

/// Returns the host of an absolute URL, with its port.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.rsplit('@').next().unwrap_or(host)).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_named_after_its_host() {
        let name = |url: Option<&str>| Service::new(url.map(str::to_owned), " Title ", None).name;
        assert_eq!(name(Some("https://api.example.com:8443/v1")), "api.example.com:8443");
        assert_eq!(name(None), "Title");
    }
}
