//! Exact decimals: read as fal writes them, compared as numbers, added and multiplied without rounding.

use fal_sdk::Decimal;
use fal_tests::server::{Server, json};
use serde_json::json;

use super::fixtures::{client_of, completed, job, kontext, result, submit_response};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn numbers_are_shown_as_they_were_written() {
    for text in ["0", "0.0", "1", "1.5", "1.50", "0.10000000", "12345678.87654321", "-2.5", "0.00000001"] {
        assert_eq!(decimal(text).to_string(), text);
    }
    assert_eq!(decimal(&"9".repeat(38)).to_string(), "9".repeat(38));
    assert_eq!(
        format!("{:>6}|{:<6}|{:?}", decimal("1.5"), decimal("-1.5"), decimal("1.5")),
        "   1.5|-1.5  |Decimal(1.5)"
    );
}

#[test]
fn exponents_are_spelt_out() {
    for (text, plain) in [
        ("1e-7", "0.0000001"),
        ("2.5E3", "2500"),
        ("2.5e+1", "25"),
        ("1.25e1", "12.5"),
        ("0e9", "0"),
        ("-1e-3", "-0.001"),
    ] {
        assert_eq!(decimal(text).to_string(), plain);
    }
}

#[test]
fn invalid_or_too_long_decimals_are_rejected() {
    let long = "9".repeat(40);
    let tiny = format!("0.{}1", "0".repeat(38));
    let odd =
        ["", " ", "-", ".", "1.", ".5", "1,5", "+1", "1e", "1e1.5", "e5", "1e-39", "1e39", "1e99999999999", "0x1"];
    for text in odd.into_iter().chain(["NaN", "inf", "1_000", "١", "1 ", " 1", "--1", "1.-5", &long, &tiny]) {
        assert!(text.parse::<Decimal>().is_err(), "{text}");
    }
}

#[test]
fn numbers_are_compared_as_numbers() {
    use std::collections::HashSet;
    assert_eq!(decimal("1.50"), decimal("01.5"));
    assert_eq!(decimal("-0"), Decimal::ZERO);
    assert_eq!(HashSet::from([decimal("1.5"), decimal("1.500"), decimal("15e-1")]).len(), 1);
    let (large, small) = ("9".repeat(38), format!("0.{}1", "0".repeat(37)));
    let ascending =
        [&format!("-{large}"), "-2", "-1.5", "-0.1", &format!("-{small}"), "0", &small, "0.1", "1", "1.01", &large];
    for pair in ascending.windows(2) {
        assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
        assert!(decimal(pair[1]) > decimal(pair[0]), "{pair:?}");
    }
}

#[test]
fn sums_and_products_are_exact() {
    let sum = (0..1000).try_fold(Decimal::ZERO, |sum, _| sum.checked_add(decimal("0.00000001")));
    assert_eq!(sum.unwrap().to_string(), "0.00001000");
    assert_eq!(decimal("0.1").checked_add(decimal("0.2")), Some(decimal("0.3")));
    assert_eq!(decimal("1").checked_sub(decimal("0.9")).unwrap().to_string(), "0.1");
    assert_eq!(decimal("0.025").checked_mul(decimal("4.00000000")).unwrap().to_string(), "0.1");
    assert_eq!(decimal("1.1").checked_mul(decimal("-1.1")).unwrap().to_string(), "-1.21");
    assert_eq!(Decimal::from(3_u64).checked_mul(Decimal::from(-2)).unwrap().to_string(), "-6");
    assert!((decimal("0.1").to_f64() - 0.1).abs() < f64::EPSILON);
}

#[test]
fn decimals_that_do_not_fit_are_not_rounded() {
    let (large, small) = (decimal(&"9".repeat(38)), decimal(&format!("0.{}1", "0".repeat(37))));
    assert_eq!(large.checked_add(small), None);
    assert_eq!(large.checked_mul(large), None);
    assert_eq!(small.checked_mul(small), None);
    // Trailing zeros do not count as digits.
    let padded = decimal(&format!("1.{}", "0".repeat(37)));
    assert_eq!(large.checked_sub(padded).unwrap().to_string(), format!("{}8", "9".repeat(37)));
}

#[tokio::test]
async fn an_invalid_numeric_header_does_not_fail_the_call() {
    for (header, units) in [("1.10", Some("1.1")), ("1e1", Some("10")), ("many", None), ("", None), ("1, 2", None)] {
        let server = Server::start([submit_response(), completed(), result().header("x-fal-billable-units", header)]);
        let meta = kontext(&client_of(&server)).outcome().await.unwrap().meta;
        assert_eq!(meta.billable_units, units.map(decimal), "{header}");
    }
}

#[tokio::test]
async fn an_error_has_the_billed_units() {
    let server = Server::start([json(422, &json!({"detail": "x"})).header("x-fal-billable-units", "0.00000000")]);
    let error = job(&client_of(&server)).result().await.unwrap_err();
    assert_eq!(error.meta().unwrap().billable_units, Some(Decimal::ZERO));
}
