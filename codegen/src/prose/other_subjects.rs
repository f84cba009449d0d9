//! Other things than the field: the picture behind a URL, the tokens of an answer, a price.
//!
//! "图片大小不超过 10" in the text of `seed` limits the picture. A word for a thing in front of a limit is
//! harmless only where the field itself is about that thing: by its name or by how its text begins.

use super::{pattern::Pattern, text_view::TextView};

struct Thing {
    /// How texts call it.
    called: Pattern,
    /// How fields about it are named.
    names: &'static [&'static str],
    /// How texts of fields about it begin.
    heads: &'static [&'static str],
}

const fn thing(called: &'static str, names: &'static [&'static str], heads: &'static [&'static str]) -> Thing {
    Thing { called: Pattern::new(called), names, heads }
}

static THINGS: [Thing; 16] = [
    thing(
        r"时长|\bduration\b|\bseconds long\b",
        &["duration", "length", "seconds", "time", "len"],
        &["时长", "duration", "length"],
    ),
    thing(
        r"文件|大小|体积|\bfile\b|\bfilesize\b|\bpayload\b|\bupload",
        &["size", "file", "bytes", "quality", "compression"],
        &["大小", "size", "字号"],
    ),
    thing(
        r"宽高|长宽|尺寸|分辨率|边长|短边|长边|\bdimensions?\b|\bresolution\b|\bsides?\b",
        &["width", "height", "size", "resolution", "pixels", "side", "ratio", "dim", "scale", "megapixels", "edge"],
        &["宽", "高", "尺寸", "分辨率", "边", "size", "resolution", "dimension", "ratio"],
    ),
    thing(
        r"宽高比|比例|\baspect\b|\bratio\b",
        &["ratio", "aspect", "scale", "strength", "rate", "percent", "fraction"],
        &["比例", "宽高比", "ratio", "aspect"],
    ),
    thing(r"面积|\barea\b", &["area", "pixels", "ratio"], &["面积", "area"]),
    thing(r"令牌|标记|\btokens?\b|词元", &["token", "tokens"], &[]),
    thing(
        r"积分|价格|费用|计费|扣|\bcredits?\b|\bprices?\b|\bcosts?\b|\$",
        &["price", "cost", "credit", "budget", "amount"],
        &["价格", "费用", "积分"],
    ),
    thing(r"帧率|\bfps\b|\bframe rate\b", &["fps", "frame", "rate"], &["帧", "fps", "frame"]),
    thing(
        r"人脸|音色|人物|\bfaces?\b|\bspeakers?\b|\bvoices?\b",
        &["face", "voice", "speaker", "person", "character", "num", "count"],
        &["人", "音", "face", "voice", "speaker"],
    ),
    thing(
        r"并发|每分钟|每秒|每天|\bconcurren|\bper (?:minute|second|day|hour|request|user)\b|\brate limit",
        &["rate", "limit", "concurrency", "qps", "fps"],
        &["每", "per", "frames"],
    ),
    thing(
        r"响应|返回|\bresponse\b|\boutput will\b",
        &["response", "limit", "size", "n", "count", "num", "top", "page"],
        &["响应", "返回", "number", "how many", "max"],
    ),
    thing(
        r"素材|参考(?:视频|音频|图)|输入的?(?:视频|音频|图)|[原源](?:视频|音频|图)|上传",
        &["reference", "input", "source", "upload"],
        &["素材", "参考", "输入", "原", "源", "上传"],
    ),
    thing(
        r"\baudios?\b|音频|音乐",
        &["audio", "sound", "voice", "speech", "music"],
        &["audio", "sound", "music", "音"],
    ),
    thing(r"\bvideos?\b|视频", &["video", "clip"], &["video", "clip", "视频", "影片"]),
    thing(r"\bimages?\b|\bpictures?\b|图片|图像", &["image", "img", "picture", "photo"], &["image", "picture", "图"]),
    thing(r"键|值的|映射|\bkeys?\b|\bmaps?\b", &["key", "keys"], &["键", "key"]),
];

/// Whether the words before a limit name a thing that the field is not about.
pub(super) fn is_about_another(view: &TextView<'_>, words: &str) -> bool {
    THINGS.iter().any(|thing| {
        thing.called.found_in(words) && !view.name.mentions(thing.names) && !view.head_mentions(thing.heads)
    })
}
