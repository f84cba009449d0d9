//! The lock: where each shared shape stands and what it is called, remembered from one generation to the next.
//!
//! One line per shape, `module Name key`, sorted by module. It keeps a regeneration short: what did not change
//! stays where it is, and what changed takes the place of what it was. No program names these places, so a
//! shape that no endpoint has any more is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use super::{reserved, types::RESPONSE};

/// Shape → place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    places: BTreeMap<String, Place>,
    taken: BTreeSet<String>,
}

/// Where a shape stands, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The name of its module and its file, not escaped.
    pub module: String,
    /// The name of its type.
    pub name: String,
}

impl Lock {
    /// The lock that a text holds. Lines that are none, that give a module twice or a name that no type can have
    /// are left out, as after a merge by hand: their shapes are placed anew.
    pub fn parse(text: &str) -> Self {
        let mut lock = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            let (Some(module), Some(name), Some(key)) = (words.next(), words.next(), words.next()) else { continue };
            let is_file = module.is_ascii() && is_identifier(module) && !lock.taken.contains(module);
            if is_file && is_identifier(name) && may_be_called(name) {
                lock.remember(key, Place { module: module.to_owned(), name: name.to_owned() });
            }
        }
        lock
    }

    /// The lock as text.
    pub fn text(&self) -> String {
        let mut places: Vec<(&Place, &String)> = self.places.iter().map(|(key, place)| (place, key)).collect();
        places.sort();
        let lines = places.iter().map(|(Place { module, name }, key)| format!("{module} {name} {key}\n"));
        let lines: String = lines.collect();
        format!(
            "# Which shared shape stands in which module, by which name. Written by `cargo xtask codegen`.\n{lines}"
        )
    }

    /// Forgets the shapes that are not these: their places are free.
    pub(super) fn keep(&mut self, keys: &BTreeSet<&str>) {
        self.places.retain(|key, _| keys.contains(key.as_str()));
        self.taken = self.places.values().map(|place| place.module.clone()).collect();
    }

    /// The place of a shape: the remembered one, else the wanted one, its module with the first free number.
    pub(super) fn place(&mut self, key: &str, wanted: &Place) -> Place {
        if let Some(place) = self.places.get(key) {
            return place.clone();
        }
        let mut place = wanted.clone();
        let mut number = 2;
        // Each has a module of its own, and so a file of its own on any system.
        while self.taken.contains(&place.module) {
            place.module = format!("{}{number}", wanted.module);
            number += 1;
        }
        self.remember(key, place.clone());
        place
    }

    fn remember(&mut self, key: &str, place: Place) {
        self.taken.insert(place.module.clone());
        self.places.insert(key.to_owned(), place);
    }
}

fn is_identifier(name: &str) -> bool {
    let start = name.chars().next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c));
    start && name.chars().all(unicode_ident::is_xid_continue) && name != "_"
}

/// A response is called so wherever it is shared; what generated code names otherwise is taken.
fn may_be_called(name: &str) -> bool {
    name == RESPONSE || !reserved::TYPES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(module: &str, name: &str) -> Place {
        Place { module: module.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn a_place_stays_with_its_shape() {
        let mut lock = Lock::default();
        assert_eq!(lock.place("a", &place("image", "Image")), place("image", "Image"));
        assert_eq!(lock.place("b", &place("image", "Image")), place("image2", "Image"));
        let mut later = Lock::parse(&lock.text());
        assert_eq!(later, lock);
        assert_eq!(later.place("b", &place("picture", "Picture")), place("image2", "Image"));
        assert_eq!(later.place("c", &place("image", "IMAGE")), place("image3", "IMAGE"));
    }

    #[test]
    fn what_changed_takes_the_place_of_what_it_was() {
        let mut lock = Lock::parse("image Image a\npicture Picture b\n");
        lock.keep(&["b", "c"].into());
        assert_eq!(lock.place("c", &place("image", "Image")), place("image", "Image"));
        assert_eq!(lock.place("b", &place("picture", "Picture")), place("picture", "Picture"));
    }

    #[test]
    fn lines_that_give_no_place_of_their_own_are_left_out() {
        let mut lock = Lock::parse("image Image a\nimage Image b\nImage c\n3d _3d d\nstring String e\nbild Bild\n");
        assert_eq!(lock.place("a", &place("other", "Other")), place("image", "Image"));
        for key in ["b", "c", "d", "e"] {
            assert_eq!(lock.place(key, &place(key, "Anew")), place(key, "Anew"));
        }
    }
}
