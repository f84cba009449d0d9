//! Units behind a number, and whether a limit in that unit can be a limit of the field.
//!
//! "Maximum 10" of an integer is a bound of its value; "maximum 10 MB" never is, "at most 500 characters"
//! is the length of a string, and "up to 4 images" the count of a list or the value of `num_images`.

use super::text_view::TextView;

/// What a unit measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UnitKind {
    /// No unit was written.
    Bare,
    Characters,
    /// Bytes of a text: no more of them means no more characters.
    Bytes,
    /// Things that can be the items of a list.
    Items,
    Time,
    Pixels,
    Frames,
    Steps,
    Factor,
    Angle,
    Days,
    /// File sizes, tokens, per cent, money, words: never the limit of a value, a length or a count.
    Foreign,
}

const UNITS: &[(UnitKind, &[&str])] = &[
    (
        UnitKind::Characters,
        &[
            "字符",
            "个字符",
            "字",
            "个字",
            "汉字",
            "个汉字",
            "位",
            "characters",
            "character",
            "chars",
            "char",
            "letter",
            "letters",
            "digit",
            "digits",
        ],
    ),
    (UnitKind::Bytes, &["字节", "byte", "bytes"]),
    (
        UnitKind::Items,
        &[
            "张", "个", "条", "幅", "组", "项", "份", "段", "首", "名", "种", "维", "image", "images", "picture",
            "pictures", "photo", "photos", "video", "videos", "clip", "clips", "item", "items", "element", "elements",
            "entries", "file", "files", "url", "urls", "tag", "tags", "point", "points",
        ],
    ),
    (UnitKind::Items, &["sequence", "sequences", "reference", "references", "subject", "subjects"]),
    (
        UnitKind::Time,
        &[
            "秒",
            "秒钟",
            "毫秒",
            "分钟",
            "小时",
            "second",
            "seconds",
            "sec",
            "secs",
            "s",
            "ms",
            "millisecond",
            "milliseconds",
            "minute",
            "minutes",
            "min",
            "mins",
            "hour",
            "hours",
        ],
    ),
    (UnitKind::Days, &["天", "日", "月", "个月", "年", "岁", "day", "days"]),
    (UnitKind::Pixels, &["像素", "pixel", "pixels", "px"]),
    (UnitKind::Frames, &["帧", "frame", "frames", "fps"]),
    (UnitKind::Steps, &["步", "次", "step", "steps", "times"]),
    (UnitKind::Factor, &["倍", "db"]),
    (UnitKind::Angle, &["度"]),
];

/// Words that a field of such a measure has in its name, or its description at the very beginning.
const CARRIERS: &[(UnitKind, &[&str], &[&str])] = &[
    (
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
        &["数", "number", "how many", "count", "amount"],
    ),
    (
        UnitKind::Time,
        &[
            "time", "duration", "second", "seconds", "sec", "secs", "s", "ms", "length", "start", "end", "delay",
            "interval", "timeout", "expire", "expires", "expired", "expiry", "ttl", "lifetime", "period", "pause",
            "fade", "offset", "seek", "minutes", "hours", "at", "window",
        ],
        &["时", "间隔", "秒", "duration", "time", "second", "length", "delay", "how long"],
    ),
    (
        UnitKind::Days,
        &[
            "day", "days", "age", "date", "month", "months", "year", "years", "expire", "expires", "expired", "ttl",
            "lifetime", "period", "duration",
        ],
        &["天", "日", "月", "年", "days", "age", "期"],
    ),
    (
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
        &["宽", "高", "像素", "尺寸", "边", "width", "height", "pixel", "size", "resolution"],
    ),
    (UnitKind::Frames, &["frame", "frames", "fps", "rate"], &["帧", "frame"]),
    (
        UnitKind::Steps,
        &["step", "steps", "num", "count", "iterations", "times", "retries", "repeat", "n"],
        &["步", "次", "step", "数"],
    ),
    (
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
        &["度", "角", "angle", "degree"],
    ),
];

/// What a unit, as captured by `⟨u⟩`, measures.
pub(super) fn measure(unit: &str) -> UnitKind {
    if unit.is_empty() {
        return UnitKind::Bare;
    }
    let unit = unit.to_lowercase();
    if unit.ends_with("字符") || unit.ends_with("characters") {
        return UnitKind::Characters;
    }
    UNITS
        .iter()
        .find(|(_, spellings)| spellings.contains(&unit.as_str()))
        .map_or(UnitKind::Foreign, |(found, _)| *found)
}

/// Whether the values of a numeric field can be in this unit: seconds are nothing for `guidance_scale`.
pub(super) fn measures_value(measure: UnitKind, view: &TextView<'_>) -> bool {
    match measure {
        UnitKind::Bare | UnitKind::Factor => true,
        UnitKind::Characters | UnitKind::Bytes | UnitKind::Foreign => false,
        UnitKind::Items | UnitKind::Frames | UnitKind::Steps if view.name.is_ordinal() => false,
        _ => CARRIERS.iter().any(|(carried, names, heads)| {
            *carried == measure && (view.name.mentions(names) || view.head_mentions(heads))
        }),
    }
}
