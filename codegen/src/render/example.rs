//! The example in the documentation of an endpoint's module.

use quote::quote;

use super::{Scope, ty};
use crate::{
    ir::{Base, Constrained, Docs, Presence, Struct, Ty, TypeId, TypeKind},
    literal::Literal,
};

/// The longest line of an example.
const WIDTH: usize = 84;

/// Returns the section `# Example`: a complete call that compiles.
pub(super) fn section(scope: Scope<'_>) -> Vec<String> {
    let mut section = vec!["# Example".to_owned(), String::new(), "```no_run".to_owned()];
    section.extend(code(scope));
    section.push("```".to_owned());
    section
}

fn code(scope: Scope<'_>) -> Vec<String> {
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
    // A local variable of the example would shadow the function.
    let shadowed = ["client", "request"].contains(&name);
    let function = if shadowed { format!("{library}::{module}") } else { name.to_owned() };
    lines.push(format!("let response = {function}(&client{argument}).await?;"));
    lines.extend(["# let _ = response;", "# Ok(())", "# }"].map(str::to_owned));
    lines
}

/// Returns an expression for a value of a type: the example or default of the document, else a placeholder.
///
/// `parents` are the types that enclose the value. A type inside itself becomes an empty array, `None` or JSON.
fn value(
    scope: Scope<'_>,
    kind: &Ty,
    docs: &Docs,
    example: Option<&Literal>,
    wire: &str,
    parents: &[TypeId],
) -> String {
    let module = scope.names.module.last();
    let shown = example.or(docs.examples.first()).or(docs.default.as_ref().map(|(default, _)| default));
    match kind {
        Ty::Bool => matches!(shown, Some(Literal::Bool(true))).to_string(),
        Ty::String => short_text(shown, wire),
        Ty::FileUrl => text(shown, "https://example.com/input"),
        Ty::Integer(_) => shown.and_then(Literal::as_number).map_or("1".to_owned(), |n| ty::whole(n).to_string()),
        Ty::Number => shown.and_then(Literal::as_number).map_or("1.0".to_owned(), |n| ty::float(n).to_string()),
        Ty::Array(item) => format!("vec![{}]", item_value(scope, item, shown, wire, parents)),
        Ty::Named(id) | Ty::Boxed(id) => {
            let (Some(named), Some(names)) = (scope.endpoint.named(*id), scope.names.of(*id)) else {
                return from_json(shown, "serde_json::Value");
            };
            let path = format!("{module}::{}", names.name);
            if parents.contains(id) {
                return from_json(shown, "_");
            }
            match &named.kind {
                TypeKind::Struct(record) => {
                    let parents = [parents, &[*id]].concat();
                    let made = constructed(scope, &path, record, shown, &parents);
                    if matches!(kind, Ty::Boxed(_)) { format!("Box::new({made})") } else { made }
                }
                TypeKind::Enum(set) => {
                    let member = set.values.iter().position(|member| Some(&member.value) == shown).unwrap_or(0);
                    format!("{path}::{}", names.members.get(member).map_or("Empty", String::as_str))
                }
                TypeKind::Constrained(checked) => {
                    self::checked(scope, &path, checked, &named.docs, shown, wire, parents)
                }
                TypeKind::Union(_) => from_json(shown, &path),
            }
        }
        Ty::Nullable(inner) if is_inside(inner, parents) => "None".to_owned(),
        Ty::Nullable(inner) => format!("Some({})", exact(scope, inner, docs, shown, wire, parents)),
        Ty::Any => from_json(shown, "serde_json::Value"),
        Ty::Map(_) | Ty::Tuple(_) => from_json(shown, "_"),
    }
}

/// Returns an expression of exactly this type, for positions without `impl Into`.
fn exact(
    scope: Scope<'_>,
    kind: &Ty,
    docs: &Docs,
    example: Option<&Literal>,
    wire: &str,
    parents: &[TypeId],
) -> String {
    let conversion = if is_string(kind) { ".into()" } else { "" };
    format!("{}{conversion}", value(scope, kind, docs, example, wire, parents))
}

fn is_string(kind: &Ty) -> bool {
    matches!(kind, Ty::String | Ty::FileUrl)
}

fn is_inside(kind: &Ty, parents: &[TypeId]) -> bool {
    matches!(kind, Ty::Named(id) | Ty::Boxed(id) if parents.contains(id))
}

/// Returns the first item of an array; nothing if the item type encloses the array.
fn item_value(scope: Scope<'_>, item: &Ty, list: Option<&Literal>, wire: &str, parents: &[TypeId]) -> String {
    if is_inside(item, parents) {
        return String::new();
    }
    let first = list.map(Literal::items).and_then(|items| items.first().copied().cloned());
    exact(scope, item, &Docs::default(), first.as_ref(), wire, parents)
}

fn text(shown: Option<&Literal>, fallback: &str) -> String {
    let text = shown.and_then(Literal::as_str).unwrap_or(fallback);
    quote!(#text).to_string()
}

/// Returns a string literal, cut to a few words where the example is long.
fn short_text(shown: Option<&Literal>, fallback: &str) -> String {
    const MAX_LENGTH: usize = 70;
    let whole = shown.and_then(Literal::as_str).unwrap_or(fallback);
    let line = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = line.char_indices().nth(MAX_LENGTH).and_then(|(end, _)| line.get(..end)?.rsplit_once(' '));
    let text = cut.map_or(line.clone(), |(start, _)| format!("{start} …"));
    quote!(#text).to_string()
}

fn constructed(scope: Scope<'_>, path: &str, record: &Struct, shown: Option<&Literal>, parents: &[TypeId]) -> String {
    let required = record.fields.iter().filter(|field| field.presence == Presence::Required);
    let arguments: Vec<String> = required
        .map(|field| {
            let shown = shown.and_then(|shown| shown.property(&field.wire));
            let argument = value(scope, &field.ty, &field.docs, shown, &field.wire, parents);
            // The constructor converts the items.
            let items = field.ty.item().filter(|item| item.is_string()).and(argument.strip_suffix(".into()]"));
            items.map_or(argument.clone(), |items| format!("{items}]"))
        })
        .collect();
    let one_line = format!("{path}::new({})", arguments.join(", "));
    if one_line.len() <= WIDTH { one_line } else { format!("{path}::new(\n    {},\n)", arguments.join(",\n    ")) }
}

fn checked(
    scope: Scope<'_>,
    path: &str,
    checked: &Constrained,
    docs: &Docs,
    shown: Option<&Literal>,
    wire: &str,
    parents: &[TypeId],
) -> String {
    let shown = shown.or(docs.examples.first()).or(docs.default.as_ref().map(|(default, _)| default));
    let argument = match (&checked.base, shown) {
        (Base::Array(item), shown) => {
            format!("vec![{}]", item_value(scope, item, shown, wire, parents))
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

/// Returns an expression that parses the value from JSON. The type is explicit, since the parameter may be `impl Into`.
fn from_json(shown: Option<&Literal>, kind: &str) -> String {
    let json = shown.map_or_else(|| "{}".to_owned(), Literal::to_string);
    format!("serde_json::from_str::<{kind}>({})?", quote!(#json))
}
