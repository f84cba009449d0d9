//! Types, literals and provenance as tokens.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use super::{Scope, ident};
use crate::{
    ir::{IntType, Provenance, ProvenanceKind, Ty},
    literal::NumberLiteral,
};

/// Renders a type.
pub(super) fn ty(scope: Scope<'_>, ty: &Ty) -> TokenStream {
    let inner = |inner: &Ty| self::ty(scope, inner);
    match ty {
        Ty::Any => quote!(codegen::Value),
        Ty::Bool => quote!(bool),
        Ty::String => quote!(String),
        Ty::FileUrl => quote!(codegen::FileInput),
        Ty::Integer(int) => integer(*int),
        Ty::Number => quote!(f64),
        Ty::Named(id) => {
            let Some(names) = scope.names.get(*id) else { return quote!(codegen::Value) };
            let name = ident(&names.name);
            let module = names.external_module.as_deref().map(ident);
            module.map_or_else(|| quote!(#name), |module| quote!(super::#module::#name))
        }
        Ty::Boxed(id) => {
            let named = self::ty(scope, &Ty::Named(*id));
            quote!(Box<#named>)
        }
        Ty::Array(item) => {
            let item = inner(item);
            quote!(Vec<#item>)
        }
        Ty::Map(value) => {
            let value = inner(value);
            quote!(codegen::BTreeMap<String, #value>)
        }
        Ty::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!((#(#items,)*))
        }
        Ty::Nullable(value) => {
            let value = inner(value);
            quote!(Option<#value>)
        }
    }
}

pub(super) fn integer(int: IntType) -> TokenStream {
    match int {
        IntType::I64 => quote!(i64),
        IntType::U64 => quote!(u64),
        IntType::I128 => quote!(i128),
    }
}

/// Renders an integer.
pub(super) fn integer_literal(number: &NumberLiteral) -> TokenStream {
    let token = Token::i128_unsuffixed(number.as_i128().unwrap_or_default());
    quote!(#token)
}

/// Renders a number with a decimal point.
pub(super) fn float_literal(number: &NumberLiteral) -> TokenStream {
    let token = Token::f64_unsuffixed(number.as_f64().unwrap_or_default());
    quote!(#token)
}

/// Renders a count or length.
pub(super) fn count(count: u64) -> TokenStream {
    let token = Token::u64_unsuffixed(count);
    quote!(#token)
}

/// Renders the provenance of a limit.
pub(super) fn provenance(provenance: &Provenance) -> TokenStream {
    match &provenance.kind {
        ProvenanceKind::Keyword(keyword) => quote!(codegen::Provenance::Keyword(#keyword)),
        ProvenanceKind::Prose { rule, phrase, .. } => {
            quote!(codegen::Provenance::Prose { rule: #rule, phrase: #phrase })
        }
        ProvenanceKind::Overlay(name) => quote!(codegen::Provenance::Overlay(#name)),
    }
}
