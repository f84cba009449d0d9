//! One change: what kind it is, where, from what to what, and what it breaks.

use crate::ir::Direction;

/// What changed at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The id of the endpoint.
    pub endpoint: String,
    /// What kind of change it is.
    pub kind: Kind,
    /// What it breaks.
    pub breaks: Breaks,
    /// Which way the value travels; nothing where the change is about the endpoint itself.
    pub direction: Option<Direction>,
    /// The way to the value by wire names, e.g. `cargo[].weight`; empty for a whole request, response or endpoint.
    pub field: String,
    /// The item of Rust that it is about.
    pub rust: String,
    /// What was stated.
    pub before: Option<Stated>,
    /// What is stated now.
    pub after: Option<Stated>,
}

/// A value, a limit or a type, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// It in words.
    pub text: String,
    /// Where it came from: a keyword, words or an overlay.
    pub basis: Option<String>,
}

impl Stated {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), basis: None }
    }
}

/// What a change breaks in programs that used what it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breaks {
    /// They do not build any more.
    pub compilation: bool,
    /// They build, and do otherwise or are refused when they run.
    pub run_time: bool,
}

impl Breaks {
    /// Nothing.
    pub const NOTHING: Self = Self { compilation: false, run_time: false };
    /// The build.
    pub const COMPILATION: Self = Self { compilation: true, run_time: false };
    /// What runs.
    pub const RUN_TIME: Self = Self { compilation: false, run_time: true };
    /// The build, and what runs: JSON that was taken is refused.
    pub const BOTH: Self = Self { compilation: true, run_time: true };

    /// Whether it breaks anything.
    pub fn any(self) -> bool {
        self.compilation || self.run_time
    }

    /// In words, e.g. `breaks compilation`.
    pub fn words(self) -> &'static str {
        match (self.compilation, self.run_time) {
            (true, true) => "breaks compilation and at run time",
            (true, false) => "breaks compilation",
            (false, true) => "breaks at run time",
            (false, false) => "compatible",
        }
    }
}

/// The part of a change log that a change belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What is new.
    Added,
    /// What is otherwise.
    Changed,
    /// What should not be used any more.
    Deprecated,
    /// What is gone.
    Removed,
}

impl Section {
    /// Every part, in the order of Keep a Changelog.
    pub const ALL: [Self; 4] = [Self::Added, Self::Changed, Self::Deprecated, Self::Removed];

    /// Its heading.
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
        /// What kind of change it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = $doc] $kind,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// A stable word for it in kebab case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word,)* }
            }

            /// The part of a change log that it belongs to.
            pub fn section(self) -> Section {
                match self { $(Self::$kind => Section::$section,)* }
            }
        }
    };
}

kinds! {
    EndpointAdded "endpoint-added" Added "There is an endpoint more.";
    EndpointRemoved "endpoint-removed" Removed "An endpoint is gone.";
    EndpointMoved "endpoint-moved" Changed "The module of an endpoint has another name.";
    EndpointDeprecated "endpoint-deprecated" Deprecated "An endpoint should not be used any more.";
    EndpointRestored "endpoint-restored" Changed "An endpoint is not deprecated any more.";
    FeatureAdded "feature-added" Added "One feature more turns an endpoint on.";
    FeatureRemoved "feature-removed" Removed "A feature does not turn an endpoint on any more.";
    TransportChanged "transport-changed" Changed "The queue takes what was one exchange, or the other way round.";
    RouteChanged "route-changed" Changed "An exchange goes to another path, or by another method.";
    FieldAdded "field-added" Added "There is a field more.";
    FieldRemoved "field-removed" Removed "A field is gone.";
    FieldRequired "field-required" Changed "A field must be there.";
    FieldOptional "field-optional" Changed "A field may be missing.";
    FieldRenamed "field-renamed" Changed "A field has another name in Rust.";
    SetterRenamed "setter-renamed" Changed "The setter of a field has another name.";
    FieldDeprecated "field-deprecated" Deprecated "A field should not be used any more.";
    FieldRestored "field-restored" Changed "A field is not deprecated any more.";
    ArgumentOrder "argument-order" Changed "The required fields come in another order.";
    NullAllowed "null-allowed" Changed "A value may be `null`.";
    NullRefused "null-refused" Changed "A value may not be `null`.";
    NullChanged "null-changed" Changed "`null` means something else.";
    TypeChanged "type-changed" Changed "A value is of another type.";
    TypeRenamed "type-renamed" Changed "A type of an endpoint has another name.";
    TypesParted "types-parted" Changed "A type is not that of another endpoint any more.";
    TypesJoined "types-joined" Changed "A type is that of another endpoint too.";
    ExtraKept "extra-kept" Added "Members that are not described are kept.";
    ExtraDropped "extra-dropped" Removed "Members that are not described are not kept.";
    LimitAdded "limit-added" Changed "There is a limit more.";
    LimitRemoved "limit-removed" Changed "A limit is gone.";
    LimitTightened "limit-tightened" Changed "A limit takes less.";
    LimitLoosened "limit-loosened" Changed "A limit takes more.";
    LimitChanged "limit-changed" Changed "A limit takes other values.";
    DefaultAdded "default-added" Changed "The server's default is stated.";
    DefaultChanged "default-changed" Changed "The server's default is another one.";
    DefaultRemoved "default-removed" Changed "The server's default is not stated any more.";
    ValueAdded "value-added" Added "There is a value more to choose.";
    ValueRemoved "value-removed" Removed "A value is gone.";
    ValueRenamed "value-renamed" Changed "A value has another name in Rust.";
    SetOpened "set-opened" Changed "Values that are not listed are taken.";
    SetClosed "set-closed" Changed "Values that are not listed are refused.";
    ArmAdded "arm-added" Added "There is a shape more.";
    ArmRemoved "arm-removed" Removed "A shape is gone.";
    ArmChanged "arm-changed" Changed "Shapes are told apart otherwise.";
}
