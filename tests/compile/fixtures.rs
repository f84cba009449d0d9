//! The fixtures as compiled crates: all accepted fixtures, and the old and new states of all diff fixtures.
//! Each crate is compiled once and shared by the tests of this program.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use fal_codegen::{Source, ir::Direction};
use fal_tests::{
    cases::{PayloadCheck, Verdict},
    diff_fixtures::diff_fixtures,
    fixtures::{accepted, together},
    generated_crate::GeneratedCrate,
    rustc::{CrateType, Emit, Rustc, target},
};
use serde_json::{Value, json};

/// A set of fixtures that is compiled to one crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixtureCrate {
    /// `tests/accepted`.
    Accepted,
    /// `old.json` of every diff fixture.
    DiffOld,
    /// `new.json` of every diff fixture.
    DiffNew,
}

impl FixtureCrate {
    /// Name of the package.
    pub const fn package(self) -> &'static str {
        match self {
            Self::Accepted => "fal-accepted",
            Self::DiffOld => "fal-diff-old",
            Self::DiffNew => "fal-diff-new",
        }
    }

    fn sources(self) -> Vec<Source> {
        match self {
            Self::Accepted => together(&accepted().unwrap()),
            Self::DiffOld => diff_fixtures().unwrap().into_iter().map(|fixture| fixture.old).collect(),
            Self::DiffNew => diff_fixtures().unwrap().into_iter().map(|fixture| fixture.new).collect(),
        }
    }

    /// The source of the crate, written once.
    pub fn source(self) -> &'static GeneratedCrate {
        static CRATES: [OnceLock<GeneratedCrate>; 3] = [const { OnceLock::new() }; 3];
        CRATES[self as usize].get_or_init(|| GeneratedCrate::write(self.package(), &self.sources()).unwrap())
    }

    /// The compiled library.
    pub fn library(self) -> &'static Path {
        static LIBRARIES: [OnceLock<PathBuf>; 3] = [const { OnceLock::new() }; 3];
        LIBRARIES[self as usize].get_or_init(|| {
            let built = self.source().build().unwrap();
            built.unwrap_or_else(|failed| panic!("{} does not compile:\n{}", self.package(), failed.err))
        })
    }
}

/// The program that decodes payloads, linked with all crates.
fn runner() -> &'static Path {
    static RUNNER: OnceLock<PathBuf> = OnceLock::new();
    RUNNER.get_or_init(|| {
        let out = target().join("fal-tests/runner");
        std::fs::create_dir_all(&out).unwrap();
        let source = out.join("runner.rs");
        std::fs::write(&source, include_str!("runner.rs")).unwrap();
        let mut rustc = Rustc::new(&source, CrateType::Binary, Emit::Linked, &out);
        for fixtures in [FixtureCrate::Accepted, FixtureCrate::DiffOld, FixtureCrate::DiffNew] {
            rustc.link(&fixtures.source().library_name(), fixtures.library());
        }
        let finished = rustc.run().unwrap();
        assert!(finished.success, "{}", finished.err);
        out.join(format!("runner{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Decodes payloads with the types of a crate; one verdict per check, in the same order.
pub fn verdicts(fixtures: FixtureCrate, checks: &[PayloadCheck]) -> Vec<Verdict> {
    let library = fixtures.source().library_name();
    let line = |check: &PayloadCheck| {
        let direction = match check.direction {
            Direction::Request => "request",
            Direction::Response => "response",
        };
        json!([library, check.endpoint, direction, check.payload]).to_string() + "\n"
    };
    let input = target().join(format!("fal-tests/{library}-{}.jsonl", std::thread::current().name().unwrap()));
    std::fs::write(&input, checks.iter().map(line).collect::<String>()).unwrap();
    let output = Command::new(runner()).stdin(File::open(&input).unwrap()).output().unwrap();
    std::fs::remove_file(&input).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<Verdict> = text.lines().map(|line| verdict(&serde_json::from_str(line).unwrap())).collect();
    assert_eq!(verdicts.len(), checks.len(), "{}", String::from_utf8_lossy(&output.stderr));
    verdicts
}

fn verdict(line: &Value) -> Verdict {
    match line.get("rejected").and_then(Value::as_array) {
        Some(violations) => Verdict::Rejected(violations.iter().map(|v| v.as_str().unwrap().to_owned()).collect()),
        None => Verdict::Accepted(line["accepted"].clone()),
    }
}
