//! What people type for an endpoint: its id, or an address that they copied.

use crate::spec_index::is_id;

/// What stands before the id in addresses that people have at hand.
const BEFORE: &[&str] = &[
    "https://fal.ai/models/",
    "https://www.fal.ai/models/",
    "https://queue.fal.run/",
    "https://fal.run/",
    "https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=",
];

/// Pages of an endpoint: they are not part of its id.
const PAGES: &[&str] = &["/api", "/playground", "/examples", "/llms.txt"];

/// The ids, each once, in the order of the arguments; or what is wrong with an argument.
pub(super) fn read(arguments: &[String]) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for argument in arguments {
        let id = id(argument).ok_or_else(|| {
            format!("`{argument}` is no id of an endpoint; an id is owner/name, e.g. fal-ai/flux/dev")
        })?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn id(argument: &str) -> Option<String> {
    let address = BEFORE.iter().find_map(|before| argument.strip_prefix(before));
    let id = match address {
        Some(behind) => without_page(behind.split(['?', '#', '&']).next().unwrap_or(behind)),
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
    fn an_address_of_an_endpoint_is_its_id() {
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
    fn what_is_no_id_is_refused() {
        for typed in
            ["", "flux", "fal-ai//dev", "../../etc/passwd", "fal-ai/../x", "https://example.com/a/b", "a/b?c", "a/b c"]
        {
            assert_eq!(id(typed), None, "{typed}");
        }
    }

    #[test]
    fn an_id_that_is_typed_twice_is_one() {
        let typed = ["acme/boat", "https://fal.ai/models/acme/boat"].map(str::to_owned);
        assert_eq!(read(&typed), Ok(vec!["acme/boat".to_owned()]));
    }
}
