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
    let alias = alias(scope, constrained, &limits);
    let limits_impl = limits_impl(constrained, &limits, field);
    quote! {
        #documentation
        pub type #name = #alias;

        #[doc = #limits_doc]
        #[doc(hidden)]
        #[derive(Debug)]
        pub enum #limits {}

        #limits_impl
    }
}

/// Returns the property name of the value; empty for a whole body.
pub(super) fn field(named: &Named) -> &str {
    match &named.naming {
        Naming::Inside { property, .. } => property,
        Naming::Model(_) | Naming::Request | Naming::Response => "",
    }
}

fn alias(scope: Scope<'_>, constrained: &Constrained, limits: &proc_macro2::Ident) -> TokenStream {
    match &constrained.base {
        Base::Integer(_) => quote!(codegen::Integer<#limits>),
        Base::Number => quote!(codegen::Number<#limits>),
        Base::String => quote!(codegen::BoundedString<#limits>),
        Base::NumericString { .. } => quote!(codegen::NumericString<#limits>),
        Base::Array(item) => {
            let item = ty::ty(scope, item);
            quote!(codegen::BoundedVec<#item, #limits>)
        }
        Base::Map(value) => {
            let value = ty::ty(scope, value);
            quote!(codegen::BoundedMap<#value, #limits>)
        }
    }
}

/// Renders the implementation of the trait that states the limits.
fn limits_impl(constrained: &Constrained, limits: &proc_macro2::Ident, field: &str) -> TokenStream {
    let (limits_trait, rules, item) = match &constrained.base {
        Base::Integer(int) => {
            let value = ty::integer(*int);
            (quote!(IntegerLimits), quote!(IntegerRules), quote!(type Value = #value;))
        }
        Base::Number => (quote!(NumberLimits), quote!(NumberRules), quote!()),
        Base::String => (quote!(StringLimits), quote!(StringRules), quote!()),
        Base::NumericString { integer } => {
            (quote!(NumericStringLimits), quote!(NumberRules), quote!(const WHOLE: bool = #integer;))
        }
        Base::Array(_) => (quote!(VecLimits), quote!(VecRules), quote!()),
        Base::Map(_) => (quote!(MapLimits), quote!(MapRules), quote!()),
    };
    let is_integer = matches!(constrained.base, Base::Integer(_));
    let bounds = constrained.constraints.iter().map(|constraint| bound(constraint, is_integer));
    quote! {
        impl codegen::#limits_trait for #limits {
            #item
            const FIELD: &'static str = #field;
            const RULES: codegen::#rules = codegen::#rules::new()#(#bounds)*;
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
