//! A change in a workspace of its own: what is moved over, and what keeps it from being moved.

use super::*;

fn scene(name: &str) -> (Workspace, Change) {
    let root = std::env::temp_dir().join(format!("xtask-change-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&root);
    let workspace = Workspace::at(&root);
    for (file, text) in [("spec/other.json", "before"), ("spec/gone/gone.json", ""), ("generated/same.rs", "same")] {
        let path = root.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let change = Change::begin(&workspace).unwrap();
    change.write("spec/new/new.json", "new").unwrap();
    change.write("spec/other.json", "after").unwrap();
    change.remove("spec/gone/gone.json").unwrap();
    (workspace, change)
}

fn text(workspace: &Workspace, name: &str) -> String {
    std::fs::read_to_string(workspace.root().join(name)).unwrap_or_default()
}

#[test]
fn nothing_is_touched_before_everything_is_moved() {
    let (workspace, change) = scene("whole");
    let copy = change.folder.clone();
    assert_eq!(held(&workspace.spec()).unwrap().len(), 2);
    assert_eq!(text(&workspace, "spec/other.json"), "before");
    change.commit().unwrap();
    assert_eq!(text(&workspace, "spec/new/new.json"), "new");
    assert_eq!(text(&workspace, "spec/other.json"), "after");
    assert!(!workspace.spec().join("gone").exists() && !copy.exists());
    std::fs::remove_dir_all(workspace.root()).unwrap();
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_written_over() {
    for file in ["spec/other.json", "spec/new/new.json", "spec/gone/gone.json"] {
        let (workspace, change) = scene("meanwhile");
        std::fs::create_dir_all(workspace.spec().join("new")).unwrap();
        std::fs::write(workspace.root().join(file), "somebody's").unwrap();
        let refused = change.commit();
        assert!(matches!(&refused, Err(NotMade::Meanwhile(name)) if name == file), "{refused:?}");
        assert_eq!(text(&workspace, file), "somebody's");
        assert!(held(&workspace.spec()).unwrap().len() <= 3);
        std::fs::remove_dir_all(workspace.root()).unwrap();
    }
}

#[test]
fn a_file_that_is_not_part_of_the_change_may_change() {
    let (workspace, change) = scene("beside");
    std::fs::write(workspace.generated().join("same.rs"), "somebody's").unwrap();
    change.commit().unwrap();
    assert_eq!(text(&workspace, "generated/same.rs"), "somebody's");
    std::fs::remove_dir_all(workspace.root()).unwrap();
}
