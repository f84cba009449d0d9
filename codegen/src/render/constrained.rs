//! Constrained values: a type alias, and an uninhabited type whose trait implementation states the limits.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, docs, ident, markdown::code, ty};
use crate::{
    ir::{Base, Constrained, Constraint, Named, Naming},
    limit::Limit,
    names::TypeNames,
};

pub(super) fn render(scope: Scope<'_>, named: &Named, names: &TypeNames, constrained: &Constrained) -> TokenStream {
    let name = ident(&names.name);
    let limits = ident(&names.limits);
    let field = field(named);
    let documentation = docs::attributes(&docs::field(&named.docs, &format!("A value of {}.", code(field)), None));
    let limits_doc = format!(" Limits of [`{}`].", names.name);
    let field_limits = field_limits(scope, constrained, &limits, field);
    quote! {
        #documentation
        pub type #name = codegen::Checked<#limits>;

        #[doc = #limits_doc]
        #[doc(hidden)]
        #[derive(Debug)]
        pub enum #limits {}

        #field_limits
    }
}

/// Returns the property name of the value; empty for a whole body.
pub(super) fn field(named: &Named) -> &str {
    match &named.naming {
        Naming::Inside { property, .. } => property,
        Naming::Model(_) | Naming::Composed { .. } | Naming::Request | Naming::Response => "",
    }
}

/// Renders the implementation of the trait that states the limits.
fn field_limits(scope: Scope<'_>, constrained: &Constrained, limits: &proc_macro2::Ident, field: &str) -> TokenStream {
    let is_integer = matches!(constrained.base, Base::Integer(_));
    let bounds = constrained.constraints.iter().map(|constraint| bound(constraint, is_integer));
    let bounds = quote!(#(#bounds)*);
    let (value, data, limit_values) = match &constrained.base {
        Base::Integer(int) => (ty::integer(*int), quote!(IntegerLimits), quote!(codegen::IntegerLimits::new()#bounds)),
        Base::Number => (quote!(f64), quote!(NumberLimits), quote!(codegen::NumberLimits::new()#bounds)),
        Base::String => (quote!(String), quote!(StringLimits), quote!(codegen::StringLimits::new()#bounds)),
        Base::NumericString { integer } => {
            let kind = if *integer { quote!(integer) } else { quote!(number) };
            let number = quote!(codegen::NumberLimits::new()#bounds);
            (
                quote!(codegen::NumericString),
                quote!(NumericStringLimits),
                quote!(codegen::NumericStringLimits::#kind(#number)),
            )
        }
        Base::Array(item) => {
            let item = ty::ty(scope, item);
            (quote!(Vec<#item>), quote!(ArrayLimits), quote!(codegen::ArrayLimits::new()#bounds))
        }
        Base::Sequence { positions, rest } => {
            let (positions, rest) = (positions.iter().map(|position| ty::ty(scope, position)), ty::ty(scope, rest));
            let positions = quote!(&[#(codegen::check_item::<#positions>),*]);
            let limits = quote!(codegen::ArrayLimits::new()#bounds.positions(#positions, codegen::check_item::<#rest>));
            (quote!(Vec<codegen::Value>), quote!(ArrayLimits), limits)
        }
        Base::Map(value) => {
            let value = ty::ty(scope, value);
            let map = quote!(codegen::BTreeMap<String, #value>);
            (map, quote!(MapLimits), quote!(codegen::MapLimits::new()#bounds))
        }
    };
    quote! {
        impl codegen::FieldLimits for #limits {
            type Value = #value;
            const FIELD: &'static str = #field;
            const LIMITS: codegen::#data = #limit_values;
        }
    }
}

/// Renders the builder call that adds a limit.
fn bound(constraint: &Constraint, is_integer: bool) -> TokenStream {
    let provenance = ty::provenance(&constraint.provenance);
    let number = |value| if is_integer { ty::integer_literal(value) } else { ty::float_literal(value) };
    match &constraint.limit {
        Limit::Minimum { value, exclusive } => {
            let value = number(value);
            if *exclusive { quote!(.greater_than(#value, #provenance)) } else { quote!(.at_least(#value, #provenance)) }
        }
        Limit::Maximum { value, exclusive } => {
            let value = number(value);
            if *exclusive { quote!(.less_than(#value, #provenance)) } else { quote!(.at_most(#value, #provenance)) }
        }
        Limit::MultipleOf(step) => {
            let step = number(step);
            quote!(.multiple_of(#step, #provenance))
        }
        Limit::MinLength(length) => {
            let length = ty::count(*length);
            quote!(.min_length(#length, #provenance))
        }
        Limit::MaxLength(length) => {
            let length = ty::count(*length);
            quote!(.max_length(#length, #provenance))
        }
        Limit::Pattern(pattern) => quote!(.pattern(#pattern, #provenance)),
        Limit::MinItems(count) => {
            let count = ty::count(*count);
            quote!(.min_items(#count, #provenance))
        }
        Limit::MaxItems(count) => {
            let count = ty::count(*count);
            quote!(.max_items(#count, #provenance))
        }
        Limit::UniqueItems => quote!(.unique(#provenance)),
        Limit::MinProperties(count) => {
            let count = ty::count(*count);
            quote!(.min_properties(#count, #provenance))
        }
        Limit::MaxProperties(count) => {
            let count = ty::count(*count);
            quote!(.max_properties(#count, #provenance))
        }
    }
}
