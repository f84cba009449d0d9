use super::*;
use crate::diagnostic::Severity;

const DOCUMENT: &str = r#"{
  "api": {
    "status": "released",
    "responses": [{"code": 200, "jsonSchema": {"type": "object", "properties": {}}}, {"code": 400}, {"code": 500}],
    "required": ["prompt", "image_url"]
  }
}"#;

/// The corrected document, and the diagnostics: severity, code, and the text at the span in the overlay.
fn overlaid(actions: &str) -> (String, Vec<(Severity, &'static str, String)>) {
    let overlay = format!(r#"{{"overlay": "1.0.0", "info": {{"title": "t", "version": "1"}}, "actions": {actions}}}"#);
    let (document, reported) = applied(DOCUMENT, &Source::new("a.overlay.json", overlay));
    (document.to_literal().to_string(), reported)
}

fn applied(document: &str, overlay: &Source) -> (Node, Vec<(Severity, &'static str, String)>) {
    let mut document = json::parse(&Arc::from("a.json"), document, 0).unwrap();
    let mut diagnostics = Diagnostics::new();
    apply(&mut document, overlay, &mut diagnostics);
    let reported = diagnostics.iter().map(|d| {
        assert_eq!(&*d.origin.span.file, "a.overlay.json");
        (d.severity, d.code, overlay.excerpt(&d.origin.span.range).to_owned())
    });
    let reported = reported.collect();
    (document, reported)
}

fn codes(actions: &str) -> Vec<&'static str> {
    overlaid(actions).1.into_iter().map(|(_, code, _)| code).collect()
}

#[test]
fn objects_merge_and_values_are_replaced() {
    let (document, reported) = overlaid(
        r#"[{"target": "$.api", "update": {"status": "deprecated", "result": {"jsonSchema": {"type": "object"}}}}]"#,
    );
    assert_eq!(reported, []);
    assert!(document.contains(r#""status": "deprecated""#), "{document}");
    assert!(document.ends_with(r#""result": {"jsonSchema": {"type": "object"}}}}"#), "{document}");
}

#[test]
fn an_empty_schema_is_filled() {
    let update = r#"{"properties": {"url": {"type": "string"}}, "required": ["url"]}"#;
    let action = format!(r#"[{{"target": "$.api.responses[?@.code == 200].jsonSchema", "update": {update}}}]"#);
    let (document, reported) = overlaid(&action);
    assert_eq!(reported, []);
    let filled = r#"{"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"]}"#;
    assert!(document.contains(filled), "{document}");
}

#[test]
fn added_values_have_spans_in_the_overlay() {
    let overlay = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n- target: $.api\n  update: {status: testing, x: 1}\n";
    let overlay = Source::new("a.overlay.json", overlay.replace("a.overlay.json", ""));
    let overlay = Source { name: "a.overlay.yaml".into(), ..overlay };
    let mut document = json::parse(&Arc::from("a.json"), DOCUMENT, 0).unwrap();
    apply(&mut document, &overlay, &mut Diagnostics::new());
    let api = document.get("api").unwrap();
    let status = &api.get("status").unwrap().span;
    assert_eq!((&*status.file, overlay.excerpt(&status.range)), ("a.overlay.yaml", "testing"));
    assert_eq!(&*api.span.file, "a.json");
    assert_eq!(&*api.get("required").unwrap().span.file, "a.json");
}

#[test]
fn arrays_get_new_items_only() {
    let (document, reported) = overlaid(r#"[{"target": "$.api.required", "update": "size"}]"#);
    assert_eq!(reported, []);
    assert!(document.contains(r#"["prompt", "image_url", "size"]"#));
    let (document, _) = overlaid(r#"[{"target": "$.api", "update": {"required": ["size", "prompt"]}}]"#);
    assert!(document.contains(r#"["prompt", "image_url", "size"]"#));
    let (document, _) = overlaid(r#"[{"target": "$.api.required", "update": ["a", "b"]}]"#);
    assert!(document.contains(r#"["prompt", "image_url", "a", "b"]"#));
    assert_eq!(codes(r#"[{"target": "$.api.required", "update": "prompt"}]"#), ["overlay-no-change"]);
}

#[test]
fn several_items_of_an_array_are_removed() {
    let (document, reported) = overlaid(r#"[{"target": "$.api.responses[?@.code < 500]", "remove": true}]"#);
    assert_eq!(reported, []);
    assert!(document.contains(r#""responses": [{"code": 500}]"#), "{document}");
    let (document, _) = overlaid(r#"[{"target": "$..*", "remove": true}]"#);
    assert_eq!(document, "{}");
    let (document, _) = overlaid(r#"[{"target": "$.api.required[?@ == 'prompt']", "remove": true}]"#);
    assert!(document.contains(r#""required": ["image_url"]"#), "{document}");
}

#[test]
fn actions_see_earlier_changes() {
    let actions = r#"[{"target": "$.api.responses", "remove": true},
        {"target": "$.api", "update": {"responses": {"200": {}}}},
        {"target": "$.api.responses['200']", "update": {"ok": true}}]"#;
    let (document, reported) = overlaid(actions);
    assert_eq!(reported, []);
    assert!(document.contains(r#""responses": {"200": {"ok": true}}"#), "{document}");
}

#[test]
fn an_action_without_effect_is_an_error() {
    let (_, reported) = overlaid(r#"[{"target": "$.nothing", "update": {}}]"#);
    assert_eq!(reported, [(Severity::Error, "overlay-no-match", r#""$.nothing""#.to_owned())]);
    let (_, reported) = overlaid(r#"[{"target": "$.api", "update": {"status": "released"}}]"#);
    assert_eq!(reported, [(Severity::Error, "overlay-no-change", r#""$.api""#.to_owned())]);
    assert_eq!(codes(r#"[{"target": "$.api"}]"#), ["overlay-invalid"]);
    assert_eq!(codes(r#"[{"target": "$.api", "remove": false}]"#), ["overlay-invalid"]);
}

#[test]
fn incompatible_updates_are_errors() {
    let (_, reported) = overlaid(r#"[{"target": "$.api", "update": {"responses": "none"}}]"#);
    assert_eq!(reported, [(Severity::Error, "overlay-incompatible", r#""none""#.to_owned())]);
    let (_, reported) = overlaid(r#"[{"target": "$.api", "update": 5}]"#);
    assert_eq!(reported, [(Severity::Error, "overlay-incompatible", "5".to_owned())]);
    assert_eq!(codes(r#"[{"target": "$", "remove": true}]"#), ["overlay-incompatible"]);
}

#[test]
fn invalid_actions_are_errors() {
    assert_eq!(codes("[]"), ["overlay-invalid"]);
    assert_eq!(codes("[5]"), ["overlay-invalid", "overlay-invalid"]);
    assert_eq!(codes(r#"[{"update": {}}]"#), ["overlay-invalid"]);
    assert_eq!(codes(r#"[{"target": "$.api", "remove": "yes"}]"#), ["overlay-invalid"]);
    let (_, reported) = overlaid(r#"[{"target": "$[", "remove": true}]"#);
    assert_eq!(reported, [(Severity::Error, "overlay-bad-target", r#""$[""#.to_owned())]);
    let (_, reported) =
        overlaid(r#"[{"target": "$.api.status", "remove": true, "update": "x", "why": "z", "x-why": 1}]"#);
    let expected =
        [(Severity::Warning, "overlay-unknown-key", r#""z""#), (Severity::Warning, "overlay-remove-wins", r#""x""#)];
    assert_eq!(reported, expected.map(|(severity, code, text)| (severity, code, text.to_owned())));
}

#[test]
fn invalid_overlays_are_rejected() {
    let code = |text: &str| applied("{}", &Source::new("a.overlay.json", text)).1.first().map(|(_, code, _)| *code);
    for text in ["{}", "[]", r#"{"overlay": "2.0.0"}"#, r#"{"overlay": 1.0}"#, r#"{"overlay": "1.0.0"}"#] {
        assert_eq!(code(text), Some("overlay-invalid"), "{text}");
    }
    for text in ["", "{", "overlay: 1.0.0"] {
        assert_eq!(code(text), Some("unreadable"), "{text}");
    }
}

#[test]
fn exponential_growth_is_rejected() {
    let action = r#"{"target": "$..*", "update": {"a": {}, "b": {}}}"#;
    let actions = format!("[{}]", vec![action; 18].join(","));
    assert!(codes(&actions).contains(&"overlay-too-large"));
    assert_eq!(
        codes(&format!(r#"[{{"target": "$[?{}@.a{}]", "remove": true}}]"#, "(".repeat(5000), ")".repeat(5000))),
        ["overlay-bad-target"]
    );
}

#[test]
fn an_overlay_names_its_document() {
    let overlay = parse(&Source::new("a.overlay.yaml", "extends: ./b.json")).unwrap();
    assert_eq!(extends(&overlay), Some("./b.json"));
}
