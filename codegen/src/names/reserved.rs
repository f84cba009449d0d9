//! Reserved names: those of the language, the prelude and the runtime.

/// Keywords that can be raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["self", "super", "crate", "Self", "_"];

/// Types that generated code names without a path, and types of the prelude.
pub(super) const TYPES: &[&str] = &[
    "Request",
    "Response",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Box",
    "String",
    "Vec",
    "Self",
    "Default",
    "Clone",
    "Copy",
    "Debug",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
    "From",
    "Into",
    "TryFrom",
    "TryInto",
    "Iterator",
    "IntoIterator",
    "Send",
    "Sync",
    "Sized",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "ToString",
    "ToOwned",
    "AsRef",
    "AsMut",
    "Extend",
    "FromIterator",
    "Future",
    "IntoFuture",
];

/// Methods that every generated struct has.
pub(super) const METHODS: &[&str] = &[
    "new",
    "violations",
    "extra",
    "clone",
    "default",
    "eq",
    "ne",
    "fmt",
    "write_fields",
    "read_fields",
    "encode",
    "decode",
    "serialize",
    "deserialize",
    "into",
    "from",
    "try_from",
    "try_into",
    "to_owned",
    "borrow",
    "type_id",
];

/// Modules at the root of the crate that are not endpoints, and names of crates.
pub(super) const ROOT: &[&str] = &[
    "codegen",
    "endpoints",
    "catalog",
    "checked",
    "blocking",
    "realtime",
    "webhook",
    "platform",
    "transport",
    "storage",
    "mock",
    "error",
    "shared",
    "fal_runtime",
    "fal_sdk",
    "std",
    "core",
    "alloc",
];

/// Names that generated modules use or define, and that their child modules therefore cannot have.
pub(super) const INSIDE: &[&str] = &["codegen", "std", "call"];

/// Converts a name to an identifier; a keyword becomes a raw identifier.
pub(super) fn identifier(name: &str) -> String {
    if NEVER_RAW.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Converts a name to the name of a module with a file; `mod.rs` would be the file of the parent module.
pub(super) fn module(name: &str) -> String {
    if name == "mod" { "mod_".to_owned() } else { identifier(name) }
}
