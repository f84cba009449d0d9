//! What changes ask of the version, as Cargo reads versions.
//!
//! | version | a break | something new | anything else |
//! |---|---|---|---|
//! | `1.2.3` | `2.0.0` | `1.3.0` | `1.2.4` |
//! | `0.2.3` | `0.3.0` | `0.2.4` | `0.2.4` |
//! | `0.0.3` | `0.0.4` | `0.0.4` | `0.0.4` |
//!
//! What breaks at run time only is a break too: the compiler will not tell anybody.

use fal_codegen::diff::{Change, Section};

/// The part of a version that goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The third.
    Patch,
    /// The second.
    Minor,
    /// The first.
    Major,
}

impl Part {
    /// The word of Semantic Versioning.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The next version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bump {
    /// The part that goes up.
    pub part: Part,
    /// The version as it is.
    pub from: String,
    /// The version as it should be.
    pub to: String,
}

impl Bump {
    /// The version that changes ask for; none where nothing changed.
    pub fn of(version: &str, changes: &[Change]) -> Option<Self> {
        let asked = changes.iter().map(wish).max()?;
        let core = version.split(['-', '+']).next().unwrap_or(version);
        let mut numbers = core.split('.').map(|number| number.parse::<u64>().unwrap_or(0));
        let (major, minor, patch) =
            (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        let part = match (major, minor, asked) {
            (0, 0, _) => Part::Patch,
            (0, _, Part::Major) => Part::Minor,
            (0, ..) => Part::Patch,
            (_, _, asked) => asked,
        };
        let to = match part {
            Part::Major => format!("{}.0.0", major + 1),
            Part::Minor => format!("{major}.{}.0", minor + 1),
            Part::Patch => format!("{major}.{minor}.{}", patch + 1),
        };
        Some(Self { part, from: version.to_owned(), to })
    }
}

/// What a change asks for once versions begin with 1.
fn wish(change: &Change) -> Part {
    match change.kind.section() {
        _ if change.breaks.any() => Part::Major,
        Section::Added | Section::Deprecated => Part::Minor,
        Section::Changed | Section::Removed => Part::Patch,
    }
}

#[cfg(test)]
mod tests {
    use fal_codegen::diff::{Breaks, Kind};

    use super::*;

    fn next(version: &str, kind: Kind, breaks: Breaks) -> String {
        let change = Change {
            endpoint: String::new(),
            kind,
            breaks,
            direction: None,
            field: String::new(),
            rust: String::new(),
            before: None,
            after: None,
        };
        Bump::of(version, &[change]).map(|bump| bump.to).unwrap_or_default()
    }

    #[test]
    fn versions_go_up_as_cargo_reads_them() {
        let breaking = |version| next(version, Kind::DefaultChanged, Breaks::RUN_TIME);
        let new = |version| next(version, Kind::EndpointAdded, Breaks::NOTHING);
        let other = |version| next(version, Kind::LimitLoosened, Breaks::NOTHING);
        assert_eq!(["1.2.3", "0.2.3", "0.0.3"].map(breaking), ["2.0.0", "0.3.0", "0.0.4"]);
        assert_eq!(["1.2.3", "0.2.3", "0.0.3"].map(new), ["1.3.0", "0.2.4", "0.0.4"]);
        assert_eq!(["1.2.3", "0.2.3", "0.0.3"].map(other), ["1.2.4", "0.2.4", "0.0.4"]);
        assert_eq!(new("1.0.0-rc.1"), "1.1.0");
        assert_eq!(Bump::of("1.0.0", &[]), None);
    }
}
