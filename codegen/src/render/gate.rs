//! The condition under which something is compiled: that one of its features is on.

use proc_macro2::TokenStream;
use quote::quote;

use crate::names::Features;

/// The attribute; nothing where no feature is asked for.
pub(super) fn gate(features: &Features) -> TokenStream {
    let mut names = features.iter();
    match (names.next(), features.len()) {
        (None, _) => quote!(),
        (Some(only), 1) => quote!(#[cfg(feature = #only)]),
        (Some(_), _) => {
            let names = features.iter();
            quote!(#[cfg(any(#(feature = #names),*))])
        }
    }
}
