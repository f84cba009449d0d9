//! Text of any kind → identifiers in Rust's two cases.

/// Signs that tell values apart, and the words they become; all other signs only part words.
const SIGNS: &[(char, &str)] =
    &[('+', "Plus"), ('&', "And"), ('%', "Percent"), ('*', "Star"), ('=', "Equal"), ('@', "At")];

/// The words of a text: runs of letters and digits, parted also where lower case turns to upper.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut characters = text.trim().chars().peekable();
    let mut previous: Option<char> = None;
    while let Some(character) = characters.next() {
        let sign = SIGNS.iter().find(|(sign, _)| *sign == character).map(|(_, word)| *word);
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
        words.extend(sign.map(str::to_owned));
        words.extend(minus.then(|| "Minus".to_owned()));
        previous = Some(character);
    }
    words.extend(Some(current).filter(|word| !word.is_empty()));
    words
}

fn is_word_character(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || (!character.is_ascii() && unicode_ident::is_xid_continue(character) && character.is_alphanumeric())
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
        name.push_str(&capitalised(&word));
    }
    beginning_like_a_name(name, "Empty")
}

/// The name of a model: its own, where that is a type's name already, as `LoRAInput` is.
pub(super) fn type_name(text: &str) -> String {
    let is_plain =
        text.chars().all(|c| c.is_ascii_alphanumeric()) && text.starts_with(|c: char| c.is_ascii_uppercase());
    let is_acronym = !text.contains(|c: char| c.is_ascii_lowercase());
    if is_plain && !is_acronym { text.to_owned() } else { upper_camel(text) }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters.flat_map(char::to_lowercase)).collect(),
        None => String::new(),
    }
}

/// `imageSize`, `16:9` → `image_size`, `_16_9`.
pub(super) fn snake(text: &str) -> String {
    let name = words(text).iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("_");
    beginning_like_a_name(name, "empty")
}

/// What one of several is called: `Images` → `Image`; a name without a plural gets `Item` behind it.
pub(super) fn singular(name: &str) -> String {
    let endings = [("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")];
    let irregular =
        endings.iter().find_map(|(plural, singular)| Some(format!("{}{singular}", name.strip_suffix(plural)?)));
    let kept = ["ss", "us", "is"].iter().any(|ending| name.ends_with(ending));
    let regular = || name.strip_suffix('s').filter(|stem| !kept && stem.len() > 1).map(str::to_owned);
    irregular.or_else(regular).unwrap_or_else(|| format!("{name}Item"))
}

/// An identifier begins with a letter; what has none is called `empty`.
fn beginning_like_a_name(name: String, empty: &str) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if unicode_ident::is_xid_start(first) => name,
        Some(_) => format!("_{name}"),
    }
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
            ("v1.1", "V1_1"),
        ] {
            assert_eq!(upper_camel(text), name, "{text}");
        }
    }

    #[test]
    fn items_are_called_by_the_singular() {
        for (many, one) in [
            ("Images", "Image"),
            ("Boxes", "Box"),
            ("Categories", "Category"),
            ("Status", "StatusItem"),
            ("Data", "DataItem"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn models_keep_names_that_are_names() {
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
