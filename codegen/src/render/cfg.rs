//! `#[cfg(…)]` attributes for feature-gated items.

use proc_macro2::TokenStream;
use quote::quote;

use crate::names::Features;

/// Returns the attribute that compiles an item when at least one of the features is on; nothing for no features.
pub(super) fn any_feature(features: &Features) -> TokenStream {
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

/// Returns the same attribute for an item of a module that is gated itself; nothing if both conditions are equal.
pub(super) fn any_feature_inside(module: &Features, features: &Features) -> TokenStream {
    if module == features { quote!() } else { any_feature(features) }
}
