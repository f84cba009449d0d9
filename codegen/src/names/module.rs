//! Endpoint ids → module paths, segment by segment.

use std::{collections::BTreeMap, hash::Hasher};

use fnv::FnvHasher;
use pinyin::ToPinyin;

use super::{NameAllocator, recorded::NamesByKey, reserved, words};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::Api,
};

/// The path of a module: identifiers from the root of the crate.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModulePath(Vec<String>);

impl ModulePath {
    /// Creates the path of these identifiers.
    pub(super) fn new(segments: &[&str]) -> Self {
        Self(segments.iter().map(|segment| (*segment).to_owned()).collect())
    }

    /// Returns the identifiers.
    pub fn segments(&self) -> &[String] {
        &self.0
    }

    /// Returns the path of the parent module.
    pub fn parent(&self) -> &[String] {
        self.0.split_last().map_or(&[], |(_, parent)| parent)
    }

    /// Returns the last identifier.
    pub fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// Returns the file relative to the folder of endpoints; a raw identifier has a plain file name.
    pub fn file(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|segment| segment.strip_prefix("r#").unwrap_or(segment)).collect();
        format!("{}.rs", names.join("/"))
    }

    /// Returns the path in Rust syntax, e.g. `fal_ai::flux_pro::kontext`.
    pub fn join(&self) -> String {
        self.0.join("::")
    }
}

/// Assigns a module to each endpoint. Ids that differ only in punctuation get a number, with a diagnostic, except those that
/// had the module before.
pub(super) fn paths(api: &Api, recorded: &NamesByKey, diagnostics: &mut Diagnostics) -> BTreeMap<String, ModulePath> {
    let mut paths = BTreeMap::new();
    let wanted: Vec<(String, String)> =
        api.endpoints.iter().map(|endpoint| (endpoint.id.clone(), path(&endpoint.id).join("/"))).collect();
    let names = NameAllocator::default().allocate_all(&wanted, Some(recorded), is_path, |_, _| false, "_");
    for ((endpoint, (_, wanted)), name) in api.endpoints.iter().zip(wanted).zip(names) {
        if name != wanted {
            let message =
                format!("the module of `{}` collides with that of another endpoint; renamed to `{name}`", endpoint.id);
            let mut diagnostic = Diagnostic::warning("shared-module", &endpoint.origin, message);
            diagnostic.endpoint = Some(endpoint.id.clone());
            diagnostics.push(diagnostic);
        }
        paths.insert(endpoint.id.clone(), ModulePath(name.split('/').map(str::to_owned).collect()));
    }
    paths
}

/// Returns whether a path of the lock is one of modules.
fn is_path(path: &str) -> bool {
    let is_module = |segment: &str| {
        let name = segment.strip_prefix("r#").unwrap_or(segment);
        segment.is_ascii() && words::is_identifier(name) && reserved::module(name) == segment
    };
    let first = path.split('/').next().unwrap_or_default();
    path.split('/').all(is_module) && !reserved::ROOT.contains(&first)
}

fn path(id: &str) -> Vec<String> {
    let mut segments: Vec<String> = id.split('/').map(segment).collect();
    for segment in segments.iter_mut().skip(1).filter(|segment| reserved::INSIDE.contains(&segment.as_str())) {
        segment.push('_');
    }
    if let Some(first) = segments.first_mut() {
        if reserved::ROOT.contains(&first.as_str()) {
            first.push('_');
        }
    }
    segments
}

/// Converts a segment to the name of a module; `{x}` becomes `by_x`.
fn segment(text: &str) -> String {
    reserved::module(&ascii(&text.replace('{', "_by_")))
}

/// Converts a text to the name of a file: lower case, pinyin for Chinese, `_` for anything but ASCII letters and digits.
pub(super) fn ascii(text: &str) -> String {
    let text = text.to_lowercase();
    let mut name = String::new();
    for c in text.chars() {
        match c.to_pinyin() {
            Some(syllable) => name.extend(["_", syllable.plain(), "_"]),
            None if c.is_ascii_alphanumeric() => name.push(c),
            None => name.push('_'),
        }
    }
    // rustc warns about two underscores in a row.
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let plain = file_stem(words.join("_"));
    match plain.chars().next() {
        None => text.chars().fold("_".to_owned(), |name, c| format!("{name}{:x}", u32::from(c))),
        Some(first) if first.is_ascii_digit() => format!("_{plain}"),
        Some(_) => plain,
    }
}

/// Cuts a name of ASCII characters that is too long for a file, and adds its hash. File systems allow 255 bytes.
pub fn file_stem(name: String) -> String {
    const LONGEST: usize = 200;
    if name.len() <= LONGEST {
        return name;
    }
    let mut hasher = FnvHasher::default();
    hasher.write(name.as_bytes());
    format!("{}_{:016x}", name.get(..LONGEST).unwrap_or_default(), hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_segments_become_identifiers() {
        for (id, module) in [
            ("fal-ai/flux-pro/kontext", "fal_ai::flux_pro::kontext"),
            ("fal-ai/veo3.1", "fal_ai::veo3_1"),
            ("fal-ai/longcat-video/text-to-video/480p", "fal_ai::longcat_video::text_to_video::_480p"),
            ("fal-ai/wan/v2.2-14b/animate/move", "fal_ai::wan::v2_2_14b::animate::r#move"),
            ("a/self", "a::self_"),
            ("a/mod", "a::mod_"),
            ("a/codegen", "a::codegen_"),
            ("a/call", "a::call_"),
            ("fal-ai/veo3/requests/{request_id}", "fal_ai::veo3::requests::by_request_id"),
            ("catalog/x", "catalog_::x"),
            ("v1beta/{model}:generateContent", "v1beta::by_model_generatecontent"),
            ("a/{x}.{y}/z-{n}", "a::by_x_by_y::z_by_n"),
            ("接口/图片生成", "jie_kou::tu_pian_sheng_cheng"),
            ("a/b--c_", "a::b_c"),
            ("a/日本", "a::ri_ben"),
            ("a/한국", "a::_d55cad6d"),
        ] {
            assert_eq!(path(id).join("::"), module, "{id}");
        }
    }
}
