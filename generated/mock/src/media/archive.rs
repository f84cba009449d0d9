//! Files that hold others or numbers: archives, and the weights of a model.

use serde_json::json;

use super::bits::{crc32, length};

/// The weights of a model: one small tensor, as every library for them reads it.
pub(super) fn safetensors(seed: u64) -> Vec<u8> {
    let tensor = json!({ "dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16] });
    let head = json!({ "__metadata__": { "format": "pt" }, "lora.down.weight": tensor });
    let mut head = head.to_string().into_bytes();
    head.resize(head.len().next_multiple_of(8), b' ');
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut bytes = u64::from(length(head.len())).to_le_bytes().to_vec();
    bytes.extend(head);
    bytes.extend((0..4).flat_map(|_| (dice.f32() - 0.5).to_le_bytes()));
    bytes
}

/// An archive of files that are stored as they are.
pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut listing = Vec::new();
    for (name, data) in files {
        let at = length(bytes.len());
        let facts = facts(name, data);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&facts);
        bytes.extend(name.as_bytes());
        bytes.extend(*data);
        listing.extend(b"PK\x01\x02\x14\0");
        listing.extend(&facts);
        listing.extend([0; 10]);
        listing.extend(at.to_le_bytes());
        listing.extend(name.as_bytes());
    }
    let count = short(files.len());
    let end = [length(listing.len()), length(bytes.len())].map(u32::to_le_bytes).concat();
    [bytes, listing, b"PK\x05\x06\0\0\0\0".to_vec(), count.to_vec(), count.to_vec(), end, vec![0, 0]].concat()
}

/// What is said of a file in front of it and in the listing.
fn facts(name: &str, data: &[u8]) -> Vec<u8> {
    let size = length(data.len());
    // The version to read it, no flags, stored as it is; midnight of the first day that the format knows.
    let mut facts = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
    facts.extend([crc32([data]), size, size].into_iter().flat_map(u32::to_le_bytes));
    facts.extend(short(name.len()));
    facts.extend([0, 0]);
    facts
}

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes()
}
