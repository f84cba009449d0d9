//! The server and the security of an endpoint: those of the endpoint, of a folder around it, or of the project.

use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    read::{
        schema::SchemaReader,
        security_scheme,
        server_url::{ServerUrl, substitute, title_or_stem},
    },
    service::{KeyLocation, SecurityScheme, Service},
};

use super::response::text_or_number;

/// Returns the service of an endpoint of a project with this root; `None` for an endpoint alone.
pub(super) fn service(reader: &mut SchemaReader<'_>, api: &Cursor<'_>, root: Option<&Cursor<'_>>) -> Service {
    let around = root.map(|root| folders(root, api)).unwrap_or_default();
    let url = server_of_path(api, root).or_else(|| server(api, &around, root?));
    let security = std::iter::once(api).chain(&around).find_map(|at| security(reader, at, root));
    let settings = root.and_then(|root| root.get("projectSetting"));
    let security = security.or_else(|| self::security(reader, &settings?, root));
    Service::new(url, &title_or_stem(root.unwrap_or(api), &["name", "title"]), security)
}

/// Reports the environments of a project that are not used.
pub(super) fn report(reader: &mut SchemaReader<'_>, root: &Cursor<'_>) {
    let used = environment(root);
    for other in environments(root) {
        if used.as_ref().is_some_and(|used| used.pointer() != other.pointer()) {
            let name = other.text("name").map(|name| name.value).unwrap_or_default();
            let used = used.as_ref().and_then(|used| used.text("name")).map(|name| name.value).unwrap_or_default();
            let message = format!("the environment `{name}` is not the default; `{used}` is");
            let help = "set its URL on the client with `service_url` or `base_url`";
            reader.report(Diagnostic::note("other-server", &other.origin(), message).help(help));
        }
    }
}

/// Returns the folders around an endpoint, the innermost first.
fn folders<'a>(root: &Cursor<'a>, api: &Cursor<'a>) -> Vec<Cursor<'a>> {
    let mut pointer = crate::origin::Pointer::root();
    let mut around = Vec::new();
    for segment in api.pointer().segments() {
        pointer = pointer.join(&segment);
        around.extend(root.find(&pointer).filter(Cursor::is_object));
    }
    around.pop();
    around.reverse();
    around
}

/// Returns the server of a path that is an absolute URL, or that begins with a variable.
fn server_of_path(api: &Cursor<'_>, root: Option<&Cursor<'_>>) -> Option<String> {
    let path = api.get("path")?.as_str()?.trim();
    let host = match path.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.split(['/', '?', '#']).next().unwrap_or_default()),
        None => path.strip_prefix("{{")?.split_once("}}").map(|(name, _)| format!("{{{{{name}}}}}"))?,
    };
    absolute(&resolved(&host, root.and_then(environment).as_ref()))
}

fn server(api: &Cursor<'_>, around: &[Cursor<'_>], root: &Cursor<'_>) -> Option<String> {
    let environment = environment(root)?;
    let stated = |at: &Cursor<'_>| text_or_number(at, "serverId").filter(|id| !id.is_empty());
    let id = stated(api).or_else(|| around.iter().find_map(stated)).unwrap_or_else(|| "default".to_owned());
    let urls = environment.get("baseUrls");
    let listed = |id: &str| urls.as_ref().and_then(|urls| urls.text(id)).map(|url| url.value);
    let old = || environment.text("baseUrl").map(|url| url.value);
    let url = listed(&id).or_else(|| listed("default")).filter(|url| !url.trim().is_empty()).or_else(old)?;
    absolute(&resolved(&url, Some(&environment)))
}

fn absolute(url: &str) -> Option<String> {
    match ServerUrl::parse(url) {
        ServerUrl::Absolute(url) => Some(url),
        ServerUrl::Path(_) | ServerUrl::Invalid => None,
    }
}

/// Replaces the variables of an environment.
fn resolved(text: &str, environment: Option<&Cursor<'_>>) -> String {
    let variables: Vec<Cursor<'_>> =
        environment.and_then(|at| at.get("variables")).into_iter().flat_map(|list| list.items()).collect();
    substitute(text, ("{{", "}}"), |name| {
        let variable =
            variables.iter().find(|variable| variable.get("name").and_then(|at| at.as_str()) == Some(name))?;
        let value = ["value", "initialValue"].into_iter().filter_map(|key| variable.text(key));
        value.map(|value| value.value).find(|value| !value.trim().is_empty())
    })
}

fn environments<'a>(root: &Cursor<'a>) -> Vec<Cursor<'a>> {
    let listed = root.get("environments").into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
    let has_url = |at: &Cursor<'a>| {
        let urls =
            at.get("baseUrls").into_iter().flat_map(|urls| urls.entries().map(|(_, url)| url).collect::<Vec<_>>());
        urls.chain(at.get("baseUrl")).any(|url| url.as_str().is_some_and(|url| !url.trim().is_empty()))
    };
    listed.filter(has_url).collect()
}

/// Words in the names of environments that users are meant to call.
const PRODUCTION: &[&str] = &["正式", "生产", "线上", "prod", "release"];

/// Returns the environment of production, else the first one.
fn environment<'a>(root: &Cursor<'a>) -> Option<Cursor<'a>> {
    let environments = environments(root);
    let is_production = |at: &&Cursor<'a>| {
        let name = at.get("name").and_then(|name| name.as_str()).unwrap_or_default().to_lowercase();
        PRODUCTION.iter().any(|word| name.contains(word))
    };
    environments.iter().find(is_production).or_else(|| environments.first()).cloned()
}

/// Returns what an endpoint, a folder or a project says about security; `None` if it says nothing.
fn security(
    reader: &mut SchemaReader<'_>,
    at: &Cursor<'_>,
    root: Option<&Cursor<'_>>,
) -> Option<Vec<Vec<SecurityScheme>>> {
    let groups = || groups(at, root?);
    let Some(auth) = at.get("auth").filter(|auth| auth.get("type").is_some()) else { return groups() };
    let word = auth.text("type").map(|word| word.value.trim().to_ascii_lowercase()).unwrap_or_default();
    let location = match word.as_str() {
        "noauth" | "none" => return Some(Vec::new()),
        "" | "inherit" | "securityscheme" => return groups(),
        "bearer" | "oauth2" | "jwt" => Some(KeyLocation::Bearer),
        "basic" => Some(KeyLocation::Basic),
        "apikey" => auth.get("apikey").or_else(|| auth.get("apiKey")).and_then(|key| security_scheme::key(&key)),
        _ => None,
    };
    if location.is_none() {
        let message = format!("authentication of type `{word}` is not supported; no key is sent for it");
        let help = "use bearer, basic, or an API key in a header or the query";
        reader.report(Diagnostic::warning("unsupported-security", &auth.origin(), message).help(help));
    }
    Some(vec![vec![SecurityScheme { name: word, location: location? }]])
}

/// Returns the alternatives of shared security schemes.
fn groups(at: &Cursor<'_>, root: &Cursor<'_>) -> Option<Vec<Vec<SecurityScheme>>> {
    let groups = at.get("securityScheme")?.get("schemeGroups")?;
    let alternatives = groups.items().filter_map(|group| {
        let ids = group.get("schemeIds")?;
        let ids: Vec<String> = ids.items().filter_map(|id| id_text(&id)).collect();
        let schemes: Option<Vec<_>> = ids.iter().map(|id| shared_scheme(root, id)).collect();
        schemes.filter(|schemes| !schemes.is_empty())
    });
    let alternatives: Vec<_> = alternatives.collect();
    (!alternatives.is_empty()).then_some(alternatives)
}

fn shared_scheme(root: &Cursor<'_>, id: &str) -> Option<SecurityScheme> {
    let folders = root.get("securitySchemeCollection")?;
    let scheme = find_scheme(&folders, id)?;
    let location = security_scheme::location(&scheme.get("authConfigs")?)?;
    Some(SecurityScheme { name: scheme.text("name").map(|name| name.value).unwrap_or_default(), location })
}

fn find_scheme<'a>(list: &Cursor<'a>, id: &str) -> Option<Cursor<'a>> {
    list.items().find_map(|item| {
        let is_scheme = item.get("authConfigs").is_some() && text_or_number(&item, "id").as_deref() == Some(id);
        if is_scheme { Some(item) } else { find_scheme(&item.get("items")?, id) }
    })
}

fn id_text(id: &Cursor<'_>) -> Option<String> {
    id.as_str().map(|text| text.trim().to_owned()).or_else(|| Some(id.as_number()?.as_str().to_owned()))
}
