//! The programs that `fal_mock::rust_code` writes: each compiles, and its request is the payload that it was made of.
//!
//! All are modules of one crate: for every endpoint of the catalogue one with what its document shows, one with every
//! member, one with values that are hardly right; of the accepted fixtures the one with every member. `payload` makes
//! those.

mod payload;

use std::fmt::Write;

use fal_codegen::{Model, Options, Source, generate, json_schema, model, render::Target};
use fal_mock::{Endpoint, rust_code, rust_request};
use fal_sdk::catalog::ENDPOINTS;
use fal_tests::{
    crates::Crate,
    fixtures::{accepted, together, workspace},
};
use serde_json::Value;
use xtask::standalone;

use self::payload::{Kind, payload};

const NAME: &str = "fal-rust-code";
const LIBRARY: &str = "fal_rust_code";

/// A payload, and the endpoint that it is for.
struct Case {
    endpoint: Endpoint,
    payload: Value,
}

/// The endpoints of the catalogue, then those of the fixtures, which have kinds that the catalogue has not.
fn endpoints(fixtures: &[Source]) -> Vec<(Endpoint, Value)> {
    let Model { api, names, .. } = model(fixtures, &Options::new(Target::package(NAME)));
    let texts = api.endpoints.iter().map(|endpoint| {
        let own = names.endpoint(endpoint).unwrap();
        json_schema::text(endpoint, own, LIBRARY)
    });
    let real = ENDPOINTS.iter().map(|endpoint| endpoint.schema.to_owned());
    real.chain(texts).map(|text| (Endpoint::parse(&text).unwrap(), serde_json::from_str(&text).unwrap())).collect()
}

fn cases(endpoints: &[(Endpoint, Value)]) -> Vec<Case> {
    let of = |(endpoint, schema): &(Endpoint, Value)| {
        let is_real = !endpoint.module.starts_with(LIBRARY);
        let kinds: &[Kind] = if is_real { &[Kind::Full, Kind::Shown, Kind::Spoilt] } else { &[Kind::Full] };
        let payloads: Vec<Value> = kinds.iter().map(|kind| payload(schema, *kind)).collect();
        payloads.into_iter().map(|payload| Case { endpoint: endpoint.clone(), payload }).collect::<Vec<_>>()
    };
    endpoints.iter().flat_map(of).collect()
}

/// A module: the program, and beside its `main` the request alone.
fn module(Case { endpoint, payload }: &Case) -> String {
    let request = rust_request(endpoint, payload);
    let (program, sent) = (rust_code(endpoint, payload), if request == "()" { "()" } else { &sent(endpoint) });
    format!(
        "{program}\npub fn encoded() -> Result<serde_json::Value, Box<dyn std::error::Error>> {{\n    \
         let request: {sent} = {request};\n    Ok(serde_json::to_value(&request)?)\n}}\n"
    )
}

/// The type that the function of the endpoint takes, which tells the compiler what an expression alone does not.
fn sent(endpoint: &Endpoint) -> String {
    format!("{}::Request", endpoint.module)
}

/// The program that encodes every request and tells which differ from their payloads.
fn runner(cases: &[Case]) -> String {
    let mut modules = String::new();
    let mut rows = String::new();
    for (index, Case { endpoint, payload }) in cases.iter().enumerate() {
        let library = if endpoint.module.starts_with(LIBRARY) { LIBRARY } else { "fal_sdk" };
        writeln!(modules, "#[path = \"../programs/p{index}.rs\"] mod p{index};").unwrap();
        let (id, json) = (&endpoint.id, payload.to_string());
        let refuses =
            format!("|id, json| {library}::catalog::find(id).is_some_and(|e| e.check_request(json).is_err())");
        writeln!(rows, "    ({id:?}, {json:?}, p{index}::encoded, {refuses}),").unwrap();
    }
    include_str!("runner.rs").replace("// <modules>", &modules).replace("// <rows>", &rows)
}

fn manifest(fixtures: &[Source]) -> String {
    let output = generate(fixtures, &Options::new(Target::package(NAME)));
    let files = standalone::files(NAME, &workspace().join("generated/runtime"), &output);
    let tokio = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n\n[workspace]";
    // The features that these tests have: what is compiled for them serves here too.
    let sdk = workspace().join("generated").display().to_string();
    let sdk =
        format!("[dependencies]\nfal-sdk = {{ path = {sdk:?}, features = [\"blocking\", \"catalog\", \"realtime\"] }}");
    files["Cargo.toml"].replace("[dependencies]", &sdk).replace("[workspace]", tokio)
}

#[test]
fn every_program_compiles_and_its_request_is_the_payload() {
    let fixtures = together(&accepted().unwrap());
    let cases = cases(&endpoints(&fixtures));
    assert!(cases.len() > 3 * ENDPOINTS.len(), "the fixtures are among them");
    let mut files =
        vec![("Cargo.toml".to_owned(), manifest(&fixtures)), ("src/bin/runner.rs".to_owned(), runner(&cases))];
    files.extend(cases.iter().enumerate().map(|(index, case)| (format!("src/programs/p{index}.rs"), module(case))));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let written = Crate::write(NAME, &fixtures, &files).unwrap();
    let ran = written.cargo("run", &["--quiet", "--bin", "runner"]).unwrap();
    assert!(ran.success, "{}\n{}", ran.out, ran.err);
}
