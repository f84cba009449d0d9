//! The types of a request as a program uses them: each way in, and the one way past a limit.

use fal_sdk::{checked, fal_ai::flux_pro::kontext};
use serde_json::json;

fn request() -> kontext::Request {
    kontext::Request::new("a donut", "https://example.com/a.png")
}

#[test]
fn a_runtime_value_is_checked() {
    assert_eq!(kontext::NumImages::try_from(4_i64).unwrap(), checked!(4));
    assert_eq!(kontext::NumImages::try_from(4_u8).unwrap(), checked!(4));
    let rejection = kontext::NumImages::try_from(5_i64).unwrap_err().to_string();
    for words in ["num_images", "4", "5", "范围值1-4"] {
        assert!(rejection.contains(words), "{words}: {rejection}");
    }
    assert!(kontext::GuidanceScale::try_from(f64::NAN).is_err());
    assert!(kontext::GuidanceScale::try_from(f64::INFINITY).is_err());
    assert!(kontext::OutputFormat::try_from("webp").is_err());
    assert!(kontext::SafetyTolerance::try_from(6_i64).is_err());
}

#[test]
fn json_is_rejected_with_the_path_the_range_and_its_provenance() {
    let json = json!({"prompt": "a donut", "image_url": "https://example.com/a.png", "num_images": 12});
    let rejection = serde_json::from_value::<kontext::Request>(json.clone()).unwrap_err().to_string();
    assert!(
        rejection.contains("/num_images must be at most 4, got 12") && rejection.contains("范围值1-4"),
        "{rejection}"
    );
    let found = kontext::Request::violations(&json);
    let violation = serde_json::to_value(&found[0]).unwrap();
    assert_eq!(violation["loc"], json!(["body", "num_images"]));
    assert_eq!((&violation["type"], &violation["ctx"]), (&json!("less_than_equal"), &json!({"le": 4})));
    assert_eq!(violation["msg"], "Input should be less than or equal to 4");
}

#[test]
fn unchecked_bypasses_a_limit() {
    let sent = request()
        .num_images(kontext::NumImages::unchecked(12))
        .guidance_scale(kontext::GuidanceScale::unchecked(30.0))
        .output_format(kontext::OutputFormat::unchecked("webp"))
        .extra("aspect_ratio", "16:9");
    let json = serde_json::to_value(&sent).unwrap();
    assert_eq!(json["num_images"], 12);
    assert_eq!(json["guidance_scale"], 30.0);
    assert_eq!(json["output_format"], "webp");
    assert_eq!(json["aspect_ratio"], "16:9");
}

#[test]
fn a_request_round_trips_through_json() {
    let sent = request()
        .num_images(checked!(4))
        .guidance_scale(checked!(3.5))
        .output_format(kontext::OutputFormat::Png)
        .safety_tolerance(checked!(5))
        .extra("later", json!([1, null]));
    let text = serde_json::to_string(&sent).unwrap();
    assert!(text.contains(r#""safety_tolerance":"5""#) && text.contains(r#""num_images":4"#), "{text}");
    assert_eq!(serde_json::from_str::<kontext::Request>(&text).unwrap(), sent);
}
