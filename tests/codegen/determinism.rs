//! The output depends on the specifications only, not on their order or on other specifications.

use fal_codegen::{Options, generate, manifest, render::Target};
use fal_tests::{
    fixtures::{accepted, real, together},
    rng::Rng,
};

#[test]
fn the_order_of_the_sources_changes_nothing() {
    for mut sources in [together(&accepted().unwrap()), real().unwrap()] {
        let options = Options::new(Target::own());
        let first = generate(&sources, &options);
        assert!(!first.has_rejected_specs());
        for seed in 0..3 {
            let again = generate(&sources, &options);
            assert_eq!(again.files, first.files, "shuffled by {seed}");
            assert_eq!(again.lock, first.lock, "shuffled by {seed}");
            assert_eq!(again.diagnostics, first.diagnostics, "shuffled by {seed}");
            Rng::new(seed).shuffle(&mut sources);
        }
    }
}

#[test]
fn an_additional_specification_changes_no_other_endpoint() {
    let fixtures = accepted().unwrap();
    let options = Options::new(Target::own());
    for half in 0..2 {
        let known: Vec<_> = fixtures.iter().skip(half).step_by(2).cloned().collect();
        let before = generate(&together(&known), &options);
        let settled = Options { lock: before.lock.clone(), ..options.clone() };
        let after = generate(&together(&fixtures), &settled);
        for (id, file) in manifest::listed(&before.files[manifest::FILE]) {
            assert_eq!(before.files[&file], after.files[&file], "{id}");
        }
        for line in before.lock.lines() {
            assert!(after.lock.lines().any(|other| other == line), "a name that was given stays: {line}");
        }
    }
}

#[test]
fn the_target_crate_changes_its_name_only() {
    let sources = together(&accepted().unwrap());
    let own = generate(&sources, &Options::new(Target::own()));
    let other = generate(&sources, &Options::new(Target::package("my-boats")));
    for (path, text) in &own.files {
        assert_eq!(code(&other.files[path]).replace("\"my_boats::", "\"fal_sdk::"), code(text), "{path}");
    }
}

/// The text without documentation, whose examples import the crate.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect()
}
