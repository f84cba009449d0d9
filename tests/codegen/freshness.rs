//! `generated/src/endpoints` is up to date with the specifications, byte for byte.

use std::{collections::BTreeMap, path::Path};

use fal_tests::fixtures::{generate_real, workspace};

fn held(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files);
    files
}

fn collect(folder: &Path, above: &str, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{above}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_generated_files_are_up_to_date_and_complete() {
    let output = generate_real().unwrap();
    let held = held(&workspace().join("generated/src/endpoints"));
    for path in output.files.keys().chain(held.keys()) {
        let (wanted, found) = (output.files.get(path), held.get(path));
        assert!(wanted == found, "{path} is missing, stale or left over; run: cargo xtask codegen");
    }
}

#[test]
fn the_real_specifications_are_not_rejected() {
    let output = generate_real().unwrap();
    assert!(!output.has_rejected_specs(), "{:?}", output.diagnostics);
}

#[test]
fn the_lock_of_shared_types_is_up_to_date() {
    let held = std::fs::read_to_string(workspace().join("spec/shared.lock")).unwrap();
    assert_eq!(generate_real().unwrap().lock, held, "run: cargo xtask codegen");
}
