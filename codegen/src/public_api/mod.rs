//! The public API of generated code: one line per item, sorted, so that the diff of a regeneration is short.
//!
//! The listing is derived from the model and its names; a test compares it with the rendered Rust. What all types of a
//! kind have is left out: the traits of a struct, `extra` and `violations` of a request, the conversions of a constrained
//! type. The hand-written runtime is not part of it.
//!
//! [`items`] lists each type under the endpoint that users name it by. In the [`listing`], a shared type is listed once,
//! below `shared`, and each endpoint lists the shared types that it re-exports.

use std::fmt;

use crate::{
    ir::{
        Api, CallKind, Direction, ERROR_BODY, Endpoint, EnumKind, Named, Presence, ResponseFormat, Struct, Ty, TypeId,
        TypeKind,
    },
    names::{EndpointNames, Names, SHARED_MODULE, TypeNames},
    rust::{argument, base, field_type, ty},
};

/// A public item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The path from the root of the crate.
    pub path: String,
    /// The keyword of the item, e.g. `fn`.
    pub kind: &'static str,
    /// The type, parameters or value, as written after the name.
    pub signature: String,
    /// What the signature does not show: limits, features, deprecation.
    pub note: String,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.kind, self.path, self.signature)?;
        if self.note.is_empty() { Ok(()) } else { write!(f, " // {}", self.note) }
    }
}

const HEADING: &str = "# The public items of the generated endpoints. Written by `cargo xtask codegen`.
# A type that endpoints share is listed once, below `shared`: programs name it by the endpoints that `use` it.
";

/// Returns the listing as text, one item per line.
pub fn listing(api: &Api, names: &Names) -> String {
    let mut text = HEADING.to_owned();
    for item in deduped_items(api, names) {
        // A pattern or an enum value may contain line breaks.
        text.push_str(&item.to_string().replace('\n', "\\n").replace('\r', "\\r"));
        text.push('\n');
    }
    text
}

/// Returns all public items under the names that users write, sorted by path.
pub fn items(api: &Api, names: &Names) -> Vec<Item> {
    let mut items = crate_items(names);
    for endpoint in &api.endpoints {
        let Some(own) = names.endpoint(endpoint) else { continue };
        let mut module = ModuleListing { endpoint, names: own, items: &mut items };
        module.endpoint();
        module.types(|_| true);
    }
    sorted(items)
}

/// Returns all public items, with shared types once and their re-exports in each endpoint.
fn deduped_items(api: &Api, names: &Names) -> Vec<Item> {
    let mut items = crate_items(names);
    for endpoint in &api.endpoints {
        let Some(own) = names.endpoint(endpoint) else { continue };
        let mut module = ModuleListing { endpoint, names: own, items: &mut items };
        module.endpoint();
        module.aliases(api, names);
        module.types(|id| !endpoint.shared.contains_key(&id));
    }
    for (group, names) in api.shared.iter().zip(&names.groups) {
        if let Some(endpoint) = api.endpoints.get(group.endpoint) {
            ModuleListing { endpoint, names, items: &mut items }.types(|id| group.types.contains(&id));
        }
    }
    sorted(items)
}

fn sorted(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_unstable();
    items.dedup();
    items
}

/// Returns the items of the crate that do not belong to an endpoint.
fn crate_items(names: &Names) -> Vec<Item> {
    let plain = |kind, path: &str, signature: &str| Item {
        path: path.to_owned(),
        kind,
        signature: signature.to_owned(),
        note: String::new(),
    };
    let mut items = vec![
        plain("mod", "catalog", ""),
        plain("static", "catalog::ENDPOINTS", ": &[Endpoint]"),
        plain("fn", "catalog::find", "(id: &str) -> Option<&'static Endpoint>"),
    ];
    items.extend(names.features().iter().map(|feature| plain("feature", feature, "")));
    items
}

/// The items of one module.
struct ModuleListing<'a> {
    endpoint: &'a Endpoint,
    names: &'a EndpointNames,
    items: &'a mut Vec<Item>,
}

impl ModuleListing<'_> {
    fn put(&mut self, kind: &'static str, below: &str, signature: impl Into<String>, note: impl Into<String>) {
        let path = format!("{}::{below}", self.names.module.join());
        self.items.push(Item { path, kind, signature: signature.into(), note: note.into() });
    }

    /// Adds the module and its parent modules.
    fn modules(&mut self) {
        let segments = self.names.module.segments();
        for end in 1..=segments.len() {
            let path = segments.get(..end).unwrap_or_default().join("::");
            self.items.push(Item { path, kind: "mod", signature: String::new(), note: String::new() });
        }
    }

    /// Adds the endpoint without its types.
    fn endpoint(&mut self) {
        self.modules();
        self.function();
        let roots = [
            ("Request", self.endpoint.request.as_ref()),
            ("Response", Some(&self.endpoint.response)),
            (ERROR_BODY, self.endpoint.error.as_ref()),
        ];
        for (name, root) in roots.into_iter().filter_map(|(name, root)| Some((name, root?))) {
            let itself = matches!(root, Ty::Named(id) if self.names.get(*id).is_some_and(|names| names.name == name));
            if !itself || name == "Response" && self.endpoint.has_response_alias() {
                let aliased = ty(self.names, root);
                let aliased = if name == "Response" { self.response_alias(aliased) } else { aliased };
                self.put("type", name, format!(" = {aliased}"), "");
            }
        }
        if !self.endpoint.statuses.is_empty() {
            self.put("fn", "Response::status", "() -> Option<u16>", "");
        }
    }

    /// Returns the type of the response, by its format.
    fn response_alias(&self, ty: String) -> String {
        match self.endpoint.format {
            ResponseFormat::Json | ResponseFormat::Undescribed | ResponseFormat::Text => ty,
            ResponseFormat::Empty => "()".to_owned(),
            ResponseFormat::Bytes => "Bytes".to_owned(),
            ResponseFormat::Events => format!("Events<{ty}>"),
        }
    }

    /// Adds the re-exports of shared types.
    fn aliases(&mut self, api: &Api, names: &Names) {
        for id in self.endpoint.shared.keys() {
            let (Some(own), Some(home)) = (self.names.get(*id), names.in_group(api, self.endpoint, *id)) else {
                continue;
            };
            let home = format!(" = {SHARED_MODULE}::{}::{}", home.external_module.unwrap_or_default(), home.name);
            self.put("use", &own.name, home, "");
        }
    }

    /// Adds the selected types.
    fn types(&mut self, is_selected: impl Fn(TypeId) -> bool) {
        self.endpoint.reachable().into_iter().filter(|id| is_selected(*id)).for_each(|id| self.named(id));
    }

    /// Adds the endpoint's function and its re-export in the parent module.
    fn function(&mut self) {
        let request = self.endpoint.request.as_ref().map_or("", |_| ", Request");
        let returned = match self.endpoint.transport {
            CallKind::Queue => "Call",
            CallKind::Direct { .. } => "DirectCall",
        };
        let features: Vec<&str> = self.names.features.iter().map(String::as_str).collect();
        let mut note = format!("with {}", features.join(" or "));
        if self.endpoint.deprecated {
            note.push_str(", deprecated");
        }
        self.put("fn", "call", format!("(&impl AsClient{request}) -> {returned}<Response>"), note);
        let signature = format!(" = {}::call", self.names.module.last());
        self.items.push(Item { path: self.names.module.join(), kind: "use", signature, note: String::new() });
    }

    fn named(&mut self, id: TypeId) {
        let (endpoint, all) = (self.endpoint, self.names);
        let (Some(named), Some(names)) = (endpoint.named(id), all.get(id)) else { return };
        match &named.kind {
            TypeKind::Struct(object) => self.object(named, names, object),
            TypeKind::Enum(set) => {
                let past = if set.open { "Other" } else { "Unlisted" };
                let kind = match set.kind() {
                    EnumKind::String => "string",
                    EnumKind::Integer => "integer",
                    EnumKind::Json => "JSON",
                };
                self.put("enum", &names.name, format!(": enum of {kind} with {past}"), "");
                for (member, variant) in set.values.iter().zip(&names.members) {
                    self.put("variant", &format!("{}::{variant}", names.name), "", format!("{}", member.value));
                }
            }
            TypeKind::Union(union) => {
                let past = if named.direction == Direction::Response { " with Other" } else { "" };
                self.put("enum", &names.name, format!(": union{past}"), "");
                for (variant, name) in union.variants.iter().zip(&names.members) {
                    let held = ty(all, &variant.ty);
                    self.put("variant", &format!("{}::{name}", names.name), format!("({held})"), "");
                }
            }
            TypeKind::Constrained(checked) => {
                let limits: Vec<String> = checked.constraints.iter().map(|one| one.limit.to_string()).collect();
                let signature = format!(" = {}", base(all, &checked.base, &names.limits));
                self.put("type", &names.name, signature, limits.join(", "));
            }
        }
    }

    fn object(&mut self, named: &Named, names: &TypeNames, object: &Struct) {
        let nothing_required = object.fields.iter().all(|field| field.presence != Presence::Required);
        self.put("struct", &names.name, if nothing_required { ": Default" } else { "" }, "");
        for (field, member) in object.fields.iter().zip(&names.members) {
            let held = field_type(self.names, field);
            self.put("field", &format!("{}::{member}", names.name), format!(": {held}"), "");
        }
        if let Some(additional) = &object.additional {
            let signature = format!(": BTreeMap<String, {}>", ty(self.names, additional));
            self.put("fn", &format!("{}::additional_properties", names.name), signature, "");
        }
        if named.direction == Direction::Request {
            self.methods(names, object);
        } else if object.allow_unknown_fields {
            self.put("field", &format!("{}::extra", names.name), ": Extra", "");
        }
    }

    fn methods(&mut self, names: &TypeNames, object: &Struct) {
        let (endpoint, all) = (self.endpoint, self.names);
        let required = object.fields.iter().zip(&names.members);
        let required = required.filter(|(field, _)| field.presence == Presence::Required);
        let arguments: Vec<String> =
            required.map(|(field, name)| format!("{name}: {}", argument(endpoint, all, &field.ty))).collect();
        self.put("fn", &format!("{}::new", names.name), format!("({})", arguments.join(", ")), "");
        let setters = names.setters.iter().zip(&names.null_setters);
        for (field, (setter, null_setter)) in object.fields.iter().zip(setters) {
            if field.presence == Presence::Required {
                continue;
            }
            let deprecated = if field.docs.deprecated { "deprecated" } else { "" };
            let signature = format!("({})", argument(endpoint, all, &field.ty));
            self.put("fn", &format!("{}::{setter}", names.name), signature, deprecated);
            if field.presence == Presence::Tristate {
                self.put("fn", &format!("{}::{null_setter}", names.name), "()", "");
            }
        }
    }
}
