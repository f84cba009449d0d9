//! File snapshots: one folder per kind, one file per fixture, and no unreferenced files.

use std::collections::BTreeSet;

use crate::fixtures::home;

/// Settings for a folder below `tests/snapshots`: names without module, no expression.
pub fn settings(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(home().join("snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Names of the snapshots in a folder.
pub fn held(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(home().join("snapshots").join(folder)).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter_map(|name| name.strip_suffix(".snap").map(str::to_owned)).collect()
}

/// Returns the snapshots of a folder that its test does not name. If every snapshot is
/// accepted (`INSTA_UPDATE=always`), they are removed instead.
pub fn unreferenced<'n>(folder: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let names: BTreeSet<&str> = names.into_iter().collect();
    let mut left = held(folder);
    left.retain(|name| !names.contains(name.as_str()));
    if std::env::var_os("INSTA_UPDATE").is_some_and(|mode| mode == "always") {
        let folder = home().join("snapshots").join(folder);
        left.retain(|name| std::fs::remove_file(folder.join(format!("{name}.snap"))).is_err());
    }
    left.into_iter().collect()
}
