//! WAV: a gentle tone, which begins and ends in silence.

use super::bits::length;

/// The samples of a second, of 16 bits each, on one channel.
const RATE: u32 = 16_000;

/// A tone of so many milliseconds, its height by the seed.
pub(super) fn encode(seed: u64, milliseconds: u32) -> Vec<u8> {
    let height = fastrand::Rng::with_seed(seed).u32(180..520);
    let count = milliseconds * (RATE / 1000);
    let data: Vec<u8> = (0..count).flat_map(|at| sample(at, count, height).to_le_bytes()).collect();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((length(data.len()) + 36).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend([16, 0, 0, 0, 1, 0, 1, 0]);
    bytes.extend(RATE.to_le_bytes());
    bytes.extend((RATE * 2).to_le_bytes());
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend(length(data.len()).to_le_bytes());
    bytes.extend(data);
    bytes
}

/// One sample: arcs of a parabola, which sound like a sine.
fn sample(at: u32, count: u32, height: u32) -> i16 {
    let half = RATE / 2;
    let phase = (at % RATE) * height % RATE;
    let within = phase % half;
    let arc = u64::from(within) * u64::from(half - within) * 4 * 6000 / u64::from(half).pow(2);
    // It swells and fades in a twentieth of a second.
    let fade = RATE / 20;
    let loud = at.min(count - at).min(fade);
    let value = i16::try_from(arc * u64::from(loud) / u64::from(fade)).unwrap_or_default();
    if phase < half { value } else { -value }
}
