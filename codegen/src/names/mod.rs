//! Specification text → Rust names. No other module turns one into the other.
//!
//! Every module, type, field and variant gets its name here, once. The lock records the names, so that a new specification,
//! type or member never takes over the name of another one. `words` converts case, `reserved` lists the names
//! that the language and the runtime use.

mod feature;
mod homes;
mod lock;
mod members;
mod module;
mod recorded;
mod reserved;
mod seniors;
mod shared;
mod types;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use feature::Features;
pub use homes::choose_homes;
pub use lock::NameLock;
pub use module::{ModulePath, file_stem};
pub use shared::MODULE as SHARED_MODULE;

use recorded::NamesByKey;

use crate::{
    diagnostic::Diagnostics,
    ir::{Api, Endpoint, TypeId},
};

/// All names of the generated code.
#[derive(Clone, Debug, Default)]
pub struct Names {
    endpoints: BTreeMap<String, EndpointNames>,
    /// The names of the shared groups, in the order of [`Api::shared`].
    pub groups: Vec<EndpointNames>,
    /// The features that together turn on every endpoint: one per owner.
    pub owners: Features,
}

/// The names of one endpoint.
#[derive(Clone, Debug, Default)]
pub struct EndpointNames {
    /// The path of its module.
    pub module: ModulePath,
    /// The features that turn it on; one of them suffices.
    pub features: Features,
    types: BTreeMap<TypeId, TypeNames>,
}

/// The names of one type.
#[derive(Clone, Debug, Default)]
pub struct TypeNames {
    /// The name of the type.
    pub name: String,
    /// The module of the shared group that defines the type, if that is another module.
    pub external_module: Option<String>,
    /// The name of the type that states its limits; empty for a type without limits.
    pub limits: String,
    /// The names of its fields or variants, in order.
    pub members: Vec<String>,
    /// The names of the setters of its fields, in order.
    pub setters: Vec<String>,
    /// The names of the setters for `null`, in order; empty for a field without one.
    pub null_setters: Vec<String>,
}

impl Names {
    /// Returns the names of an endpoint.
    pub fn endpoint(&self, endpoint: &Endpoint) -> Option<&EndpointNames> {
        self.endpoints.get(&endpoint.id)
    }
}

impl EndpointNames {
    /// Returns the names of a type.
    pub fn get(&self, id: TypeId) -> Option<&TypeNames> {
        self.types.get(&id)
    }
}

/// Assigns all names. What the lock records keeps its name, and what is new is added to the lock.
pub fn name(api: &Api, lock: &mut NameLock, diagnostics: &mut Diagnostics) -> Names {
    let mut modules = module::paths(api, lock.recorded.modules(), diagnostics);
    let mut features = feature::of_endpoints(api);
    let endpoints = api.endpoints.iter().map(|endpoint| {
        let module = modules.remove(&endpoint.id).unwrap_or_default();
        let types = types::of_endpoint(endpoint, &lock.recorded, diagnostics);
        let features = features.remove(&endpoint.id).unwrap_or_default();
        (endpoint.id.clone(), EndpointNames { module, features, types })
    });
    let endpoints = endpoints.collect();
    let mut names = Names { endpoints, groups: Vec::new(), owners: feature::owners(api) };
    shared::name(api, &mut names, lock);
    shared::assign_features(api, &mut names);
    for endpoint in &api.endpoints {
        if let Some(own) = names.endpoints.get(&endpoint.id) {
            lock.recorded.set_module(&endpoint.id, &own.module.segments().join("/"));
            types::record(endpoint, &own.types, &mut lock.recorded);
        }
    }
    names
}

impl Names {
    /// Returns the features of all endpoints.
    pub fn features(&self) -> Features {
        self.endpoints.values().flat_map(|names| names.features.iter().cloned()).collect()
    }

    /// Returns the names of a shared type in the module of its group.
    pub fn in_group(&self, api: &Api, endpoint: &Endpoint, id: TypeId) -> Option<TypeNames> {
        shared::in_group(api, endpoint, &self.groups, id)
    }
}

/// Allocates unique names: the first keeps its name, later ones get a number.
#[derive(Debug, Default)]
struct NameAllocator {
    taken: BTreeSet<String>,
    /// The number to try next for a name.
    next: BTreeMap<String, usize>,
}

impl NameAllocator {
    fn new<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: taken.into_iter().map(str::to_owned).collect(), next: BTreeMap::new() }
    }

    fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Marks a name as taken.
    fn reserve(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    /// Marks the names that earlier generations gave as taken, except those that `is_valid` rejects. Returns them by key.
    fn keep(&mut self, recorded: Option<&NamesByKey>, is_valid: fn(&str) -> bool) -> NamesByKey {
        let recorded = recorded.into_iter().flatten();
        let kept = recorded.filter(|(_, name)| is_valid(name) && self.taken.insert((*name).clone()));
        kept.map(|(key, name)| (key.clone(), name.clone())).collect()
    }

    /// Allocates the wanted name of each key. Recorded names come first, then those that say their key exactly, so that no
    /// newcomer takes a name over.
    fn allocate_all(
        &mut self,
        wanted: &[(String, String)],
        recorded: Option<&NamesByKey>,
        is_valid: fn(&str) -> bool,
        is_exact: impl Fn(&str, &str) -> bool,
        separator: &str,
    ) -> Vec<String> {
        let mut recorded = self.keep(recorded, is_valid);
        let mut names: Vec<Option<String>> = wanted.iter().map(|(key, _)| recorded.remove(key)).collect();
        for exact in [true, false] {
            for ((key, wanted), name) in wanted.iter().zip(&mut names) {
                if name.is_none() && (!exact || is_exact(key, wanted)) {
                    *name = Some(self.allocate(wanted, separator));
                }
            }
        }
        names.into_iter().flatten().collect()
    }

    /// Returns the name, or the name with `separator` and the first free number, and marks it as taken.
    fn allocate(&mut self, name: &str, separator: &str) -> String {
        if self.taken.insert(name.to_owned()) {
            return name.to_owned();
        }
        let stem = name.strip_suffix(separator).unwrap_or(name);
        let mut number = self.next.get(name).copied().unwrap_or(2);
        let free = loop {
            let numbered = format!("{stem}{separator}{number}");
            number += 1;
            if self.taken.insert(numbered.clone()) {
                break numbered;
            }
        };
        self.next.insert(name.to_owned(), number);
        free
    }
}
