//! What becomes of a change whose process was killed after any of its steps.

use super::*;

/// A workspace of three files and a change of it: one file new, one other, one gone.
struct Scene {
    workspace: Workspace,
    change: PathBuf,
}

impl Scene {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("xtask-journal-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let change = root.join("target/change-0");
        let scene = Self { workspace: Workspace::at(&root), change };
        scene.write("spec/other.json", "before");
        scene.write("spec/gone/gone.json", "gone");
        scene.write("target/change-0/tree/spec/new.json", "new");
        scene.write("target/change-0/tree/spec/other.json", "after");
        scene
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.workspace.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn journal() -> Journal {
        let number = |text: &str| Some(number_of(text.as_bytes()));
        let step = |name: &str, before, after| Step { name: name.to_owned(), before, after };
        Journal {
            steps: vec![
                step("spec/new.json", None, number("new")),
                step("spec/other.json", number("before"), number("after")),
                step("spec/gone/gone.json", number("gone"), None),
            ],
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.workspace.root().join(name)).ok()
    }

    fn is_whole(&self) -> bool {
        self.text("spec/new.json").as_deref() == Some("new")
            && self.text("spec/other.json").as_deref() == Some("after")
            && !self.workspace.root().join("spec/gone").exists()
    }

    fn recover(&self) -> String {
        self.write("target/change-0/journal", &Self::journal().text());
        let told = recover_one(&self.change, self.workspace.root()).unwrap();
        assert!(!self.change.exists());
        told
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.workspace.root());
    }
}

#[test]
fn a_change_that_was_killed_after_any_step_is_finished() {
    for done in 0..=3 {
        let scene = Scene::new(&format!("finished-{done}"));
        let first = Journal { steps: Scene::journal().steps.into_iter().take(done).collect() };
        first.apply(&scene.change, scene.workspace.root()).unwrap();
        assert_eq!(scene.recover(), "a change that was interrupted is finished");
        assert!(scene.is_whole(), "{done}");
    }
}

#[test]
fn a_file_that_was_changed_since_is_left_alone() {
    let scene = Scene::new("changed");
    scene.write("spec/other.json", "somebody's");
    assert!(scene.recover().contains("the rest of it is dropped"));
    assert_eq!(scene.text("spec/other.json").as_deref(), Some("somebody's"));
    assert_eq!(scene.text("spec/new.json"), None);
}

#[test]
fn a_file_that_was_reset_since_is_left_alone() {
    let scene = Scene::new("reset");
    let first = Journal { steps: Scene::journal().steps.into_iter().take(2).collect() };
    first.apply(&scene.change, scene.workspace.root()).unwrap();
    scene.write("spec/other.json", "before");
    assert!(scene.recover().contains("the rest of it is dropped"));
    assert!(scene.text("spec/gone/gone.json").is_some());
}

#[test]
fn a_journal_is_read_as_it_was_written() {
    assert_eq!(Journal::parse(&Scene::journal().text()), Some(Scene::journal()));
}
