//! The blocks of a JPEG: those of one color as the difference to the one before, the others as their frequencies.

use super::{bits::Highest, jpeg::QUANTUM};

/// How many words the code of frequencies has.
pub(super) const WORDS: u8 = 162;

/// The cosines of a quarter turn in eight steps, times 4096.
const COSINES: [i64; 9] = [4096, 4017, 3784, 3406, 2896, 2276, 1567, 799, 0];

/// In which order frequencies stand: from low to high, across and back.
const ORDER: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// Writes blocks, one after the other.
pub(super) struct Coder {
    bits: Highest,
    /// The brightness and colors of the block before.
    last: [i32; 3],
    waves: Vec<[i64; 8]>,
}

impl Coder {
    pub(super) fn new() -> Self {
        Self { bits: Highest::default(), last: [0; 3], waves: waves() }
    }

    /// A block of one color.
    pub(super) fn flat(&mut self, components: [i32; 3]) {
        for (component, last) in components.into_iter().zip(self.last) {
            self.mean(component - last);
            self.end();
        }
        self.last = components;
    }

    /// A gray block, by the brightness of its 64 pixels.
    pub(super) fn gray(&mut self, brightness: &[i64]) {
        let frequencies = self.transform(&self.transform(brightness));
        // Both passes scale by 4096, the format by 1/4.
        let divisor = 4096 * 4096 * 4 * i64::from(QUANTUM);
        let number = |place: &usize| {
            let value = frequencies.get(*place).copied().unwrap_or_default();
            i32::try_from((value + divisor / 2).div_euclid(divisor)).unwrap_or_default()
        };
        let mut numbers = ORDER.iter().map(number);
        let mean = numbers.next().unwrap_or_default();
        let [last, blue, red] = self.last;
        self.mean(mean - last);
        self.frequencies(numbers);
        for other in [blue, red] {
            self.mean(-other);
            self.end();
        }
        self.last = [mean, 0, 0];
    }

    /// One pass of the transformation: rows become columns of frequencies.
    fn transform(&self, block: &[i64]) -> Vec<i64> {
        let sum = |row: &[i64], wave: &[i64; 8]| row.iter().zip(wave).map(|(value, part)| value * part).sum();
        self.waves.iter().flat_map(|wave| block.chunks(8).map(move |row| sum(row, wave))).collect()
    }

    fn mean(&mut self, difference: i32) {
        let size = size(difference);
        self.bits.put(size, 4);
        self.number(difference, size);
    }

    fn frequencies(&mut self, numbers: impl Iterator<Item = i32>) {
        let mut zeros = 0;
        for number in numbers {
            if number == 0 {
                zeros += 1;
                continue;
            }
            (0..zeros / 16).for_each(|_| self.word(0));
            let size = size(number).min(10);
            self.word(1 + (zeros % 16) * 10 + size - 1);
            self.number(number, size);
            zeros = 0;
        }
        if zeros > 0 {
            self.end();
        }
    }

    /// Nothing but zeros is left.
    fn end(&mut self) {
        self.bits.put(0, 1);
    }

    /// A word of the code of frequencies that is not the end: 0 is sixteen zeros.
    fn word(&mut self, word: u32) {
        self.bits.put(256 + word, 9);
    }

    /// A number in as many bits as it has; a negative one is one less.
    fn number(&mut self, number: i32, size: u32) {
        let told = if number < 0 { number - 1 } else { number };
        let bits = i64::from(told) & ((1 << size) - 1);
        self.bits.put(u32::try_from(bits).unwrap_or_default(), size);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.bits.finish(true)
    }
}

/// How many bits a number has.
fn size(number: i32) -> u32 {
    32 - number.unsigned_abs().leading_zeros()
}

/// The eight waves that a row is held against.
fn waves() -> Vec<[i64; 8]> {
    let wave = |frequency: usize| match frequency {
        // The mean weighs less, by the root of two.
        0 => [2896; 8],
        _ => std::array::from_fn(|place| cosine((2 * place + 1) * frequency)),
    };
    (0..8).map(wave).collect()
}

/// The cosine of so many sixteenths of half a turn.
fn cosine(at: usize) -> i64 {
    let at = if at % 32 > 16 { 32 - at % 32 } else { at % 32 };
    let quarter = |at: usize| COSINES.get(at).copied().unwrap_or_default();
    if at > 8 { -quarter(16 - at) } else { quarter(at) }
}
