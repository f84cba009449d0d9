//! What somebody may have meant: the known ids nearest to one that is not known.

/// How many ids are offered.
const OFFERED: usize = 3;

/// The known ids nearest to a word, the nearest first.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let mut ranked: Vec<(usize, &str)> = known
        .into_iter()
        .map(|id| {
            let last = id.rsplit('/').next().unwrap_or(id);
            (strsim::damerau_levenshtein(word, id).min(strsim::damerau_levenshtein(word, last)), id)
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(OFFERED).map(|(_, id)| id).collect()
}

/// The offer as a sentence; empty where there is nothing to offer.
pub fn sentence(word: &str, known: &[&str]) -> String {
    let offered = nearest(word, known.iter().copied());
    if offered.is_empty() { String::new() } else { format!("; the nearest known: {}", offered.join(", ")) }
}
