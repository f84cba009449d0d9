//! Which files `cargo xtask codegen` reads, writes and leaves alone.

use fal_tests::program::TestWorkspace;

use crate::program::{PROGRAM, done, workspace};

const ENDPOINTS: &str = "generated/src/endpoints";

const STRANGER: [(&str, &str); 3] = [
    ("theirs/Cargo.toml", "[package]\nname = \"theirs\"\n"),
    ("theirs/src/lib.rs", "mod endpoints;\n"),
    ("theirs/src/endpoints/mine.rs", "// mine\n"),
];

#[test]
fn a_folder_that_was_not_generated_is_not_changed() {
    for present in [&STRANGER[..], &STRANGER[..1], &STRANGER[1..2], &STRANGER[2..]] {
        let workspace = workspace(&["apifox/boolean"]);
        for (name, text) in present {
            workspace.write(name, text.as_bytes()).unwrap();
        }
        let before = workspace.files("theirs");
        let ended = workspace.run("codegen --spec spec --out theirs --name boats").unwrap();
        done(&ended, 2);
        assert!(ended.err.contains("theirs") && ended.err.contains("--out"), "{}", ended.err);
        assert_eq!(workspace.files("theirs"), before);
    }
}

#[test]
fn a_library_edited_by_hand_is_not_replaced() {
    let workspace = workspace(&["apifox/boolean"]);
    done(&workspace.run("codegen --spec spec --out boats").unwrap(), 0);
    done(&workspace.run("codegen --spec spec --out boats").unwrap(), 0);
    workspace.write("boats/src/lib.rs", b"//! Mine.\n").unwrap();
    let before = workspace.files("boats");
    let ended = workspace.run("codegen --spec spec --out boats").unwrap();
    done(&ended, 2);
    assert!(ended.err.contains("boats/src/lib.rs has content that"), "{}", ended.err);
    assert_eq!(workspace.files("boats"), before);
}

#[test]
fn an_empty_folder_becomes_a_crate() {
    let workspace = workspace(&["apifox/boolean"]);
    std::fs::create_dir(workspace.path("boats")).unwrap();
    done(&workspace.run("codegen --spec spec --out boats").unwrap(), 0);
    done(&workspace.run("codegen --spec spec --out boats --check").unwrap(), 0);
}

#[test]
fn no_specification_is_an_error_and_keeps_the_endpoints() {
    let workspace = workspace(&["apifox/boolean"]);
    done(&workspace.run("codegen").unwrap(), 0);
    let before = (workspace.files("generated"), workspace.files("tests"));
    workspace.remove("spec/apifox/boolean.apifox.json").unwrap();
    for arguments in ["codegen", "codegen --check", "codegen --keep-going", "codegen --spec spec --out boats"] {
        let ended = workspace.run(arguments).unwrap();
        done(&ended, 1);
        assert!(ended.err.starts_with("error: no specification in "), "{}", ended.err);
    }
    assert_eq!((workspace.files("generated"), workspace.files("tests")), before);
    assert!(!workspace.path("boats/src").exists());
}

#[test]
fn an_unreadable_file_is_named() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let ended = workspace.run("codegen --spec missing.json --out boats").unwrap();
    done(&ended, 1);
    assert!(ended.err.contains("cannot read missing.json"), "{}", ended.err);
    workspace.write("spec/good.json", b"{}").unwrap();
    let ended = workspace.run("codegen --keep-going --report no/such/folder/report.jsonl").unwrap();
    done(&ended, 1);
    assert!(ended.err.contains("no/such/folder/report.jsonl"), "{}", ended.err);
}

/// A document with an endpoint at a path.
fn boat(path: &str) -> String {
    crate::program_errors::GOOD.replace("/fal-ai/good", path)
}

#[test]
fn a_path_that_is_too_long_rejects_its_document() {
    let workspace = workspace(&["apifox/boolean"]);
    workspace.write("spec/long.json", boat(&"/deep".repeat(500)).as_bytes()).unwrap();
    let ended = workspace.run("codegen").unwrap();
    done(&ended, 1);
    assert!(ended.err.contains("error[path-too-long]") && ended.err.contains("long.json:1:"), "{}", ended.err);
    assert!(workspace.files(ENDPOINTS).is_empty());
    let ended = workspace.run("codegen --keep-going").unwrap();
    done(&ended, 1);
    assert!(ended.out.ends_with("1 added, 0 changed, 0 removed, 0 unchanged\n"), "{}", ended.out);
    done(&workspace.run("codegen --keep-going --check").unwrap(), 1);
}

#[test]
fn a_shared_type_with_a_long_name_has_a_short_file_name() {
    let workspace = workspace(&["apifox/boolean"]);
    let name = "X".repeat(300);
    let boat = r##"{"$ref": "#/components/schemas/NAME"}"##;
    for id in ["one", "other"] {
        let text = format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "Boat", "version": "1"}}, "servers": [{{"url": "https://queue.fal.run"}}],
            "paths": {{"/fal-ai/{id}": {{"post": {{"requestBody": {{"content": {{"application/json": {{"schema":
            {{"type": "object", "properties": {{"boat": {boat}}}}}}}}}}}, "responses": {{}}}}}}}},
            "components": {{"schemas": {{"NAME": {{"type": "object", "properties": {{"crew": {{"type": "integer", "maximum": 4}},
            "name": {{"type": "string"}}}}}}}}}}}}"#,
        );
        workspace.write(&format!("spec/{id}.json"), text.replace("NAME", &name).as_bytes()).unwrap();
    }
    done(&workspace.run("codegen").unwrap(), 0);
    let files = workspace.files(ENDPOINTS);
    assert!(files.keys().any(|name| name.starts_with("shared/xxx") && name.len() < 255), "{:?}", files.keys());
}

#[test]
fn an_id_of_many_segments_has_a_short_snapshot_name() {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    for (file, last) in [("one", "a"), ("other", "b")] {
        let path = format!("/fal-ai{}/{last}", format!("/{}", "x".repeat(200)).repeat(3));
        workspace.write(&format!("spec/{file}.json"), boat(&path).as_bytes()).unwrap();
    }
    done(&workspace.run("codegen").unwrap(), 0);
    done(&workspace.run("codegen --check").unwrap(), 0);
    assert_eq!(workspace.files("tests/snapshots/summary").len(), 2);
}

#[test]
fn json_files_have_no_bidirectional_controls() {
    let hidden = '\u{202e}';
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    let text = boat("/fal-ai/good")
        .replace(
            "\"integer\"",
            &format!("\"integer\", \"default\": 3, \"maxmum\": 3, \"description\": \"{hidden}crew\""),
        )
        .replace("crew", &format!("cr{hidden}ew"));
    workspace.write("spec/good.json", text.as_bytes()).unwrap();
    let ended = workspace.run("codegen --keep-going --report report.jsonl --format json").unwrap();
    let report = String::from_utf8(workspace.files(".")["report.jsonl"].clone()).unwrap();
    let generated = workspace.files("generated/src");
    assert!(generated.contains_key("endpoints/fal_ai/good.schema.json"), "{}", ended.err);
    let generated = generated.values().map(|text| String::from_utf8_lossy(text).into_owned());
    for json in generated.chain([ended.out, report]) {
        assert!(!json.contains(hidden), "{json}");
    }
}

#[cfg(unix)]
mod unix {
    use std::{os::unix::fs::symlink, process::Command};

    use super::*;

    #[test]
    fn links_out_of_the_crate_are_not_followed() {
        for link in ["boats/src/endpoints", "boats/src"] {
            let workspace = workspace(&["apifox/boolean"]);
            done(&workspace.run("codegen --spec spec --out boats").unwrap(), 0);
            let library = std::fs::read(workspace.path("boats/src/lib.rs")).unwrap();
            workspace.write("outside/lib.rs", &library).unwrap();
            workspace.write("outside/mine.rs", b"// mine\n").unwrap();
            workspace.write("outside/endpoints/mine.rs", b"// mine\n").unwrap();
            let before = workspace.files("outside");
            std::fs::remove_dir_all(workspace.path(link)).unwrap();
            symlink(workspace.path("outside"), workspace.path(link)).unwrap();
            let ended = workspace.run("codegen --spec spec --out boats").unwrap();
            done(&ended, 1);
            assert!(ended.err.contains(&format!("{link} is a link")), "{}", ended.err);
            assert_eq!(workspace.files("outside"), before);
        }
    }

    #[test]
    fn links_in_the_folder_of_specifications_are_read_once() {
        let workspace = workspace(&["apifox/boolean"]);
        workspace.write("elsewhere/deep/good.json", crate::program_errors::GOOD.as_bytes()).unwrap();
        for (target, link) in [
            (".", "spec/here"),
            ("..", "spec/up"),
            ("../apifox", "spec/apifox/again"),
            ("../elsewhere", "spec/other"),
            ("../elsewhere/deep", "spec/twice"),
            (".", "elsewhere/deep/here"),
        ] {
            symlink(target, workspace.path(link)).unwrap();
        }
        let ended = workspace.run("codegen").unwrap();
        done(&ended, 0);
        assert!(ended.out.ends_with("2 added, 0 changed, 0 removed, 0 unchanged\n"), "{}", ended.out);
    }

    #[test]
    fn a_pipe_in_the_folder_of_specifications_is_an_error() {
        let workspace = workspace(&["apifox/boolean"]);
        let pipe = |name| assert!(Command::new("mkfifo").arg(workspace.path(name)).status().unwrap().success());
        pipe("spec/other");
        done(&workspace.run("codegen").unwrap(), 0);
        pipe("spec/pipe.json");
        let ended = workspace.run("codegen").unwrap();
        done(&ended, 1);
        assert!(ended.err.contains("spec/pipe.json") && ended.err.contains("not a regular file"), "{}", ended.err);
    }
}
