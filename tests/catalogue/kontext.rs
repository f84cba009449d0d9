//! `fal-ai/flux-pro/kontext`: the limits that its page states in words, on each end and just outside.

use fal_sdk::ErrorKind;
use serde_json::{Value, json};

use super::{format_violations, kontext, violations, with};

const NONE: [&str; 0] = [];

#[test]
fn every_field_of_the_page_is_in_the_catalogue() {
    let endpoint = kontext();
    assert_eq!(endpoint.spec, "fal-ai/flux-pro/kontext.apifox.json");
    assert_eq!(endpoint.module_path, "fal_sdk::fal_ai::flux_pro::kontext");
    let format_violations: Vec<String> = endpoint
        .fields
        .iter()
        .map(|field| {
            let presence = if field.required { "required" } else { "optional" };
            let default = field.default.unwrap_or("no default");
            format!("{}: {}, {presence}, {default}, {}", field.name, field.ty, field.limits.join(" and "))
        })
        .collect();
    let expected = [
        "prompt: string, required, no default, ",
        "guidance_scale: number, optional, 3.5, at least 1 and at most 20",
        "num_images: integer, optional, 1, at least 1 and at most 4",
        r#"output_format: string (closed enum), optional, "jpeg", one of "default", "png", "jpeg""#,
        r#"safety_tolerance: integer, sent as string, optional, "2", at least 1 and at most 5"#,
        "image_url: string (file URL), required, no default, ",
    ];
    assert_eq!(format_violations, expected);
}

#[test]
fn every_limit_is_reported_with_its_phrase() {
    for field in kontext().fields {
        assert_eq!(field.limits.len(), field.provenance.len(), "{}", field.name);
        assert!(field.provenance.iter().all(|words| words.starts_with("phrase “") && words.contains(" by rule `")));
    }
}

#[test]
fn guidance_scale_is_from_1_to_20() {
    for value in [json!(1), json!(1.0), json!(20), json!(20.0), json!(3.5)] {
        assert_eq!(violations("guidance_scale", value), NONE);
    }
    for value in [json!(1.0_f64.next_down()), json!(0), json!(-3)] {
        assert_eq!(violations("guidance_scale", value), ["/guidance_scale greater_than_equal"]);
    }
    for value in [json!(20.0_f64.next_up()), json!(21), json!(u64::MAX)] {
        assert_eq!(violations("guidance_scale", value), ["/guidance_scale less_than_equal"]);
    }
    assert_eq!(violations("guidance_scale", json!("3.5")).len(), 1);
}

#[test]
fn num_images_is_an_integer_from_1_to_4() {
    for value in [json!(1), json!(4)] {
        assert_eq!(violations("num_images", value), NONE);
    }
    assert_eq!(violations("num_images", json!(0)), ["/num_images greater_than_equal"]);
    assert_eq!(violations("num_images", json!(5)), ["/num_images less_than_equal"]);
    assert_eq!(violations("num_images", json!(u64::MAX)), ["/num_images less_than_equal"]);
    assert_eq!(violations("num_images", json!(2.5)), ["/num_images int_type"]);
    assert_eq!(violations("num_images", json!("2")), ["/num_images int_type"]);
    assert_eq!(violations("num_images", json!(true)), ["/num_images int_type"]);
}

#[test]
fn output_format_is_one_of_three() {
    for value in ["default", "png", "jpeg"] {
        assert_eq!(violations("output_format", json!(value)), NONE);
    }
    for value in ["webp", "PNG", " png", ""] {
        assert_eq!(violations("output_format", json!(value)), ["/output_format one_of"]);
    }
}

#[test]
fn safety_tolerance_is_a_number_from_1_to_5_that_stays_a_string() {
    for value in ["1", "2", "5"] {
        let sent = kontext().check_request(&with("safety_tolerance", json!(value))).unwrap();
        assert_eq!(sent["safety_tolerance"], json!(value));
    }
    assert_eq!(violations("safety_tolerance", json!("0")), ["/safety_tolerance greater_than_equal"]);
    assert_eq!(violations("safety_tolerance", json!("6")), ["/safety_tolerance less_than_equal"]);
    for value in [json!(2), json!("2.5"), json!("two"), json!(""), json!(" 2")] {
        assert_eq!(violations("safety_tolerance", value.clone()).len(), 1, "{value}");
    }
}

#[test]
fn unset_fields_are_not_sent() {
    let least = json!({"prompt": "a donut", "image_url": "https://example.com/a.png"});
    assert_eq!(kontext().check_request(&least), Ok(least));
}

#[test]
fn the_example_of_the_page_is_accepted() {
    let example = json!({
        "prompt": "Put a donut next to the flour.",
        "guidance_scale": 3.5,
        "num_images": 1,
        "output_format": "jpeg",
        "safety_tolerance": "2",
        "image_url": "https://v3.fal.media/files/rabbit/rmgBxhwGYb2d3pl3x9sKf_output.png",
    });
    assert_eq!(kontext().check_request(&example), Ok(example));
}

#[test]
fn an_undocumented_field_is_sent_unchanged() {
    let payload = with("aspect_ratio", json!({"width": 16, "height": [9, null]}));
    assert_eq!(kontext().check_request(&payload), Ok(payload));
}

#[test]
fn null_is_rejected_unless_allowed() {
    for name in ["prompt", "image_url", "guidance_scale", "num_images", "output_format", "safety_tolerance"] {
        let violations = violations(name, Value::Null);
        assert_eq!(violations.len(), 1);
        assert!(violations[0].starts_with(&format!("/{name} ")), "{violations:?}");
    }
}

#[test]
fn every_violation_is_reported_at_once() {
    let payload = json!({
        "guidance_scale": 0.5, "num_images": 9, "output_format": "gif", "safety_tolerance": "7", "image_url": 1,
    });
    let mut found = format_violations(&kontext().check_request(&payload).unwrap_err());
    found.sort();
    let expected = [
        "/guidance_scale greater_than_equal",
        "/image_url string_type",
        "/num_images less_than_equal",
        "/output_format one_of",
        "/prompt missing",
        "/safety_tolerance less_than_equal",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_response_is_decoded_leniently() {
    let result = json!({
        "images": [{"url": "https://example.com/1.png", "width": 1024, "later": true}],
        "seed": 18_446_744_073_709_551_615_u64,
        "has_nsfw_concepts": [false],
        "timings": {"inference": 1.25},
        "prompt": null,
        "later": {"anything": [1, 2]},
    });
    let expected = json!({
        "images": [{"url": "https://example.com/1.png", "width": 1024}],
        "seed": 18_446_744_073_709_551_615_u64,
        "has_nsfw_concepts": [false],
        "timings": {"inference": 1.25},
    });
    assert_eq!(kontext().check_response(&result).unwrap(), expected);
}

#[test]
fn only_the_images_are_required() {
    let least = json!({"images": []});
    assert_eq!(kontext().check_response(&least).unwrap(), least);
    for seed in [json!(i64::MIN), json!(u64::MAX), json!(0)] {
        let result = json!({"images": [], "seed": seed});
        assert_eq!(kontext().check_response(&result).unwrap(), result);
    }
}

#[test]
fn a_response_without_images_is_a_decode_error_with_a_path() {
    let error = kontext().check_response(&json!({"seed": 3})).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(format_violations(error.details()), ["/images missing"]);
    let error = kontext().check_response(&json!({"images": [{"url": 4}]})).unwrap_err();
    assert!(error.to_string().contains("/images/0/url"), "{error}");
}
