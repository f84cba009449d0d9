//! Reads the requested size of a picture or video from the request.

use serde_json::Value;

use super::request_view::RequestView;

/// Maximum width and height.
const MAX_SIDE: u32 = 4096;

/// Named sizes.
const NAMED: &[(&str, u32, u32)] = &[
    ("square_hd", 1024, 1024),
    ("square", 512, 512),
    ("portrait_4_3", 768, 1024),
    ("portrait_16_9", 576, 1024),
    ("landscape_4_3", 1024, 768),
    ("landscape_16_9", 1024, 576),
    ("auto", 1024, 1024),
    ("auto_2k", 2048, 2048),
    ("auto_3k", 3072, 3072),
    ("auto_4k", 4096, 4096),
];

/// Properties that state a size.
const SIZE_NAMES: &[&str] = &["image_size", "video_size", "size", "resolution", "operating_resolution"];

/// Properties that state an aspect ratio.
const RATIO_NAMES: &[&str] = &["aspect_ratio", "resolution_mode", "image_size", "ratio"];

/// Properties that state an upscaling factor; the input is assumed to have 512 pixels.
const FACTOR_NAMES: &[&str] = &["upscaling_factor", "upscale_factor", "scale_factor", "scale"];

/// Returns the width and height of a picture.
pub(super) fn picture(request: RequestView<'_>) -> (u32, u32) {
    let requested = SIZE_NAMES.iter().find_map(|name| parse_size(request.value(name)?));
    let sides = || Some((side(request.value("width")?)?, side(request.value("height")?)?));
    let ratio = ratio(request);
    let square = || square_side(request.text("resolution").or_else(|| request.text("image_size"))?);
    let shaped = || Some(with_area(ratio?, square().unwrap_or(1024)));
    let (width, height) = requested.or_else(sides).or_else(shaped).or_else(|| upscaled(request)).unwrap_or_else(|| {
        let side = square().unwrap_or(1024);
        (side, side)
    });
    (width.clamp(1, MAX_SIDE), height.clamp(1, MAX_SIDE))
}

/// Returns the width and height of a video. Both are even; a resolution such as `720p` is the shorter one.
pub(super) fn video(request: RequestView<'_>) -> (u32, u32) {
    let requested = SIZE_NAMES
        .iter()
        .find_map(|name| parse_size(request.value(name)?))
        .filter(|_| request.value("image_size").is_none());
    let (across, down) = ratio(request).unwrap_or((16.0, 9.0));
    let short = request.value("resolution").and_then(lines).unwrap_or(720);
    let long = nearest(f64::from(short) * across.max(down) / across.min(down), 2);
    let upright = down > across;
    let (width, height) = requested.unwrap_or(if upright { (short, long) } else { (long, short) });
    let even = |side: u32| side.clamp(64, MAX_SIDE) / 2 * 2;
    (even(width), even(height))
}

/// Parses a size: an object with width and height, a named size, or `1024x768`.
fn parse_size(value: &Value) -> Option<(u32, u32)> {
    if let (Some(width), Some(height)) = (value.get("width"), value.get("height")) {
        return Some((side(width)?, side(height)?));
    }
    let text = value.as_str()?.to_ascii_lowercase();
    let named = NAMED.iter().find(|(name, ..)| *name == text).map(|(_, width, height)| (*width, *height));
    let sides = || text.split_once(['x', '*', '×']).and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    named.filter(|_| text != "auto").or_else(sides)
}

fn side(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|side| u32::try_from(side).ok())
}

/// Returns the width of a square for a resolution such as `2K`.
fn square_side(text: &str) -> Option<u32> {
    let thousands: f64 = text.to_ascii_lowercase().strip_suffix('k')?.parse().ok()?;
    Some(nearest(thousands * 1024.0, 16))
}

/// Returns the lines of a video for a resolution such as `720p` or `4k`.
fn lines(value: &Value) -> Option<u32> {
    let text = value.as_str()?.to_ascii_lowercase();
    match text.as_str() {
        "4k" => Some(2160),
        "2k" => Some(1440),
        "1k" => Some(1080),
        text => text.trim_end_matches('p').parse().ok(),
    }
}

/// Returns the requested aspect ratio, such as `16:9`.
fn ratio(request: RequestView<'_>) -> Option<(f64, f64)> {
    let ratio = |text: &str| {
        let (across, down) = text.split_once(':')?;
        let (across, down) = (across.parse::<f64>().ok()?, down.parse::<f64>().ok()?);
        (across > 0.0 && down > 0.0).then_some((across, down))
    };
    RATIO_NAMES.iter().find_map(|name| request.text(name).and_then(ratio))
}

/// Returns the size with an aspect ratio that has the area of a square.
fn with_area((across, down): (f64, f64), side: u32) -> (u32, u32) {
    let stretch = (across / down).sqrt();
    (nearest(f64::from(side) * stretch, 16), nearest(f64::from(side) / stretch, 16))
}

/// Returns the size of an upscaled input.
fn upscaled(request: RequestView<'_>) -> Option<(u32, u32)> {
    let factor = FACTOR_NAMES.iter().find_map(|name| request.value(name)?.as_f64())?;
    let side = nearest(512.0 * factor, 2);
    Some((side, side))
}

/// Rounds a length to the nearest multiple of a step, up to the maximum.
fn nearest(length: f64, step: u32) -> u32 {
    let multiples = (1..=MAX_SIDE / step).map(|count| count * step);
    let nearest = multiples.min_by(|a, b| (f64::from(*a) - length).abs().total_cmp(&(f64::from(*b) - length).abs()));
    nearest.unwrap_or(step)
}
