//! The names that earlier generations gave. They are stored in the lock, since a program that uses a name must not mean
//! something else after a specification was added or changed.
//!
//! The lock has a line of JSON for each module (`[id, path]`), each type (`[id, key, name]`) and the members of each type
//! (`[id, type, {key: name}]`). Names are never removed, so that no other endpoint, type or member takes them over. A
//! member whose name says its key exactly is not stored: nothing can take that name from it.

use std::collections::BTreeMap;

use serde_json::Value;

/// Keys of one scope and their names.
pub(super) type NamesByKey = BTreeMap<String, String>;

/// The names by scope: modules of endpoints, types of an endpoint, members of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RecordedNames {
    modules: NamesByKey,
    types: BTreeMap<String, NamesByKey>,
    members: BTreeMap<(String, String), NamesByKey>,
}

impl RecordedNames {
    /// Adds the names of a line. A line that is no such array is ignored, for example after a manual merge.
    pub(super) fn read_line(&mut self, line: &str) {
        let Ok(Value::Array(parts)) = serde_json::from_str(line) else { return };
        match parts.as_slice() {
            [Value::String(id), Value::String(path)] => self.set_module(id, path),
            [Value::String(id), Value::String(key), Value::String(name)] => self.set_type(id, key, name),
            [Value::String(id), Value::String(name), Value::Object(members)] => {
                let members = members.iter().filter_map(|(key, name)| Some((key.as_str(), name.as_str()?)));
                self.set_members(id, name, members);
            }
            _ => {}
        }
    }

    /// Returns the lines, sorted.
    pub(super) fn lines(&self) -> String {
        let modules = self.modules.iter().map(|(id, path)| Value::from(vec![id.as_str(), path]));
        let types = self.types.iter().flat_map(|(id, types)| {
            types.iter().map(move |(key, name)| Value::from(vec![id.as_str(), key.as_str(), name.as_str()]))
        });
        let members = self.members.iter().map(|((id, name), members)| {
            let names = members.iter().map(|(key, name)| (key.clone(), Value::from(name.as_str()))).collect();
            Value::from(vec![Value::from(id.as_str()), Value::from(name.as_str()), Value::Object(names)])
        });
        modules.chain(types).chain(members).fold(String::new(), |lines, line| lines + &line.to_string() + "\n")
    }

    pub(super) fn modules(&self) -> &NamesByKey {
        &self.modules
    }

    /// Returns the names of the types of an endpoint.
    pub(super) fn types(&self, id: &str) -> Option<&NamesByKey> {
        self.types.get(id)
    }

    /// Returns the names of the members of a type.
    pub(super) fn members(&self, id: &str, name: &str) -> Option<&NamesByKey> {
        self.members.get(&(id.to_owned(), name.to_owned()))
    }

    pub(super) fn set_module(&mut self, id: &str, path: &str) {
        self.modules.entry(id.to_owned()).or_insert_with(|| path.to_owned());
    }

    pub(super) fn set_type(&mut self, id: &str, key: &str, name: &str) {
        self.types.entry(id.to_owned()).or_default().entry(key.to_owned()).or_insert_with(|| name.to_owned());
    }

    pub(super) fn set_members<'m>(
        &mut self,
        id: &str,
        name: &str,
        members: impl IntoIterator<Item = (&'m str, &'m str)>,
    ) {
        for (key, member) in members {
            let scope = self.members.entry((id.to_owned(), name.to_owned())).or_default();
            scope.entry(key.to_owned()).or_insert_with(|| member.to_owned());
        }
    }
}
