//! JSON Schema keywords → [`Schema`], the same for every format and every version of the vocabulary.
//!
//! OpenAPI 3.0 and 3.1, Apifox and pydantic's leaks are read alike, as real documents mix them. Each
//! keyword is an entry of the table in `keywords`; a word that is in no table is a diagnostic.
//! Nothing is combined or resolved here: see `lower`.

mod keywords;
mod known;
mod limits;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    document::Cursor,
    origin::Pointer,
    spec::{Model, Schema},
};

/// How a format finds what a reference points to.
pub trait Resolve {
    /// The place a reference points to and the name it goes by, or `None` where there is nothing.
    fn resolve<'a>(&'a self, reference: &str) -> Option<(Cursor<'a>, String)>;
}

/// References of the form `#/a/b`, which are JSON pointers into the same document.
pub struct LocalReferences<'a> {
    root: Cursor<'a>,
}

impl<'a> LocalReferences<'a> {
    /// References into the document at `root`.
    pub fn new(root: Cursor<'a>) -> Self {
        Self { root }
    }
}

impl Resolve for LocalReferences<'_> {
    fn resolve<'a>(&'a self, reference: &str) -> Option<(Cursor<'a>, String)> {
        let pointer = Pointer::parse(&percent_decoded(reference.strip_prefix('#')?))?;
        let name = pointer.segments().last()?;
        Some((self.root.find(&pointer)?, name))
    }
}

/// `#/definitions/a%20b` is the definition `a b`.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = match rest {
            [b'%', high, low, ..] => {
                std::str::from_utf8(&[*high, *low]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok())
            }
            _ => None,
        };
        bytes.push(hex.unwrap_or(*first));
        rest = if hex.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Reads schemas, and remembers what they refer to.
pub struct SchemaReader<'d> {
    diagnostics: &'d mut Diagnostics,
    references: BTreeSet<String>,
}

impl<'d> SchemaReader<'d> {
    /// A reader that tells what it finds to `diagnostics`.
    pub fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, references: BTreeSet::new() }
    }

    /// Tells something about a place.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Remembers a reference that stands outside of a schema of its own.
    fn refer(&mut self, reference: &str) {
        self.references.insert(reference.to_owned());
    }

    /// Reads one schema with everything inside it.
    pub fn read(&mut self, at: &Cursor<'_>) -> Schema {
        let mut schema = Schema::empty(at.origin());
        if let Some(allowed) = at.as_bool() {
            if !allowed {
                self.tell(Diagnostic::warning(
                    "schema-allows-nothing",
                    &at.origin(),
                    "the schema `false` allows no value; any is accepted",
                ));
            }
            return schema;
        }
        if !at.is_object() {
            let message = format!("a schema is an object, this is {}; any value is accepted", at.node().kind());
            self.tell(Diagnostic::warning("not-a-schema", &at.origin(), message));
            return schema;
        }
        for (word, value) in at.members() {
            keywords::read(self, &mut schema, word, &value);
        }
        limits::settle(&mut schema, at);
        if let Some(reference) = &schema.reference {
            self.references.insert(reference.value.clone());
        }
        schema
    }

    /// Reads the targets of all references met so far, and of those met in them.
    pub fn models(&mut self, resolver: &dyn Resolve) -> BTreeMap<String, Model> {
        let mut models = BTreeMap::new();
        let mut missing = BTreeSet::new();
        while let Some(reference) =
            self.references.iter().find(|r| !models.contains_key(*r) && !missing.contains(*r)).cloned()
        {
            match resolver.resolve(&reference) {
                Some((target, name)) => {
                    let schema = self.read(&target);
                    models.insert(reference, Model { name, schema });
                }
                None => {
                    missing.insert(reference);
                }
            }
        }
        models
    }
}
