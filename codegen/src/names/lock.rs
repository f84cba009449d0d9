//! The lock: which shape has which name, remembered from one generation to the next.
//!
//! One line per shape, `Name key`, sorted by name. Lines are only ever added, so a name stays with its
//! shape when specifications come and go.

use std::collections::{BTreeMap, BTreeSet};

use super::{reserved, shared::module_name, words};

/// Shape → name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    names: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Lock {
    /// The lock that a text holds. Lines that are none, that give a name twice or one that names no type are
    /// left out, as after a merge by hand: their shapes are named anew.
    pub fn parse(text: &str) -> Self {
        let mut lock = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, key)) = line.split_once(' ') else { continue };
            let is_name = unicode_ident::is_xid_start(name.chars().next().unwrap_or_default())
                && name.chars().all(unicode_ident::is_xid_continue)
                && !reserved::TYPES.contains(&name);
            if is_name && !lock.taken.contains(&module_name(name)) {
                lock.remember(key.trim(), name);
            }
        }
        lock
    }

    /// The lock as text.
    pub fn text(&self) -> String {
        let mut lines: Vec<String> = self.names.iter().map(|(key, name)| format!("{name} {key}\n")).collect();
        lines.sort();
        format!("# Which shape of a shared type has which name. Written by `cargo xtask codegen`.\n{}", lines.concat())
    }

    /// The name of a shape: the remembered one, else the wanted one with the first free number.
    pub(super) fn name(&mut self, key: &str, wanted: &str) -> String {
        if let Some(name) = self.names.get(key) {
            return name.clone();
        }
        let wanted = words::type_name(wanted);
        let mut name = wanted.clone();
        let mut number = 2;
        // Each has a module of its own, and so a file of its own on any system.
        while self.taken.contains(&module_name(&name)) || reserved::TYPES.contains(&name.as_str()) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        self.remember(key, &name);
        name
    }

    fn remember(&mut self, key: &str, name: &str) {
        self.taken.insert(module_name(name));
        self.names.insert(key.to_owned(), name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_with_its_shape() {
        let mut lock = Lock::default();
        assert_eq!(lock.name("a", "Image"), "Image");
        assert_eq!(lock.name("b", "Image"), "Image2");
        let mut later = Lock::parse(&lock.text());
        assert_eq!(later.name("b", "Picture"), "Image2");
        assert_eq!(later.name("c", "IMAGE"), "Image3");
    }

    #[test]
    fn lines_that_give_no_name_of_their_own_are_left_out() {
        let mut lock = Lock::parse("Image a\nImage b\nnot a name c\n3d d\nString e\n");
        assert_eq!(lock.name("a", "Other"), "Image");
        for (key, wanted, name) in [("b", "Image", "Image2"), ("d", "3d", "_3d"), ("e", "String", "String2")] {
            assert_eq!(lock.name(key, wanted), name);
        }
    }
}
