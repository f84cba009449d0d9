//! `cargo xtask diff`, held against the compiler: a program that uses exactly what a change is about compiles
//! before it, and after it compiles or does not, as the change says that it breaks compilation or not.
//!
//! All old states are one crate and all new states another, so cargo runs twice. The programs are compiled as
//! `cargo build` does it, for a literal out of range is refused there and not by `cargo check`, and by the
//! compiler itself: those that must compile as one, each of the others alone, because errors of one would
//! hide those of another. What breaks at run time is shown with payloads: the old types take them.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, OnceLock},
};

use fal_codegen::{Source, diff::Change};
use fal_tests::{
    cases::Question,
    crates::{Crate, Ran, libraries},
    diff_fixtures::{Caller, DiffFixture, diff_fixtures},
};
use serde_json::json;

/// A crate of generated code, as programs get it.
struct Built {
    library: String,
    runner: PathBuf,
    sdk: String,
    dependencies: PathBuf,
}

fn build(name: &str, states: &[Source]) -> Built {
    let runner = include_str!("runner.rs").replace("fal_accepted", &name.replace('-', "_"));
    let endpoints = Crate::write(name, states, &[(&format!("src/bin/{name}-runner.rs"), &runner)]).unwrap();
    let built = endpoints.cargo("build", &["--message-format=json"]).unwrap();
    assert!(built.success, "{}", built.err);
    let libraries = libraries(&built.out);
    Built {
        library: libraries[&name.replace('-', "_")].clone(),
        runner: endpoints.built().join(format!("{name}-runner{}", std::env::consts::EXE_SUFFIX)),
        sdk: libraries["fal_runtime"].clone(),
        dependencies: endpoints.built().join("deps"),
    }
}

impl Built {
    /// Compiles a program as a library that names the endpoints `boats`.
    fn compile(&self, program: &Path, out: &Path) -> Ran {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut command = Command::new(rustc);
        command.args(["--edition", "2024", "--crate-type", "lib", "--crate-name", "caller", "--emit", "obj"]);
        command.arg("--out-dir").arg(out);
        command.arg("--extern").arg(format!("boats={}", self.library));
        // The callers use what the runtime exports under the name that users know it by.
        command.arg("--extern").arg(format!("fal_sdk={}", self.sdk));
        command.arg("-L").arg(format!("dependency={}", self.dependencies.display())).arg(program);
        Ran::from(command.output().unwrap())
    }

    /// Compiles programs as the modules of one.
    fn compile_together(&self, callers: &[&Case]) -> Ran {
        let out = folder("together");
        let modules = callers.iter().enumerate().map(|(number, case)| {
            format!("#[path = {:?}]\npub mod caller_{number};\n", case.caller.path.display().to_string())
        });
        let program = out.join("together.rs");
        std::fs::write(&program, modules.collect::<String>()).unwrap();
        let ran = self.compile(&program, &out);
        std::fs::remove_dir_all(&out).unwrap();
        ran
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("fal-diff-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

impl Built {
    /// Whether each payload is taken.
    fn takes(&self, questions: &[&Question]) -> Vec<bool> {
        let lines = questions.iter().map(|q| json!([q.endpoint, q.way.word(), q.payload]).to_string() + "\n");
        let folder = folder("asked");
        let file = folder.join("lines");
        std::fs::write(&file, lines.collect::<String>()).unwrap();
        let ran = Command::new(&self.runner).stdin(std::fs::File::open(&file).unwrap()).output().unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let answers = String::from_utf8(ran.stdout).unwrap();
        let taken: Vec<bool> = answers.lines().map(|line| line.starts_with(r#"{"taken""#)).collect();
        assert_eq!(taken.len(), questions.len());
        taken
    }
}

/// A program, and the change that it is about.
struct Case {
    name: String,
    caller: Caller,
    change: Change,
}

fn cases(pairs: &[DiffFixture]) -> Vec<Case> {
    let mut cases = Vec::new();
    for pair in pairs {
        let changes = pair.compared().changes;
        for caller in &pair.callers {
            let name = format!("{}/{}", pair.name, caller.path.file_name().unwrap().display());
            let is_it = |change: &&Change| change.kind.as_str() == caller.kind && change.field == caller.field;
            let change = changes.iter().find(is_it).unwrap_or_else(|| panic!("{name} is about none of {changes:#?}"));
            cases.push(Case { name, caller: caller.clone(), change: change.clone() });
        }
    }
    cases
}

/// What is wrong with a change that is said to break compilation.
fn complaint(case: &Case, new: &Built) -> Option<String> {
    let out = folder(&case.name.replace('/', "-"));
    let ran = new.compile(&case.caller.path, &out);
    std::fs::remove_dir_all(&out).unwrap();
    let Case { name, caller, .. } = case;
    if ran.success {
        return Some(format!("{name} compiles after the change"));
    }
    if caller.refused.is_empty() {
        return Some(format!("{name} does not say how the compiler refuses it:\n{}", ran.err));
    }
    let unsaid = caller.refused.iter().find(|words| !ran.err.contains(*words));
    unsaid.map(|words| format!("{name} should be refused with `{words}`:\n{}", ran.err))
}

/// The complaints of all, as many at once as there are processors.
fn complaints(cases: Vec<&Case>, new: &Built) -> Vec<String> {
    let (waiting, complaints) = (Mutex::new(cases), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(case) = { waiting.lock().unwrap().pop() } {
                    complaints.lock().unwrap().extend(complaint(case, new));
                }
            });
        }
    });
    complaints.into_inner().unwrap()
}

/// All old states as one crate, and all new ones.
fn both(pairs: &[DiffFixture]) -> &'static (Built, Built) {
    static BOTH: OnceLock<(Built, Built)> = OnceLock::new();
    let states = |state: fn(&DiffFixture) -> &Source| pairs.iter().map(|pair| state(pair).clone()).collect::<Vec<_>>();
    BOTH.get_or_init(|| {
        (build("fal-diff-old", &states(|pair| &pair.old)), build("fal-diff-new", &states(|pair| &pair.new)))
    })
}

#[test]
fn a_payload_is_refused_exactly_where_a_change_breaks_at_run_time() {
    let pairs = diff_fixtures().unwrap();
    let (old, new) = both(&pairs);
    let asked: Vec<(&DiffFixture, &Question)> =
        pairs.iter().filter_map(|pair| Some((pair, pair.taken.as_ref()?))).collect();
    let questions: Vec<&Question> = asked.iter().map(|(_, question)| *question).collect();
    assert!(questions.len() > 30, "the payloads are found");
    let answers = old.takes(&questions).into_iter().zip(new.takes(&questions));
    for ((pair, question), (before, after)) in asked.iter().zip(answers) {
        assert!(before, "{}: {} is taken before the change", pair.name, question.payload);
        let breaks = pair.compared().changes.iter().any(|change| change.breaks.run_time);
        assert_eq!(after, !breaks, "{}: {} after the change", pair.name, question.payload);
    }
}

#[test]
fn a_caller_compiles_or_fails_exactly_as_the_change_says() {
    let pairs = diff_fixtures().unwrap();
    let (old, new) = both(&pairs);
    let cases = cases(&pairs);
    let (breaking, compatible): (Vec<&Case>, Vec<&Case>) =
        cases.iter().partition(|case| case.change.breaks.compilation);
    assert!(breaking.len() > 25 && compatible.len() > 20, "both kinds are there");
    let before = old.compile_together(&cases.iter().collect::<Vec<_>>());
    assert!(before.success, "before its change every program compiles:\n{}", before.err);
    let after = new.compile_together(&compatible);
    assert!(after.success, "no change that breaks compilation is said to break none:\n{}", after.err);
    let complaints = complaints(breaking, new);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
