//! The platform API: models and prices.

use fal_sdk::{
    Client, Decimal, ErrorKind,
    platform::{Estimate, Model, ModelStatus, NoDocument, Price},
};
use fal_tests::server::{ScriptedResponse, Server, json, raw};
use serde_json::{Value, json};

use super::fixtures::{KEY, client_of, hasty};

fn anonymous(server: &Server) -> Client {
    Client::builder().environment(|_| None).anonymous().base_url(server.url()).retry(hasty()).build().unwrap()
}

fn page(ids: &[&str], next: Option<&str>) -> ScriptedResponse {
    let models: Vec<Value> = ids.iter().map(|id| json!({"endpoint_id": id})).collect();
    json(200, &json!({"models": models, "next_cursor": next, "has_more": next.is_some()}))
}

async fn ids(models: &mut fal_sdk::platform::Models) -> Vec<String> {
    let mut ids = Vec::new();
    while let Some(model) = models.next().await {
        ids.push(model.unwrap().endpoint_id);
    }
    ids
}

#[tokio::test]
async fn models_are_fetched_page_by_page_on_demand() {
    let server = Server::start([page(&["a/1", "a/2"], Some("Mg==")), page(&[], Some("Mw==")), page(&["a/3"], None)]);
    let mut models = client_of(&server).models().stream();
    assert!(server.requests().is_empty());
    assert_eq!(models.next().await.unwrap().unwrap().endpoint_id, "a/1");
    assert_eq!(server.lines(), ["GET /models"]);
    assert_eq!(ids(&mut models).await, ["a/2", "a/3"]);
    assert_eq!(server.lines(), ["GET /models", "GET /models?cursor=Mg%3D%3D", "GET /models?cursor=Mw%3D%3D"]);
    assert!(models.next().await.is_none());
}

#[tokio::test]
async fn filters_are_encoded_in_the_query() {
    let server = Server::start([page(&[], None)]);
    let query =
        client_of(&server).models().search("text & image").category("image-to-image").status(ModelStatus::Active);
    query.endpoints(["a/b", "c/d"]).with_openapi().with_openapi().page_size(20).stream().next().await;
    let query = "q=text%20%26%20image&category=image-to-image&status=active&expand=openapi-3.0&limit=20";
    assert_eq!(server.lines(), [format!("GET /models?{query}&endpoint_id=a%2Fb&endpoint_id=c%2Fd")]);
}

#[tokio::test]
async fn a_page_has_the_cursor_of_the_next_one() {
    let server = Server::start([page(&["a/1"], Some("2")), page(&["a/2"], None)]);
    let client = client_of(&server);
    let first = client.models().page().await.unwrap();
    let second = client.models().cursor(first.next_cursor.unwrap()).page().await.unwrap();
    assert_eq!((second.models[0].endpoint_id.as_str(), second.next_cursor), ("a/2", None));
    assert_eq!(server.lines(), ["GET /models", "GET /models?cursor=2"]);
}

#[tokio::test]
async fn many_endpoints_are_asked_for_fifty_at_a_time() {
    let many: Vec<String> = (0..101).map(|number| format!("a/{number}")).collect();
    let server =
        Server::start([page(&["a/0"], Some("2")), page(&["a/1"], None), page(&["a/50"], None), page(&["a/100"], None)]);
    let client = client_of(&server);
    assert_eq!(ids(&mut client.models().endpoints(&many).stream()).await, ["a/0", "a/1", "a/50", "a/100"]);
    let asked: Vec<usize> = server.lines().iter().map(|line| line.matches("endpoint_id=").count()).collect();
    assert_eq!(asked, [50, 50, 50, 1]);
    let error = client.models().endpoints(&many).page().await.unwrap_err();
    assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Invalid, 4));
}

#[tokio::test]
async fn a_listing_with_a_cursor_cycle_ends() {
    let server = Server::start([page(&["a/1"], Some("2")), page(&["a/2"], Some("2"))]);
    assert_eq!(ids(&mut client_of(&server).models().stream()).await, ["a/1", "a/2"]);
    // A cursor without further items does not count either.
    let last = json!({"models": [{"endpoint_id": "a/1"}], "next_cursor": "2", "has_more": false});
    let server = Server::start([json(200, &last)]);
    assert_eq!(ids(&mut client_of(&server).models().stream()).await, ["a/1"]);
}

/// Returns the models of a page with this body.
async fn models(text: &str) -> Vec<Model> {
    let server = Server::start([raw(200, "application/json", text)]);
    client_of(&server).models().page().await.unwrap().models
}

#[tokio::test]
async fn a_model_may_lack_properties() {
    let [model] = models(
        r#"{"models": [{"endpoint_id": "fal-ai/flux/dev", "metadata": {
            "display_name": "FLUX.1 [dev]", "category": "text-to-image", "description": "d", "status": "active",
            "tags": ["fast"], "updated_at": "2025-01-15T12:00:00Z", "is_favorited": null, "thumbnail_url": "t",
            "model_url": "m", "date": "2024-08-01", "highlighted": true, "pinned": false, "license_type": "research",
            "group": {"key": "flux", "label": "dev"}, "kind": "inference", "duration_estimate": 0.5, "new": 7
        }, "enterprise_status": "ready"}]}"#,
    )
    .await
    .try_into()
    .unwrap();
    let metadata = model.metadata.unwrap();
    assert_eq!(
        (model.endpoint_id.as_str(), metadata.display_name.as_deref()),
        ("fal-ai/flux/dev", Some("FLUX.1 [dev]"))
    );
    assert_eq!(
        (metadata.status, metadata.tags.as_slice()),
        (Some(ModelStatus::Active), ["fast".to_owned()].as_slice())
    );
    assert_eq!((metadata.is_favorited, metadata.highlighted), (None, Some(true)));
    assert_eq!(metadata.group.unwrap().key, "flux");
    assert_eq!((model.openapi, Value::from(model.extra)), (None, json!({"enterprise_status": "ready"})));
    assert_eq!(Value::from(metadata.extra), json!({"new": 7}));
}

#[tokio::test]
async fn an_invalid_property_of_a_model_does_not_affect_others() {
    let odd = models(
        r#"{"models": [{"endpoint_id": "a/1"}, {"endpoint_id": "a/2", "metadata": null, "openapi": null},
            {"endpoint_id": "a/3", "metadata": {"display_name": 7, "tags": "fast", "status": "resting", "group": []}},
            {"metadata": {}}, 7, {"endpoint_id": "a/4", "metadata": "x"}]}"#,
    )
    .await;
    assert_eq!(odd.iter().map(|model| model.endpoint_id.as_str()).collect::<Vec<_>>(), ["a/1", "a/2", "a/3", "a/4"]);
    let metadata = odd[2].metadata.as_ref().unwrap();
    assert_eq!((&metadata.display_name, &metadata.status), (&None, &Some(ModelStatus::Other("resting".to_owned()))));
    assert_eq!(metadata.extra["display_name"], 7);
    assert_eq!(odd[3].extra["metadata"], "x");
}

#[tokio::test]
async fn an_openapi_document_keeps_the_order_of_its_keys_and_may_be_an_error() {
    let document = r#"{"paths": {"/z": {}, "/a": {}}, "openapi": "3.0.4", "error": 1}"#;
    let found = models(&format!(
        r#"{{"models": [{{"endpoint_id": "a/1", "openapi": {document}}}, {{"endpoint_id": "a/2",
            "openapi": {{"error": {{"code": "expansion_failed", "message": "no such schema"}}}}}}]}}"#
    ))
    .await;
    let kept = found[0].openapi.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((kept.as_str(), kept.to_json()), (document, serde_json::from_str(document).unwrap()));
    let failed: &NoDocument = found[1].openapi.as_ref().unwrap().as_ref().unwrap_err();
    assert_eq!(failed.code.as_deref(), Some("expansion_failed"));
    assert_eq!(failed.to_string(), "fal has no OpenAPI document for the model: no such schema");
}

#[tokio::test]
async fn an_error_ends_the_listing() {
    let rejection = json!({"error": {"type": "validation_error", "message": "limit is too large", "docs_url": "u", "request_id": "r1"}});
    let server = Server::start([page(&["a/1"], Some("2")), json(400, &rejection)]);
    let mut models = client_of(&server).models().stream();
    models.next().await.unwrap().unwrap();
    let error = models.next().await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.error_type(), error.request_id()),
        (ErrorKind::Rejected, Some("validation_error"), Some("r1"))
    );
    assert_eq!(error.to_string(), "fal refused the request: limit is too large [400, request r1]");
    assert!(!error.maybe_submitted());
    assert!(models.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_page_that_is_no_array_is_an_error() {
    for (response, kind) in [("<html>", ErrorKind::Decode), ("{}", ErrorKind::Protocol), ("[]", ErrorKind::Decode)] {
        let server = Server::start([raw(200, "text/html", response)]);
        let error = client_of(&server).models().page().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
}

#[tokio::test]
async fn temporary_failures_are_retried() {
    let server = Server::start([json(429, &json!({})), json(500, &json!({})), page(&["a/1"], None)]);
    assert_eq!(client_of(&server).models().page().await.unwrap().models.len(), 1);
}

#[tokio::test]
async fn models_need_no_key_and_prices_do() {
    let server = Server::start([page(&["a/1"], None)]);
    let client = anonymous(&server);
    client.models().page().await.unwrap();
    assert!(server.requests()[0].all("authorization").is_empty());
    let prices = client.prices(["a/1"]).await.unwrap_err();
    let estimate = client.estimate(&Estimate::from_calls([("a/1", 1)])).await.unwrap_err();
    for error in [prices, estimate] {
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.to_string(), "prices require an API key; set one with `ClientBuilder::key` or FAL_KEY");
    }
    assert_eq!(server.requests().len(), 1);
}

async fn prices(text: &str) -> Vec<Price> {
    let server = Server::start([raw(200, "application/json", text)]);
    let prices = client_of(&server).prices(["a/1", "a/2"]).await.unwrap();
    let [asked] = server.requests().try_into().unwrap();
    assert_eq!(asked.line(), "GET /models/pricing?endpoint_id=a%2F1&endpoint_id=a%2F2");
    assert_eq!(asked.all("authorization"), [format!("Key {KEY}")]);
    prices
}

#[tokio::test]
async fn a_price_is_exact_however_it_is_written() {
    let digits = ["0.025", "1e-7", "\"0.10\"", "0.12345678901234567890123", "3", "0"];
    for written in digits {
        let entry = format!(r#"{{"endpoint_id": "a/1", "unit_price": {written}, "unit": "image", "currency": "USD"}}"#);
        let [price] = prices(&format!(r#"{{"prices": [{entry}, {{}}, 7]}}"#)).await.try_into().unwrap();
        assert_eq!(price.unit_price, written.trim_matches('"').parse().unwrap());
    }
}

#[tokio::test]
async fn units_times_price_is_the_cost() {
    let text = r#"{"prices": [{"endpoint_id": "a/1", "unit_price": 0.025, "unit": "image", "currency": "USD"}]}"#;
    let [price] = prices(text).await.try_into().unwrap();
    assert_eq!(price.to_string(), "a/1: 0.025 USD per image");
    let units: Decimal = "1.20000000".parse().unwrap();
    assert_eq!(price.cost(units).unwrap().to_string(), "0.03 USD");
    assert_eq!(price.cost(4).unwrap().amount, "0.1".parse().unwrap());
}

#[tokio::test]
async fn no_endpoints_have_no_prices() {
    let server = Server::start([]);
    assert!(client_of(&server).prices([""; 0]).await.unwrap().is_empty());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_estimate_is_requested_by_calls_or_by_exact_units() {
    let estimate = || raw(200, "application/json", r#"{"estimate_type": "x", "total_cost": 3.75, "currency": "USD"}"#);
    let server = Server::start([estimate(), estimate(), json(200, &json!({"currency": "USD"}))]);
    let client = client_of(&server);
    let calls = Estimate::from_calls([("a/1", 100), ("a/\"2", 1)]);
    assert_eq!(client.estimate(&calls).await.unwrap().to_string(), "3.75 USD");
    let units: Decimal = "0.1234567890123456789".parse().unwrap();
    let units = Estimate::from_units([("a/1", units)]);
    client.estimate(&units).await.unwrap();
    assert_eq!(client.estimate(&units).await.unwrap_err().kind(), ErrorKind::Protocol);
    let asked = server.requests();
    assert_eq!(asked[0].line(), "POST /models/pricing/estimate");
    let body = json!({"a/1": {"call_quantity": 100}, "a/\"2": {"call_quantity": 1}});
    let sent: Value = serde_json::from_slice(&asked[0].body).unwrap();
    assert_eq!(sent, json!({"estimate_type": "historical_api_price", "endpoints": body}));
    let sent = String::from_utf8(asked[1].body.clone()).unwrap();
    assert_eq!(sent, r#"{"estimate_type":"unit_price","endpoints":{"a/1":{"unit_quantity":0.1234567890123456789}}}"#);
}

#[tokio::test]
async fn the_networks_of_webhooks_can_be_requested() {
    let server = Server::start([json(200, &json!({"webhook_ip_ranges": ["34.123.59.101/32"]})), json(200, &json!({}))]);
    let client = anonymous(&server);
    assert_eq!(client.webhook_ip_ranges().await.unwrap(), ["34.123.59.101/32"]);
    assert_eq!(client.webhook_ip_ranges().await.unwrap_err().kind(), ErrorKind::Protocol);
    assert_eq!(server.lines(), ["GET /meta", "GET /meta"]);
}

#[tokio::test]
async fn a_listing_of_empty_pages_ends() {
    let page = |cursor: u32| json(200, &json!({"prices": [], "next_cursor": cursor.to_string(), "has_more": true}));
    let server = Server::start((0..20).map(page));
    let error = client_of(&server).prices(["fal-ai/flux/dev"]).await.unwrap_err();
    assert_eq!((error.kind(), server.lines().len()), (ErrorKind::Protocol, 11));
}
