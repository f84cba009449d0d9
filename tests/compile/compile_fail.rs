//! Programs that must not compile, `tests/compile_fail/*.rs`. Each begins with `// error: text of the compiler`, or with
//! `// compiles`, which shows that the others fail for the stated reason only.
//!
//! A literal out of range is an error of an evaluated constant. `cargo check` may skip it, because it writes metadata
//! only; these programs are compiled to object files, as `cargo build` does it.

use std::path::Path;

use fal_tests::{
    fixtures::home,
    rustc::{CrateType, Emit, Finished, Rustc, target},
};

fn compile(case: &Path) -> Finished {
    let out = target().join("fal-tests/compile-fail");
    std::fs::create_dir_all(&out).unwrap();
    Rustc::new(case, CrateType::Binary, Emit::Object, &out).args(["-D", "warnings"]).run().unwrap()
}

#[test]
fn wrong_programs_fail_to_compile_for_their_stated_reason_only() {
    let (mut right, mut wrong) = (0, 0);
    for entry in std::fs::read_dir(home().join("compile_fail")).unwrap() {
        let case = entry.unwrap().path();
        let text = std::fs::read_to_string(&case).unwrap();
        let finished = compile(&case);
        let name = case.file_name().unwrap().display();
        if text.starts_with("// compiles\n") {
            right += 1;
            assert!(finished.success, "{name} should compile:\n{}", finished.err);
            continue;
        }
        wrong += 1;
        let expected = text.lines().map_while(|line| line.strip_prefix("// error: "));
        assert!(expected.clone().count() > 0, "{name} does not state its error");
        assert!(!finished.success, "{name} should not compile");
        for message in expected {
            assert!(finished.err.contains(message), "{name} should fail with `{message}`:\n{}", finished.err);
        }
        let errors = finished.err.lines().filter(|line| line.starts_with("error[") || line.starts_with("error:"));
        let own = errors.filter(|line| !line.contains("aborting")).count();
        assert_eq!(own, 1, "{name} has an error besides the stated one:\n{}", finished.err);
    }
    assert!(right > 0 && wrong > 5, "{right} programs that compile and {wrong} that do not");
}
