//! Constrained values: a type alias, and an uninhabited type whose trait implementation states the limits.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, docs, ident, markdown::code, ty};
use crate::{
    ir::{Base, Constrained, Constraint, Named, Naming},
    limit::Limit,
    names::TypeNames,
};

pub(super) fn render(scope: Scope<'_>, named: &Named, names: &TypeNames, checked: &Constrained) -> TokenStream {
    let name = ident(&names.name);
    let limits = ident(&names.limits);
    let field = field(named);
    let described = docs::attributes(&docs::field(&named.docs, &format!("A value of {}.", code(field)), None));
    let limits_doc = format!(" Limits of [`{}`].", names.name);
    let alias = alias(scope, checked, &limits);
    let rules = rules(checked, &limits, field);
    quote! {
        #described
        pub type #name = #alias;

        #[doc = #limits_doc]
        #[doc(hidden)]
        #[derive(Debug)]
        pub enum #limits {}

        #rules
    }
}

/// Returns the property name of the value; empty for a whole body.
pub(super) fn field(named: &Named) -> &str {
    match &named.naming {
        Naming::Inside { property, .. } => property,
        Naming::Model(_) | Naming::Request | Naming::Response => "",
    }
}

fn alias(scope: Scope<'_>, checked: &Constrained, limits: &proc_macro2::Ident) -> TokenStream {
    match &checked.base {
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

fn rules(checked: &Constrained, limits: &proc_macro2::Ident, field: &str) -> TokenStream {
    let (contract, rules, own) = match &checked.base {
        Base::Integer(width) => {
            let value = ty::integer(*width);
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
    let whole = matches!(checked.base, Base::Integer(_));
    let demands = checked.constraints.iter().map(|constraint| demand(constraint, whole));
    quote! {
        impl codegen::#contract for #limits {
            #own
            const FIELD: &'static str = #field;
            const RULES: codegen::#rules = codegen::#rules::new()#(#demands)*;
        }
    }
}

fn demand(constraint: &Constraint, whole: bool) -> TokenStream {
    let basis = ty::basis(&constraint.provenance);
    let number = |value| if whole { ty::whole(value) } else { ty::float(value) };
    match &constraint.limit {
        Limit::Minimum { value, exclusive } => {
            let value = number(value);
            if *exclusive { quote!(.greater_than(#value, #basis)) } else { quote!(.at_least(#value, #basis)) }
        }
        Limit::Maximum { value, exclusive } => {
            let value = number(value);
            if *exclusive { quote!(.less_than(#value, #basis)) } else { quote!(.at_most(#value, #basis)) }
        }
        Limit::MultipleOf(step) => {
            let step = number(step);
            quote!(.multiple_of(#step, #basis))
        }
        Limit::MinLength(length) => {
            let length = ty::count(*length);
            quote!(.min_length(#length, #basis))
        }
        Limit::MaxLength(length) => {
            let length = ty::count(*length);
            quote!(.max_length(#length, #basis))
        }
        Limit::Pattern(pattern) => quote!(.pattern(#pattern, #basis)),
        Limit::MinItems(count) => {
            let count = ty::count(*count);
            quote!(.min_items(#count, #basis))
        }
        Limit::MaxItems(count) => {
            let count = ty::count(*count);
            quote!(.max_items(#count, #basis))
        }
        Limit::UniqueItems => quote!(.unique(#basis)),
        Limit::MinProperties(count) => {
            let count = ty::count(*count);
            quote!(.min_properties(#count, #basis))
        }
        Limit::MaxProperties(count) => {
            let count = ty::count(*count);
            quote!(.max_properties(#count, #basis))
        }
    }
}
