//! The marked block of features in a `Cargo.toml`: what turns endpoints on.

use fal_codegen::Output;

/// Where the block begins and ends.
const BEGIN: &str = "# <endpoints>\n";
const END: &str = "# </endpoints>\n";

/// Returns the features as lines of TOML: `all` turns on every owner, `catalog` all of them and the runtime's own
/// feature of that name.
pub fn lines(output: &Output) -> String {
    let owners: Vec<String> = output.owners.iter().map(|owner| format!("\"{owner}\"")).collect();
    let mut lines = format!("all = [{}]\ncatalog = [\"all\", \"fal-runtime/catalog\"]\n", owners.join(", "));
    for feature in &output.features {
        lines.push_str(feature);
        lines.push_str(" = []\n");
    }
    lines
}

/// The manifest with these lines in its block; `None` where it has no block.
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
