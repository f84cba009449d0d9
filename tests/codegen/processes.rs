//! Runs of `cargo xtask codegen` that are killed, and several at the same time.

use std::{collections::BTreeMap, process::Stdio};

use fal_tests::program::TestWorkspace;

use crate::program::{PROGRAM, done};

const ENDPOINTS: &str = "generated/src/endpoints";

/// Commands that write the endpoints of `spec/`, and where.
const COMMANDS: [(&str, &str); 2] =
    [("codegen", ENDPOINTS), ("codegen --spec spec --out boats", "boats/src/endpoints")];

fn spec(name: &str, crew: usize) -> String {
    format!(
        r#"{{"api": {{"method": "post", "path": "/fal-ai/{name}", "requestBody": {{"type": "application/json",
        "jsonSchema": {{"type": "object", "properties": {{"crew": {{"type": "integer", "maximum": {crew}}}}}}}}}}}}}"#
    )
}

/// A workspace with ten endpoints in folders of their own.
fn boats(crew: usize) -> TestWorkspace {
    let workspace = TestWorkspace::new(PROGRAM).unwrap();
    write_specs(&workspace, 0..10, crew);
    workspace
}

fn write_specs(workspace: &TestWorkspace, numbers: std::ops::Range<usize>, crew: usize) {
    for number in numbers {
        let text = spec(&format!("folder-{number}/boat"), crew);
        workspace.write(&format!("spec/boat-{number}.json"), text.as_bytes()).unwrap();
    }
}

/// The number of files whose content is not that of before.
fn written(before: &BTreeMap<String, Vec<u8>>, now: &BTreeMap<String, Vec<u8>>) -> usize {
    now.iter().filter(|(name, text)| before.get(*name) != Some(text)).count()
}

/// Starts a command and kills it once it has written so many files. Returns whether it was killed before it ended.
fn kill_after(workspace: &TestWorkspace, command: &str, folder: &str, count: usize) -> bool {
    let before = workspace.files(folder);
    let mut run = workspace.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    loop {
        if written(&before, &workspace.files(folder)) >= count {
            run.kill().unwrap();
        }
        if let Some(status) = run.try_wait().unwrap() {
            return !status.success();
        }
    }
}

#[test]
fn a_killed_run_leaves_the_old_files_the_new_files_or_a_mark() {
    for (command, folder) in COMMANDS {
        let expected = |crew| {
            let workspace = boats(crew);
            done(&workspace.run(command).unwrap(), 0);
            workspace.files(folder)
        };
        let (old, new) = (expected(4), expected(5));
        for count in 0..12 {
            let workspace = boats(4);
            done(&workspace.run(command).unwrap(), 0);
            write_specs(&workspace, 0..10, 5);
            kill_after(&workspace, command, folder, count);
            let left = workspace.files(folder);
            let is_marked = String::from_utf8_lossy(&left["mod.rs"]).contains("compile_error!");
            assert!(left == old || left == new || is_marked, "{command}, killed after {count} files");
            let check = workspace.run(&format!("{command} --check")).unwrap();
            assert_eq!(check.out.starts_with("the last run was interrupted\n"), is_marked, "{}", check.out);
            done(&check, i32::from(left != new));
            done(&workspace.run(command).unwrap(), 0);
            assert_eq!(workspace.files(folder), new);
            done(&workspace.run(&format!("{command} --check")).unwrap(), 0);
        }
    }
}

#[test]
fn a_failed_run_leaves_a_mark() {
    let workspace = boats(4);
    done(&workspace.run("codegen").unwrap(), 0);
    write_specs(&workspace, 0..10, 5);
    workspace.remove("spec/shared.lock").unwrap();
    workspace.write("spec/shared.lock/obstacle", b"").unwrap();
    let ended = workspace.run("codegen").unwrap();
    done(&ended, 1);
    assert!(ended.err.contains("spec/shared.lock"), "{}", ended.err);
    assert!(String::from_utf8_lossy(&workspace.files(ENDPOINTS)["mod.rs"]).contains("compile_error!"));
    workspace.remove("spec/shared.lock/obstacle").unwrap();
    assert!(workspace.run("codegen --check").unwrap().out.starts_with("the last run was interrupted\n"));
    done(&workspace.run("codegen").unwrap(), 0);
    done(&workspace.run("codegen --check").unwrap(), 0);
}

#[test]
fn a_first_run_can_be_killed_and_repeated() {
    for (command, folder) in COMMANDS {
        for count in 0..6 {
            let workspace = boats(4);
            kill_after(&workspace, command, folder, count);
            done(&workspace.run(command).unwrap(), 0);
            done(&workspace.run(&format!("{command} --check")).unwrap(), 0);
        }
    }
}

#[test]
fn runs_at_the_same_time_wait_for_each_other() {
    for (command, _) in COMMANDS {
        let workspace = boats(4);
        for crew in 5..8 {
            write_specs(&workspace, 0..10, crew);
            let start = || workspace.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            let runs: Vec<_> = (0..4).map(|_| start()).collect();
            for mut run in runs {
                assert!(run.wait().unwrap().success(), "{command}");
            }
            done(&workspace.run(&format!("{command} --check")).unwrap(), 0);
        }
    }
}
