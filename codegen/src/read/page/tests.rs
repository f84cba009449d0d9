use super::*;
use crate::document::Cursor;

/// A page of our own wording in the shape of the real ones.
const LINES: &str = r#"Paint a boat

POST /acme/boat

MethodPOST
Path/acme/boat
Typehttp
Status1
Module7
Folder40

说明

Two lines，
and 参数 inside of the text.

概览

MethodPOST
Path/acme/boat
Typehttp
Status1
Module7
Folder40

参数

{
  "query": [],
  "path": []
}

请求体

{
  "type": "application/json",
  "jsonSchema": {
    "type": "object",
    "properties": {
      "size": {
        "type": "number",
        "description": "尺寸。默认值:1.50  范围值:1-20",
        "maximum": 18446744073709551615
      }
    }
  },
  "examples": [
    {
      "value": "{\r\n  \"size\": 3\r\n}\r\n\r\n响应\r\n\r\n[]"
    }
  ],
  "required": false
}

响应

[
  {
    "id": 9,
    "code": 200,
    "jsonSchema": {}
  }
]

响应示例

[
  {
    "data": "\"quoted\" } ]",
    "responseId": 9
  }
]"#;

/// The same page in the other rendering, without description and parameters.
const TABLE: &str = "# Paint a boat\r\n\r\nPOST /acme/boat\r\n\r\n| Method | POST |\r\n| --- | --- |\r\n| Path | /acme/boat |\r\n\
    | Type | http |\r\n| Status | 42 |\r\n\r\n## 概览\r\n\r\n| Method | Path |\r\n|---|---|\r\n| POST | /acme/boat |\r\n\r\n\
    ## 请求体\r\n\r\n```json\r\n{\"type\":\"none\"}\r\n```\r\n\r\n## 响应\r\n\r\n[{\"code\":200}]\r\n";

fn read(text: &str) -> Result<Node, ParseError> {
    parse(&Arc::from("a.txt"), text)
}

fn shown(text: &str, pointer: &str) -> Option<String> {
    let page = read(text).unwrap_or_else(|error| panic!("{error:?}"));
    let pointer = crate::origin::Pointer::parse(pointer).unwrap();
    Cursor::root(&page).find(&pointer).map(|found| found.node().to_literal().to_string())
}

/// The page that a tree was read from, in the first rendering.
fn print(page: &Node) -> Option<String> {
    let text = |node: &Node| match &node.value {
        Value::String(text) => Some(text.clone()),
        other => Some(Node::new(other.clone(), node.span.clone()).to_literal().to_string()),
    };
    let (api, own) = (page.get("api")?, page.get("page")?);
    let method = text(own.get("method")?)?;
    let path = text(api.get("path")?)?;
    let fields = [
        ("Method", Some(method.clone())),
        ("Path", Some(path.clone())),
        ("Type", api.get("type").and_then(text)),
        ("Status", own.get("status").and_then(text)),
        ("Module", api.get("moduleId").and_then(text)),
        ("Folder", api.get("folderId").and_then(text)),
    ];
    let fields: Vec<String> =
        fields.into_iter().filter_map(|(label, value)| Some(format!("{label}{}", value?))).collect();
    let fields = fields.join("\n");
    let mut parts = vec![text(page.get("name")?)?, format!("{method} {path}"), fields.clone()];
    let Value::Array(headings) = &own.get("sections")?.value else { return None };
    for heading in headings {
        let heading = text(heading)?;
        parts.push(heading.clone());
        parts.push(match SECTIONS.iter().find(|(title, _)| *title == heading) {
            Some((_, key)) => pretty(api.get(key)?, 0),
            None if heading == OVERVIEW => fields.clone(),
            None => text(api.get("description")?)?,
        });
    }
    parts.retain(|part| !part.is_empty());
    Some(parts.join("\n\n"))
}

fn pretty(node: &Node, depth: usize) -> String {
    let inside = "  ".repeat(depth + 1);
    let (open, items, close) = match &node.value {
        Value::Array(items) => {
            ('[', items.iter().map(|item| format!("{inside}{}", pretty(item, depth + 1))).collect::<Vec<_>>(), ']')
        }
        Value::Object(entries) => {
            let line = |m: &Entry| format!("{inside}{}: {}", serde_json::json!(m.key), pretty(&m.value, depth + 1));
            ('{', entries.iter().map(line).collect(), '}')
        }
        _ => return node.to_literal().to_string(),
    };
    if items.is_empty() {
        return format!("{open}{close}");
    }
    format!("{open}\n{}\n{}{close}", items.join(",\n"), "  ".repeat(depth))
}

#[test]
fn pages_are_read_without_loss() {
    let page = read(LINES).unwrap();
    assert_eq!(print(&page).as_deref(), Some(LINES));
    let as_json = json::parse(&Arc::from("a.json"), &pretty(&page, 0), 0).unwrap();
    assert_eq!(as_json.to_literal(), page.to_literal());
    assert_eq!(print(&as_json).as_deref(), Some(LINES));
}

#[test]
fn fields_have_the_format_of_an_export() {
    let shown = |pointer| shown(LINES, pointer).unwrap_or_default();
    assert_eq!(shown("/name"), r#""Paint a boat""#);
    assert_eq!(shown("/api/method"), r#""post""#);
    assert_eq!(shown("/api/status"), r#""released""#);
    assert_eq!(shown("/api/folderId"), "40");
    assert_eq!(shown("/api/description"), r#""Two lines，\nand 参数 inside of the text.""#);
    assert_eq!(shown("/page/method"), r#""POST""#);
    assert_eq!(shown("/page/status"), "1");
    assert_eq!(shown("/page/indent"), "2");
    assert_eq!(shown("/page/rendering"), r#""lines""#);
    assert_eq!(shown("/page/finalNewline"), "false");
}

#[test]
fn tables_of_fields_are_read() {
    let shown = |pointer| shown(TABLE, pointer);
    assert_eq!(shown("/name").as_deref(), Some(r#""Paint a boat""#));
    assert_eq!(shown("/api/path").as_deref(), Some(r#""/acme/boat""#));
    assert_eq!(shown("/api/status").as_deref(), Some("42"));
    assert_eq!(shown("/api/requestBody").as_deref(), Some(r#"{"type": "none"}"#));
    assert_eq!(shown("/page/rendering").as_deref(), Some(r#""table""#));
    assert_eq!(shown("/page/indent").as_deref(), Some("0"));
    assert_eq!(shown("/page/sections").as_deref(), Some(r#"["概览", "请求体", "响应"]"#));
    assert_eq!((shown("/api/description"), shown("/api/parameters")), (None, None));
}

#[test]
fn values_have_spans_in_the_page() {
    let page = read(LINES).unwrap();
    let at = |pointer| {
        let found = Cursor::root(&page).find(&crate::origin::Pointer::parse(pointer).unwrap()).unwrap();
        &LINES[found.node().span.range.clone()]
    };
    assert_eq!(at("/api/method"), "POST");
    assert_eq!(at("/api/moduleId"), "7");
    assert_eq!(at("/page/sections/2"), "参数");
    assert_eq!(at("/api/requestBody/jsonSchema/properties/size/maximum"), "18446744073709551615");
    assert_eq!(at("/api/responses/0/code"), "200");
}

#[test]
fn windows_line_ends_are_read() {
    let windows = LINES.replace('\n', "\r\n");
    let (unix, windows) = (read(LINES).unwrap(), read(&windows).unwrap());
    assert_eq!(
        unix.get("api").unwrap().get("responses").unwrap().to_literal(),
        windows.get("api").unwrap().get("responses").unwrap().to_literal()
    );
    assert_eq!(unix.get("page").unwrap().to_literal(), windows.get("page").unwrap().to_literal());
}

#[test]
fn pages_are_recognised_by_their_block() {
    assert!(recognises(LINES) && recognises(TABLE));
    for other in
        ["", "{\"name\": 1}", "openapi: 3.0.0", "# A page\n\n## OpenAPI Specification", "Method\nMethods\n概览"]
    {
        assert!(!recognises(other), "{other}");
    }
}

#[test]
fn truncated_pages_are_rejected() {
    let whole = LINES.find("响应示例").unwrap();
    for (end, _) in LINES.char_indices() {
        let Err(error) = read(&LINES[..end]) else {
            assert!(end >= whole - 2 && end <= whole + "响应示例".len(), "{end}");
            continue;
        };
        assert!(error.range.start <= error.range.end && error.range.end <= end, "{end}: {error:?}");
    }
    let cut = read(&LINES[..LINES.find("\"maximum\"").unwrap()]).unwrap_err();
    assert_eq!(cut.message, "section 请求体: the document ends inside an object that was opened at line 40");
    assert_eq!(read(&LINES[..LINES.find("\n响应\n").unwrap()]).unwrap_err().message, "the page ends before 响应");
}

#[test]
fn text_outside_sections_is_rejected() {
    let message = |text: &str| read(text).unwrap_err().message;
    assert_eq!(message(&format!("{LINES}\nBuilt with love")), "the line belongs to no section of the page");
    assert_eq!(message(&format!("{LINES}\n响应\n[]")), "duplicate section 响应");
    assert_eq!(message(&LINES.replace("Typehttp", "Kindhttp")), "the line belongs to no section of the page");
    assert_eq!(message(&LINES.replace("\n参数\n\n{", "\n参数\n\nnone {")), "expected the JSON of section 参数");
    assert_eq!(
        message(&LINES.replace("\n响应\n\n[", "\n响应\n\n{")),
        "section 响应: expected a property name in double quotes"
    );
}
