//! Bits as H.264 has them, the first one in the highest place of a byte; and numbers of 32 of them.

/// Bits, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
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

/// A number that a field of 32 bits holds; files here are far smaller than what it ends at.
pub(super) fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
