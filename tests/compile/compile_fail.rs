//! Programs that must not compile, `tests/compile_fail/*.rs`: each begins with `// refused: words of the compiler`,
//! or with `// compiles`, which shows that the others fail for their one reason.
//!
//! Values out of range are refused by an evaluated constant, which `cargo check` may skip (it writes metadata
//! only); so every program is compiled as `cargo build` does it. The compiler is called directly: a
//! harness that builds a crate around each case would compile all dependencies once more.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use fal_tests::{
    crates::{Crate, Ran, libraries},
    fixtures::{home, workspace},
};

/// The library of `fal-sdk`, and the folder of those it depends on; made as for any crate without endpoints.
fn libraries_of_sdk() -> (String, PathBuf) {
    let sdk = workspace().join("generated").display().to_string();
    let manifest = format!(
        "[package]\nname = \"fal-compile-fail\"\nedition = \"2024\"\n[features]\ncatalog = [\"fal-sdk/catalog\"]\n\
         [dependencies]\nfal-sdk = {{ path = {sdk:?} }}\n[workspace]\n"
    );
    let empty = Crate::write("fal-compile-fail", &[], &[("Cargo.toml", &manifest), ("src/lib.rs", "")]).unwrap();
    let built = empty.cargo("build", &["--message-format=json"]).unwrap();
    assert!(built.success, "{}", built.err);
    (libraries(&built.out)["fal_sdk"].clone(), empty.built().join("deps"))
}

fn compile(case: &Path, sdk: &str, dependencies: &Path) -> Ran {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let out = std::env::temp_dir().join(format!("fal-compile-fail-{}", std::process::id()));
    std::fs::create_dir_all(&out).unwrap();
    let mut command = Command::new(rustc);
    command.args(["--edition", "2024", "--crate-type", "bin", "--emit", "obj", "-D", "warnings"]);
    command.arg("--out-dir").arg(&out).arg("--extern").arg(format!("fal_sdk={sdk}"));
    command.arg("-L").arg(format!("dependency={}", dependencies.display())).arg(case);
    Ran::from(command.output().unwrap())
}

#[test]
fn wrong_programs_are_refused_for_their_one_reason_and_right_ones_are_not() {
    let (sdk, dependencies) = libraries_of_sdk();
    let (mut right, mut wrong) = (0, 0);
    for entry in std::fs::read_dir(home().join("compile_fail")).unwrap() {
        let case = entry.unwrap().path();
        let text = std::fs::read_to_string(&case).unwrap();
        let ran = compile(&case, &sdk, &dependencies);
        let name = case.file_name().unwrap().display();
        if text.starts_with("// compiles\n") {
            right += 1;
            assert!(ran.success, "{name} should compile:\n{}", ran.err);
            continue;
        }
        wrong += 1;
        let expected = text.lines().map_while(|line| line.strip_prefix("// refused: "));
        assert!(expected.clone().count() > 0, "{name} does not say why it is refused");
        assert!(!ran.success, "{name} should not compile");
        for words in expected {
            assert!(ran.err.contains(words), "{name} should be refused with `{words}`:\n{}", ran.err);
        }
        let errors = ran.err.lines().filter(|line| line.starts_with("error[") || line.starts_with("error:"));
        let own = errors.filter(|line| !line.contains("aborting")).count();
        assert_eq!(own, 1, "{name} has another fault than its own:\n{}", ran.err);
    }
    assert!(right > 0 && wrong > 5, "both kinds are there");
}
