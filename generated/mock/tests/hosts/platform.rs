use fal_mock::Mock;
use serde_json::{Value, json};

use crate::{get, json as response, keyed, mock, post};

async fn asked(mock: &Mock, path: &str) -> (u16, Value) {
    response(keyed(get(format!("{}/api.fal.ai/v1/{path}", mock.url())))).await
}

async fn ids(mock: &Mock, query: &str) -> Vec<String> {
    let (status, page) = asked(mock, &format!("models?{query}")).await;
    assert_eq!(status, 200, "{page}");
    let models = page["models"].as_array().unwrap().iter();
    models.map(|model| model["endpoint_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn models_are_filtered_by_id_category_and_search() {
    let mock = mock();
    assert_eq!(ids(&mock, "").await, ["acme/echo", "acme/parrot/loud"]);
    assert_eq!(ids(&mock, "category=text-to-speech").await, ["acme/parrot/loud"]);
    assert_eq!(ids(&mock, "q=PARROT+loud").await, ["acme/parrot/loud"]);
    assert_eq!(ids(&mock, "status=deprecated").await, [""; 0]);
    let both = "endpoint_id=acme/parrot/loud&endpoint_id=acme/echo";
    assert_eq!(ids(&mock, both).await, ["acme/parrot/loud", "acme/echo"]);
    let (_, page) = asked(&mock, "models?q=echo&expand=openapi-3.0").await;
    assert_eq!(page["models"][0]["metadata"]["display_name"], "Echo");
    assert_eq!(page["models"][0]["openapi"]["error"]["code"], "expansion_failed");
}

#[tokio::test]
async fn a_cursor_returns_the_next_page() {
    let mock = mock();
    let (_, first) = asked(&mock, "models?limit=1").await;
    assert_eq!(first["has_more"], true);
    let cursor = first["next_cursor"].as_str().unwrap().replace('=', "%3D");
    let (_, second) = asked(&mock, &format!("models?limit=1&cursor={cursor}")).await;
    assert_eq!(second["models"][0]["endpoint_id"], "acme/parrot/loud");
    assert_eq!((&second["has_more"], &second["next_cursor"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn prices_are_stable_and_estimates_add_up() {
    let mock = mock();
    let (_, page) = asked(&mock, "models/pricing?endpoint_id=acme/echo,acme/parrot/loud").await;
    let [echo, parrot] = [&page["prices"][0], &page["prices"][1]];
    assert_eq!(
        (&echo["unit"], &parrot["unit"], &echo["currency"]),
        (&json!("images"), &json!("seconds"), &json!("USD"))
    );
    assert_eq!(asked(&mock, "models/pricing?endpoint_id=acme/echo").await.1["prices"][0], *echo);
    let body = json!({ "estimate_type": "unit_price", "endpoints": {
        "acme/echo": { "unit_quantity": 10 }, "acme/parrot/loud": { "unit_quantity": 2.5 } } });
    let (_, estimate) =
        response(keyed(post(format!("{}/api.fal.ai/v1/models/pricing/estimate", mock.url()), &body))).await;
    let price = |each: &Value| each["unit_price"].as_f64().unwrap();
    let total = estimate["total_cost"].as_f64().unwrap();
    assert!((total - price(echo) * 10.0 - price(parrot) * 2.5).abs() < 1e-9, "{estimate}");
}

#[tokio::test]
async fn errors_have_a_type_and_a_message() {
    let mock = mock();
    let cases = [
        ("models?limit=0", 400, "validation_error"),
        ("models?cursor=%21", 400, "validation_error"),
        ("models?endpoint_id=acme/nobody", 404, "not_found"),
        ("models/pricing", 400, "validation_error"),
        ("models/pricing?endpoint_id=acme/nobody", 404, "not_found"),
        ("elsewhere", 404, "not_found"),
    ];
    for (path, status, kind) in cases {
        let (actual, body) = asked(&mock, path).await;
        assert_eq!((actual, &body["error"]["type"]), (status, &json!(kind)), "{path}");
        assert!(body["error"]["message"].is_string(), "{path}");
    }
    let many = vec!["acme/echo"; 51].join(",");
    assert_eq!(asked(&mock, &format!("models/pricing?endpoint_id={many}")).await.0, 400);
    let keyless = get(format!("{}/api.fal.ai/v1/models/pricing?endpoint_id=acme/echo", mock.url()));
    assert_eq!(response(keyless).await.1["error"]["type"], "authorization_error");
}

#[tokio::test]
async fn webhook_ip_ranges_are_loopback() {
    let mock = mock();
    let (_, meta) = response(get(format!("{}/api.fal.ai/v1/meta", mock.url()))).await;
    assert_eq!(meta["webhook_ip_ranges"][0], "127.0.0.0/8");
}
