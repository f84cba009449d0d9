//! Units after a number, and whether a limit in a unit can be a limit of the field.
//!
//! "Maximum 10" of an integer is a bound of its value, "maximum 10 MB" is not; "at most 500 characters" is a limit of the
//! length of a string; "up to 4 images" is a limit of the number of items, or of the value of `num_images`.

use super::{pattern::Pattern, text_view::TextView};

/// What a unit measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UnitKind {
    /// There is no unit.
    Bare,
    Characters,
    /// Bytes of a string; an upper bound of the bytes is one of the characters too.
    Bytes,
    /// Things that can be items of an array.
    Items,
    Time,
    Pixels,
    Frames,
    Steps,
    Factor,
    Angle,
    Days,
    /// File sizes, tokens, percentages, money, words: never a limit of a value, a length or a number of items.
    Foreign,
}

static UNITS: [(UnitKind, Pattern); 10] = [
    (UnitKind::Characters, Pattern::new("^⟨unit characters⟩$")),
    (UnitKind::Bytes, Pattern::new("^⟨unit bytes⟩$")),
    (UnitKind::Items, Pattern::new("^⟨unit items⟩$")),
    (UnitKind::Time, Pattern::new("^⟨unit time⟩$")),
    (UnitKind::Days, Pattern::new("^⟨unit days⟩$")),
    (UnitKind::Pixels, Pattern::new("^⟨unit pixels⟩$")),
    (UnitKind::Frames, Pattern::new("^⟨unit frames⟩$")),
    (UnitKind::Steps, Pattern::new("^⟨unit steps⟩$")),
    (UnitKind::Factor, Pattern::new("^⟨unit factor⟩$")),
    (UnitKind::Angle, Pattern::new("^⟨unit angle⟩$")),
];

/// Fields whose values can have a unit.
struct Carrier {
    unit: UnitKind,
    /// Parts of their names.
    names: &'static [&'static str],
    /// The beginning of their descriptions.
    head: Pattern,
}

const fn carrier(unit: UnitKind, names: &'static [&'static str], head: &'static str) -> Carrier {
    Carrier { unit, names, head: Pattern::new(head) }
}

static CARRIERS: [Carrier; 7] = [
    carrier(
        UnitKind::Items,
        &[
            "num",
            "number",
            "count",
            "n",
            "quantity",
            "amount",
            "limit",
            "size",
            "batch",
            "total",
            "max",
            "images",
            "samples",
            "variations",
            "results",
        ],
        "⟨values in items⟩",
    ),
    carrier(
        UnitKind::Time,
        &[
            "time", "duration", "second", "seconds", "sec", "secs", "s", "ms", "length", "start", "end", "delay",
            "interval", "timeout", "expire", "expires", "expired", "expiry", "ttl", "lifetime", "period", "pause",
            "fade", "offset", "seek", "minutes", "hours", "at", "window",
        ],
        "⟨values in time⟩",
    ),
    carrier(
        UnitKind::Days,
        &[
            "day", "days", "age", "date", "month", "months", "year", "years", "expire", "expires", "expired", "ttl",
            "lifetime", "period", "duration",
        ],
        "⟨values in days⟩",
    ),
    carrier(
        UnitKind::Pixels,
        &[
            "width",
            "height",
            "size",
            "resolution",
            "pixel",
            "pixels",
            "px",
            "padding",
            "margin",
            "offset",
            "radius",
            "x",
            "y",
            "left",
            "right",
            "top",
            "bottom",
            "dim",
            "side",
            "expand",
            "outpaint",
            "blur",
            "feather",
        ],
        "⟨values in pixels⟩",
    ),
    carrier(UnitKind::Frames, &["frame", "frames", "fps", "rate"], "⟨values in frames⟩"),
    carrier(
        UnitKind::Steps,
        &["step", "steps", "num", "count", "iterations", "times", "retries", "repeat", "n"],
        "⟨values in steps⟩",
    ),
    carrier(
        UnitKind::Angle,
        &[
            "angle",
            "degree",
            "degrees",
            "rotation",
            "rotate",
            "hue",
            "temperature",
            "azimuth",
            "elevation",
            "yaw",
            "pitch",
            "roll",
            "fov",
        ],
        "⟨values in angle⟩",
    ),
];

/// Returns what a unit measures.
pub(super) fn measure(unit: &str) -> UnitKind {
    if unit.is_empty() {
        return UnitKind::Bare;
    }
    UNITS.iter().find(|(_, pattern)| pattern.is_match(unit)).map_or(UnitKind::Foreign, |(kind, _)| *kind)
}

/// Returns whether the values of a numeric field can have the unit: seconds cannot be a `guidance_scale`.
pub(super) fn measures_value(unit: UnitKind, view: &TextView<'_>) -> bool {
    match unit {
        UnitKind::Bare | UnitKind::Factor => true,
        UnitKind::Characters | UnitKind::Bytes | UnitKind::Foreign => false,
        UnitKind::Items | UnitKind::Frames | UnitKind::Steps if view.name.is_ordinal() => false,
        _ => CARRIERS.iter().any(|carrier| {
            carrier.unit == unit && (view.name.mentions(carrier.names) || view.head_matches(&carrier.head))
        }),
    }
}
