//! Bits as the formats of files have them: the first one in the highest or in the lowest place of a byte.

/// Bits whose first stands highest: JPEG and H.264.
#[derive(Debug, Default)]
pub(super) struct Highest {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Highest {
    /// The lowest `bits` of a value.
    pub(super) fn put(&mut self, value: u32, bits: u32) {
        let value = u64::from(value) & ((1 << bits) - 1);
        self.held = (self.held << bits) | value;
        self.count += bits;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push(((self.held >> self.count) & 0xff) as u8);
        }
        self.held &= (1 << self.count) - 1;
    }

    /// A number in the code of Elias, which is H.264's: as many zeros as the number plus one has further bits.
    pub(super) fn put_count(&mut self, value: u32) {
        let further = (value + 1).ilog2();
        self.put(0, further);
        self.put(value + 1, further + 1);
    }

    /// Several such numbers.
    pub(super) fn put_counts<const COUNT: usize>(&mut self, values: [u32; COUNT]) {
        for value in values {
            self.put_count(value);
        }
    }

    /// Fills the byte with a bit.
    pub(super) fn align(&mut self, bit: bool) {
        while self.count != 0 {
            self.put(u32::from(bit), 1);
        }
    }

    /// Bytes, after a byte that is full.
    pub(super) fn extend(&mut self, bytes: impl IntoIterator<Item = u8>) {
        self.bytes.extend(bytes);
    }

    /// All of it.
    pub(super) fn finish(mut self, fill: bool) -> Vec<u8> {
        self.align(fill);
        self.bytes
    }
}

/// Bits whose first stands lowest: deflate, WebP and GIF.
#[derive(Debug, Default)]
pub(super) struct Lowest {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Lowest {
    /// The lowest `bits` of a value.
    pub(super) fn put(&mut self, value: u32, bits: u32) {
        self.held |= u64::from(value) << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.bytes.push((self.held & 0xff) as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// A word of a prefix code, which is read from its highest bit everywhere.
    pub(super) fn put_word(&mut self, word: u32, bits: u32) {
        self.put(word.reverse_bits() >> (32 - bits), bits);
    }

    /// All of it.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
        self.bytes
    }
}

/// The check sum of PNG and of archives.
pub(super) fn crc32<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> u32 {
    let step = |sum: u32, _| (sum >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(sum & 1));
    let byte = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), step);
    !parts.into_iter().flatten().fold(u32::MAX, byte)
}

/// A number that a field of 32 bits holds; files here are far smaller than what it ends at.
pub(super) fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
