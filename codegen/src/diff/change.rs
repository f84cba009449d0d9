//! A change: its kind, its site, the values before and after, and what it breaks.

use crate::ir::Direction;

/// An API change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The id of the endpoint.
    pub endpoint: String,
    /// The kind of the change.
    pub kind: ChangeKind,
    /// What the change breaks.
    pub compat: Compat,
    /// Whether the value is part of the request or the response; `None` for a change of the endpoint itself.
    pub direction: Option<Direction>,
    /// The path of the value in JSON, e.g. `cargo[].weight`; empty for a whole request, response or endpoint.
    pub field: String,
    /// The path of the Rust item.
    pub rust: String,
    /// The value in the old version.
    pub before: Option<ChangeValue>,
    /// The value in the new version.
    pub after: Option<ChangeValue>,
}

/// A value, limit or type on one side of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeValue {
    /// The value as text.
    pub text: String,
    /// The keyword, phrase or overlay that states it.
    pub provenance: Option<String>,
}

impl ChangeValue {
    /// Creates a value without provenance.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), provenance: None }
    }
}

/// What a change breaks in programs that use the changed item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Compat {
    /// Programs do not compile any more.
    pub breaks_compilation: bool,
    /// Programs may compile, but behave differently or get an error at run time.
    pub breaks_runtime: bool,
}

impl Compat {
    /// Breaks nothing.
    pub const COMPATIBLE: Self = Self { breaks_compilation: false, breaks_runtime: false };
    /// Breaks the build only.
    pub const BREAKS_COMPILATION: Self = Self { breaks_compilation: true, breaks_runtime: false };
    /// Breaks at run time only.
    pub const BREAKS_RUNTIME: Self = Self { breaks_compilation: false, breaks_runtime: true };
    /// Breaks the build and at run time.
    pub const BREAKS_BOTH: Self = Self { breaks_compilation: true, breaks_runtime: true };

    /// Returns whether the change breaks anything.
    pub fn is_breaking(self) -> bool {
        self.breaks_compilation || self.breaks_runtime
    }

    /// Returns what breaks as text, e.g. `breaks compilation`.
    pub fn describe(self) -> &'static str {
        match (self.breaks_compilation, self.breaks_runtime) {
            (true, true) => "breaks compilation and at run time",
            (true, false) => "breaks compilation",
            (false, true) => "breaks at run time",
            (false, false) => "compatible",
        }
    }
}

/// The section of a changelog that a change belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// New items.
    Added,
    /// Changed items.
    Changed,
    /// Deprecated items.
    Deprecated,
    /// Removed items.
    Removed,
}

impl Section {
    /// All sections, in the order of Keep a Changelog.
    pub const ALL: [Self; 4] = [Self::Added, Self::Changed, Self::Deprecated, Self::Removed];

    /// Returns the heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Changed => "Changed",
            Self::Deprecated => "Deprecated",
            Self::Removed => "Removed",
        }
    }
}

macro_rules! kinds {
    ($($kind:ident $word:literal $section:ident $doc:literal;)*) => {
        /// The kind of a change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeKind {
            $(#[doc = $doc] $kind,)*
        }

        impl ChangeKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Returns a stable name in kebab case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word,)* }
            }

            /// Returns the section of a changelog.
            pub fn section(self) -> Section {
                match self { $(Self::$kind => Section::$section,)* }
            }
        }
    };
}

kinds! {
    EndpointAdded "endpoint-added" Added "An endpoint was added.";
    EndpointRemoved "endpoint-removed" Removed "An endpoint was removed.";
    EndpointMoved "endpoint-moved" Changed "The module of an endpoint was renamed.";
    EndpointDeprecated "endpoint-deprecated" Deprecated "An endpoint was deprecated.";
    EndpointRestored "endpoint-restored" Changed "An endpoint is no longer deprecated.";
    FeatureAdded "feature-added" Added "Another feature turns on an endpoint.";
    FeatureRemoved "feature-removed" Removed "A feature no longer turns on an endpoint.";
    TransportChanged "transport-changed" Changed "An endpoint is called through the queue instead of directly, or vice versa.";
    OperationChanged "operation-changed" Changed "A direct request has another method, path, media type or parameter location.";
    FieldAdded "field-added" Added "A field was added.";
    FieldRemoved "field-removed" Removed "A field was removed.";
    FieldRequired "field-required" Changed "A field became required.";
    FieldOptional "field-optional" Changed "A field became optional.";
    FieldRenamed "field-renamed" Changed "A field was renamed in Rust.";
    SetterRenamed "setter-renamed" Changed "The setter of a field was renamed.";
    FieldDeprecated "field-deprecated" Deprecated "A field was deprecated.";
    FieldRestored "field-restored" Changed "A field is no longer deprecated.";
    ArgumentOrder "argument-order" Changed "The order of the required fields changed.";
    NullAllowed "null-allowed" Changed "A value accepts `null`.";
    NullDisallowed "null-disallowed" Changed "A value no longer accepts `null`.";
    NullChanged "null-changed" Changed "The meaning of `null` changed.";
    TypeChanged "type-changed" Changed "The type of a value changed.";
    TypeRenamed "type-renamed" Changed "A type was renamed.";
    TypesDiverged "types-diverged" Changed "A type is no longer the same type as one of another endpoint.";
    TypesUnified "types-unified" Changed "A type became the same type as one of another endpoint.";
    ExtraAdded "extra-added" Added "Unknown properties are kept in `extra`.";
    ExtraRemoved "extra-removed" Removed "Unknown properties are no longer kept in `extra`.";
    LimitAdded "limit-added" Changed "A limit was added.";
    LimitRemoved "limit-removed" Changed "A limit was removed.";
    LimitTightened "limit-tightened" Changed "A limit accepts fewer values.";
    LimitLoosened "limit-loosened" Changed "A limit accepts more values.";
    LimitChanged "limit-changed" Changed "A limit accepts other values.";
    DefaultAdded "default-added" Changed "The server's default was documented.";
    DefaultChanged "default-changed" Changed "The server's default changed.";
    DefaultRemoved "default-removed" Changed "The server's default is no longer documented.";
    ValueAdded "value-added" Added "A value was added to an enum.";
    ValueRemoved "value-removed" Removed "A value was removed from an enum.";
    ValueRenamed "value-renamed" Changed "The variant of an enum value was renamed.";
    EnumOpened "enum-opened" Changed "An enum accepts unlisted values.";
    EnumClosed "enum-closed" Changed "An enum no longer accepts unlisted values.";
    VariantAdded "variant-added" Added "A variant was added to a union.";
    VariantRemoved "variant-removed" Removed "A variant was removed from a union.";
    VariantChanged "variant-changed" Changed "The variant that JSON is decoded into may change.";
}
