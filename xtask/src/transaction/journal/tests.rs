//! Recovery after a process was killed after any step.

use super::*;

/// A workspace and a transaction that adds, changes and removes one file each.
struct Fixture {
    workspace: Workspace,
    transaction: PathBuf,
}

impl Fixture {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("xtask-journal-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let transaction = root.join("target/transaction-0");
        let fixture = Self { workspace: Workspace::at(&root), transaction };
        fixture.write("spec/other.json", "before");
        fixture.write("spec/gone/gone.json", "gone");
        fixture.write("target/transaction-0/tree/spec/new.json", "new");
        fixture.write("target/transaction-0/tree/spec/other.json", "after");
        fixture
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.workspace.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn journal() -> Journal {
        let hash = |text: &str| Some(hash(text.as_bytes()));
        let step = |name: &str, before, after| CommitStep { name: name.to_owned(), before, after };
        Journal {
            steps: vec![
                step("spec/new.json", None, hash("new")),
                step("spec/other.json", hash("before"), hash("after")),
                step("spec/gone/gone.json", hash("gone"), None),
            ],
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.workspace.root().join(name)).ok()
    }

    fn is_complete(&self) -> bool {
        self.text("spec/new.json").as_deref() == Some("new")
            && self.text("spec/other.json").as_deref() == Some("after")
            && !self.workspace.root().join("spec/gone").exists()
    }

    fn recover(&self) -> String {
        self.write("target/transaction-0/journal", &Self::journal().text());
        let message = recover_one(&self.transaction, self.workspace.root()).unwrap();
        assert!(!self.transaction.exists());
        message
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.workspace.root());
    }
}

#[test]
fn a_transaction_is_finished_from_any_step() {
    for done in 0..=3 {
        let fixture = Fixture::new(&format!("finished-{done}"));
        let first = Journal { steps: Fixture::journal().steps.into_iter().take(done).collect() };
        first.apply(&fixture.transaction, fixture.workspace.root()).unwrap();
        assert_eq!(fixture.recover(), "finished an interrupted command");
        assert!(fixture.is_complete(), "{done}");
    }
}

#[test]
fn a_file_changed_since_is_kept() {
    let fixture = Fixture::new("changed");
    fixture.write("spec/other.json", "theirs");
    assert!(fixture.recover().contains("was not finished"));
    assert_eq!(fixture.text("spec/other.json").as_deref(), Some("theirs"));
    assert_eq!(fixture.text("spec/new.json"), None);
}

#[test]
fn a_file_reset_since_is_kept() {
    let fixture = Fixture::new("reset");
    let first = Journal { steps: Fixture::journal().steps.into_iter().take(2).collect() };
    first.apply(&fixture.transaction, fixture.workspace.root()).unwrap();
    fixture.write("spec/other.json", "before");
    assert!(fixture.recover().contains("was not finished"));
    assert!(fixture.text("spec/gone/gone.json").is_some());
}

#[test]
fn a_journal_round_trips() {
    assert_eq!(Journal::parse(&Fixture::journal().text()), Some(Fixture::journal()));
}

#[test]
fn unfinished_endpoints_do_not_compile() {
    let fixture = Fixture::new("marked");
    let journal = {
        let root = Some(hash(b"root"));
        let mut journal = Fixture::journal();
        journal.steps.insert(0, CommitStep { name: ROOT_MODULE.to_owned(), before: root, after: root });
        journal
    };
    fixture.write(ROOT_MODULE, "root");
    fixture.write(&format!("target/transaction-0/tree/{ROOT_MODULE}"), "root");
    fixture.write("spec/new.json/obstacle", "");
    fixture.write("target/transaction-0/journal", &journal.text());
    assert!(journal.apply(&fixture.transaction, fixture.workspace.root()).is_err());
    assert_eq!(fixture.text(ROOT_MODULE).as_deref(), Some(incomplete::TEXT));
    fs::remove_dir_all(fixture.workspace.root().join("spec/new.json")).unwrap();
    let message = recover_one(&fixture.transaction, fixture.workspace.root()).unwrap();
    assert_eq!(message, "finished an interrupted command");
    assert!(fixture.is_complete() && fixture.text(ROOT_MODULE).as_deref() == Some("root"));
}
