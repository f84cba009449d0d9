//! Bit writer for H.264, most significant bit first.

/// Writes bits into bytes.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl BitWriter {
    /// Writes the lowest `bits` of a value.
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

    /// Writes an unsigned Exp-Golomb code, H.264's `ue(v)`.
    pub(super) fn write_ue(&mut self, value: u32) {
        let further = (value + 1).ilog2();
        self.put(0, further);
        self.put(value + 1, further + 1);
    }

    /// Writes several Exp-Golomb codes.
    pub(super) fn write_ues<const COUNT: usize>(&mut self, values: [u32; COUNT]) {
        for value in values {
            self.write_ue(value);
        }
    }

    /// Fills the current byte with copies of a bit.
    pub(super) fn align(&mut self, bit: bool) {
        while self.count != 0 {
            self.put(u32::from(bit), 1);
        }
    }

    /// Appends whole bytes; the current byte must be complete.
    pub(super) fn extend(&mut self, bytes: impl IntoIterator<Item = u8>) {
        self.bytes.extend(bytes);
    }

    /// Fills the last byte with copies of a bit and returns all bytes.
    pub(super) fn finish(mut self, fill: bool) -> Vec<u8> {
        self.align(fill);
        self.bytes
    }
}

/// Converts a length to a 32-bit field; files here are far smaller than 4 GiB.
pub(super) fn u32_len(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
