//! Text → identifiers in `UpperCamelCase` and `snake_case`.
//!
//! Names are in normal form NFKC and consist of characters that Unicode recommends for identifiers (UTS #39), since rustc
//! warns about all others.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::GeneralSecurityProfile;

/// Characters that become words, since they distinguish values. All other punctuation separates words.
const SYMBOLS: &[(char, &str)] =
    &[('+', "Plus"), ('&', "And"), ('%', "Percent"), ('*', "Star"), ('=', "Equal"), ('@', "At")];

/// Splits a text into words: runs of letters and digits, also split where lower case changes to upper case.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut current = String::new();
    let text: String = text.trim().nfkc().collect();
    let mut characters = text.chars().peekable();
    let mut previous: Option<char> = None;
    while let Some(character) = characters.next() {
        let symbol = SYMBOLS.iter().find(|(symbol, _)| *symbol == character).map(|(_, word)| *word);
        let minus = character == '-'
            && words.is_empty()
            && current.is_empty()
            && characters.peek().is_some_and(char::is_ascii_digit);
        let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        let starts_word = character.is_uppercase()
            && previous.is_some_and(|previous| {
                let run = previous.is_uppercase() || previous.is_ascii_digit();
                previous.is_lowercase() || run && next_is_lower
            });
        if starts_word || !is_word_character(character) {
            words.extend(Some(std::mem::take(&mut current)).filter(|word| !word.is_empty()));
        }
        if is_word_character(character) {
            current.push(character);
        }
        words.extend(symbol.map(str::to_owned));
        words.extend(minus.then(|| "Minus".to_owned()));
        previous = Some(character);
    }
    words.extend(Some(current).filter(|word| !word.is_empty()));
    words
}

fn is_word_character(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || (!character.is_ascii()
            && unicode_ident::is_xid_continue(character)
            && character.identifier_allowed()
            && (character.is_alphanumeric() || is_combining_mark(character)))
}

/// `guidance_scale`, `image-size`, `16:9` → `GuidanceScale`, `ImageSize`, `_16_9`.
pub(super) fn upper_camel(text: &str) -> String {
    let mut name = String::new();
    for word in words(text) {
        let digits_meet =
            name.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit());
        if digits_meet {
            name.push('_');
        }
        name.push_str(&capitalized(&word));
    }
    with_valid_start(name, "Empty")
}

/// Converts the name of a schema to a type name; a name that is one already, such as `LoRAInput`, stays.
pub(super) fn type_name(text: &str) -> String {
    let is_plain =
        text.chars().all(|c| c.is_ascii_alphanumeric()) && text.starts_with(|c: char| c.is_ascii_uppercase());
    let is_acronym = !text.contains(|c: char| c.is_ascii_lowercase());
    if is_plain && !is_acronym { text.to_owned() } else { upper_camel(text) }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}

/// `imageSize`, `16:9` → `image_size`, `_16_9`.
pub(super) fn snake(text: &str) -> String {
    let name = words(text).iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("_");
    with_valid_start(name, "empty")
}

/// Returns the singular: `Images` → `Image`; a name without plural form gets the suffix `Item`.
pub(super) fn singular(name: &str) -> String {
    let endings = [("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")];
    let irregular =
        endings.iter().find_map(|(plural, singular)| Some(format!("{}{singular}", name.strip_suffix(plural)?)));
    let kept = ["ss", "us", "is"].iter().any(|ending| name.ends_with(ending));
    let regular = || name.strip_suffix('s').filter(|stem| !kept && stem.len() > 1).map(str::to_owned);
    irregular.or_else(regular).unwrap_or_else(|| format!("{name}Item"))
}

/// Prefixes `_` if the name does not start like an identifier; an empty name becomes `empty`.
fn with_valid_start(name: String, empty: &str) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if unicode_ident::is_xid_start(first) => name,
        Some(_) => format!("_{name}"),
    }
}

/// Returns whether a name can be an identifier.
pub(super) fn is_identifier(name: &str) -> bool {
    let start = name.chars().next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c));
    start && name.chars().all(unicode_ident::is_xid_continue) && name != "_"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_variants_are_in_upper_camel_case() {
        for (text, name) in [
            ("guidance_scale", "GuidanceScale"),
            ("16:9", "_16_9"),
            ("X264 (.mp4)", "X264Mp4"),
            ("DPM++ 2M SDE", "DpmPlusPlus2mSde"),
            ("registry__image__fast_sdxl__models__Image", "RegistryImageFastSdxlModelsImage"),
            ("LoRAInput", "LoRaInput"),
            ("HTTPServer", "HttpServer"),
            ("KlingV3MultiPromptElement", "KlingV3MultiPromptElement"),
            ("image3D", "Image3d"),
            ("-1", "Minus1"),
            ("", "Empty"),
            ("🤩", "Empty"),
            ("默认", "默认"),
            ("e\u{301}tat", "État"),
            ("ｆｕｌｌ　ｗｉｄｔｈ", "FullWidth"),
            ("Ⅷ", "Viii"),
            ("नमस्ते", "नमस्ते"),
            ("𐐀", "Empty"),
            ("v1.1", "V1_1"),
        ] {
            assert_eq!(upper_camel(text), name, "{text}");
        }
    }

    #[test]
    fn items_have_singular_names() {
        for (plural, singular_form) in [
            ("Images", "Image"),
            ("Boxes", "Box"),
            ("Categories", "Category"),
            ("Status", "StatusItem"),
            ("Data", "DataItem"),
        ] {
            assert_eq!(singular(plural), singular_form);
        }
    }

    #[test]
    fn schemas_keep_valid_type_names() {
        for (text, name) in [("LoRAInput", "LoRAInput"), ("RGB", "Rgb"), ("image-size", "ImageSize"), ("a.B_c", "ABC")]
        {
            assert_eq!(type_name(text), name, "{text}");
        }
    }

    #[test]
    fn fields_are_in_snake_case() {
        for (text, name) in
            [("imageSize", "image_size"), ("image-url", "image_url"), ("3d", "_3d"), ("x", "x"), ("", "empty")]
        {
            assert_eq!(snake(text), name, "{text}");
        }
    }
}
