//! The tables of phrases, one per language, and their conversion to regular expressions.
//!
//! `chinese.md` and `english.md` can be reviewed without knowledge of Rust. A section of a table is a role, such as "at
//! most" or "advice"; a pattern of a rule refers to all phrases of a role, in every language, as `⟨at most⟩`.

mod notation;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::OnceLock};

const TABLES: [&str; 2] = [include_str!("chinese.md"), include_str!("english.md")];

/// A row of a table.
#[derive(Clone, Copy, Debug)]
struct Row {
    role: &'static str,
    /// The phrase, in the notation that the table explains.
    phrase: &'static str,
    /// The type and the name of the field that the example describes.
    #[cfg(test)]
    field: &'static str,
    #[cfg(test)]
    example: &'static str,
    /// The statements that are derived from the example.
    #[cfg(test)]
    derived: &'static str,
}

/// Returns the phrases of a role as alternatives of a regular expression; `None` if no table has the role.
///
/// The expression can contain signs such as `⟨n⟩`. With `attached`, English phrases also match directly after a letter or
/// digit, as the unit in `10s`.
pub(super) fn alternatives(role: &str, attached: bool) -> Option<String> {
    static ROLES: OnceLock<BTreeMap<&str, Vec<&str>>> = OnceLock::new();
    let roles = ROLES.get_or_init(|| {
        let mut roles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for row in rows() {
            roles.entry(row.role).or_default().push(row.phrase);
        }
        roles
    });
    let phrases = roles.get(role)?.iter().map(|phrase| notation::to_regex(phrase, attached));
    Some(phrases.collect::<Vec<_>>().join("|"))
}

fn rows() -> impl Iterator<Item = Row> {
    TABLES.into_iter().flat_map(|table| {
        let mut role = "";
        table.lines().filter_map(move |line| {
            if let Some(heading) = line.strip_prefix("## ") {
                role = heading.trim();
            }
            row(role, line)
        })
    })
}

/// Parses a row; `None` for any other line, and for the head of a table.
fn row(role: &'static str, line: &'static str) -> Option<Row> {
    let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
    let phrase = cells.next().filter(|phrase| !matches!(*phrase, "phrase" | "---"))?;
    #[cfg(test)]
    let mut next = || cells.next().unwrap_or_default();
    Some(Row {
        role,
        phrase,
        #[cfg(test)]
        field: next(),
        #[cfg(test)]
        example: next(),
        #[cfg(test)]
        derived: next(),
    })
}
