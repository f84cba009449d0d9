//! The function `call` of an endpoint, its re-export in the parent module, and the HTTP operation that it sends.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Scope, docs, markdown, response, service};
use crate::{
    http::{ParameterLocation, ParameterStyle},
    ir::{CallKind, Endpoint, Parameter, Ty},
};

/// Renders `call`, and the constant `OPERATION` for an endpoint that is called without the queue.
pub(super) fn render(scope: Scope<'_>) -> TokenStream {
    let endpoint = scope.endpoint;
    let documentation = docs::attributes(&documentation(scope));
    let deprecated = endpoint.deprecated.then(|| quote!(#[deprecated = "by the specification"]));
    let (parameter, argument) = match &endpoint.request {
        None => (quote!(), quote!(&codegen::Value::Null)),
        Some(Ty::String | Ty::FileUrl) => (quote!(, request: impl Into<Request>), quote!(&request.into())),
        Some(_) => (quote!(, request: Request), quote!(&request)),
    };
    let (returned, body) = match &endpoint.transport {
        CallKind::Queue => {
            let id = &endpoint.id;
            (quote!(codegen::Call), quote!(codegen::call(client, #id, #argument)))
        }
        CallKind::Direct { .. } => {
            let called = match response::decoder(endpoint) {
                None => quote!(codegen::direct_call(client, &OPERATION, #argument)),
                Some(decoder) => quote!(codegen::direct_call_as(client, &OPERATION, #argument, #decoder)),
            };
            (quote!(codegen::DirectCall), called)
        }
    };
    let operation = operation(endpoint);
    quote! {
        #documentation
        #deprecated
        pub fn call<C: codegen::AsClient>(client: &C #parameter) -> #returned<Response, C::Flavor> {
            #body
        }

        #operation
    }
}

/// Renders the re-export of `call` in the parent module, under the name of the endpoint's module.
pub(super) fn reexport(endpoint: &Endpoint, module: &Ident, cfg: &TokenStream) -> TokenStream {
    let deprecated = endpoint.deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #cfg
        #deprecated
        #[doc(inline)]
        pub use #module::call as #module;
    }
}

fn operation(endpoint: &Endpoint) -> Option<TokenStream> {
    let CallKind::Direct { method, path, media, body } = &endpoint.transport else { return None };
    let method = method.as_str();
    let optional = |text: &Option<String>| text.as_ref().map_or_else(|| quote!(None), |text| quote!(Some(#text)));
    let (media, body) = (optional(media), optional(body));
    let parameters = endpoint.parameters.iter().map(parameter);
    let service = service::render(endpoint.service.as_ref());
    Some(quote! {
        const OPERATION: codegen::Operation = codegen::Operation {
            method: #method,
            path: #path,
            media: #media,
            body: #body,
            parameters: &[#(#parameters),*],
            service: #service,
        };
    })
}

/// Renders a parameter, with its style if it is not the default of its location.
fn parameter(parameter: &Parameter) -> TokenStream {
    let Parameter { field, name, location, style, allow_reserved } = parameter;
    let constructor = match location {
        ParameterLocation::Path => quote!(path),
        ParameterLocation::Query => quote!(query),
        ParameterLocation::Header => quote!(header),
        ParameterLocation::Cookie => quote!(cookie),
    };
    let own_style = (*style != ParameterStyle::of(*location)).then(|| {
        let style = match style {
            ParameterStyle::Comma => quote!(Comma),
            ParameterStyle::Pairs => quote!(Pairs),
            ParameterStyle::Space => quote!(Space),
            ParameterStyle::Pipe => quote!(Pipe),
            ParameterStyle::DeepObject => quote!(DeepObject),
            ParameterStyle::Json => quote!(Json),
        };
        quote!(.style(codegen::ParameterStyle::#style))
    });
    let field = (field != name).then(|| quote!(.of_field(#field)));
    let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(codegen::Parameter::#constructor(#name) #field #own_style #reserved)
}

fn documentation(scope: Scope<'_>) -> Vec<String> {
    let endpoint = scope.endpoint;
    let first = match &endpoint.transport {
        CallKind::Queue => format!("Calls {} through the queue.", markdown::code(&endpoint.id)),
        CallKind::Direct { method, path, .. } => {
            let server = service::server(endpoint.service.as_ref());
            format!("Sends {}{server}, without the queue.", markdown::code(&format!("{} {path}", method.as_str())))
        }
    };
    let description = endpoint.description.as_deref().map(markdown::lines).unwrap_or_default();
    let example = "The [module](self) has an example.".to_owned();
    let keys = service::keys(endpoint.service.as_ref());
    let errors = endpoint
        .error
        .as_ref()
        .map(|_| "`error.body_as::<ErrorBody>()` decodes the body of an error response.".to_owned());
    docs::paragraphs(vec![vec![first], description, keys, errors.into_iter().collect(), vec![example]])
}
