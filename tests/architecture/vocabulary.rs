//! One vocabulary: a type name has one definition in the workspace, and retired words do not come back.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    files::{SourceFile, rust},
    tokens::{defined_types, identifiers, tokens},
};

/// Hand-written source folders, each with the name of its crate.
const SOURCES: &[(&str, &str)] = &[
    ("codegen/src", "codegen"),
    ("xtask/src", "xtask"),
    ("generated/src", "fal-sdk"),
    ("generated/runtime/src", "fal-runtime"),
    ("generated/mock/src", "fal-mock"),
    ("generated/examples", "examples"),
    ("tests/architecture", "tests"),
    ("tests/benches", "tests"),
    ("tests/catalogue", "tests"),
    ("tests/client", "tests"),
    ("tests/codegen", "tests"),
    ("tests/compile", "tests"),
    ("tests/mock", "tests"),
    ("tests/support", "tests"),
];

/// Type names that may be defined in several modules, with the reason.
const SHARED_TYPE_NAMES: &[(&str, &str)] = &[
    ("Error", "the error of its crate or module, as in std"),
    ("Result", "the result of its crate or module, as in std"),
    ("Endpoint", "an endpoint of the IR, of the catalogue and of the mock server: the same endpoint in three crates"),
    ("Request", "an HTTP request: of the public transport, and of the mock server"),
    ("Response", "an HTTP response: of the public transport, of the mock server, and of a specification"),
    ("Enum", "an enum of a specification: in the IR, and the trait of its generated type"),
    ("EnumValue", "a value of such an enum: in the IR, and of its generated type"),
    ("Issue", "a violation before its path is known: of the JSON codec, and of the mock server"),
    ("Operation", "an operation of OpenAPI: of a specification, and of a direct call"),
    ("Provenance", "the origin of a limit: in the IR, and in a violation"),
    ("Violation", "a violation of a limit: of the runtime, and of the requests that tests generate"),
    ("Body", "the body of a request or response: of a specification, of the transport, and of the mock server"),
    ("Bound", "a bound of a range: in the IR, in a provenance, and in the checks of the mock server"),
    ("CallKind", "whether an endpoint is called through the queue or directly: in the IR, and in the mock server"),
    ("Decimal", "an exact decimal number: of the generator, and of prices"),
    ("Delivery", "a webhook delivery: as the mock server sends it, and as the client receives it"),
    ("Mock", "the mock server, and its wrapper in the facade"),
    ("Parameter", "a parameter of OpenAPI: of a specification, the IR, the mock server and a direct call"),
    ("ParameterLocation", "the location of such a parameter: of the generator, the mock server and a direct call"),
    ("ParameterStyle", "how such a parameter is written: of the generator, the mock server and a direct call"),
    ("Service", "the service that a document describes: of the generator, and of a direct call"),
    ("SecurityScheme", "a security scheme of such a service: of the generator, and of a direct call"),
    ("KeyLocation", "the part of a request that carries a key: of the generator, and of a direct call"),
    ("ResponseFormat", "the format of a response: in the IR, of a direct call, and of the mock server"),
    ("StatusResponse", "the response of one status: in the IR, and of a direct call"),
    ("Schema", "a JSON Schema: of a specification, and of the mock server"),
    ("Union", "a union of a specification: in the IR, and the trait of its generated type"),
    ("Variant", "a variant of such a union: in the IR, and of its generated type"),
    ("UntypedEndpoint", "an untyped endpoint and its blocking mirror"),
    ("Webhooks", "the verifier of webhooks and its blocking mirror"),
    ("Client", "the client and its blocking mirror"),
    ("Call", "a call and its blocking mirror"),
    ("Job", "a job and its blocking mirror"),
    ("Events", "a stream of events and its blocking mirror"),
    ("Updates", "a stream of updates and its blocking mirror"),
    ("DirectCall", "a direct call and its blocking mirror"),
    ("RequestTarget", "the target of a request, and its placeholder in browsers"),
    ("ResponseBody", "the body of a response of reqwest, outside of browsers and in browsers"),
];

/// Retired words, each with its replacements. Plurals and inflections are listed on their own.
const RETIRED: &[(&str, &str)] = &[
    ("amiss", "what is wrong: an error, an issue, a violation"),
    ("answer", "response, verdict"),
    ("answered", "responded, received"),
    ("answers", "responses"),
    ("arm", "variant"),
    ("arms", "variants"),
    ("beside", "next to, after"),
    ("census", "corpus"),
    ("dice", "rng"),
    ("door", "internal API, connection limit"),
    ("doors", "connection limits"),
    ("ears", "listeners"),
    ("errand", "request"),
    ("exchange", "direct call, send"),
    ("fault", "violation, issue, error"),
    ("faults", "violations, issues, errors"),
    ("foretold", "predicted"),
    ("given", "input, source"),
    ("heard", "received"),
    ("homeless", "orphan"),
    ("house", "workspace"),
    ("intake", "import"),
    ("lent", "borrowed"),
    ("likeness", "equality"),
    ("misfit", "mismatch"),
    ("misshapen", "shape mismatch"),
    ("nobody", "name the subject"),
    ("question", "poll, status request, check"),
    ("questions", "polls, status requests, checks"),
    ("refusal", "error, rejection"),
    ("refusals", "errors, rejections"),
    ("refuse", "reject, report"),
    ("refused", "rejected"),
    ("refuses", "rejects"),
    ("remark", "note"),
    ("remarks", "notes"),
    ("retold", "reported"),
    ("shelf", "store"),
    ("somebody", "name the subject"),
    ("spoilt", "invalid"),
    ("spot", "context"),
    ("stands", "is"),
    ("stood", "last state"),
    ("tell", "report, emit, log"),
    ("tells", "reports"),
    ("ticket", "submit response"),
    ("tickets", "submit responses"),
    ("told", "reported, output"),
    ("tries", "cases"),
    ("unstated", "unspecified"),
    ("whoever", "name the subject"),
];

/// Identifiers of other crates and of wire formats that contain a retired word.
const EXTERNAL: &[&str] = &["compare_exchange", "HOUSE"];

fn sources() -> impl Iterator<Item = (&'static str, SourceFile)> {
    let is_own = |file: &SourceFile| {
        !file.name.starts_with("generated/src/endpoints") && !file.name.contains("/rust_code/runner")
    };
    SOURCES
        .iter()
        .flat_map(move |(folder, name)| rust(folder).into_iter().filter(is_own).map(move |file| (*name, file)))
}

/// The words of an identifier, lower-case: `JobId` and `job_id` have `job` and `id`.
fn words(identifier: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '_';
    for character in identifier.chars() {
        let begins = character == '_' || (character.is_uppercase() && before.is_lowercase());
        if begins {
            words.push(String::new());
        }
        if let (true, Some(word)) = (character != '_', words.last_mut()) {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Files about fault injection, where "fault" is the term of the field.
const INJECTION_FILES: &[&str] = &[
    "generated/mock/",
    "generated/src/mock.rs",
    "generated/examples/typed_errors.rs",
    "tests/mock/",
    "xtask/src/mock",
];

fn is_injection(file: &str, word: &str) -> bool {
    matches!(word, "fault" | "faults") && INJECTION_FILES.iter().any(|start| file.starts_with(start))
}

fn replacement(identifier: &str) -> Option<(String, &'static str)> {
    let is_external = EXTERNAL.contains(&identifier);
    let retired = |word: String| RETIRED.iter().find(|(old, _)| *old == word).map(|(_, new)| (word, *new));
    words(identifier).into_iter().filter(|_| !is_external).find_map(retired)
}

#[test]
fn a_type_name_is_defined_in_one_module_only() {
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, file) in sources().filter(|(_, file)| !file.is_test()) {
        for name in defined_types(tokens(&file.text)) {
            modules.entry(name).or_default().insert(file.name.clone());
        }
    }
    modules.retain(|name, files| files.len() > 1 && !SHARED_TYPE_NAMES.iter().any(|(shared, _)| shared == name));
    let described: Vec<String> = modules.iter().map(|(name, files)| format!("{name}: {files:?}")).collect();
    assert!(
        described.is_empty(),
        "defined in more than one module; rename, or argue in SHARED_TYPE_NAMES:\n{}",
        described.join("\n")
    );
}

#[test]
fn retired_words_are_no_part_of_identifiers() {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (crate_name, file) in sources() {
        for identifier in identifiers(tokens(&file.text)) {
            let retired = replacement(&identifier).filter(|(word, _)| !is_injection(&file.name, word));
            if let Some((word, new)) = retired {
                found.insert(
                    format!("{crate_name} {word}"),
                    format!("{}: `{identifier}`; instead of `{word}`: {new}", file.name),
                );
            }
        }
    }
    let described: Vec<&str> = found.values().map(String::as_str).collect();
    assert!(described.is_empty(), "{}", described.join("\n"));
}

#[test]
fn words_of_identifiers_are_found() {
    assert_eq!(words("JobId"), ["job", "id"]);
    assert_eq!(words("is_told_by"), ["is", "told", "by"]);
    assert_eq!(words("TOLD_KIND"), ["told", "kind"]);
    assert_eq!(replacement("unfold"), None);
    assert_eq!(replacement("ToldKind").map(|(word, _)| word).as_deref(), Some("told"));
}
