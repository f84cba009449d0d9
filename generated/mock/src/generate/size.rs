//! The size that a request asks for, in whichever way it says so.

use serde_json::Value;

use super::request_view::RequestView;

/// The longest side of a file.
const LONGEST: u32 = 4096;

/// Sizes that have a name.
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

/// The members that are a size by themselves.
const SIZES: &[&str] = &["image_size", "video_size", "size", "resolution", "operating_resolution"];

/// The members that are a ratio.
const RATIOS: &[&str] = &["aspect_ratio", "resolution_mode", "image_size", "ratio"];

/// The members by which an input becomes larger; it is taken for one of 512 pixels.
const FACTORS: &[&str] = &["upscaling_factor", "upscale_factor", "scale_factor", "scale"];

/// The width and height of a picture.
pub(super) fn picture(request: RequestView<'_>) -> (u32, u32) {
    let asked = SIZES.iter().find_map(|name| told(request.value(name)?));
    let sides = || Some((side(request.value("width")?)?, side(request.value("height")?)?));
    let ratio = ratio(request);
    let square = || side_of_square(request.text("resolution").or_else(|| request.text("image_size"))?);
    let shaped = || Some(of_area(ratio?, square().unwrap_or(1024)));
    let (width, height) = asked.or_else(sides).or_else(shaped).or_else(|| enlarged(request)).unwrap_or_else(|| {
        let side = square().unwrap_or(1024);
        (side, side)
    });
    (width.clamp(1, LONGEST), height.clamp(1, LONGEST))
}

/// The width and height of a video: even, and its shorter side is what a resolution such as `720p` says.
pub(super) fn video(request: RequestView<'_>) -> (u32, u32) {
    let asked =
        SIZES.iter().find_map(|name| told(request.value(name)?)).filter(|_| request.value("image_size").is_none());
    let (across, down) = ratio(request).unwrap_or((16.0, 9.0));
    let short = request.value("resolution").and_then(lines).unwrap_or(720);
    let long = nearest(f64::from(short) * across.max(down) / across.min(down), 2);
    let upright = down > across;
    let (width, height) = asked.unwrap_or(if upright { (short, long) } else { (long, short) });
    let even = |side: u32| side.clamp(64, LONGEST) / 2 * 2;
    (even(width), even(height))
}

/// A size: an object of two sides, the name of one, or `1024x768`.
fn told(value: &Value) -> Option<(u32, u32)> {
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

/// The side of a square that is called `2K`.
fn side_of_square(text: &str) -> Option<u32> {
    let thousands: f64 = text.to_ascii_lowercase().strip_suffix('k')?.parse().ok()?;
    Some(nearest(thousands * 1024.0, 16))
}

/// The lines of a video that is called `720p` or `4k`.
fn lines(value: &Value) -> Option<u32> {
    let text = value.as_str()?.to_ascii_lowercase();
    match text.as_str() {
        "4k" => Some(2160),
        "2k" => Some(1440),
        "1k" => Some(1080),
        text => text.trim_end_matches('p').parse().ok(),
    }
}

/// A ratio such as `16:9`.
fn ratio(request: RequestView<'_>) -> Option<(f64, f64)> {
    let ratio = |text: &str| {
        let (across, down) = text.split_once(':')?;
        let (across, down) = (across.parse::<f64>().ok()?, down.parse::<f64>().ok()?);
        (across > 0.0 && down > 0.0).then_some((across, down))
    };
    RATIOS.iter().find_map(|name| request.text(name).and_then(ratio))
}

/// A size of that ratio, as large as the square of a side.
fn of_area((across, down): (f64, f64), side: u32) -> (u32, u32) {
    let stretch = (across / down).sqrt();
    (nearest(f64::from(side) * stretch, 16), nearest(f64::from(side) / stretch, 16))
}

/// What an upscaler makes.
fn enlarged(request: RequestView<'_>) -> Option<(u32, u32)> {
    let factor = FACTORS.iter().find_map(|name| request.value(name)?.as_f64())?;
    let side = nearest(512.0 * factor, 2);
    Some((side, side))
}

/// The multiple of a step that is nearest to a length, up to the longest side.
fn nearest(length: f64, step: u32) -> u32 {
    let multiples = (1..=LONGEST / step).map(|count| count * step);
    let nearest = multiples.min_by(|a, b| (f64::from(*a) - length).abs().total_cmp(&(f64::from(*b) - length).abs()));
    nearest.unwrap_or(step)
}
