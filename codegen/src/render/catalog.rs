//! The catalogue behind the feature `catalog`: every endpoint described as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::{RenderedFile, Scope, ident, response};
use crate::{
    explain,
    ir::{Api, Field, Presence, TypeKind},
    json_schema,
    names::Names,
};

/// Renders the list of all endpoints and the lookup by id.
pub(super) fn render(api: &Api, names: &Names) -> RenderedFile {
    let entries = api.endpoints.iter().filter_map(|endpoint| names.endpoint(endpoint)).map(|names| {
        let segments = names.module.segments().iter().map(|segment| ident(segment));
        quote!(super::#(#segments::)*ENTRY)
    });
    let tokens = quote! {
        #![doc = " The endpoints of the crate described as data."]

        use fal_runtime::codegen;

        pub use fal_runtime::codegen::{Endpoint, FieldInfo};

        #[doc = " All endpoints, sorted by id."]
        pub static ENDPOINTS: &[Endpoint] = &[#(#entries),*];

        #[doc = " Finds an endpoint by its id."]
        pub fn find(id: &str) -> Option<&'static Endpoint> {
            codegen::find(ENDPOINTS, id)
        }
    };
    RenderedFile { path: "catalog.rs".to_owned(), source: None, tokens }
}

/// Renders the catalogue entry of an endpoint, which is part of the endpoint's module.
pub(super) fn entry(scope: Scope<'_>) -> TokenStream {
    let endpoint = scope.endpoint;
    let id = &endpoint.id;
    let title = endpoint.title.as_deref().unwrap_or(id);
    let category = endpoint.category.as_deref().unwrap_or_default();
    let module = format!("{}::{}", scope.target.library, scope.names.module.join());
    let spec = &endpoint.source;
    let schema = schema_file(&scope.names.module.file());
    let fields = fields(scope);
    let request = if endpoint.request.is_some() { quote!(Request) } else { quote!(codegen::Value) };
    let response = response::catalogue_type(scope);
    quote! {
        #[cfg(feature = "catalog")]
        pub(crate) const ENTRY: codegen::Endpoint = codegen::Endpoint::from_entry(codegen::EndpointEntry {
            id: #id,
            title: #title,
            category: #category,
            module_path: #module,
            spec: #spec,
            fields: &[#(#fields),*],
            schema: include_str!(#schema),
            request: codegen::round_trip::<#request>,
            response: codegen::round_trip::<#response>,
        });
    }
}

/// Returns the name of the schema file in the folder of the module's file.
fn schema_file(module: &str) -> String {
    let file = module.rsplit('/').next().unwrap_or(module);
    json_schema::file(file)
}

fn fields(scope: Scope<'_>) -> Vec<TokenStream> {
    let request = scope.endpoint.request.as_ref().and_then(|request| scope.endpoint.kind_of(request));
    let Some(TypeKind::Struct(object)) = request else { return Vec::new() };
    object.fields.iter().map(|field| self::field(scope, field)).collect()
}

fn field(scope: Scope<'_>, field: &Field) -> TokenStream {
    let name = &field.wire;
    let kind = explain::describe_type(scope.endpoint, &field.ty);
    let required = field.presence == Presence::Required;
    let default = field.docs.default.as_ref().map(|(default, _)| default.to_string());
    let default = default.map_or_else(|| quote!(None), |json| quote!(Some(#json)));
    let facts = explain::field_limits(scope.endpoint, field);
    let limits = facts.iter().map(|fact| &fact.text);
    let provenance = facts.iter().map(|fact| explain::describe_provenance(&fact.provenance));
    quote! {
        codegen::FieldInfo::from_entry(codegen::FieldEntry {
            name: #name,
            ty: #kind,
            required: #required,
            default: #default,
            limits: &[#(#limits),*],
            provenance: &[#(#provenance),*],
        })
    }
}
