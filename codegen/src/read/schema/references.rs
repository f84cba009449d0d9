//! Resolution of references.

use crate::{document::Cursor, origin::Pointer};

/// Resolves the references of a format.
pub trait Resolve {
    /// Returns the target of a reference with its name; `None` if it does not exist.
    fn resolve<'a>(&'a self, reference: &str) -> Option<(Cursor<'a>, String)>;
}

/// References such as `#/a/b`: JSON pointers into the same document.
pub struct LocalReferences<'a> {
    root: Cursor<'a>,
}

impl<'a> LocalReferences<'a> {
    /// Creates a resolver for the document at `root`.
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

/// Decodes a URI fragment: `#/definitions/a%20b` refers to the definition `a b`.
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
