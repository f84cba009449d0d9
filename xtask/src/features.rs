//! Cargo features of the endpoints, in a marked block of `Cargo.toml`.

use fal_codegen::Output;

/// Markers of the block.
const BEGIN: &str = "# <endpoints>\n";
const END: &str = "# </endpoints>\n";

/// Returns the features as lines of TOML: `all` enables every owner, `catalog` enables `all` and the runtime's feature of
/// that name.
pub fn lines(output: &Output) -> String {
    let owners: Vec<String> = output.owners.iter().map(|owner| format!("\"{owner}\"")).collect();
    let mut lines = format!("all = [{}]\ncatalog = [\"all\", \"fal-runtime/catalog\"]\n", owners.join(", "));
    for feature in &output.features {
        lines.push_str(feature);
        lines.push_str(" = []\n");
    }
    lines
}

/// Replaces the block of a manifest. Returns `None` if it has no block.
pub fn with_block(manifest: &str, lines: &str) -> Option<String> {
    let (before, rest) = manifest.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{lines}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_block_is_replaced() {
        let manifest = "a = 1\n# <endpoints>\nold = []\n# </endpoints>\nb = 2\n";
        let replaced = with_block(manifest, "new = []\n");
        assert_eq!(replaced.as_deref(), Some("a = 1\n# <endpoints>\nnew = []\n# </endpoints>\nb = 2\n"));
        assert_eq!(with_block("no block", ""), None);
    }
}
