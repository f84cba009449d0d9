//! Data between the phases for a few fixtures: document, specification, IR, names, tokens, text,
//! schema.

use std::fmt::Write;

use fal_codegen::{
    Diagnostics,
    dedup::dedup,
    document::{Cursor, Node, Value},
    explain,
    ir::{Api, Named, TypeId, TypeKind},
    json_schema,
    lower::lower,
    manifest,
    names::{NameLock, Names, name},
    read,
    render::{Target, render},
    spec::{Schema, Spec},
};
use fal_tests::{
    fixtures::{Fixture, accepted},
    snapshots::{settings, unreferenced},
};

/// The fixtures: order and presence, prose, unions, name collisions.
const DRAWN: [&str; 4] =
    ["apifox/required_and_optional", "prose/numeric_string", "openapi/enum_or_object", "names/colliding"];

const PHASES: [&str; 7] = ["1-document", "2-spec", "3-ir", "4-names", "5-tokens", "6-text", "7-schema"];

#[test]
fn every_phase_has_the_output_of_its_snapshot() {
    let fixtures = accepted().unwrap();
    let mut names = Vec::new();
    settings("phases").bind(|| {
        for fixture in fixtures.iter().filter(|fixture| DRAWN.contains(&fixture.name.as_str())) {
            for (phase, drawing) in PHASES.iter().zip(drawings(fixture)) {
                let name = format!("{}.{phase}", fixture.file_name());
                insta::assert_snapshot!(name.as_str(), drawing);
                names.push(name);
            }
        }
    });
    assert_eq!(names.len(), DRAWN.len() * PHASES.len());
    assert_eq!(unreferenced("phases", names.iter().map(String::as_str)), [""; 0]);
}

fn drawings(fixture: &Fixture) -> [String; 7] {
    let [source] = fixture.sources.as_slice() else { panic!("{} is one file", fixture.name) };
    let mut diagnostics = Diagnostics::new();
    let documents = read::syntax::parse(source).unwrap();
    let [document] = documents.as_slice() else { panic!("{} is one document", fixture.name) };
    let spec = read::read(document, &mut diagnostics);
    let specs = [(source.name.clone(), spec)];
    let api = dedup(lower(&specs, &mut diagnostics));
    let names = name(&api, &mut NameLock::default(), &mut diagnostics);
    let files = render(&api, &names, &Target::own());
    let file = manifest::listed(&fixture.generate().files[manifest::FILE]).remove(0).1;
    let tokens = files.iter().find(|rendered| rendered.path == file).unwrap().tokens.to_string();
    let text = fixture.generate().files[&file].clone();
    let schema = fixture.generate().files[&json_schema::file(&file)].clone();
    let mut tree = String::new();
    draw_node(&Cursor::root(document), source, &mut tree);
    [tree, draw_spec(&specs[0].1), draw_api(&api), draw_names(&api, &names), wrapped(&tokens), text, schema]
}

/// Formats one line per value: line, column, pointer and value.
fn draw_node(at: &Cursor<'_>, source: &fal_codegen::Source, text: &mut String) {
    let position = source.position(at.node().span.range.start);
    let place = format!("{}:{}", position.line, position.column);
    let shown = match &at.node().value {
        Value::Array(_) | Value::Object(_) => at.node().kind().to_owned(),
        _ => Node::to_literal(at.node()).to_string(),
    };
    writeln!(text, "{place:>6}  {}  {shown}", at.pointer()).unwrap();
    at.entries().for_each(|(_, member)| draw_node(&member, source, text));
    at.items().for_each(|item| draw_node(&item, source, text));
}

fn draw_spec(spec: &Spec) -> String {
    let mut text = String::new();
    for operation in &spec.operations {
        let method = operation.method.as_str();
        writeln!(text, "{method} {} is {}, {:?}", operation.path, operation.id.value, operation.dialect).unwrap();
        for schema in operation.body.iter().flat_map(|body| &body.schema) {
            draw_schema("body", schema, 1, &mut text);
        }
        for response in operation.responses.iter().chain(&operation.result) {
            response.schema.iter().for_each(|schema| draw_schema("answer", schema, 1, &mut text));
        }
    }
    for (reference, model) in &spec.models {
        draw_schema(&format!("{reference} called {}", model.name), &model.schema, 0, &mut text);
    }
    text
}

fn draw_schema(label: &str, schema: &Schema, depth: usize, text: &mut String) {
    let pad = "  ".repeat(depth);
    write!(text, "{pad}{label}:").unwrap();
    schema.types.iter().for_each(|json_type| write!(text, " {json_type:?}").unwrap());
    schema.limits.iter().for_each(|stated| write!(text, ", {} by `{}`", stated.limit, stated.keyword).unwrap());
    schema.enum_values.iter().for_each(|members| write!(text, ", one of {}", list(&members.value)).unwrap());
    schema.default.iter().for_each(|default| write!(text, ", default {}", default.value).unwrap());
    schema.reference.iter().for_each(|reference| write!(text, " like {}", reference.value).unwrap());
    schema.description.iter().for_each(|description| write!(text, " “{}”", description.value).unwrap());
    writeln!(text, " at {}", schema.origin.pointer).unwrap();
    for (word, names) in [("required", required(schema)), ("order", schema.order.join(", "))] {
        if !names.is_empty() {
            writeln!(text, "{pad}  {word} {names}").unwrap();
        }
    }
    for property in &schema.properties {
        draw_schema(&format!("property {:?}", property.name.value), &property.schema, depth + 1, text);
    }
    schema.any_of.iter().for_each(|variant| draw_schema("any of", variant, depth + 1, text));
    schema.items.iter().for_each(|items| draw_schema("items", items, depth + 1, text));
}

fn list(values: &[fal_codegen::Literal]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn required(schema: &Schema) -> String {
    schema.required.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", ")
}

/// Formats the summary, then each type with the parts of its name.
fn draw_api(api: &Api) -> String {
    let mut text = String::new();
    for endpoint in &api.endpoints {
        text.push_str(&explain::summary(endpoint));
        text.push_str("\ntypes:\n");
        for named in &endpoint.types {
            writeln!(text, "  {} {:?}, {:?}", shape(named), named.naming, named.direction).unwrap();
        }
    }
    text
}

fn shape(named: &Named) -> &'static str {
    match named.kind {
        TypeKind::Struct(_) => "record",
        TypeKind::Enum(_) => "set",
        TypeKind::Constrained(_) => "checked",
        TypeKind::Union(_) => "union",
    }
}

fn draw_names(api: &Api, names: &Names) -> String {
    let mut text = String::new();
    for endpoint in &api.endpoints {
        let called = names.endpoint(endpoint).unwrap();
        writeln!(text, "{} in {}", called.module.join(), called.module.file()).unwrap();
        for index in 0..endpoint.types.len() {
            let called = called.get(TypeId::new(index)).unwrap();
            writeln!(text, "  {} {}", called.name, called.limits).unwrap();
            writeln!(text, "    members {}", called.members.join(", ")).unwrap();
            writeln!(text, "    setters {}", called.setters.join(", ")).unwrap();
        }
    }
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Formats tokens, with line breaks after statements and items.
fn wrapped(tokens: &str) -> String {
    tokens.replace(" ; ", " ;\n").replace(" { ", " {\n").replace(" } ", " }\n") + "\n"
}
