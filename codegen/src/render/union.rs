//! Unions (`oneOf`, `anyOf`): an enum with one variant per alternative.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    Scope, docs, ident,
    markdown::{self, code},
    ty,
};
use crate::{
    ir::{Direction, Discriminator, Named, Naming, ResponseFormat, Union, Variant},
    literal::Literal,
    names::TypeNames,
};

pub(super) fn render(scope: Scope<'_>, named: &Named, names: &TypeNames, union: &Union) -> TokenStream {
    let type_name = ident(&names.name);
    let documentation = docs::attributes(&docs::field(&named.docs, &fallback(scope, named), None));
    let names_of_variants: Vec<_> = names.members.iter().map(|member| ident(member)).collect();
    let types = types(scope, named, union);
    let comments = union.variants.iter().zip(&types).map(|(variant, ty)| {
        let description = variant.description.as_deref().map(markdown::lines).unwrap_or_default();
        docs::attributes(&docs::paragraphs(vec![vec![code(&short_type(ty))], description]))
    });
    let readers = union.variants.iter().zip(&names_of_variants).map(|(variant, name)| reader(variant, name));
    let is_open = named.direction == Direction::Response;
    let other = is_open.then(|| {
        quote!(
            #[doc = " A value that matches none of the other variants."]
            Other(codegen::Value),
        )
    });
    let other_json = is_open.then(|| quote!(Self::Other(value) => value.clone(),));
    let conversions = conversions(scope, union, &type_name, &names_of_variants, &types);
    let impls = if is_open { quote!(open_union) } else { quote!(closed_union) };
    quote! {
        #documentation
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #type_name {
            #(#comments #names_of_variants(#types),)*
            #other
        }

        impl codegen::Union for #type_name {
            const VARIANTS: &'static [codegen::Variant<Self>] =
                &[#(#readers),*];

            fn encode_variant(&self, context: &mut codegen::Context) -> codegen::Value {
                match self {
                    #(Self::#names_of_variants(value) => codegen::encode(value, context),)*
                    #other_json
                }
            }
        }

        #(#conversions)*

        codegen::#impls!(#type_name);
    }
}

/// Returns the types of the variants. A response without body is `()`.
fn types(scope: Scope<'_>, named: &Named, union: &Union) -> Vec<TokenStream> {
    let is_empty = |variant: usize| {
        let status = scope.endpoint.statuses.get(variant).filter(|_| named.naming == Naming::Response);
        status.is_some_and(|status| status.format == ResponseFormat::Empty)
    };
    let variants = union.variants.iter().enumerate();
    variants.map(|(index, variant)| if is_empty(index) { quote!(()) } else { ty::ty(scope, &variant.ty) }).collect()
}

/// Returns a type without the private modules of shared types.
fn short_type(ty: &TokenStream) -> String {
    let text = ty.to_string().replace(' ', "");
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut short = String::new();
    for part in text.split_inclusive(|c| !is_path(c)) {
        let shared = part.strip_prefix("super::").and_then(|path| path.split_once("::"));
        short.push_str(shared.map_or(part, |(_, name)| name));
    }
    short
}

/// Renders the function that reads a variant, by its discriminator if it has one.
fn reader(variant: &Variant, name: &Ident) -> TokenStream {
    let Some(Discriminator { property, values }) = &variant.discriminator else {
        return quote!(|value, context| codegen::decode(value, context).map(Self::#name));
    };
    let strings: Option<Vec<&str>> = values.iter().map(Literal::as_str).collect();
    let call = strings.map(|values| quote!(codegen::decode_tagged(value, context, #property, &[#(#values),*])));
    let call = call.unwrap_or_else(|| {
        let values = values.iter().map(ToString::to_string);
        quote!(codegen::decode_tagged_by_json(value, context, #property, &[#(#values),*]))
    });
    quote!(|value, context| #call.map(Self::#name))
}

fn fallback(scope: Scope<'_>, named: &Named) -> String {
    let alternatives = "one of several alternatives.";
    match &named.naming {
        Naming::Inside { property, .. } => format!("One of the alternatives of {}.", code(property)),
        Naming::Model(model) => format!("Schema {} of the specification: {alternatives}", code(model)),
        Naming::Composed { meaning, .. } => format!("{meaning} It has several alternatives."),
        Naming::Request => format!("Request of {}: {alternatives}", code(&scope.endpoint.id)),
        // No id: endpoints may share the type.
        Naming::Response => format!("Response of the endpoint: {alternatives}"),
    }
}

/// Renders the conversions from the types of the variants. Variants with a discriminator may have the same type, which is
/// converted to the first of them.
fn conversions(
    scope: Scope<'_>,
    union: &Union,
    name: &Ident,
    variants: &[Ident],
    types: &[TokenStream],
) -> Vec<TokenStream> {
    let is_first = |(index, variant): &(usize, &Variant)| {
        !union.variants.iter().take(*index).any(|earlier| scope.endpoint.is_same_type(&earlier.ty, &variant.ty))
    };
    let first = union.variants.iter().enumerate().filter(is_first);
    let convert = |(index, _): (usize, &Variant)| {
        let (ty, variant) = (types.get(index)?, variants.get(index)?);
        Some(quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        })
    };
    first.filter_map(convert).collect()
}
