//! Transactions in a temporary workspace.

use super::*;

fn begin(name: &str) -> (Workspace, Transaction) {
    let root = std::env::temp_dir().join(format!("xtask-transaction-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    let workspace = Workspace::at(&root);
    for (file, text) in [("spec/other.json", "before"), ("spec/gone/gone.json", ""), ("generated/same.rs", "same")] {
        let path = root.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let transaction = Transaction::begin(&workspace).unwrap();
    transaction.write("spec/new/new.json", "new").unwrap();
    transaction.write("spec/other.json", "after").unwrap();
    transaction.remove("spec/gone/gone.json").unwrap();
    (workspace, transaction)
}

fn text(workspace: &Workspace, name: &str) -> String {
    std::fs::read_to_string(workspace.root().join(name)).unwrap_or_default()
}

#[test]
fn the_repository_changes_on_commit_only() {
    let (workspace, transaction) = begin("commit");
    let copy = transaction.folder.clone();
    assert_eq!(list_files(&workspace.spec()).unwrap().len(), 2);
    assert_eq!(text(&workspace, "spec/other.json"), "before");
    transaction.commit().unwrap();
    assert_eq!(text(&workspace, "spec/new/new.json"), "new");
    assert_eq!(text(&workspace, "spec/other.json"), "after");
    assert!(!workspace.spec().join("gone").exists() && !copy.exists());
    std::fs::remove_dir_all(workspace.root()).unwrap();
}

#[test]
fn a_concurrent_change_of_a_file_is_a_conflict() {
    for file in ["spec/other.json", "spec/new/new.json", "spec/gone/gone.json"] {
        let (workspace, transaction) = begin("conflict");
        std::fs::create_dir_all(workspace.spec().join("new")).unwrap();
        std::fs::write(workspace.root().join(file), "theirs").unwrap();
        let result = transaction.commit();
        assert!(matches!(&result, Err(CommitError::Conflict(name)) if name == file), "{result:?}");
        assert_eq!(text(&workspace, file), "theirs");
        assert!(list_files(&workspace.spec()).unwrap().len() <= 3);
        std::fs::remove_dir_all(workspace.root()).unwrap();
    }
}

#[test]
fn a_concurrent_change_of_another_file_is_kept() {
    let (workspace, transaction) = begin("other");
    std::fs::write(workspace.generated().join("same.rs"), "theirs").unwrap();
    transaction.commit().unwrap();
    assert_eq!(text(&workspace, "generated/same.rs"), "theirs");
    std::fs::remove_dir_all(workspace.root()).unwrap();
}
