//! The lock of names: what earlier generations named, stored between generations.
//!
//! The file has one line per shared type, `module Name key home`, sorted by module, and then the lines of
//! [`recorded`](super::recorded). The first part keeps the diff of a regeneration small: an
//! unchanged type stays in its module, and a changed type takes over the module that it had before. The modules are
//! private, so the location of a type that no endpoint uses is removed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{recorded::RecordedNames, reserved, types::RESPONSE, words};

/// The names that a generation starts with: the text of the lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameLock {
    pub(super) shared: SharedTypeLock,
    pub(super) recorded: RecordedNames,
}

impl NameLock {
    /// Parses the file. Invalid lines are ignored.
    pub fn parse(text: &str) -> Self {
        let mut recorded = RecordedNames::default();
        text.lines().filter(|line| line.starts_with('[')).for_each(|line| recorded.read_line(line));
        Self { shared: SharedTypeLock::parse(text), recorded }
    }

    /// Returns the text of the file.
    pub fn text(&self) -> String {
        let heading = "# Modules, types and members: the names that they keep.";
        format!("{}{heading}\n{}", self.shared.text(), self.recorded.lines())
    }
}

/// The locations of shared types by the key of the type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SharedTypeLock {
    locations: BTreeMap<String, TypeLocation>,
    taken: BTreeSet<String>,
    /// The endpoint whose definition the type is rendered from, by the key of the type.
    homes: BTreeMap<String, String>,
}

/// The module and the name of a shared type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TypeLocation {
    /// The name of the module and its file, not escaped.
    pub module: String,
    /// The name of the type.
    pub name: String,
}

impl SharedTypeLock {
    /// Parses the file. Invalid lines are ignored, for example after a manual merge: lines without three words, with a
    /// module that occurs before, or with a name that no type can have. Their types get a new location.
    pub(super) fn parse(text: &str) -> Self {
        let mut lock = Self::default();
        for line in text.lines().filter(|line| !line.starts_with(['#', '['])) {
            let mut words = line.split_whitespace();
            let (Some(module), Some(name), Some(key)) = (words.next(), words.next(), words.next()) else { continue };
            let is_file = module.is_ascii() && words::is_identifier(module) && !lock.taken.contains(module);
            if is_file && words::is_identifier(name) && is_allowed(name) {
                lock.insert(key, TypeLocation { module: module.to_owned(), name: name.to_owned() });
                let home: Vec<&str> = words.collect();
                if !home.is_empty() {
                    lock.set_home(key, &home.join(" "));
                }
            }
        }
        lock
    }

    /// Returns the text of the file.
    pub(super) fn text(&self) -> String {
        let mut locations: Vec<(&TypeLocation, &String)> =
            self.locations.iter().map(|(key, location)| (location, key)).collect();
        locations.sort();
        let mut text =
            "# Module, name, key and home of each shared type. Written by `cargo xtask codegen`.\n".to_owned();
        for (TypeLocation { module, name }, key) in locations {
            let home = self.home(key).map(|home| format!(" {home}")).unwrap_or_default();
            let _ = writeln!(text, "{module} {name} {key}{home}");
        }
        text
    }

    /// Removes the types whose key is not listed, which frees their locations.
    pub(super) fn retain(&mut self, keys: &BTreeSet<&str>) {
        self.locations.retain(|key, _| keys.contains(key.as_str()));
        self.homes.retain(|key, _| keys.contains(key.as_str()));
        self.taken = self.locations.values().map(|location| location.module.clone()).collect();
    }

    /// Returns the recorded location of a type, else the preferred one with the first free number at its module.
    pub(super) fn locate(&mut self, key: &str, preferred: &TypeLocation) -> TypeLocation {
        if let Some(location) = self.locations.get(key) {
            return location.clone();
        }
        let mut location = preferred.clone();
        let mut number = 2;
        // One module per type, so that files do not clash on case-insensitive file systems either.
        while self.taken.contains(&location.module) {
            location.module = format!("{}{number}", preferred.module);
            number += 1;
        }
        self.insert(key, location.clone());
        location
    }

    /// Returns the recorded home of a type.
    pub(super) fn home(&self, key: &str) -> Option<&str> {
        self.homes.get(key).map(String::as_str)
    }

    pub(super) fn set_home(&mut self, key: &str, id: &str) {
        self.homes.insert(key.to_owned(), id.to_owned());
    }

    fn insert(&mut self, key: &str, location: TypeLocation) {
        self.taken.insert(location.module.clone());
        self.locations.insert(key.to_owned(), location);
    }
}

/// Returns whether a shared type can have the name: `Response`, or a name that generated code does not use otherwise.
fn is_allowed(name: &str) -> bool {
    name == RESPONSE || !reserved::TYPES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(module: &str, name: &str) -> TypeLocation {
        TypeLocation { module: module.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn a_type_keeps_its_location() {
        let mut lock = SharedTypeLock::default();
        assert_eq!(lock.locate("a", &location("image", "Image")), location("image", "Image"));
        assert_eq!(lock.locate("b", &location("image", "Image")), location("image2", "Image"));
        let mut later = SharedTypeLock::parse(&lock.text());
        assert_eq!(later, lock);
        assert_eq!(later.locate("b", &location("picture", "Picture")), location("image2", "Image"));
        assert_eq!(later.locate("c", &location("image", "IMAGE")), location("image3", "IMAGE"));
    }

    #[test]
    fn a_changed_type_takes_over_its_former_location() {
        let mut lock = SharedTypeLock::parse("image Image a\npicture Picture b\n");
        lock.retain(&["b", "c"].into());
        assert_eq!(lock.locate("c", &location("image", "Image")), location("image", "Image"));
        assert_eq!(lock.locate("b", &location("picture", "Picture")), location("picture", "Picture"));
    }

    #[test]
    fn invalid_lines_are_ignored() {
        let mut lock =
            SharedTypeLock::parse("image Image a\nimage Image b\nImage c\n3d _3d d\nstring String e\nbild Bild\n");
        assert_eq!(lock.locate("a", &location("other", "Other")), location("image", "Image"));
        for key in ["b", "c", "d", "e"] {
            assert_eq!(lock.locate(key, &location(key, "Anew")), location(key, "Anew"));
        }
    }
}
