//! The service of a direct request: its constant, and what the documentation says about its server and keys.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown;
use crate::service::{KeyLocation, SecurityScheme, Service};

/// Renders the value of `service` in the constant of an operation.
pub(super) fn render(service: Option<&Service>) -> TokenStream {
    let Some(Service { name, url, security }) = service else { return quote!(None) };
    let url = url.as_ref().map_or_else(|| quote!(None), |url| quote!(Some(#url)));
    let security = match security {
        None => quote!(None),
        Some(alternatives) => {
            let alternatives = alternatives.iter().map(|schemes| {
                let schemes = schemes.iter().map(scheme);
                quote!(&[#(#schemes),*])
            });
            quote!(Some(&[#(#alternatives),*]))
        }
    };
    quote!(Some(&codegen::Service { name: #name, url: #url, security: #security }))
}

fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let SecurityScheme { name, location } = scheme;
    let location = match location {
        KeyLocation::Bearer => quote!(Bearer),
        KeyLocation::Basic => quote!(Basic),
        KeyLocation::Header(name) => quote!(Header(#name)),
        KeyLocation::Query(name) => quote!(Query(#name)),
        KeyLocation::Cookie(name) => quote!(Cookie(#name)),
    };
    quote!(codegen::SecurityScheme { name: #name, location: codegen::KeyLocation::#location })
}

/// Returns the server as part of a sentence.
pub(super) fn server(service: Option<&Service>) -> String {
    let url = service.and_then(|service| service.url.as_ref());
    url.map(|url| format!(" to {}", markdown::code(url))).unwrap_or_default()
}

/// Returns the statements that create a client for the service.
pub(super) fn client(service: Option<&Service>) -> Vec<String> {
    let Some(service) = service.filter(|service| service.url.is_some() && !service.is_fal()) else {
        return vec!["let client = Client::from_env()?;".to_owned()];
    };
    if service.is_public() {
        return vec!["let client = Client::builder().anonymous().build()?;".to_owned()];
    }
    let name = &service.name;
    vec![
        "let key = std::env::var(\"SERVICE_KEY\")?;".to_owned(),
        format!("let client = Client::builder().anonymous().service_key({name:?}, key).build()?;"),
    ]
}

/// Returns how to set the key of the service.
pub(super) fn keys(service: Option<&Service>) -> Vec<String> {
    let Some(service) = service else { return Vec::new() };
    let locations = service.key_locations();
    // The key of fal is the client's own key.
    if service.is_fal() || locations.is_empty() {
        return Vec::new();
    }
    let setting = markdown::code(&format!("ClientBuilder::service_key({:?}, …)", service.name));
    vec![format!("The key is set with {setting} and sent as {}.", locations.join(", or "))]
}
