//! Responses that are not one JSON type: their alias, how they are read, and the statuses of their variants.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, docs, ident, ty};
use crate::ir::{CallKind, ERROR_BODY, Endpoint, ResponseFormat, StatusResponse};

/// Returns the decoder of the response of a direct request; `None` for plain JSON.
pub(super) fn decoder(endpoint: &Endpoint) -> Option<TokenStream> {
    if !endpoint.statuses.is_empty() {
        return Some(quote!(codegen::ResponseDecoder::by_status(RESPONSES)));
    }
    let constructor = match endpoint.format {
        ResponseFormat::Json => return None,
        ResponseFormat::Undescribed => quote!(any),
        ResponseFormat::Empty => quote!(empty),
        ResponseFormat::Text => quote!(text),
        ResponseFormat::Bytes => quote!(bytes),
        ResponseFormat::Events => quote!(events),
    };
    Some(quote!(codegen::ResponseDecoder::#constructor()))
}

/// Returns the alias `Response` of a format that has a type of its own.
pub(super) fn alias(scope: Scope<'_>) -> Option<TokenStream> {
    let (description, ty) = match format(scope.endpoint) {
        ResponseFormat::Json | ResponseFormat::Undescribed | ResponseFormat::Text => return None,
        ResponseFormat::Empty => ("Response of the endpoint, which has no body.", quote!(())),
        ResponseFormat::Bytes => {
            ("Response of the endpoint: a file. `to_file` on the call saves it.", quote!(codegen::Bytes))
        }
        ResponseFormat::Events => {
            let event = ty::ty(scope, &scope.endpoint.response);
            ("Response of the endpoint: a stream of events.", quote!(codegen::Events<#event>))
        }
    };
    let comment = docs::attributes(&[description.to_owned()]);
    Some(quote!(#comment pub type Response = #ty;))
}

/// Returns the type that the catalogue checks responses with.
pub(super) fn catalogue_type(scope: Scope<'_>) -> TokenStream {
    match format(scope.endpoint) {
        ResponseFormat::Bytes => quote!(codegen::Value),
        ResponseFormat::Events => ty::ty(scope, &scope.endpoint.response),
        ResponseFormat::Json | ResponseFormat::Undescribed | ResponseFormat::Text | ResponseFormat::Empty => {
            quote!(Response)
        }
    }
}

fn format(endpoint: &Endpoint) -> ResponseFormat {
    match endpoint.transport {
        CallKind::Queue => ResponseFormat::Json,
        CallKind::Direct { .. } => endpoint.format,
    }
}

/// Renders the statuses of the variants of the response.
pub(super) fn statuses(scope: Scope<'_>) -> Option<TokenStream> {
    let statuses = &scope.endpoint.statuses;
    if statuses.is_empty() {
        return None;
    }
    let entries = statuses.iter().enumerate().map(|(variant, StatusResponse { statuses: (first, last), format })| {
        let format = match format {
            ResponseFormat::Text => quote!(Text),
            ResponseFormat::Empty => quote!(Empty),
            ResponseFormat::Json | ResponseFormat::Undescribed | ResponseFormat::Bytes | ResponseFormat::Events => {
                quote!(Json)
            }
        };
        quote!(codegen::StatusResponse {
            first: #first,
            last: #last,
            format: codegen::ResponseFormat::#format,
            variant: #variant,
        })
    });
    let method = status_method(scope, statuses);
    Some(quote! {
        const RESPONSES: &[codegen::StatusResponse] = &[#(#entries),*];

        #method
    })
}

/// Renders the method `status` of the response.
fn status_method(scope: Scope<'_>, statuses: &[StatusResponse]) -> Option<TokenStream> {
    let id = scope.endpoint.response.id()?;
    let names = scope.names.get(id)?;
    let cases = names.members.iter().zip(statuses).map(|(variant, StatusResponse { statuses: (first, last), .. })| {
        let variant = ident(variant);
        let status = if first == last { quote!(Some(#first)) } else { quote!(None) };
        quote!(Self::#variant(_) => #status)
    });
    Some(quote! {
        impl Response {
            #[doc = " Returns the HTTP status of the variant; `None` if it has several or none."]
            pub fn status(&self) -> Option<u16> {
                match self {
                    #(#cases,)*
                    Self::Other(_) => None,
                }
            }
        }
    })
}

/// Returns the alias of the type of an error body, unless it has that name itself.
pub(super) fn error_alias(scope: Scope<'_>) -> Option<TokenStream> {
    let error = scope.endpoint.error.as_ref()?;
    if error.id().and_then(|id| scope.names.get(id)).is_some_and(|names| names.name == ERROR_BODY) {
        return None;
    }
    let (name, ty) = (ident(ERROR_BODY), ty::ty(scope, error));
    let comment = docs::attributes(&["Body of an error response, decoded by `body_as` of the error.".to_owned()]);
    Some(quote!(#comment pub type #name = #ty;))
}
