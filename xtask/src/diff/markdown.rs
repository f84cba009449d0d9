//! Markdown output of `diff`: entries of `CHANGELOG.md` in the format of Keep a Changelog.

use std::fmt::Write;

use fal_codegen::diff::{Change, Section};

pub(super) fn render(changes: &[Change]) -> String {
    let mut text = String::new();
    for section in Section::ALL {
        let mut listed: Vec<&Change> = changes.iter().filter(|change| change.kind.section() == section).collect();
        if listed.is_empty() {
            continue;
        }
        // Breaking changes first.
        listed.sort_by_key(|change| !change.compat.is_breaking());
        let gap = if text.is_empty() { "" } else { "\n" };
        let _ = write!(text, "{gap}### {}\n\n", section.heading());
        for change in listed {
            line(change, &mut text);
        }
    }
    text
}

fn line(change: &Change, text: &mut String) {
    let breaking = if change.compat.is_breaking() { "**Breaking:** " } else { "" };
    let _ = writeln!(text, "- {breaking}`{}`: {} (`{}`).", change.endpoint, change.describe(), change.rust);
}
