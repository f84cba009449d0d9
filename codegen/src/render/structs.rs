//! Objects: a struct with its constructor, its setters and its JSON form.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, docs, ident, markdown::code, ty};
use crate::{
    ir::{Direction, Field, Named, Naming, Presence, PresenceRule, Struct, Ty, TypeKind},
    names::TypeNames,
};

/// A field with its Rust names.
struct FieldTokens<'a> {
    field: &'a Field,
    name: proc_macro2::Ident,
    setter: proc_macro2::Ident,
    null_setter: &'a str,
}

pub(super) fn render(scope: Scope<'_>, named: &Named, names: &TypeNames, object: &Struct) -> TokenStream {
    let fields: Vec<FieldTokens<'_>> = fields(names, object);
    let structure = structure(scope, named, names, object, &fields);
    let methods = (named.direction == Direction::Request).then(|| methods(scope, named, names, &fields));
    let json_impl = json_impl(scope, names, object, &fields);
    let additional = object.additional.as_ref().map(|additional| additional_properties(scope, names, additional));
    quote! { #structure #methods #additional #json_impl }
}

fn fields<'a>(names: &'a TypeNames, object: &'a Struct) -> Vec<FieldTokens<'a>> {
    let setters = names.setters.iter().zip(&names.null_setters);
    let named = object.fields.iter().zip(&names.members).zip(setters);
    named
        .map(|((field, name), (setter, null_setter))| FieldTokens {
            field,
            name: ident(name),
            setter: ident(setter),
            null_setter,
        })
        .collect()
}

fn structure(
    scope: Scope<'_>,
    named: &Named,
    names: &TypeNames,
    object: &Struct,
    fields: &[FieldTokens<'_>],
) -> TokenStream {
    let name = ident(&names.name);
    let documentation = docs::attributes(&docs::field(&named.docs, &fallback(scope, named), None));
    let fields = fields.iter().map(|item| {
        let comment = docs::attributes(&field_docs(scope, item.field));
        let field = &item.name;
        let kind = field_type(scope, item.field);
        quote!(#comment pub #field: #kind)
    });
    let extra = object.allow_unknown_fields.then(|| {
        quote! {
            #[doc = " Properties that the specification does not define."]
            pub extra: codegen::Extra,
        }
    });
    let default = nothing_required(object).then(|| quote!(, Default));
    quote! {
        #documentation
        #[derive(Clone, Debug, PartialEq #default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            #extra
        }
    }
}

fn fallback(scope: Scope<'_>, named: &Named) -> String {
    match &named.naming {
        Naming::Request => format!("Request of {}.", code(&scope.endpoint.id)),
        // No id: endpoints may share the type.
        Naming::Response => "Response of the endpoint.".to_owned(),
        Naming::Model(model) => format!("Schema {} of the specification.", code(model)),
        Naming::Composed { meaning, .. } => (*meaning).to_owned(),
        Naming::Inside { property, .. } => format!("Value of {}.", code(property)),
    }
}

fn nothing_required(object: &Struct) -> bool {
    !object.fields.iter().any(|field| field.presence == Presence::Required)
}

fn field_docs(scope: Scope<'_>, field: &Field) -> Vec<String> {
    let values = scope.endpoint.kind_of(&field.ty).and_then(TypeKind::as_enum);
    docs::field(&field.docs, &format!("JSON property {}.", code(&field.wire)), values)
}

fn field_type(scope: Scope<'_>, field: &Field) -> TokenStream {
    let value = ty::ty(scope, &field.ty);
    match field.presence {
        Presence::Required => value,
        Presence::Optional | Presence::Nullable => quote!(Option<#value>),
        Presence::Tristate => quote!(Option<codegen::Nullable<#value>>),
    }
}

fn methods(scope: Scope<'_>, named: &Named, names: &TypeNames, fields: &[FieldTokens<'_>]) -> TokenStream {
    let name = ident(&names.name);
    let new = constructor(scope, fields);
    let setters =
        fields.iter().filter(|item| item.field.presence != Presence::Required).map(|item| setter(scope, item));
    let violations = (named.naming == Naming::Request).then(|| {
        quote! {
            #[doc = " Returns every violation in a JSON payload, each with its JSON pointer; empty if the payload is valid."]
            pub fn violations(payload: &codegen::Value) -> Vec<codegen::Violation> {
                codegen::violations::<Self>(payload)
            }
        }
    });
    quote! {
        impl #name {
            #new
            #(#setters)*

            #[doc = " Sets a property that the specification does not define. The value is sent unchecked."]
            #[doc = ""]
            #[doc = " A defined property of the same name is replaced."]
            #[must_use]
            pub fn extra(mut self, name: impl Into<String>, value: impl Into<codegen::Value>) -> Self {
                self.extra.insert(name.into(), value.into());
                self
            }

            #violations
        }
    }
}

/// The threshold of `clippy::too_many_arguments`.
const MAX_ARGUMENTS: usize = 7;

/// Renders `new`, which takes the required fields in the order of the specification.
fn constructor(scope: Scope<'_>, fields: &[FieldTokens<'_>]) -> TokenStream {
    let required: Vec<&FieldTokens<'_>> =
        fields.iter().filter(|item| item.field.presence == Presence::Required).collect();
    if required.is_empty() {
        return quote! {
            #[doc = " Creates a value without any field set. A field that is not set is not sent."]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let arguments = required.iter().map(|item| argument(scope, &item.name, &item.field.ty).0);
    let fields = fields.iter().map(|item| {
        let name = &item.name;
        if item.field.presence == Presence::Required {
            let value = argument(scope, name, &item.field.ty).1;
            value.map_or_else(|| quote!(#name), |value| quote!(#name: #value))
        } else {
            quote!(#name: None)
        }
    });
    let allow = (required.len() > MAX_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #[doc = " Creates a value with the required fields. A field that is not set is not sent."]
        #allow
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields,)* extra: codegen::Extra::new() }
        }
    }
}

fn setter(scope: Scope<'_>, item: &FieldTokens<'_>) -> TokenStream {
    let FieldTokens { field, name, setter, .. } = item;
    let first = vec![format!("Sets {}.", code(&field.wire))];
    let comment = docs::attributes(&docs::paragraphs(vec![first, docs::summary(&field.docs)]));
    let (argument, value) = argument(scope, name, &field.ty);
    let deprecated = field.docs.deprecated.then(|| quote!(#[deprecated = "by the specification"]));
    let null = (field.presence == Presence::Tristate).then(|| null_setter(item));
    let value = value.unwrap_or_else(|| quote!(#name));
    let value = if field.presence == Presence::Tristate { quote!(codegen::Nullable::Value(#value)) } else { value };
    quote! {
        #comment
        #deprecated
        #[must_use]
        pub fn #setter(mut self, #argument) -> Self {
            self.#name = Some(#value);
            self
        }
        #null
    }
}

/// Renders the setter for `null`, which means something else than omitting the field.
fn null_setter(item: &FieldTokens<'_>) -> TokenStream {
    let FieldTokens { field, name, null_setter, .. } = item;
    let method = ident(null_setter);
    let comment = format!("Sets {} to `null`, which differs from omitting it.", code(&field.wire));
    let comment = docs::attributes(&[comment]);
    quote! {
        #comment
        #[must_use]
        pub fn #method(mut self) -> Self {
            self.#name = Some(codegen::Nullable::Null);
            self
        }
    }
}

/// Returns a parameter of a constructor or setter, and the expression that converts it to the type of the field.
fn argument(scope: Scope<'_>, field: &proc_macro2::Ident, kind: &Ty) -> (TokenStream, Option<TokenStream>) {
    let exact = ty::ty(scope, kind);
    let name = &parameter_name(scope, field, kind);
    let is_union = scope.endpoint.kind_of(kind).and_then(TypeKind::as_union).is_some();
    if kind.is_string() || *kind == Ty::Any || is_union {
        return (quote!(#name: impl Into<#exact>), Some(quote!(#name.into())));
    }
    if let Some(item) = kind.item().filter(|item| item.is_string()) {
        let item = ty::ty(scope, item);
        let collected = quote!(#name.into_iter().map(Into::into).collect());
        return (quote!(#name: impl IntoIterator<Item = impl Into<#item>>), Some(collected));
    }
    (quote!(#name: #exact), Some(quote!(#name)).filter(|_| name != field))
}

/// Returns the name of the parameter. It must not equal a variant of its own type, such as `_3d`: patterns may not.
fn parameter_name(scope: Scope<'_>, field: &proc_macro2::Ident, kind: &Ty) -> proc_macro2::Ident {
    let Ty::Named(id) = kind else { return field.clone() };
    let is_enum = scope.endpoint.named(*id).is_some_and(|named| matches!(named.kind, TypeKind::Enum(_)));
    let clashes = is_enum && scope.names.get(*id).is_some_and(|names| names.members.iter().any(|name| field == name));
    if clashes { ident(&format!("value{field}")) } else { field.clone() }
}

/// Renders typed access to the properties that the specification does not name but describes.
fn additional_properties(scope: Scope<'_>, names: &TypeNames, additional: &Ty) -> TokenStream {
    let (name, additional) = (ident(&names.name), ty::ty(scope, additional));
    quote! {
        impl #name {
            #[doc = " Returns the properties of `extra`, decoded as the specification describes them."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Returns every violation in them."]
            pub fn additional_properties(
                &self,
            ) -> Result<codegen::BTreeMap<String, #additional>, Vec<codegen::Violation>> {
                codegen::from_json(&codegen::Value::Object(self.extra.clone()))
            }
        }
    }
}

/// Renders the lists of properties of which one must be present.
fn presence_rule(rule: &PresenceRule) -> TokenStream {
    let lists = rule.alternatives.iter().map(|names| quote!(&[#(#names),*]));
    quote!(&[#(#lists),*])
}

/// Renders the implementation of `Object`, which reads and writes JSON.
fn json_impl(scope: Scope<'_>, names: &TypeNames, object: &Struct, fields: &[FieldTokens<'_>]) -> TokenStream {
    let name = ident(&names.name);
    let write = write_fields(object, fields);
    let read = read_fields(scope, object, fields);
    quote! {
        impl codegen::Object for #name {
            #write
            #read
        }

        codegen::object!(#name);
    }
}

fn write_fields(object: &Struct, fields: &[FieldTokens<'_>]) -> TokenStream {
    let writes = fields.iter().map(|item| {
        let (field, wire) = (&item.name, &item.field.wire);
        if item.field.presence == Presence::Required {
            quote!(to.required(#wire, &self.#field);)
        } else {
            quote!(to.optional(#wire, self.#field.as_ref());)
        }
    });
    let extra = object.allow_unknown_fields.then(|| quote!(to.extra(&self.extra);));
    let rules = object.presence_rules.iter().map(presence_rule);
    quote! {
        fn write_fields(&self, to: &mut codegen::ObjectWriter<'_>) {
            #(#writes)*
            #extra
            #(to.require_any(#rules);)*
        }
    }
}

fn read_fields(scope: Scope<'_>, object: &Struct, fields: &[FieldTokens<'_>]) -> TokenStream {
    // A field may have the name of the argument.
    let mut from = "from".to_owned();
    while fields.iter().any(|item| item.name == from) {
        from.push_str("_wire");
    }
    let from = ident(&from);
    let reads = fields.iter().map(|item| {
        let (field, wire) = (&item.name, &item.field.wire);
        let method = match item.field.presence {
            Presence::Required => quote!(required),
            Presence::Optional => quote!(optional),
            Presence::Nullable => quote!(nullable),
            Presence::Tristate => quote!(tristate),
        };
        quote!(let #field = #from.#method(#wire);)
    });
    let names = fields.iter().map(|item| &item.name);
    let additional = object.additional.as_ref().map(|additional| ty::ty(scope, additional));
    // Read with the fields, so that all violations are reported.
    let read_additional = additional.map(|additional| quote!(let extra = #from.extra_of::<#additional>();));
    let extra = if read_additional.is_some() { quote!(extra?) } else { quote!(#from.extra()) };
    let extra = object.allow_unknown_fields.then(|| quote!(extra: #extra,));
    let rules = object.presence_rules.iter().map(presence_rule);
    quote! {
        fn read_fields(#from: &mut codegen::ObjectReader<'_>) -> Option<Self> {
            #(#reads)*
            #read_additional
            #(#from.require_any(#rules)?;)*
            Some(Self { #(#names: #names?,)* #extra })
        }
    }
}
