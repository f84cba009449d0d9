//! The key of a type: equal keys mean that two types are one type in Rust and in JSON.
//!
//! The key of a type is the hash of its description and of the keys of the types that it uses, so that the cost is linear
//! even if types use each other many times. The keys of types that contain each other are refined in rounds: in
//! each, a type is hashed with the keys of the round before, until no round distinguishes more types.

use std::{collections::BTreeSet, hash::Hasher};

use fnv::FnvHasher;
use petgraph::{
    algo::kosaraju_scc,
    graph::{DiGraph, NodeIndex},
};

use super::description::{self, Description};
use crate::ir::{Endpoint, Ty, TypeId};

/// The keys of the types of an endpoint.
pub(super) struct TypeKeys {
    keys: Vec<u64>,
}

/// A type: the hash of its description, and the types that it uses.
struct DescribedType {
    description: u64,
    uses: Vec<TypeId>,
}

impl TypeKeys {
    /// Computes the keys, which are the same on every machine and in every release.
    pub(super) fn new(endpoint: &Endpoint) -> Self {
        let nodes: Vec<DescribedType> =
            endpoint.types.iter().map(|named| DescribedType::new(description::of_definition(named))).collect();
        let mut keys = Self { keys: vec![0; nodes.len()] };
        for circle in circles(&nodes) {
            keys.add(&nodes, &circle);
        }
        keys
    }

    /// Adds the keys of types that contain each other, or of a single type.
    fn add(&mut self, nodes: &[DescribedType], circle: &[TypeId]) {
        let mut distinct = 0;
        loop {
            let round: Vec<u64> =
                circle.iter().map(|id| nodes.get(id.index()).map_or(0, |node| self.of_node(node))).collect();
            let found = round.iter().collect::<BTreeSet<_>>().len();
            self.set(circle, &round);
            if found == distinct || circle.len() == 1 {
                break;
            }
            distinct = found;
        }
        if circle.len() > 1 {
            self.mix(circle);
        }
    }

    /// Makes the key of each type depend on all types of its circle, however far away.
    fn mix(&mut self, circle: &[TypeId]) {
        let all: BTreeSet<u64> = circle.iter().map(|id| self.get(*id)).collect();
        let all = hash(all);
        let mixed: Vec<u64> = circle.iter().map(|id| hash([self.get(*id), all])).collect();
        self.set(circle, &mixed);
    }

    fn set(&mut self, circle: &[TypeId], keys: &[u64]) {
        for (id, key) in circle.iter().zip(keys) {
            if let Some(slot) = self.keys.get_mut(id.index()) {
                *slot = *key;
            }
        }
    }

    fn get(&self, id: TypeId) -> u64 {
        self.keys.get(id.index()).copied().unwrap_or_default()
    }

    fn of_node(&self, node: &DescribedType) -> u64 {
        hash([node.description].into_iter().chain(node.uses.iter().map(|id| self.get(*id))))
    }

    /// Returns the key of a type.
    pub(super) fn of_type(&self, id: TypeId) -> String {
        format!("{:016x}", self.get(id))
    }

    /// Returns the key of a type at the position where it is used.
    pub(super) fn of_use(&self, ty: &Ty) -> u64 {
        self.of_node(&DescribedType::new(description::of_use(ty)))
    }
}

impl DescribedType {
    fn new(Description { text, uses }: Description) -> Self {
        let mut hasher = FnvHasher::default();
        hasher.write(text.as_bytes());
        Self { description: hasher.finish(), uses }
    }
}

fn hash(numbers: impl IntoIterator<Item = u64>) -> u64 {
    let mut hasher = FnvHasher::default();
    numbers.into_iter().for_each(|number| hasher.write(&number.to_le_bytes()));
    hasher.finish()
}

/// Returns the types in groups that contain each other, the types that a group uses before it.
fn circles(nodes: &[DescribedType]) -> Vec<Vec<TypeId>> {
    let edges = nodes.iter().enumerate().flat_map(|(from, node)| {
        node.uses.iter().filter(|to| to.index() < nodes.len()).map(move |to| (from, to.index()))
    });
    let mut graph: DiGraph<(), (), usize> = DiGraph::default();
    for _ in nodes {
        graph.add_node(());
    }
    graph.extend_with_edges(edges);
    let ids = |circle: Vec<NodeIndex<usize>>| circle.into_iter().map(|node| TypeId::new(node.index())).collect();
    kosaraju_scc(&graph).into_iter().map(ids).collect()
}
