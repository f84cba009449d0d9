//! `cargo xtask diff` compared with the compiler: a program that uses exactly the changed item compiles before the
//! change, and after it compiles or fails as the change says that it breaks compilation or not.
//!
//! The old states of all fixtures are one crate, the new states another. Programs that must compile are compiled
//! together; programs that must fail are compiled one by one, because the errors of one could hide those of another.
//! All are compiled to object files, since a literal out of range is no error of `cargo check`. What breaks at run
//! time is shown with payloads that the old types accept.

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
};

use fal_codegen::diff::Change;
use fal_tests::{
    cases::{PayloadCheck, Verdict},
    diff_fixtures::{Caller, DiffFixture, diff_fixtures},
    rustc::{CrateType, Emit, Finished, Rustc, target},
};

use crate::fixtures::{FixtureCrate, verdicts};

/// A program, and the change that it is about.
struct CallerCase {
    name: String,
    caller: Caller,
    change: Change,
}

/// Compiles a program against a crate of endpoints, which the program calls `boats`.
fn compile(program: &Path, endpoints: FixtureCrate, out: &Path) -> Finished {
    let mut rustc = Rustc::new(program, CrateType::Library, Emit::Object, out);
    rustc.link("boats", endpoints.library()).args(["--crate-name", "caller"]).run().unwrap()
}

/// Compiles programs as the modules of one crate.
fn compile_together(cases: &[&CallerCase], endpoints: FixtureCrate) -> Finished {
    let out = folder(&format!("together-{}", endpoints.package()));
    let modules = cases.iter().enumerate().map(|(number, case)| {
        format!("#[path = {:?}]\npub mod caller_{number};\n", case.caller.path.display().to_string())
    });
    let program = out.join("together.rs");
    std::fs::write(&program, modules.collect::<String>()).unwrap();
    compile(&program, endpoints, &out)
}

fn folder(name: &str) -> PathBuf {
    let folder = target().join("fal-tests/diff").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn cases(fixtures: &[DiffFixture]) -> Vec<CallerCase> {
    let mut cases = Vec::new();
    for fixture in fixtures {
        let changes = fixture.compared().changes;
        for caller in &fixture.callers {
            let name = format!("{}/{}", fixture.name, caller.path.file_name().unwrap().display());
            let is_it = |change: &&Change| change.kind.as_str() == caller.kind && change.field == caller.field;
            let change = changes.iter().find(is_it).unwrap_or_else(|| panic!("{name} is about none of {changes:#?}"));
            cases.push(CallerCase { name, caller: caller.clone(), change: change.clone() });
        }
    }
    cases
}

/// Describes how a program that must fail after the change does not fail as stated.
fn mismatch(case: &CallerCase) -> Option<String> {
    let finished = compile(&case.caller.path, FixtureCrate::DiffNew, &folder(&case.name.replace('/', "-")));
    let CallerCase { name, caller, .. } = case;
    if finished.success {
        return Some(format!("{name} compiles after the change"));
    }
    if caller.errors.is_empty() {
        return Some(format!("{name} does not state its error:\n{}", finished.err));
    }
    let missing = caller.errors.iter().find(|message| !finished.err.contains(*message));
    missing.map(|message| format!("{name} should fail with `{message}`:\n{}", finished.err))
}

/// Checks every program, as many at once as there are processors.
fn mismatches(cases: Vec<&CallerCase>) -> Vec<String> {
    let (waiting, mismatches) = (Mutex::new(cases), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(case) = { waiting.lock().unwrap().pop() } {
                    mismatches.lock().unwrap().extend(mismatch(case));
                }
            });
        }
    });
    mismatches.into_inner().unwrap()
}

#[test]
fn a_payload_is_rejected_exactly_where_a_change_breaks_at_run_time() {
    let fixtures = diff_fixtures().unwrap();
    let checked: Vec<(&DiffFixture, &PayloadCheck)> =
        fixtures.iter().filter_map(|fixture| Some((fixture, fixture.payload.as_ref()?))).collect();
    let checks: Vec<PayloadCheck> = checked.iter().map(|(_, check)| (*check).clone()).collect();
    assert!(checks.len() > 30, "only {} payloads found", checks.len());
    let [old, new] = [FixtureCrate::DiffOld, FixtureCrate::DiffNew].map(|fixtures| verdicts(fixtures, &checks));
    let is_accepted = |verdict: &Verdict| matches!(verdict, Verdict::Accepted(_));
    for ((fixture, check), (before, after)) in checked.iter().zip(old.iter().zip(&new)) {
        assert!(is_accepted(before), "{}: {} is rejected before the change", fixture.name, check.payload);
        let breaks = fixture.compared().changes.iter().any(|change| change.compat.breaks_runtime);
        assert_eq!(is_accepted(after), !breaks, "{}: {} after the change", fixture.name, check.payload);
    }
}

#[test]
fn a_caller_compiles_or_fails_exactly_as_the_change_says() {
    let fixtures = diff_fixtures().unwrap();
    let cases = cases(&fixtures);
    let (breaking, compatible): (Vec<&CallerCase>, Vec<&CallerCase>) =
        cases.iter().partition(|case| case.change.compat.breaks_compilation);
    let counts = (breaking.len(), compatible.len());
    assert!(counts.0 > 25 && counts.1 > 20, "{counts:?} breaking and compatible changes");
    let before = compile_together(&cases.iter().collect::<Vec<_>>(), FixtureCrate::DiffOld);
    assert!(before.success, "every program compiles before its change:\n{}", before.err);
    let after = compile_together(&compatible, FixtureCrate::DiffNew);
    assert!(after.success, "a change reported as compatible breaks compilation:\n{}", after.err);
    let mismatches = mismatches(breaking);
    assert!(mismatches.is_empty(), "{}", mismatches.join("\n"));
}
