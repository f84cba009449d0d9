//! Enums: one variant per listed value, and one for values that are not listed.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::{constrained::field, docs, ident, markdown, ty};
use crate::{
    ir::{Enum, Named},
    literal::{Literal, NumberLiteral},
    names::TypeNames,
};

pub(super) fn render(named: &Named, names: &TypeNames, set: &Enum) -> TokenStream {
    let name = ident(&names.name);
    let field = field(named);
    let described =
        docs::attributes(&docs::field(&named.docs, &format!("A value of {}.", markdown::code(field)), Some(set)));
    let text = set.values.iter().all(|member| member.value.as_str().is_some());
    let variants: Vec<_> = names.members.iter().map(|member| ident(member)).collect();
    let values: Vec<TokenStream> = set.values.iter().map(|member| value(&member.value)).collect();
    let comments = set.values.iter().map(|member| {
        let mut lines = vec![markdown::code(&member.value.to_string())];
        lines.extend(
            member
                .description
                .iter()
                .flat_map(|text| docs::paragraphs(vec![vec![String::new()], markdown::lines(text)])),
        );
        docs::attributes(&lines)
    });
    let (listed, owned) = if text { (quote!(str), quote!(String)) } else { (quote!(i64), quote!(i64)) };
    let (past, past_type, past_doc, rest) = if set.open {
        (quote!(Other), quote!(#owned), " A value that this version does not list.", quote!(open_enum))
    } else {
        let doc = " A value that the specification does not list, created by `unchecked`.";
        (quote!(Unlisted), quote!(codegen::UncheckedValue<#owned>), doc, quote!(closed_enum))
    };
    let kept = if set.open { quote!(value) } else { quote!(value.get()) };
    let kind = if text { quote!(string) } else { quote!(integer) };
    let basis = ty::basis(&set.provenance);
    quote! {
        #described
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum #name {
            #(#comments #variants,)*
            #[doc = #past_doc]
            #past(#past_type),
        }

        impl codegen::Enum for #name {
            type Value = #listed;
            const FIELD: &'static str = #field;
            const PROVENANCE: codegen::Provenance = #basis;
            const VALUES: &'static [(&'static #listed, Self)] = &[#((#values, Self::#variants)),*];

            fn unlisted_value(&self) -> Option<&#listed> {
                if let Self::#past(value) = self { Some(#kept) } else { None }
            }
        }

        codegen::#rest!(#kind #name);
    }
}

fn value(value: &Literal) -> TokenStream {
    match value {
        Literal::String(text) => quote!(#text),
        other => {
            let number = other.as_number().and_then(NumberLiteral::as_i128).unwrap_or_default();
            let token = Token::i128_unsuffixed(number);
            quote!(&#token)
        }
    }
}
