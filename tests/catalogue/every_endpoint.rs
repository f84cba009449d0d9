//! What holds for every real endpoint, also for those that are dropped in tomorrow.

use fal_codegen::Output;
use fal_sdk::catalog::{ENDPOINTS, find};
use fal_tests::{
    boundaries,
    cases::{Answer, Question},
    fixtures::generate_real,
};

use super::told;

fn generated() -> Output {
    generate_real().unwrap()
}

fn ask(question: &Question) -> Answer {
    match find(&question.endpoint).unwrap().check_request(&question.payload) {
        Ok(sent) => Answer::Taken(sent),
        Err(faults) => Answer::Refused(told(&faults)),
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
fn every_limit_takes_its_end_and_refuses_what_lies_just_outside() {
    let boundaries: Vec<_> = generated().api.endpoints.iter().flat_map(boundaries::of).collect();
    assert!(boundaries.len() > 10, "the limits are found");
    let complaints: Vec<String> =
        boundaries.iter().filter_map(|boundary| boundary.complaint(&ask(&boundary.question))).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_field_is_told_with_as_many_origins_as_limits() {
    for field in ENDPOINTS.iter().flat_map(|endpoint| endpoint.fields) {
        assert_eq!(field.limits.len(), field.provenance.len(), "{}", field.name);
    }
}
