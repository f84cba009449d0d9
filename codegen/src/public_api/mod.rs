//! The public surface of generated code: one line per item, sorted, so that a regeneration is reviewed as a
//! short diff.
//!
//! It is told from the model and its names, not read from the Rust that was rendered; a test holds the two
//! against each other. What every type of a kind has is not repeated: the traits of a struct, `extra` and
//! `violations` of a request, the conversions of a checked type. The runtime is written by hand and not
//! listed. `rust` has the words for types; `diff` tells what a change of these items means.
//!
//! Programs name each type by its endpoint: so it is in [`items`]. In the [`listing`] a type that endpoints share
//! is written once, below `shared`, and each endpoint has a line that says which of these it shows.

use std::fmt;

use crate::{
    ir::{Api, Direction, Endpoint, Named, Presence, Struct, Transport, Ty, TypeId, TypeKind},
    names::{EndpointNames, Names, SHARED_MODULE, TypeNames},
    rust::{argument, base, field_type, ty},
};

/// A public item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The way to it from the root of the crate.
    pub path: String,
    /// The word of the language for it, e.g. `fn`.
    pub kind: &'static str,
    /// What stands behind its name: type, arguments, value.
    pub signature: String,
    /// What a program may notice only when it runs: limits, features.
    pub remark: String,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.kind, self.path, self.signature)?;
        if self.remark.is_empty() { Ok(()) } else { write!(f, " // {}", self.remark) }
    }
}

const HEADING: &str = "# The public items of the generated endpoints. Written by `cargo xtask codegen`.
# A type that endpoints share is listed once, below `shared`: programs name it by the endpoints that `use` it.
";

/// The listing as text, a line each.
pub fn listing(api: &Api, names: &Names) -> String {
    let mut text = HEADING.to_owned();
    for item in folded(api, names) {
        // A pattern or a value may hold anything; a line stays a line.
        text.push_str(&item.to_string().replace('\n', "\\n").replace('\r', "\\r"));
        text.push('\n');
    }
    text
}

/// Every public item by the name that programs use, sorted by path.
pub fn items(api: &Api, names: &Names) -> Vec<Item> {
    let mut items = around(names);
    for endpoint in &api.endpoints {
        let Some(own) = names.endpoint(endpoint) else { continue };
        let mut module = Module { endpoint, names: own, items: &mut items };
        module.endpoint();
        module.types(|_| true);
    }
    sorted(items)
}

/// The same with shared types once, and in each endpoint what stands for them.
fn folded(api: &Api, names: &Names) -> Vec<Item> {
    let mut items = around(names);
    for endpoint in &api.endpoints {
        let Some(own) = names.endpoint(endpoint) else { continue };
        let mut module = Module { endpoint, names: own, items: &mut items };
        module.endpoint();
        module.aliases(api, names);
        module.types(|id| !endpoint.shared.contains_key(&id));
    }
    for (unit, names) in api.shared.iter().zip(&names.groups) {
        if let Some(endpoint) = api.endpoints.get(unit.endpoint) {
            Module { endpoint, names, items: &mut items }.types(|id| unit.types.contains(&id));
        }
    }
    sorted(items)
}

fn sorted(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_unstable();
    items.dedup();
    items
}

/// What stands around the endpoints.
fn around(names: &Names) -> Vec<Item> {
    let plain = |kind, path: &str, signature: &str| Item {
        path: path.to_owned(),
        kind,
        signature: signature.to_owned(),
        remark: String::new(),
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
struct Module<'a> {
    endpoint: &'a Endpoint,
    names: &'a EndpointNames,
    items: &'a mut Vec<Item>,
}

impl Module<'_> {
    fn put(&mut self, kind: &'static str, below: &str, signature: impl Into<String>, remark: impl Into<String>) {
        let path = format!("{}::{below}", self.names.module.join());
        self.items.push(Item { path, kind, signature: signature.into(), remark: remark.into() });
    }

    /// The module, and those around it.
    fn modules(&mut self) {
        let segments = self.names.module.segments();
        for end in 1..=segments.len() {
            let path = segments.get(..end).unwrap_or_default().join("::");
            self.items.push(Item { path, kind: "mod", signature: String::new(), remark: String::new() });
        }
    }

    /// The endpoint itself, without its types.
    fn endpoint(&mut self) {
        self.modules();
        self.function();
        let roots = [("Request", self.endpoint.request.as_ref()), ("Response", Some(&self.endpoint.response))];
        for (name, root) in roots.into_iter().filter_map(|(name, root)| Some((name, root?))) {
            let itself = matches!(root, Ty::Named(id) if self.names.get(*id).is_some_and(|names| names.name == name));
            if !itself {
                let aliased = ty(self.names, root);
                self.put("type", name, format!(" = {aliased}"), "");
            }
        }
    }

    /// Its names for shared types.
    fn aliases(&mut self, api: &Api, names: &Names) {
        for id in self.endpoint.shared.keys() {
            let (Some(own), Some(home)) = (self.names.get(*id), names.in_group(api, self.endpoint, *id)) else {
                continue;
            };
            let home = format!(" = {SHARED_MODULE}::{}::{}", home.external_module.unwrap_or_default(), home.name);
            self.put("use", &own.name, home, "");
        }
    }

    /// Those of its types that are wanted.
    fn types(&mut self, wanted: impl Fn(TypeId) -> bool) {
        self.endpoint.reachable().into_iter().filter(|id| wanted(*id)).for_each(|id| self.named(id));
    }

    /// The endpoint's function, and its re-export in the parent module.
    fn function(&mut self) {
        let request = self.endpoint.request.as_ref().map_or("", |_| ", Request");
        let returned = match self.endpoint.transport {
            Transport::Queue => "Call",
            Transport::Direct { .. } => "DirectCall",
        };
        let features: Vec<&str> = self.names.features.iter().map(String::as_str).collect();
        let mut remark = format!("with {}", features.join(" or "));
        if self.endpoint.deprecated {
            remark.push_str(", deprecated");
        }
        self.put("fn", "call", format!("(&impl AsClient{request}) -> {returned}<Response>"), remark);
        let signature = format!(" = {}::call", self.names.module.last());
        self.items.push(Item { path: self.names.module.join(), kind: "use", signature, remark: String::new() });
    }

    fn named(&mut self, id: TypeId) {
        let (endpoint, all) = (self.endpoint, self.names);
        let (Some(named), Some(names)) = (endpoint.named(id), all.get(id)) else { return };
        match &named.kind {
            TypeKind::Struct(record) => self.record(named, names, record),
            TypeKind::Enum(set) => {
                let past = if set.open { "Other" } else { "Unlisted" };
                let text = set.values.iter().all(|member| member.value.as_str().is_some());
                let kind = if text { "string" } else { "integer" };
                self.put("enum", &names.name, format!(": enum of {kind} with {past}"), "");
                for (member, variant) in set.values.iter().zip(&names.members) {
                    self.put("variant", &format!("{}::{variant}", names.name), "", format!("{}", member.value));
                }
            }
            TypeKind::Union(union) => {
                let past = if named.direction == Direction::Response { " with Other" } else { "" };
                self.put("enum", &names.name, format!(": union{past}"), "");
                for (arm, variant) in union.variants.iter().zip(&names.members) {
                    let held = ty(all, &arm.ty);
                    self.put("variant", &format!("{}::{variant}", names.name), format!("({held})"), "");
                }
            }
            TypeKind::Constrained(checked) => {
                let limits: Vec<String> = checked.constraints.iter().map(|one| one.limit.to_string()).collect();
                let signature = format!(" = {}", base(all, &checked.base, &names.limits));
                self.put("type", &names.name, signature, limits.join(", "));
            }
        }
    }

    fn record(&mut self, named: &Named, names: &TypeNames, record: &Struct) {
        let nothing_required = record.fields.iter().all(|field| field.presence != Presence::Required);
        self.put("struct", &names.name, if nothing_required { ": Default" } else { "" }, "");
        for (field, member) in record.fields.iter().zip(&names.members) {
            let held = field_type(self.names, field);
            self.put("field", &format!("{}::{member}", names.name), format!(": {held}"), "");
        }
        if named.direction == Direction::Request {
            self.methods(names, record);
        } else if record.allow_unknown_fields {
            self.put("field", &format!("{}::extra", names.name), ": Extra", "");
        }
    }

    fn methods(&mut self, names: &TypeNames, record: &Struct) {
        let (endpoint, all) = (self.endpoint, self.names);
        let required = record.fields.iter().zip(&names.members);
        let required = required.filter(|(field, _)| field.presence == Presence::Required);
        let arguments: Vec<String> =
            required.map(|(field, name)| format!("{name}: {}", argument(endpoint, all, &field.ty))).collect();
        self.put("fn", &format!("{}::new", names.name), format!("({})", arguments.join(", ")), "");
        let setters = names.setters.iter().zip(&names.null_setters);
        for (field, (setter, null_setter)) in record.fields.iter().zip(setters) {
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
