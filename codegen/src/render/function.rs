//! The function that calls an endpoint, and the example in its documentation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, docs, ident, ty};
use crate::{
    http::ParameterLocation,
    ir::{Base, Constrained, Docs, Presence, Struct, Transport, Ty, TypeId, TypeKind},
    literal::Literal,
};

/// The width of an example's line.
const WIDTH: usize = 84;

/// The function beside the endpoint's module, of the same name.
pub(super) fn render(scope: Scope<'_>, gate: &TokenStream) -> TokenStream {
    let endpoint = scope.endpoint;
    let name = ident(scope.names.module.last());
    let described = docs::attributes(&description(scope));
    let deprecated = endpoint.deprecated.then(|| quote!(#[deprecated = "by the specification"]));
    let request = endpoint.request.as_ref().map(|_| quote!(, request: #name::Request));
    let sent = if request.is_some() { quote!(&request) } else { quote!(&codegen::Value::Null) };
    let call = match &endpoint.transport {
        Transport::Queue => {
            let id = &endpoint.id;
            quote!(codegen::call(client, #id, #sent))
        }
        Transport::Direct { .. } => quote!(codegen::exchange(client, &#name::ROUTE, #sent)),
    };
    let returned = match endpoint.transport {
        Transport::Queue => quote!(codegen::Call),
        Transport::Direct { .. } => quote!(codegen::Exchange),
    };
    quote! {
        #described
        #gate
        #deprecated
        pub fn #name<C: codegen::Caller>(client: &C #request) -> #returned<#name::Response, C::Mode> {
            #call
        }
    }
}

/// Where the exchange of an endpoint goes, unless the queue takes it.
pub(super) fn route(scope: Scope<'_>) -> Option<TokenStream> {
    let Transport::Direct { method, path, media } = &scope.endpoint.transport else { return None };
    let method = method.as_str();
    let media = media.as_ref().map_or_else(|| quote!(None), |media| quote!(Some(#media)));
    let parameters = scope.endpoint.parameters.iter().map(|parameter| {
        let name = &parameter.name;
        let place = match parameter.location {
            ParameterLocation::Path => quote!(Path),
            ParameterLocation::Query => quote!(Query),
            ParameterLocation::Header | ParameterLocation::Cookie => quote!(Header),
        };
        quote!((#name, codegen::Place::#place))
    });
    Some(quote! {
        pub(super) const ROUTE: codegen::Route = codegen::Route {
            method: #method,
            path: #path,
            media: #media,
            parameters: &[#(#parameters),*],
        };
    })
}

fn description(scope: Scope<'_>) -> Vec<String> {
    let endpoint = scope.endpoint;
    let way = match &endpoint.transport {
        Transport::Queue => format!("Calls {} through the queue.", docs::code(&endpoint.id)),
        Transport::Direct { method, path, .. } => {
            format!("Calls {} by one exchange.", docs::code(&format!("{} {path}", method.as_str())))
        }
    };
    let described = endpoint.description.as_deref().map(docs::describe).unwrap_or_default();
    let mut example = vec!["# Example".to_owned(), String::new(), "```no_run".to_owned()];
    example.extend(example_lines(scope));
    example.push("```".to_owned());
    docs::paragraphs(vec![vec![way], described, example])
}

/// A call with the values that the document's own examples show.
fn example_lines(scope: Scope<'_>) -> Vec<String> {
    let module = scope.names.module.join();
    let name = scope.names.module.last();
    let library = &scope.target.library;
    let mut lines = vec!["# async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned()];
    lines.push(format!("use {library}::{{Client, {module}}};"));
    lines.extend([String::new(), "let client = Client::from_env()?;".to_owned()]);
    let argument = match &scope.endpoint.request {
        Some(request) => {
            let request = format!("let request = {};", exact(scope, request, &Docs::default(), None, "", &[]));
            lines.extend(request.lines().map(str::to_owned));
            ", request"
        }
        None => "",
    };
    // A variable of the example hides a function of its name.
    let hidden = ["client", "request"].contains(&name);
    let function = if hidden { format!("{library}::{module}") } else { name.to_owned() };
    lines.push(format!("let response = {function}(&client{argument}).await?;"));
    lines.extend(["# let _ = response;", "# Ok(())", "# }"].map(str::to_owned));
    lines
}

/// An expression for a value of a type: the example where there is one, else the simplest value. What lies
/// inside itself (`around`) ends with an empty list, with nothing, or with JSON.
fn value(scope: Scope<'_>, kind: &Ty, docs: &Docs, example: Option<&Literal>, wire: &str, around: &[TypeId]) -> String {
    let module = scope.names.module.last();
    let shown = example.or(docs.examples.first()).or(docs.default.as_ref().map(|(default, _)| default));
    match kind {
        Ty::Bool => matches!(shown, Some(Literal::Bool(true))).to_string(),
        Ty::String => free_text(shown, wire),
        Ty::FileUrl => text(shown, "https://example.com/input"),
        Ty::Integer(_) => shown.and_then(Literal::as_number).map_or("1".to_owned(), |n| ty::whole(n).to_string()),
        Ty::Number => shown.and_then(Literal::as_number).map_or("1.0".to_owned(), |n| ty::float(n).to_string()),
        Ty::Array(item) => format!("vec![{}]", item_value(scope, item, shown, wire, around)),
        Ty::Named(id) | Ty::Boxed(id) => {
            let (Some(named), Some(names)) = (scope.endpoint.named(*id), scope.names.of(*id)) else {
                return any(shown, "serde_json::Value");
            };
            let path = format!("{module}::{}", names.name);
            if around.contains(id) {
                return any(shown, "_");
            }
            match &named.kind {
                TypeKind::Struct(record) => {
                    let around = [around, &[*id]].concat();
                    let made = constructed(scope, &path, record, shown, &around);
                    if matches!(kind, Ty::Boxed(_)) { format!("Box::new({made})") } else { made }
                }
                TypeKind::Enum(set) => {
                    let member = set.values.iter().position(|member| Some(&member.value) == shown).unwrap_or(0);
                    format!("{path}::{}", names.members.get(member).map_or("Empty", String::as_str))
                }
                TypeKind::Constrained(checked) => {
                    self::checked(scope, &path, checked, &named.docs, shown, wire, around)
                }
                TypeKind::Union(_) => any(shown, &path),
            }
        }
        Ty::Nullable(inner) if lies_in(inner, around) => "None".to_owned(),
        Ty::Nullable(inner) => format!("Some({})", exact(scope, inner, docs, shown, wire, around)),
        Ty::Any => any(shown, "serde_json::Value"),
        Ty::Map(_) | Ty::Tuple(_) => any(shown, "_"),
    }
}

/// An expression of the type itself, for places that convert nothing.
fn exact(scope: Scope<'_>, kind: &Ty, docs: &Docs, example: Option<&Literal>, wire: &str, around: &[TypeId]) -> String {
    let conversion = if is_text(kind) { ".into()" } else { "" };
    format!("{}{conversion}", value(scope, kind, docs, example, wire, around))
}

fn is_text(kind: &Ty) -> bool {
    matches!(kind, Ty::String | Ty::FileUrl)
}

fn lies_in(kind: &Ty, around: &[TypeId]) -> bool {
    matches!(kind, Ty::Named(id) | Ty::Boxed(id) if around.contains(id))
}

/// The first item of a list; none where it would lie inside itself.
fn item_value(scope: Scope<'_>, item: &Ty, list: Option<&Literal>, wire: &str, around: &[TypeId]) -> String {
    if lies_in(item, around) {
        return String::new();
    }
    let first = list.map(Literal::items).and_then(|items| items.first().copied().cloned());
    exact(scope, item, &Docs::default(), first.as_ref(), wire, around)
}

fn text(shown: Option<&Literal>, fallback: &str) -> String {
    let text = shown.and_then(Literal::as_str).unwrap_or(fallback);
    quote!(#text).to_string()
}

/// A text that only shows what is meant: a long one stops after a few words.
fn free_text(shown: Option<&Literal>, fallback: &str) -> String {
    const LONGEST: usize = 70;
    let whole = shown.and_then(Literal::as_str).unwrap_or(fallback);
    let line = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = line.char_indices().nth(LONGEST).and_then(|(end, _)| line.get(..end)?.rsplit_once(' '));
    let text = cut.map_or(line.clone(), |(start, _)| format!("{start} …"));
    quote!(#text).to_string()
}

fn constructed(scope: Scope<'_>, path: &str, record: &Struct, shown: Option<&Literal>, around: &[TypeId]) -> String {
    let required = record.fields.iter().filter(|field| field.presence == Presence::Required);
    let arguments: Vec<String> = required
        .map(|field| {
            let shown = shown.and_then(|shown| shown.member(&field.wire));
            let argument = value(scope, &field.ty, &field.docs, shown, &field.wire, around);
            match &field.ty {
                // The constructor converts these texts itself.
                Ty::Array(item) if is_text(item) => {
                    argument.strip_suffix(".into()]").map_or(argument.clone(), |list| format!("{list}]"))
                }
                _ => argument,
            }
        })
        .collect();
    let one_line = format!("{path}::new({})", arguments.join(", "));
    // Longer than the page is wide, each argument has a line.
    if one_line.len() <= WIDTH { one_line } else { format!("{path}::new(\n    {},\n)", arguments.join(",\n    ")) }
}

fn checked(
    scope: Scope<'_>,
    path: &str,
    checked: &Constrained,
    docs: &Docs,
    shown: Option<&Literal>,
    wire: &str,
    around: &[TypeId],
) -> String {
    let shown = shown.or(docs.examples.first()).or(docs.default.as_ref().map(|(default, _)| default));
    let argument = match (&checked.base, shown) {
        (Base::Array(item), shown) => {
            format!("vec![{}]", item_value(scope, item, shown, wire, around))
        }
        (Base::String | Base::NumericString { .. }, shown) => text(shown, wire),
        (Base::Number, Some(Literal::Number(number))) => format!("{}_f64", ty::float(number)),
        (Base::Integer(width), Some(Literal::Number(number))) => {
            format!("{}_{}", ty::whole(number), ty::integer(*width))
        }
        (Base::Number, _) => "1.0_f64".to_owned(),
        (Base::Integer(width), _) => format!("1_{}", ty::integer(*width)),
    };
    format!("{path}::try_from({argument})?")
}

/// Any JSON, for shapes that an example is easier to show as a whole. What takes it may convert it, so it
/// says of which type it is.
fn any(shown: Option<&Literal>, kind: &str) -> String {
    let json = shown.map_or_else(|| "{}".to_owned(), Literal::to_string);
    format!("serde_json::from_str::<{kind}>({})?", quote!(#json))
}
