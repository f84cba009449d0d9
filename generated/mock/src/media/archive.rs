//! ZIP archives and model weights.

use std::io::Write as _;

use flate2::{Compression, write::DeflateEncoder};
use rawzip::{CompressionMethod, ZipArchiveWriter, time::UtcDateTime};
use serde_json::json;

use super::{EncodeResult, bits::u32_len};

/// Encodes a safetensors file with one small tensor.
pub(super) fn safetensors(seed: u64) -> Vec<u8> {
    let tensor = json!({ "dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16] });
    let head = json!({ "__metadata__": { "format": "pt" }, "lora.down.weight": tensor });
    let mut head = head.to_string().into_bytes();
    head.resize(head.len().next_multiple_of(8), b' ');
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut bytes = u64::from(u32_len(head.len())).to_le_bytes().to_vec();
    bytes.extend(head);
    bytes.extend((0..4).flat_map(|_| (rng.f32() - 0.5).to_le_bytes()));
    bytes
}

/// Encodes a ZIP archive.
pub(super) fn zip(files: &[(&str, &[u8])]) -> EncodeResult {
    // The earliest date of the format.
    let changed = UtcDateTime::from_components(1980, 1, 1, 0, 0, 0, 0).ok_or("invalid date")?;
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, data) in files {
        let file = archive.new_file(*name).compression_method(CompressionMethod::DEFLATE);
        let (mut entry, config) = file.last_modified(changed).start()?;
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(data)?;
        let (encoder, descriptor) = writer.finish()?;
        encoder.finish()?;
        entry.finish(descriptor)?;
    }
    Ok(archive.finish()?)
}
