//! Programs that `fal_mock::rust_code` writes: each compiles, and encodes its request to the payload it was written for.
//!
//! All programs are modules of one crate. Each endpoint of the catalogue has a program with some of the properties, one
//! with every property, and one with mostly invalid values. Each endpoint of the accepted fixtures has one
//! with every property. `payload` builds the values.

mod payload;

use std::{fmt::Write, process::Command};

use fal_codegen::{ApiModel, Options, Source, json_schema, model, render::Target};
use fal_mock::{Endpoint, rust_code, rust_request};
use fal_sdk::catalog::ENDPOINTS;
use fal_tests::{
    fixtures::{accepted, together},
    rustc::{CrateType, Emit, Rustc, target},
};
use serde_json::Value;

use self::payload::{PayloadKind, payload};
use crate::fixtures::FixtureCrate;

/// A payload, and its endpoint.
struct ProgramCase {
    endpoint: Endpoint,
    payload: Value,
}

fn library() -> String {
    FixtureCrate::Accepted.source().library_name()
}

/// The endpoints of the catalogue, then those of the fixtures, which have kinds of types that the catalogue lacks.
fn endpoints(fixtures: &[Source]) -> Vec<(Endpoint, Value)> {
    let ApiModel { api, names, .. } = model(fixtures, &Options::new(Target::package(FixtureCrate::Accepted.package())));
    let texts = api.endpoints.iter().map(|endpoint| {
        let own = names.endpoint(endpoint).unwrap();
        json_schema::text(endpoint, own, &library())
    });
    let real = ENDPOINTS.iter().map(|endpoint| endpoint.schema.to_owned());
    real.chain(texts).map(|text| (Endpoint::parse(&text).unwrap(), serde_json::from_str(&text).unwrap())).collect()
}

fn cases(endpoints: &[(Endpoint, Value)]) -> Vec<ProgramCase> {
    let of = |(endpoint, schema): &(Endpoint, Value)| {
        let is_real = !endpoint.module.starts_with(&library());
        let kinds: &[PayloadKind] = if is_real {
            &[PayloadKind::Full, PayloadKind::Partial, PayloadKind::Invalid]
        } else {
            &[PayloadKind::Full]
        };
        let payloads: Vec<Value> = kinds.iter().map(|kind| payload(schema, *kind)).collect();
        payloads.into_iter().map(|payload| ProgramCase { endpoint: endpoint.clone(), payload }).collect::<Vec<_>>()
    };
    endpoints.iter().flat_map(of).collect()
}

/// The module of a case: the program, and a function that encodes its request.
fn module(ProgramCase { endpoint, payload }: &ProgramCase) -> String {
    let request = rust_request(endpoint, payload);
    // The type helps the compiler where the expression alone is ambiguous.
    let request_type = if request == "()" { "()".to_owned() } else { format!("{}::Request", endpoint.module) };
    let program = rust_code(endpoint, payload);
    format!(
        "{program}\npub fn encoded() -> Result<serde_json::Value, Box<dyn std::error::Error>> {{\n    \
         let request: {request_type} = {request};\n    Ok(serde_json::to_value(&request)?)\n}}\n"
    )
}

/// The program that encodes every request and reports those that differ from their payloads.
fn runner(cases: &[ProgramCase]) -> String {
    let mut modules = String::new();
    let mut rows = String::new();
    for (index, ProgramCase { endpoint, payload }) in cases.iter().enumerate() {
        let library = if endpoint.module.starts_with(&library()) { library() } else { "fal_sdk".to_owned() };
        writeln!(modules, "#[path = \"p{index}.rs\"] mod p{index};").unwrap();
        let (id, json) = (&endpoint.id, payload.to_string());
        let is_rejected =
            format!("|id, json| {library}::catalog::find(id).is_some_and(|e| e.check_request(json).is_err())");
        writeln!(rows, "    ({id:?}, {json:?}, p{index}::encoded, {is_rejected}),").unwrap();
    }
    include_str!("runner.rs").replace("// <modules>", &modules).replace("// <rows>", &rows)
}

#[test]
fn every_program_compiles_and_encodes_its_payload() {
    let fixtures = together(&accepted().unwrap());
    let cases = cases(&endpoints(&fixtures));
    assert!(cases.len() > 3 * ENDPOINTS.len(), "the fixtures are missing");
    let folder = target().join("fal-tests/rust-code");
    std::fs::create_dir_all(&folder).unwrap();
    let source = folder.join("rust_code.rs");
    std::fs::write(&source, runner(&cases)).unwrap();
    for (index, case) in cases.iter().enumerate() {
        std::fs::write(folder.join(format!("p{index}.rs")), module(case)).unwrap();
    }
    let mut rustc = Rustc::new(&source, CrateType::Binary, Emit::Linked, &folder);
    let built = rustc.link(&library(), FixtureCrate::Accepted.library()).run().unwrap();
    assert!(built.success, "{}", built.err);
    let output = Command::new(folder.join(format!("rust_code{}", std::env::consts::EXE_SUFFIX))).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
