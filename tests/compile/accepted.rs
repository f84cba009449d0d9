//! All accepted fixtures as one crate: compiled with warnings denied, then asked about its payloads.

use std::{
    io::Write,
    process::{Command, Stdio},
    sync::OnceLock,
};

use fal_codegen::{Options, generate, render::Target};
use fal_tests::{
    boundaries,
    cases::{self, Answer, Question, Try},
    crates::Crate,
    fixtures::{Fixture, accepted, home, together},
};
use serde_json::{Value, json};

pub const NAME: &str = "fal-accepted";

fn written() -> &'static Crate {
    static CRATE: OnceLock<Crate> = OnceLock::new();
    CRATE.get_or_init(|| {
        let runner = include_str!("runner.rs");
        Crate::write(NAME, &together(&accepted().unwrap()), &[("src/bin/runner.rs", runner)]).unwrap()
    })
}

#[test]
fn every_fixture_compiles_and_passes_clippy_without_a_warning() {
    let ran = written().cargo("clippy", &["--quiet", "--", "-D", "warnings"]).unwrap();
    assert!(ran.success, "{}", ran.err);
}

/// What the generated types answer, in the order of the questions.
pub fn ask(questions: &[Question]) -> Vec<Answer> {
    let built = written().cargo("build", &["--quiet", "--bin", "runner"]).unwrap();
    assert!(built.success, "{}", built.err);
    let program = written().built().join(format!("runner{}", std::env::consts::EXE_SUFFIX));
    let mut runner = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = runner.stdin.take().unwrap();
    let lines: Vec<String> =
        questions.iter().map(|q| json!([q.endpoint, q.way.word(), q.payload]).to_string()).collect();
    let writer = std::thread::spawn(move || input.write_all((lines.join("\n") + "\n").as_bytes()));
    let output = runner.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Answer> = text.lines().map(|line| answer(&serde_json::from_str(line).unwrap())).collect();
    assert_eq!(answers.len(), questions.len());
    answers
}

fn answer(line: &Value) -> Answer {
    match line.get("faults").and_then(Value::as_array) {
        Some(faults) => Answer::Refused(faults.iter().map(|fault| fault.as_str().unwrap().to_owned()).collect()),
        None => Answer::Taken(line["taken"].clone()),
    }
}

fn tries_of(fixture: &Fixture) -> Vec<Try> {
    let ids: Vec<String> = fixture.generate().api.endpoints.iter().map(|endpoint| endpoint.id.clone()).collect();
    cases::read(&home().join("accepted").join(format!("{}.cases", fixture.name)), &ids).unwrap()
}

#[test]
fn the_types_take_and_refuse_what_their_fixtures_say() {
    let tries: Vec<Try> = accepted().unwrap().iter().flat_map(tries_of).collect();
    assert!(tries.len() > 100, "the tries are found");
    let questions: Vec<Question> = tries.iter().map(|one| one.question.clone()).collect();
    let answers = ask(&questions);
    let complaints: Vec<String> =
        tries.iter().zip(&answers).filter_map(|(one, answer)| one.complaint(answer)).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_limit_takes_its_end_and_refuses_what_lies_just_outside() {
    let output = generate(&together(&accepted().unwrap()), &Options::new(Target::package(NAME)));
    let boundaries: Vec<_> = output.api.endpoints.iter().flat_map(boundaries::of).collect();
    assert!(boundaries.len() > 200, "the limits are found");
    let questions: Vec<Question> = boundaries.iter().map(|boundary| boundary.question.clone()).collect();
    let answers = ask(&questions);
    let complaints: Vec<String> =
        boundaries.iter().zip(&answers).filter_map(|(boundary, answer)| boundary.complaint(answer)).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_file_of_tries_belongs_to_a_fixture() {
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
