//! Suggests known endpoint ids for a mistyped one.

/// Number of ids to suggest.
const LIMIT: usize = 3;

/// Returns the known ids with the smallest edit distance to `word`, nearest first.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let mut ranked: Vec<(usize, &str)> = known
        .into_iter()
        .map(|id| {
            let last = id.rsplit('/').next().unwrap_or(id);
            (strsim::damerau_levenshtein(word, id).min(strsim::damerau_levenshtein(word, last)), id)
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(LIMIT).map(|(_, id)| id).collect()
}

/// Returns the suggestion as the end of an error message, or an empty string.
pub fn suggestion(word: &str, known: &[&str]) -> String {
    let ids = nearest(word, known.iter().copied());
    if ids.is_empty() { String::new() } else { format!("; did you mean {}?", ids.join(", ")) }
}
