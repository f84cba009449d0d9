//! 3D models: a cube in several formats.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::bits::u32_len;

/// The corners of the cube.
const CORNERS: [[i8; 3]; 8] =
    [[-1, -1, -1], [1, -1, -1], [1, 1, -1], [-1, 1, -1], [-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]];

/// The triangles of the cube as indices of corners, counterclockwise seen from outside.
const TRIANGLES: [[u8; 3]; 12] = [
    [0, 2, 1],
    [0, 3, 2],
    [4, 5, 6],
    [4, 6, 7],
    [0, 1, 5],
    [0, 5, 4],
    [2, 3, 7],
    [2, 7, 6],
    [1, 2, 6],
    [1, 6, 5],
    [0, 4, 7],
    [0, 7, 3],
];

/// Encodes the cube as binary glTF with vertex colors.
pub(super) fn glb(seed: u64) -> Vec<u8> {
    let mut binary: Vec<u8> = TRIANGLES.iter().flatten().flat_map(|corner| u16::from(*corner).to_le_bytes()).collect();
    binary.extend(CORNERS.iter().flatten().flat_map(|index| (f32::from(*index) / 2.0).to_le_bytes()));
    let mut rng = fastrand::Rng::with_seed(seed);
    binary.extend(CORNERS.iter().flat_map(|_| [rng.u8(60..), rng.u8(60..), rng.u8(60..), 255]));
    let mut scene = scene(u32_len(binary.len())).to_string().into_bytes();
    scene.resize(scene.len().next_multiple_of(4), b' ');
    let chunk = |name: &[u8; 4], data: &[u8]| [&u32_len(data.len()).to_le_bytes(), name.as_slice(), data].concat();
    let chunks = [chunk(b"JSON", &scene), chunk(b"BIN\0", &binary)].concat();
    [b"glTF", 2_u32.to_le_bytes().as_slice(), &(u32_len(chunks.len()) + 12).to_le_bytes(), &chunks].concat()
}

/// Returns the JSON chunk, which describes the layout of the binary chunk.
fn scene(size: u32) -> Value {
    json!({
        "asset": { "version": "2.0", "generator": "fal-mock" },
        "scene": 0,
        "scenes": [{ "nodes": [0] }],
        "nodes": [{ "mesh": 0, "name": "cube" }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 1, "COLOR_0": 2 }, "indices": 0 }] }],
        "buffers": [{ "byteLength": size }],
        "bufferViews": [
            { "buffer": 0, "byteOffset": 0, "byteLength": 72, "target": 34963 },
            { "buffer": 0, "byteOffset": 72, "byteLength": 96, "target": 34962 },
            { "buffer": 0, "byteOffset": 168, "byteLength": 32, "target": 34962 },
        ],
        "accessors": [
            { "bufferView": 0, "componentType": 5123, "count": 36, "type": "SCALAR" },
            { "bufferView": 1, "componentType": 5126, "count": 8, "type": "VEC3", "min": [-0.5, -0.5, -0.5], "max": [0.5, 0.5, 0.5] },
            { "bufferView": 2, "componentType": 5121, "normalized": true, "count": 8, "type": "VEC4" },
        ],
    })
}

/// Encodes the cube as Wavefront OBJ.
pub(super) fn obj() -> String {
    let mut text = "# fal-mock\no cube\n".to_owned();
    for corner in CORNERS {
        let [x, y, z] = corner.map(|index| f32::from(index) / 2.0);
        let _ = writeln!(text, "v {x} {y} {z}");
    }
    for triangle in TRIANGLES {
        let [a, b, c] = triangle.map(|corner| corner + 1);
        let _ = writeln!(text, "f {a} {b} {c}");
    }
    text
}

/// Encodes a material as Wavefront MTL.
pub(super) fn mtl(seed: u64) -> String {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut part = || f64::from(rng.u8(60..)) / 255.0;
    let (red, green, blue) = (part(), part(), part());
    format!("newmtl cube\nKd {red:.3} {green:.3} {blue:.3}\nd 1\nillum 1\n")
}

/// Encodes the cube as binary STL.
pub(super) fn stl() -> Vec<u8> {
    let mut bytes = vec![0; 80];
    bytes.extend(u32_len(TRIANGLES.len()).to_le_bytes());
    for triangle in TRIANGLES {
        // A zero normal tells the reader to compute it.
        bytes.extend([0; 12]);
        let corners = triangle.iter().filter_map(|corner| CORNERS.get(usize::from(*corner)));
        bytes.extend(corners.flatten().flat_map(|index| (f32::from(*index) / 2.0).to_le_bytes()));
        bytes.extend([0; 2]);
    }
    bytes
}
