//! Subjects other than the field: the picture behind a URL, the tokens of a response, a price.
//!
//! "图片大小不超过 10" in the description of `seed` limits the picture. A subject before a limit is ignored only if the field
//! itself is about that subject, judging by its name or by the beginning of its description.

use super::{pattern::Pattern, text_view::TextView};

struct Subject {
    phrases: Pattern,
    /// Parts of the names of fields about it.
    names: &'static [&'static str],
    /// The beginning of descriptions of fields about it.
    head: Option<Pattern>,
}

const fn subject(phrases: &'static str, names: &'static [&'static str], head: Option<&'static str>) -> Subject {
    let head = match head {
        Some(head) => Some(Pattern::new(head)),
        None => None,
    };
    Subject { phrases: Pattern::new(phrases), names, head }
}

static SUBJECTS: [Subject; 16] = [
    subject("⟨subject duration⟩", &["duration", "length", "seconds", "time", "len"], Some("⟨about duration⟩")),
    subject("⟨subject file⟩", &["size", "file", "bytes", "quality", "compression"], Some("⟨about file⟩")),
    subject(
        "⟨subject dimensions⟩",
        &["width", "height", "size", "resolution", "pixels", "side", "ratio", "dim", "scale", "megapixels", "edge"],
        Some("⟨about dimensions⟩"),
    ),
    subject(
        "⟨subject ratio⟩",
        &["ratio", "aspect", "scale", "strength", "rate", "percent", "fraction"],
        Some("⟨about ratio⟩"),
    ),
    subject("⟨subject area⟩", &["area", "pixels", "ratio"], Some("⟨about area⟩")),
    subject("⟨subject tokens⟩", &["token", "tokens"], None),
    subject("⟨subject price⟩", &["price", "cost", "credit", "budget", "amount"], Some("⟨about price⟩")),
    subject("⟨subject frame rate⟩", &["fps", "frame", "rate"], Some("⟨about frame rate⟩")),
    subject(
        "⟨subject people⟩",
        &["face", "voice", "speaker", "person", "character", "num", "count"],
        Some("⟨about people⟩"),
    ),
    subject("⟨subject request rate⟩", &["rate", "limit", "concurrency", "qps", "fps"], Some("⟨about request rate⟩")),
    subject(
        "⟨subject response⟩",
        &["response", "limit", "size", "n", "count", "num", "top", "page"],
        Some("⟨about response⟩"),
    ),
    subject("⟨subject source material⟩", &["reference", "input", "source", "upload"], Some("⟨about source material⟩")),
    subject("⟨subject audio⟩", &["audio", "sound", "voice", "speech", "music"], Some("⟨about audio⟩")),
    subject("⟨subject video⟩", &["video", "clip"], Some("⟨about video⟩")),
    subject("⟨subject image⟩", &["image", "img", "picture", "photo"], Some("⟨about image⟩")),
    subject("⟨subject keys⟩", &["key", "keys"], Some("⟨about keys⟩")),
];

/// Returns whether the text before a limit names a subject that the field is not about.
pub(super) fn is_about_another(view: &TextView<'_>, before: &str) -> bool {
    SUBJECTS.iter().any(|subject| {
        let is_field =
            view.name.mentions(subject.names) || subject.head.as_ref().is_some_and(|head| view.head_matches(head));
        subject.phrases.is_match(before) && !is_field
    })
}
