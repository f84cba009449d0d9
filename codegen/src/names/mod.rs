//! Spec text → Rust names: the only place where the one becomes the other.
//!
//! Every module, type, field and variant gets its name here, once. What clashes is told apart within
//! one endpoint's module only, so that a new specification never renames what another produced.
//! `words` changes case, `reserved` knows which names are taken by the language and the runtime.

mod feature;
mod lock;
mod module;
mod reserved;
mod shared;
mod types;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use feature::Features;
pub use lock::Lock;
pub use module::ModulePath;
pub use shared::MODULE as SHARED_MODULE;

use crate::{
    diagnostic::Diagnostics,
    ir::{Api, Endpoint, TypeId},
};

/// Every name of the generated code.
#[derive(Clone, Debug, Default)]
pub struct Names {
    endpoints: BTreeMap<String, EndpointNames>,
    /// The names of shared types, a unit each, in the order of the model: those of the endpoint it is rendered from.
    pub units: Vec<EndpointNames>,
    /// The features that together turn everything on.
    pub owners: Features,
}

/// The names of one endpoint.
#[derive(Clone, Debug, Default)]
pub struct EndpointNames {
    /// Where its module stands.
    pub module: ModulePath,
    /// The features that turn it on, each alone.
    pub features: Features,
    types: Vec<TypeNames>,
}

/// The names of one type.
#[derive(Clone, Debug, Default)]
pub struct TypeNames {
    /// The type itself.
    pub name: String,
    /// The module of the unit that has it, where that is another one.
    pub elsewhere: Option<String>,
    /// The zero-sized type that names its limits, where it has limits.
    pub limits: String,
    /// Its fields, variants or arms, in order.
    pub members: Vec<String>,
    /// The setters of its fields, in order.
    pub setters: Vec<String>,
    /// The setters that send `null`, in order; empty where `null` has none.
    pub null_setters: Vec<String>,
}

impl Names {
    /// The names of an endpoint.
    pub fn endpoint(&self, endpoint: &Endpoint) -> Option<&EndpointNames> {
        self.endpoints.get(&endpoint.id)
    }
}

impl EndpointNames {
    /// The names of a type.
    pub fn of(&self, id: TypeId) -> Option<&TypeNames> {
        self.types.get(id.index())
    }
}

/// Decides every name. Shared types keep the places that the lock remembers; it comes to hold those of now.
pub fn name(api: &Api, lock: &mut Lock, diagnostics: &mut Diagnostics) -> Names {
    let units = shared::name(api, lock, diagnostics);
    let mut modules = module::paths(api, diagnostics);
    let mut features = feature::of_endpoints(api);
    let endpoints = api.endpoints.iter().map(|endpoint| {
        let module = modules.remove(&endpoint.id).unwrap_or_default();
        let types = types::name(endpoint, &types::Selection::All, diagnostics);
        let features = features.remove(&endpoint.id).unwrap_or_default();
        (endpoint.id.clone(), EndpointNames { module, features, types })
    });
    let endpoints = endpoints.collect();
    let mut names = Names { endpoints, units, owners: feature::owners(api) };
    shared::gate(api, &mut names);
    names
}

impl Names {
    /// Every feature.
    pub fn features(&self) -> Features {
        self.endpoints.values().flat_map(|names| names.features.iter().cloned()).collect()
    }

    /// The names of a shared type where its unit has it: the module's and the type's own.
    pub fn provided(&self, api: &Api, endpoint: &Endpoint, id: TypeId) -> Option<TypeNames> {
        shared::provided(api, endpoint, &self.units, id)
    }
}

/// Names that are told apart: the first keeps its name, later ones get a number.
#[derive(Debug, Default)]
struct Distinct {
    taken: BTreeSet<String>,
}

impl Distinct {
    fn new<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: taken.into_iter().map(str::to_owned).collect() }
    }

    fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Makes a name taken.
    fn reserve(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    /// The name itself, or the name with the first free number behind `joint`.
    fn take(&mut self, name: &str, joint: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        while !self.taken.insert(free.clone()) {
            free = format!("{}{joint}{number}", name.strip_suffix(joint).unwrap_or(name));
            number += 1;
        }
        free
    }
}
