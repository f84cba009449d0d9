//! Draws pictures: a gradient of tiles and a dark caption box with the prompt.
//!
//! A picture is stored as tiles and caption; encoders read it by pixels or by tiles.

use super::{
    Recipe,
    bitmap_font::{Bitmap, GLYPH, wrap},
};

/// Width and height of a tile in pixels: two JPEG blocks, one H.264 macroblock.
pub(super) const TILE: u32 = 16;

/// Palette indices of the caption's background and text.
pub(super) const CAPTION: u8 = 0;
pub(super) const INK: u8 = 1;

/// Number of colors of the gradient.
const STEPS: u32 = 100;

/// A picture.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// 256 colors: caption background, text, the dark gradient and the light gradient.
    pub(super) palette: Vec<[u8; 3]>,
    tiles: Vec<u8>,
    caption: Option<Caption>,
}

/// A box with text, aligned to tiles.
#[derive(Clone, Debug)]
struct Caption {
    left: u32,
    top: u32,
    /// Size of a dot in pixels.
    unit: u32,
    bitmap: Bitmap,
}

impl Picture {
    /// Draws a picture.
    pub(super) fn draw(recipe: &Recipe<'_>) -> Self {
        let unit = (recipe.width.min(recipe.height) / 640).max(1);
        Self::with_caption(recipe, Caption::write(recipe, unit, 300))
    }

    /// Draws a picture for a video, with a short caption: text is encoded uncompressed.
    pub(super) fn draw_for_video(recipe: &Recipe<'_>) -> Self {
        Self::with_caption(recipe, Caption::write(recipe, 1, 80))
    }

    fn with_caption(recipe: &Recipe<'_>, caption: Option<Caption>) -> Self {
        let mut rng = fastrand::Rng::with_seed(recipe.seed);
        let palette = palette(&mut rng);
        let (columns, rows) = (recipe.width.div_ceil(TILE), recipe.height.div_ceil(TILE));
        let tiles = tiles(&mut rng, columns, rows);
        Self { width: recipe.width, height: recipe.height, palette, tiles, caption }
    }

    /// Returns the number of tiles in a row.
    pub(super) fn columns(&self) -> u32 {
        self.width.div_ceil(TILE)
    }

    /// Returns the number of rows of tiles.
    pub(super) fn tile_rows(&self) -> u32 {
        self.height.div_ceil(TILE)
    }

    /// Returns the color of a tile, or `None` if it contains text.
    pub(super) fn tile(&self, column: u32, row: u32) -> Option<u8> {
        let (left, top) = (column * TILE, row * TILE);
        match self.caption.as_ref().filter(|caption| caption.covers(left, top)) {
            Some(caption) => caption.is_empty(left, top).then_some(CAPTION),
            None => Some(self.background(column, row)),
        }
    }

    /// Returns the palette index of a pixel.
    pub(super) fn pixel(&self, x: u32, y: u32) -> u8 {
        let caption = self.caption.as_ref().filter(|caption| caption.covers(x, y));
        caption.map_or_else(|| self.background(x / TILE, y / TILE), |caption| caption.pixel(x, y))
    }

    /// Returns the RGB values of a palette index.
    pub(super) fn color(&self, color: u8) -> [u8; 3] {
        self.palette.get(usize::from(color)).copied().unwrap_or_default()
    }

    /// Returns the gradient's color at a tile; positions beyond an edge are clamped.
    fn background(&self, column: u32, row: u32) -> u8 {
        let index = row.min(self.tile_rows().saturating_sub(1)) * self.columns() + column.min(self.columns() - 1);
        self.tiles.get(index as usize).copied().unwrap_or(CAPTION)
    }

    /// Returns the pixels as palette indices.
    pub(super) fn indices(&self) -> Vec<u8> {
        self.pixels(|color| [color])
    }

    /// Returns the pixels as RGB bytes.
    pub(super) fn rgb_bytes(&self) -> Vec<u8> {
        self.pixels(|color| self.color(color))
    }

    fn pixels<const BYTES: usize>(&self, reported: impl Fn(u8) -> [u8; BYTES]) -> Vec<u8> {
        let mut row = Vec::new();
        let mut pixels = Vec::new();
        for y in 0..self.height {
            if y % TILE == 0 || self.caption.as_ref().is_some_and(|caption| caption.begins_row(y)) {
                row = self.row(y).into_iter().flat_map(&reported).collect();
            }
            pixels.extend_from_slice(&row);
        }
        pixels
    }

    /// Returns the palette indices of a row.
    fn row(&self, y: u32) -> Vec<u8> {
        let tiles = (0..self.columns()).map(|column| self.background(column, y / TILE));
        let mut row: Vec<u8> = tiles.flat_map(|color| [color; TILE as usize]).collect();
        row.truncate(self.width as usize);
        if let Some(caption) = self.caption.as_ref().filter(|caption| caption.covers(caption.left, y)) {
            let dots = caption.dots(y).flat_map(|color| std::iter::repeat_n(color, caption.unit as usize));
            row.iter_mut().skip(caption.left as usize).zip(dots).for_each(|(color, dot)| *color = dot);
        }
        row
    }
}

impl Caption {
    /// Draws the prompt and, smaller, the size and the endpoint. Returns `None` if the picture is too small.
    fn write(recipe: &Recipe<'_>, unit: u32, most: usize) -> Option<Self> {
        let side = TILE * unit;
        let width = (recipe.width / side).checked_sub(2).filter(|columns| *columns >= 4)? * side / unit;
        let size = if width < 256 { 1 } else { 2 };
        let pitch = (GLYPH + 2) * size;
        let room = (recipe.height / unit).checked_sub(4 * TILE)? / pitch;
        let letters = (width - TILE) / GLYPH;
        let prompt: String = recipe.prompt.chars().take(most).collect();
        let lines = wrap(&prompt, (letters / size) as usize, room as usize);
        let made = format!("{}x{} {}", recipe.width, recipe.height, recipe.endpoint);
        let text = u32::try_from(lines.len()).ok()? * pitch;
        let mut bitmap = Bitmap::new(width, (text + 2 * GLYPH + GLYPH).next_multiple_of(TILE));
        for (line, top) in lines.iter().zip((GLYPH..).step_by(pitch as usize)) {
            bitmap.write(line, GLYPH, top, size);
        }
        for line in wrap(&made, letters as usize, 1) {
            bitmap.write(&line, GLYPH, text + GLYPH, 1);
        }
        Some(Self { left: side, top: side, unit, bitmap })
    }

    fn covers(&self, x: u32, y: u32) -> bool {
        let inside = |index: u32, from: u32, length: u32| (from..from + length * self.unit).contains(&index);
        inside(x, self.left, self.bitmap.columns) && inside(y, self.top, self.bitmap.rows)
    }

    /// Whether a row of pixels may differ from the row above.
    fn begins_row(&self, y: u32) -> bool {
        let below = y.checked_sub(self.top).filter(|below| *below <= self.bitmap.rows * self.unit);
        below.is_some_and(|below| below % self.unit == 0)
    }

    /// Returns the palette indices of a row, one per dot.
    fn dots(&self, y: u32) -> impl Iterator<Item = u8> + '_ {
        self.bitmap.row((y - self.top) / self.unit).iter().map(|dot| if *dot { INK } else { CAPTION })
    }

    fn pixel(&self, x: u32, y: u32) -> u8 {
        let dot = self.bitmap.has((x - self.left) / self.unit, (y - self.top) / self.unit);
        if dot { INK } else { CAPTION }
    }

    /// Whether a tile contains no text.
    fn is_empty(&self, left: u32, top: u32) -> bool {
        let dots = |from: u32, origin: u32| (from - origin) / self.unit..=(from + TILE - 1 - origin) / self.unit;
        dots(top, self.top).all(|y| dots(left, self.left).all(|x| !self.bitmap.has(x, y)))
    }
}

/// Returns the palette: two grays, the gradient, and a lighter version of the gradient.
fn palette(rng: &mut fastrand::Rng) -> Vec<[u8; 3]> {
    let start = rng.u32(0..1536);
    let width = rng.u32(150..450);
    let step = |step: u32, least: u32| {
        hue_to_rgb((start + step * width / STEPS) % 1536)
            .map(|part| ((least + part * (235 - least) / 255) & 0xff) as u8)
    };
    let grays = [[28; 3], [240; 3]];
    let dark = (0..STEPS).map(|at| step(at, 70));
    let light = (0..STEPS).map(|at| step(at, 130));
    let palette = grays.into_iter().chain(dark).chain(light);
    palette.chain(std::iter::repeat([0; 3])).take(256).collect()
}

/// Converts a hue to RGB; the color wheel has 6 × 256 steps.
fn hue_to_rgb(at: u32) -> [u32; 3] {
    let rising = at % 256;
    let falling = 255 - rising;
    match at / 256 {
        0 => [255, rising, 0],
        1 => [falling, 255, 0],
        2 => [0, 255, rising],
        3 => [0, falling, 255],
        4 => [rising, 0, 255],
        _ => [255, 0, falling],
    }
}

/// Returns the tiles: a gradient in a random direction with three lighter discs.
fn tiles(rng: &mut fastrand::Rng, columns: u32, rows: u32) -> Vec<u8> {
    let (across, down) = (rng.u32(1..4), rng.u32(1..4));
    let reach = (columns * across + rows * down).max(1);
    let side = columns.max(rows).max(4);
    let discs: Vec<(u32, u32, u32)> =
        (0..3).map(|_| (rng.u32(0..columns.max(1)), rng.u32(0..rows.max(1)), rng.u32(side / 6..side / 2))).collect();
    let tile = |column: u32, row: u32| {
        let step = (column * across + row * down) * (STEPS - 1) / reach;
        let within =
            |disc: &&(u32, u32, u32)| disc.0.abs_diff(column).pow(2) + disc.1.abs_diff(row).pow(2) < disc.2.pow(2);
        let light = discs.iter().filter(within).count() % 2 == 1;
        ((2 + step + if light { STEPS } else { 0 }) & 0xff) as u8
    };
    (0..rows)
        .flat_map(|row| (0..columns).map(move |column| (column, row)))
        .map(|(column, row)| tile(column, row))
        .collect()
}
