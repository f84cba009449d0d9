//! WAV: a soft tone that fades in and out.

use std::io::Cursor;

use hound::{SampleFormat, WavSpec, WavWriter};

use super::EncodeResult;

/// Samples per second; each has 16 bits, mono.
const RATE: u32 = 16_000;

/// Encodes a tone of the given duration. The seed determines the frequency.
pub(super) fn encode(seed: u64, milliseconds: u32) -> EncodeResult {
    let height = fastrand::Rng::with_seed(seed).u32(180..520);
    let count = milliseconds * (RATE / 1000);
    let spec = WavSpec { channels: 1, sample_rate: RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut file = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut file, spec)?;
    for at in 0..count {
        writer.write_sample(sample(at, count, height))?;
    }
    writer.finalize()?;
    Ok(file.into_inner())
}

/// Returns one sample of a parabolic approximation of a sine.
fn sample(at: u32, count: u32, height: u32) -> i16 {
    let half = RATE / 2;
    let phase = (at % RATE) * height % RATE;
    let within = phase % half;
    let arc = u64::from(within) * u64::from(half - within) * 4 * 6000 / u64::from(half).pow(2);
    // Fades in and out within 50 ms.
    let fade = RATE / 20;
    let loud = at.min(count - at).min(fade);
    let value = i16::try_from(arc * u64::from(loud) / u64::from(fade)).unwrap_or_default();
    if phase < half { value } else { -value }
}
