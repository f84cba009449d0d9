//! Time to derive limits from long descriptions, which must grow linearly with their length:
//! `cargo bench -p fal-tests --bench prose`.

use divan::Bencher;
use fal_codegen::prose::{FieldText, FieldType, derive};

/// Phrases that rules begin to match again and again.
const PHRASES: &[&str] =
    &["默认值：1 ", "a,", "1-2,", "(", "枚举值：a、", "when if ", "0：a 1：b ", "最大 ", "\"", "-1 表示最"];

/// Lengths of a description, in bytes.
const LENGTHS: &[usize] = &[2_000, 4_000, 8_000];

#[divan::bench(args = LENGTHS)]
fn repeated_phrases(bencher: Bencher<'_, '_>, length: usize) {
    let texts: Vec<String> = PHRASES.iter().map(|phrase| phrase.repeat(length / phrase.len())).collect();
    bencher.bench_local(|| {
        let fields = texts.iter().map(|text| FieldText { text, ty: FieldType::String, name: "n" });
        fields.map(|field| derive(&field).len()).sum::<usize>()
    });
}

fn main() {
    divan::main();
}
