//! Words that state a limit which is not believed: against the type, or against each other.
//!
//! Nothing is enforced here, and nothing is read that `derive` does not read; what it lets go is told, so
//! that nothing is lost silently.

use super::{Claim, Finding, Kind, RULES, Reading, Strength, Subject, agree, derive};

/// Words that are not believed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The words as they stand in the description.
    pub words: String,
    /// Why, as the end of a sentence.
    pub why: &'static str,
}

/// Everything in a description that is read and not believed, each piece of it once.
pub fn doubts(subject: &Subject<'_>) -> Vec<Doubt> {
    let believed = derive(subject);
    let mut doubts = against_each_other(subject, &believed);
    if doubts.is_empty() {
        doubts = against_the_type(subject, &believed);
    }
    let mut words = std::collections::BTreeSet::new();
    doubts.retain(|doubt| words.insert(doubt.words.clone()));
    doubts
}

/// What the same words must be about to be in each other's way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Default,
    Value,
    Size,
}

fn about(claim: &Claim) -> About {
    match claim {
        Claim::Default(_) => About::Default,
        Claim::Minimum { .. } | Claim::Maximum { .. } | Claim::OneOf(_) => About::Value,
        Claim::MinLength(_) | Claim::MaxLength(_) | Claim::MinItems(_) | Claim::MaxItems(_) => About::Size,
    }
}

/// Findings that `agree` dropped without another of their kind in their place.
fn against_each_other(subject: &Subject<'_>, believed: &[Finding]) -> Vec<Doubt> {
    let reading = Reading::new(subject);
    let all: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&reading)).collect();
    let sized = agree::agreeing(all.clone()).iter().any(|finding| about(&finding.claim) == About::Size);
    let replaced = |finding: &Finding| believed.iter().any(|kept| about(&kept.claim) == about(&finding.claim));
    let dropped = all.into_iter().filter(|finding| {
        let firm = finding.strength == Strength::Stated && finding.rule != "code-table";
        // A range in the text of a field that holds prose is that of something it describes.
        let of_prose = sized && about(&finding.claim) == About::Value;
        firm && !of_prose && !replaced(finding)
    });
    dropped.map(|finding| Doubt { words: finding.words, why: "the description contradicts it" }).collect()
}

/// Rules that read nothing without a keyword, so that what they read is meant as a limit.
const CERTAIN: &[&str] = &["default", "range", "one-sided-range", "supported-values"];

/// What the words would say of a field of another type, where they say nothing of this one.
fn against_the_type(subject: &Subject<'_>, believed: &[Finding]) -> Vec<Doubt> {
    let others: &[Kind] = match subject.kind {
        Kind::Boolean => &[Kind::Number],
        Kind::Integer | Kind::Number => &[Kind::String],
        Kind::String | Kind::Array | Kind::Object | Kind::Unknown => &[],
    };
    let read = others.iter().flat_map(|kind| derive(&Subject { kind: *kind, ..*subject }));
    let unheard = |finding: &Finding| !believed.iter().any(|kept| about(&kept.claim) == about(&finding.claim));
    let certain = read.filter(|finding| CERTAIN.contains(&finding.rule) && unheard(finding));
    certain.map(|finding| Doubt { words: finding.words, why: "a field of this type cannot keep it" }).collect()
}
