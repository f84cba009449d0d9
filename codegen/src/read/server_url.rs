//! Base URLs as documents write them, and the name of a service without one.

use crate::document::Cursor;

/// A base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ServerUrl {
    /// An absolute URL, without a trailing slash.
    Absolute(String),
    /// A path below an unknown host, with a leading and without a trailing slash; it may be empty.
    Path(String),
    /// Neither, because of a variable without a value, another scheme, or a query.
    Invalid,
}

impl ServerUrl {
    /// Interprets the text of a URL whose variables are replaced.
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim().trim_end_matches('/');
        if text.contains(['{', '}', '?', '#', ' ']) {
            return Self::Invalid;
        }
        if let Some(rest) = text.strip_prefix("//") {
            return Self::Absolute(format!("https://{rest}"));
        }
        if let Some((scheme, _)) = text.split_once("://") {
            let is_http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
            return if is_http { Self::Absolute(text.to_owned()) } else { Self::Invalid };
        }
        match text.split('/').next().unwrap_or_default() {
            "" | "." => Self::Path(text.trim_start_matches('.').to_owned()),
            first if is_host(first) => Self::Absolute(format!("https://{text}")),
            _ => Self::Path(format!("/{text}")),
        }
    }
}

/// Returns the first of these keys of `info` that has a text, or the stem of the file.
pub(super) fn title_or_stem(root: &Cursor<'_>, keys: &[&str]) -> String {
    let info = root.get("info");
    let mut texts = keys.iter().filter_map(|key| info.as_ref()?.text(key)).map(|text| text.value);
    let stem = || root.file().rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default().to_owned();
    texts.find(|text| !text.trim().is_empty()).unwrap_or_else(stem)
}

/// Returns whether the first part of a URL without a scheme is a host. Apifox writes such URLs.
fn is_host(first: &str) -> bool {
    let (name, port) = first.split_once(':').unwrap_or((first, ""));
    name == "localhost" || name.contains('.') || (!port.is_empty() && port.chars().all(|c| c.is_ascii_digit()))
}

/// Replaces `open name close` by the value of a variable; a variable without a value stays.
pub(super) fn substitute(text: &str, (open, close): (&str, &str), value: impl Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        result.push_str(before);
        let Some((name, after)) = after.split_once(close) else {
            result.push_str(open);
            rest = after;
            continue;
        };
        match value(name.trim()) {
            Some(value) => result.push_str(&value),
            None => result.extend([open, name, close]),
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_paths_without_a_scheme_are_distinguished() {
        let absolute = |url: &str| ServerUrl::Absolute(url.to_owned());
        assert_eq!(ServerUrl::parse("https://a.example/v1/"), absolute("https://a.example/v1"));
        assert_eq!(ServerUrl::parse("a.example/v1"), absolute("https://a.example/v1"));
        assert_eq!(ServerUrl::parse("//a.example"), absolute("https://a.example"));
        assert_eq!(ServerUrl::parse("/"), ServerUrl::Path(String::new()));
        assert_eq!(ServerUrl::parse("v1"), ServerUrl::Path("/v1".to_owned()));
        assert_eq!(ServerUrl::parse("wss://a.example"), ServerUrl::Invalid);
        assert_eq!(ServerUrl::parse("https://{region}.example"), ServerUrl::Invalid);
    }

    #[test]
    fn variables_are_replaced_where_they_have_a_value() {
        let value = |name: &str| (name == "host").then(|| "a.example".to_owned());
        assert_eq!(substitute("https://{host}/{v}", ("{", "}"), value), "https://a.example/{v}");
        assert_eq!(substitute("{{host}}/x{{", ("{{", "}}"), value), "a.example/x{{");
    }
}
