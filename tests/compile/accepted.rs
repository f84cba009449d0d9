//! The accepted fixtures, compiled: their types accept and reject what `.cases` files and limits say.

use fal_codegen::{Options, generate, render::Target};
use fal_tests::{
    boundaries,
    cases::{self, Case, PayloadCheck},
    fixtures::{Fixture, accepted, home, together},
    rustc::{cargo, target},
};

use crate::fixtures::{FixtureCrate, verdicts};

#[test]
fn every_fixture_compiles_without_a_warning() {
    // The build denies warnings.
    assert!(FixtureCrate::Accepted.library().exists());
}

#[test]
#[ignore = "run by .ci/run: Clippy takes several times longer than the compiler"]
fn every_fixture_passes_clippy_without_a_warning() {
    for fixtures in [FixtureCrate::Accepted, FixtureCrate::DiffOld, FixtureCrate::DiffNew] {
        let finished = fixtures.source().clippy().unwrap();
        assert!(finished.success, "{}: {}", fixtures.package(), finished.err);
    }
}

/// Cargo resolves the dependencies and features of the manifest. Building with it is left to `.ci/run`.
#[test]
fn cargo_reads_the_manifest_of_a_stand_alone_crate() {
    let folder = FixtureCrate::Accepted.source().folder();
    let output = cargo().args(["tree", "--offline", "--features=catalog"]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[ignore = "run by .ci/run: compiles every dependency with the features of a stand-alone crate"]
fn cargo_builds_a_stand_alone_crate() {
    let folder = FixtureCrate::Accepted.source().folder();
    for features in ["default", "catalog"] {
        let mut check = cargo();
        check.args(["check", "--offline", "--quiet", "--features", features]).current_dir(folder);
        let output = check.env("CARGO_TARGET_DIR", target()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn cases_of(fixture: &Fixture) -> Vec<Case> {
    let ids: Vec<String> = fixture.generate().api.endpoints.iter().map(|endpoint| endpoint.id.clone()).collect();
    cases::read(&home().join("accepted").join(format!("{}.cases", fixture.name)), &ids).unwrap()
}

#[test]
fn types_accept_and_reject_what_the_cases_say() {
    let cases: Vec<Case> = accepted().unwrap().iter().flat_map(cases_of).collect();
    assert!(cases.len() > 100, "only {} cases found", cases.len());
    let checks: Vec<PayloadCheck> = cases.iter().map(|case| case.check.clone()).collect();
    let verdicts = verdicts(FixtureCrate::Accepted, &checks);
    let mismatches: Vec<String> =
        cases.iter().zip(&verdicts).filter_map(|(case, verdict)| case.mismatch(verdict)).collect();
    assert!(mismatches.is_empty(), "{}", mismatches.join("\n"));
}

#[test]
fn every_limit_accepts_its_bound_and_rejects_the_next_value() {
    let options = Options::new(Target::package(FixtureCrate::Accepted.package()));
    let output = generate(&together(&accepted().unwrap()), &options);
    let boundaries: Vec<_> = output.api.endpoints.iter().flat_map(boundaries::derive).collect();
    assert!(boundaries.len() > 200, "only {} limits found", boundaries.len());
    let checks: Vec<PayloadCheck> = boundaries.iter().map(|boundary| boundary.check.clone()).collect();
    let verdicts = verdicts(FixtureCrate::Accepted, &checks);
    let mismatches: Vec<String> =
        boundaries.iter().zip(&verdicts).filter_map(|(boundary, verdict)| boundary.mismatch(verdict)).collect();
    assert!(mismatches.is_empty(), "{}", mismatches.join("\n"));
}

#[test]
fn every_cases_file_belongs_to_a_fixture() {
    let fixtures = accepted().unwrap();
    for topic in std::fs::read_dir(home().join("accepted")).unwrap() {
        let topic = topic.unwrap();
        for file in std::fs::read_dir(topic.path()).unwrap() {
            let name = format!("{}/{}", topic.file_name().display(), file.unwrap().file_name().display());
            if let Some(case) = name.strip_suffix(".cases") {
                assert!(fixtures.iter().any(|fixture| fixture.name == case), "{name}");
            }
        }
    }
}
