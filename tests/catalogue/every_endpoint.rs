//! Properties of every real endpoint, including those added later.

use fal_codegen::Output;
use fal_sdk::catalog::{ENDPOINTS, find};
use fal_tests::{
    boundaries,
    cases::{PayloadCheck, Verdict},
    fixtures::generate_real,
};

use super::format_violations;

fn generated() -> Output {
    generate_real().unwrap()
}

fn check(check: &PayloadCheck) -> Verdict {
    match find(&check.endpoint).unwrap().check_request(&check.payload) {
        Ok(sent) => Verdict::Accepted(sent),
        Err(violations) => Verdict::Rejected(format_violations(&violations)),
    }
}

#[test]
fn every_endpoint_of_a_specification_is_in_the_catalogue() {
    let described: Vec<String> = generated().api.endpoints.iter().map(|endpoint| endpoint.id.clone()).collect();
    let listed: Vec<&str> = ENDPOINTS.iter().map(|endpoint| endpoint.id).collect();
    assert_eq!(listed, described);
    assert!(ENDPOINTS.iter().all(|endpoint| find(endpoint.id).is_some()));
    assert!(find("fal-ai/flux-pro").is_none() && find("").is_none());
}

#[test]
fn every_limit_accepts_its_bound_and_rejects_the_next_value() {
    let boundaries: Vec<_> = generated().api.endpoints.iter().flat_map(boundaries::derive).collect();
    assert!(boundaries.len() > 10, "only {} limits found", boundaries.len());
    let mismatches: Vec<String> =
        boundaries.iter().filter_map(|boundary| boundary.mismatch(&check(&boundary.check))).collect();
    assert!(mismatches.is_empty(), "{}", mismatches.join("\n"));
}

#[test]
fn every_field_has_as_many_provenances_as_limits() {
    for field in ENDPOINTS.iter().flat_map(|endpoint| endpoint.fields) {
        assert_eq!(field.limits.len(), field.provenance.len(), "{}", field.name);
    }
}
