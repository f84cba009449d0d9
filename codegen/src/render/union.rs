//! Unions (`oneOf`, `anyOf`): an enum with one variant per alternative.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, constrained::field, docs, ident, markdown::code, ty};
use crate::{
    ir::{Direction, Discriminator, Named, Union},
    names::TypeNames,
};

pub(super) fn render(scope: Scope<'_>, named: &Named, names: &TypeNames, union: &Union) -> TokenStream {
    let name = ident(&names.name);
    let fallback = format!("One of the alternatives of {}.", code(field(named)));
    let described = docs::attributes(&docs::field(&named.docs, &fallback, None));
    let arms: Vec<_> = names.members.iter().map(|member| ident(member)).collect();
    let types: Vec<TokenStream> = union.variants.iter().map(|arm| ty::ty(scope, &arm.ty)).collect();
    let comments = types.iter().map(|ty| format!(" {}", code(&ty.to_string().replace(' ', ""))));
    let readers = union.variants.iter().zip(&arms).map(|(arm, variant)| {
        let Some(Discriminator { property, values }) = &arm.discriminator else {
            return quote!(|value, context| codegen::decode(value, context).map(Self::#variant));
        };
        quote!(|value, context| codegen::decode_tagged(value, context, #property, &[#(#values),*]).map(Self::#variant))
    });
    let open = named.direction == Direction::Response;
    let other = open.then(|| {
        quote!(
            #[doc = " A value that matches none of the other variants."]
            Other(codegen::Value),
        )
    });
    let other_json = open.then(|| quote!(Self::Other(value) => value.clone(),));
    let rest = if open { quote!(open_union) } else { quote!(closed_union) };
    quote! {
        #described
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #comments] #arms(#types),)*
            #other
        }

        impl codegen::Union for #name {
            const VARIANTS: &'static [codegen::Variant<Self>] =
                &[#(#readers),*];

            fn encode_variant(&self, context: &mut codegen::Context) -> codegen::Value {
                match self {
                    #(Self::#arms(value) => codegen::encode(value, context),)*
                    #other_json
                }
            }
        }

        #(
            impl From<#types> for #name {
                fn from(value: #types) -> Self {
                    Self::#arms(value)
                }
            }
        )*

        codegen::#rest!(#name);
    }
}
