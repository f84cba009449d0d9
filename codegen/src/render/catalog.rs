//! The catalogue: what is known of every endpoint, as data, behind the feature `catalog`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{File, Scope, ident};
use crate::{
    explain,
    ir::{Api, Field, Presence, Ty, TypeKind},
    names::Names,
    schema,
};

/// The list of all endpoints and the look-up by id.
pub(super) fn render(api: &Api, names: &Names) -> File {
    let entries = api.endpoints.iter().filter_map(|endpoint| names.endpoint(endpoint)).map(|names| {
        let segments = names.module.segments().iter().map(|segment| ident(segment));
        quote!(super::#(#segments::)*ENTRY)
    });
    let tokens = quote! {
        #![doc = " Every endpoint of the crate, as data."]

        use fal_runtime::codegen;

        pub use fal_runtime::codegen::{Endpoint, FieldInfo};

        #[doc = " Every endpoint, sorted by id."]
        pub static ENDPOINTS: &[Endpoint] = &[#(#entries),*];

        #[doc = " The endpoint of an id."]
        pub fn find(id: &str) -> Option<&'static Endpoint> {
            codegen::find(ENDPOINTS, id)
        }
    };
    File { path: "catalog.rs".to_owned(), source: None, tokens }
}

/// What the catalogue tells of one endpoint; it stands in the endpoint's own module.
pub(super) fn entry(scope: Scope<'_>) -> TokenStream {
    let endpoint = scope.endpoint;
    let id = &endpoint.id;
    let title = endpoint.title.as_deref().unwrap_or(id);
    let category = endpoint.category.as_deref().unwrap_or_default();
    let module = format!("{}::{}", scope.target.library, scope.names.module.join());
    let spec = &endpoint.source;
    let schema = schema_beside(&scope.names.module.file());
    let fields = fields(scope);
    let request = if endpoint.request.is_some() { quote!(Request) } else { quote!(codegen::Value) };
    quote! {
        #[cfg(feature = "catalog")]
        pub(crate) const ENTRY: codegen::Endpoint = codegen::Endpoint::new(
            [#id, #title, #category, #module, #spec, include_str!(#schema)],
            &[#(#fields),*],
            codegen::round_trip::<#request>,
            codegen::round_trip::<Response>,
        );
    }
}

/// The name of the file that tells the endpoint as data; it lies beside the module's own.
fn schema_beside(module: &str) -> String {
    let file = module.rsplit('/').next().unwrap_or(module);
    schema::file(file)
}

fn fields(scope: Scope<'_>) -> Vec<TokenStream> {
    let Some(Ty::Named(id)) = &scope.endpoint.request else { return Vec::new() };
    match scope.endpoint.named(*id).map(|named| &named.kind) {
        Some(TypeKind::Struct(record)) => record.fields.iter().map(|field| self::field(scope, field)).collect(),
        _ => Vec::new(),
    }
}

fn field(scope: Scope<'_>, field: &Field) -> TokenStream {
    let name = &field.wire;
    let kind = explain::type_words(scope.endpoint, &field.ty);
    let required = field.presence == Presence::Required;
    let default = field.docs.default.as_ref().map(|(default, _)| default.to_string());
    let default = default.map_or_else(|| quote!(None), |json| quote!(Some(#json)));
    let facts = explain::limits(scope.endpoint, field);
    let limits = facts.iter().map(|fact| &fact.demand);
    let provenance = facts.iter().map(|fact| explain::provenance_words(&fact.provenance));
    quote! {
        codegen::FieldInfo::new(#name, #kind, #required, #default, &[#(#limits),*], &[#(#provenance),*])
    }
}
