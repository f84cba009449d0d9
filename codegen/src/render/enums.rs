//! Enums: one variant per listed value, and one for values that are not listed.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::{constrained::field, docs, ident, markdown, ty};
use crate::{
    ir::{Enum, EnumKind, Named},
    literal::{Literal, NumberLiteral},
    names::TypeNames,
};

pub(super) fn render(named: &Named, names: &TypeNames, values: &Enum) -> TokenStream {
    let name = ident(&names.name);
    let field = field(named);
    let documentation =
        docs::attributes(&docs::field(&named.docs, &format!("A value of {}.", markdown::code(field)), Some(values)));
    let variants: Vec<_> = names.members.iter().map(|member| ident(member)).collect();
    let literals: Vec<TokenStream> = values.values.iter().map(|listed| literal(values.kind(), &listed.value)).collect();
    let comments = values.values.iter().map(|listed| {
        let description = listed.description.as_deref().map(markdown::lines).unwrap_or_default();
        docs::attributes(&docs::paragraphs(vec![vec![markdown::code(&listed.value.to_string())], description]))
    });
    let (kind, borrowed, owned) = match values.kind() {
        EnumKind::String => (quote!(string), quote!(str), quote!(String)),
        EnumKind::Integer => (quote!(integer), quote!(i64), quote!(i64)),
        EnumKind::Json => (quote!(json), quote!(codegen::JsonConstant), quote!(codegen::JsonConstant)),
    };
    let (fallback, fallback_type, fallback_doc, impls) = if values.open {
        (quote!(Other), quote!(#owned), " A value that this version does not list.", quote!(open_enum))
    } else {
        let doc = " A value that the specification does not list, created by `unchecked`.";
        (quote!(Unlisted), quote!(codegen::UncheckedValue<#owned>), doc, quote!(closed_enum))
    };
    let value_of_fallback = if values.open { quote!(value) } else { quote!(value.get()) };
    let provenance = ty::provenance(&values.provenance);
    quote! {
        #documentation
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum #name {
            #(#comments #variants,)*
            #[doc = #fallback_doc]
            #fallback(#fallback_type),
        }

        impl codegen::Enum for #name {
            type Value = #borrowed;
            const FIELD: &'static str = #field;
            const PROVENANCE: codegen::Provenance = #provenance;
            const VALUES: &'static [(&'static #borrowed, Self)] = &[#((#literals, Self::#variants)),*];

            fn unlisted_value(&self) -> Option<&#borrowed> {
                if let Self::#fallback(value) = self { Some(#value_of_fallback) } else { None }
            }
        }

        codegen::#impls!(#kind #name);
    }
}

fn literal(kind: EnumKind, value: &Literal) -> TokenStream {
    match kind {
        EnumKind::String => {
            let text = value.as_str().unwrap_or_default();
            quote!(#text)
        }
        EnumKind::Integer => {
            let number = value.as_number().and_then(NumberLiteral::as_i128).unwrap_or_default();
            let token = Token::i128_unsuffixed(number);
            quote!(&#token)
        }
        EnumKind::Json => {
            let json = value.to_string();
            quote!(&codegen::JsonConstant::Text(#json))
        }
    }
}
