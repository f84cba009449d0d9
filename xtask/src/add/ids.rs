//! Parses the arguments of `add`: endpoint ids, or URLs of endpoints.

use crate::spec_index::is_id;

/// Prefixes of URLs that contain an endpoint id.
const URL_PREFIXES: &[&str] = &[
    "https://fal.ai/models/",
    "https://www.fal.ai/models/",
    "https://queue.fal.run/",
    "https://fal.run/",
    "https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=",
];

/// Pages of an endpoint, which are not part of its id.
const PAGES: &[&str] = &["/api", "/playground", "/examples", "/llms.txt"];

/// Returns the distinct ids in order, or an error about an argument.
pub(super) fn parse(arguments: &[String]) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for argument in arguments {
        let id = id(argument)
            .ok_or_else(|| format!("`{argument}` is not an endpoint id; an id is owner/name, e.g. fal-ai/flux/dev"))?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn id(argument: &str) -> Option<String> {
    let path = URL_PREFIXES.iter().find_map(|prefix| argument.strip_prefix(prefix));
    let id = match path {
        Some(path) => without_page(path.split(['?', '#', '&']).next().unwrap_or(path)),
        None => argument,
    };
    let id = id.trim_matches('/');
    is_id(id).then(|| id.to_owned())
}

fn without_page(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    PAGES.iter().find_map(|page| path.strip_suffix(page)).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_an_endpoint_give_its_id() {
        for typed in [
            "fal-ai/flux/dev",
            "fal-ai/flux/dev/",
            "https://fal.ai/models/fal-ai/flux/dev",
            "https://fal.ai/models/fal-ai/flux/dev/api?platform=http#about",
            "https://fal.ai/models/fal-ai/flux/dev/playground/",
            "https://queue.fal.run/fal-ai/flux/dev",
            "https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=fal-ai/flux/dev",
        ] {
            assert_eq!(id(typed).as_deref(), Some("fal-ai/flux/dev"), "{typed}");
        }
    }

    #[test]
    fn other_strings_are_rejected() {
        for typed in
            ["", "flux", "fal-ai//dev", "../../etc/passwd", "fal-ai/../x", "https://example.com/a/b", "a/b?c", "a/b c"]
        {
            assert_eq!(id(typed), None, "{typed}");
        }
    }

    #[test]
    fn duplicate_ids_are_removed() {
        let typed = ["acme/boat", "https://fal.ai/models/acme/boat"].map(str::to_owned);
        assert_eq!(parse(&typed), Ok(vec!["acme/boat".to_owned()]));
    }
}
