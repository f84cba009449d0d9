//! The next version after a set of API changes, by Cargo's rules.
//!
//! | version | breaking | addition | other change |
//! |---|---|---|---|
//! | `1.2.3` | `2.0.0` | `1.3.0` | `1.2.4` |
//! | `0.2.3` | `0.3.0` | `0.2.4` | `0.2.4` |
//! | `0.0.3` | `0.0.4` | `0.0.4` | `0.0.4` |
//!
//! A change that breaks at run time only counts as breaking, because the compiler does not report it.

use fal_codegen::diff::{Change, Section};
use semver::Version;

/// The part of a version that is incremented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BumpLevel {
    /// Third number.
    Patch,
    /// Second number.
    Minor,
    /// First number.
    Major,
}

impl BumpLevel {
    /// Name by Semantic Versioning.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// A version and its successor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionBump {
    /// Incremented part.
    pub part: BumpLevel,
    /// Current version.
    pub from: Version,
    /// Next version.
    pub to: Version,
}

impl VersionBump {
    /// Returns the version that changes require, or `None` without changes.
    pub fn for_changes(version: &Version, changes: &[Change]) -> Option<Self> {
        let required = changes.iter().map(level).max()?;
        let part = match (version.major, version.minor, required) {
            (0, 0, _) => BumpLevel::Patch,
            (0, _, BumpLevel::Major) => BumpLevel::Minor,
            (0, ..) => BumpLevel::Patch,
            (_, _, required) => required,
        };
        let to = match part {
            BumpLevel::Major => Version::new(version.major + 1, 0, 0),
            BumpLevel::Minor => Version::new(version.major, version.minor + 1, 0),
            BumpLevel::Patch => Version::new(version.major, version.minor, version.patch + 1),
        };
        Some(Self { part, from: version.clone(), to })
    }
}

/// Returns what a change requires of a version from 1.0.0 on.
fn level(change: &Change) -> BumpLevel {
    match change.kind.section() {
        _ if change.compat.is_breaking() => BumpLevel::Major,
        Section::Added | Section::Deprecated => BumpLevel::Minor,
        Section::Changed | Section::Removed => BumpLevel::Patch,
    }
}

#[cfg(test)]
mod tests {
    use fal_codegen::diff::{ChangeKind, Compat};

    use super::*;

    fn next(version: &str, kind: ChangeKind, compat: Compat) -> String {
        let change = Change {
            endpoint: String::new(),
            kind,
            compat,
            direction: None,
            field: String::new(),
            rust: String::new(),
            before: None,
            after: None,
        };
        VersionBump::for_changes(&version.parse().unwrap(), &[change]).unwrap().to.to_string()
    }

    #[test]
    fn versions_are_incremented_by_the_rules_of_cargo() {
        let breaking = |version| next(version, ChangeKind::DefaultChanged, Compat::BREAKS_RUNTIME);
        let new = |version| next(version, ChangeKind::EndpointAdded, Compat::COMPATIBLE);
        let other = |version| next(version, ChangeKind::LimitLoosened, Compat::COMPATIBLE);
        assert_eq!(["1.2.3", "0.2.3", "0.0.3"].map(breaking), ["2.0.0", "0.3.0", "0.0.4"]);
        assert_eq!(["1.2.3", "0.2.3", "0.0.3"].map(new), ["1.3.0", "0.2.4", "0.0.4"]);
        assert_eq!(["1.2.3", "0.2.3", "0.0.3"].map(other), ["1.2.4", "0.2.4", "0.0.4"]);
        assert_eq!(new("1.0.0-rc.1"), "1.1.0");
        assert_eq!(VersionBump::for_changes(&Version::new(1, 0, 0), &[]), None);
    }
}
