//! What every picture and video shows: a gradient in tiles, and on it a dark panel with the prompt.
//!
//! It is kept as what it is made of; encoders ask for its pixels, or for its tiles.

use super::{
    Recipe,
    bitmap_font::{Bitmap, LETTER, wrap},
};

/// The pixels of a tile's side: two blocks of JPEG, one macroblock of H.264.
pub(super) const TILE: u32 = 16;

/// The colors of the panel and of what is written on it.
pub(super) const PANEL: u8 = 0;
pub(super) const INK: u8 = 1;

/// How many steps the gradient has.
const STEPS: u32 = 100;

/// A picture.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The colors, 256 of them: the panel, the ink, and the gradient, dark and light.
    pub(super) palette: Vec<[u8; 3]>,
    tiles: Vec<u8>,
    caption: Option<Caption>,
}

/// Where something is written. It begins and ends between tiles.
#[derive(Clone, Debug)]
struct Caption {
    left: u32,
    top: u32,
    /// The pixels of a dot's side.
    unit: u32,
    bitmap: Bitmap,
}

impl Picture {
    /// Draws a picture.
    pub(super) fn draw(recipe: &Recipe<'_>) -> Self {
        let unit = (recipe.width.min(recipe.height) / 640).max(1);
        Self::with_panel(recipe, Caption::write(recipe, unit, 300))
    }

    /// Draws what a video shows: little writing, since it is stored as it is.
    pub(super) fn draw_for_video(recipe: &Recipe<'_>) -> Self {
        Self::with_panel(recipe, Caption::write(recipe, 1, 80))
    }

    fn with_panel(recipe: &Recipe<'_>, caption: Option<Caption>) -> Self {
        let mut dice = fastrand::Rng::with_seed(recipe.seed);
        let palette = palette(&mut dice);
        let (columns, rows) = (recipe.width.div_ceil(TILE), recipe.height.div_ceil(TILE));
        let tiles = tiles(&mut dice, columns, rows);
        Self { width: recipe.width, height: recipe.height, palette, tiles, caption }
    }

    /// The tiles of a row.
    pub(super) fn columns(&self) -> u32 {
        self.width.div_ceil(TILE)
    }

    /// The rows of tiles.
    pub(super) fn tile_rows(&self) -> u32 {
        self.height.div_ceil(TILE)
    }

    /// The color of a tile; nothing where something is written in it.
    pub(super) fn tile(&self, column: u32, row: u32) -> Option<u8> {
        let (left, top) = (column * TILE, row * TILE);
        match self.caption.as_ref().filter(|caption| caption.covers(left, top)) {
            Some(caption) => caption.is_empty(left, top).then_some(PANEL),
            None => Some(self.ground(column, row)),
        }
    }

    /// The color of a pixel.
    pub(super) fn pixel(&self, x: u32, y: u32) -> u8 {
        let caption = self.caption.as_ref().filter(|caption| caption.covers(x, y));
        caption.map_or_else(|| self.ground(x / TILE, y / TILE), |caption| caption.pixel(x, y))
    }

    /// Red, green and blue of a color.
    pub(super) fn color(&self, color: u8) -> [u8; 3] {
        self.palette.get(usize::from(color)).copied().unwrap_or_default()
    }

    /// The tile below the panel; beyond an edge it is the one at the edge.
    fn ground(&self, column: u32, row: u32) -> u8 {
        let place = row.min(self.tile_rows().saturating_sub(1)) * self.columns() + column.min(self.columns() - 1);
        self.tiles.get(place as usize).copied().unwrap_or(PANEL)
    }

    /// Each pixel as a color of the palette.
    pub(super) fn indices(&self) -> Vec<u8> {
        self.pixels(|color| [color])
    }

    /// Each pixel as red, green and blue.
    pub(super) fn parts(&self) -> Vec<u8> {
        self.pixels(|color| self.color(color))
    }

    fn pixels<const BYTES: usize>(&self, told: impl Fn(u8) -> [u8; BYTES]) -> Vec<u8> {
        let mut row = Vec::new();
        let mut pixels = Vec::new();
        for y in 0..self.height {
            if y % TILE == 0 || self.caption.as_ref().is_some_and(|caption| caption.begins_row(y)) {
                row = self.row(y).into_iter().flat_map(&told).collect();
            }
            pixels.extend_from_slice(&row);
        }
        pixels
    }

    /// The colors of a row: of the tiles, and over them of the panel.
    fn row(&self, y: u32) -> Vec<u8> {
        let tiles = (0..self.columns()).map(|column| self.ground(column, y / TILE));
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
    /// Writes the prompt, and small below it who made the picture. Where there is no room, there is no panel.
    fn write(recipe: &Recipe<'_>, unit: u32, most: usize) -> Option<Self> {
        let side = TILE * unit;
        let width = (recipe.width / side).checked_sub(2).filter(|columns| *columns >= 4)? * side / unit;
        let size = if width < 256 { 1 } else { 2 };
        let pitch = (LETTER + 2) * size;
        let room = (recipe.height / unit).checked_sub(4 * TILE)? / pitch;
        let letters = (width - TILE) / LETTER;
        let prompt: String = recipe.prompt.chars().take(most).collect();
        let lines = wrap(&prompt, (letters / size) as usize, room as usize);
        let made = format!("{}x{} {}", recipe.width, recipe.height, recipe.endpoint);
        let text = u32::try_from(lines.len()).ok()? * pitch;
        let mut bitmap = Bitmap::new(width, (text + 2 * LETTER + LETTER).next_multiple_of(TILE));
        for (line, top) in lines.iter().zip((LETTER..).step_by(pitch as usize)) {
            bitmap.write(line, LETTER, top, size);
        }
        for line in wrap(&made, letters as usize, 1) {
            bitmap.write(&line, LETTER, text + LETTER, 1);
        }
        Some(Self { left: side, top: side, unit, bitmap })
    }

    fn covers(&self, x: u32, y: u32) -> bool {
        let inside = |place: u32, from: u32, length: u32| (from..from + length * self.unit).contains(&place);
        inside(x, self.left, self.bitmap.columns) && inside(y, self.top, self.bitmap.rows)
    }

    /// Whether a row of pixels may differ from the one above.
    fn begins_row(&self, y: u32) -> bool {
        let below = y.checked_sub(self.top).filter(|below| *below <= self.bitmap.rows * self.unit);
        below.is_some_and(|below| below % self.unit == 0)
    }

    /// The colors of a row of pixels, one for each dot.
    fn dots(&self, y: u32) -> impl Iterator<Item = u8> + '_ {
        self.bitmap.row((y - self.top) / self.unit).iter().map(|dot| if *dot { INK } else { PANEL })
    }

    fn pixel(&self, x: u32, y: u32) -> u8 {
        let dot = self.bitmap.has((x - self.left) / self.unit, (y - self.top) / self.unit);
        if dot { INK } else { PANEL }
    }

    /// Whether nothing is written in a tile.
    fn is_empty(&self, left: u32, top: u32) -> bool {
        let dots = |from: u32, origin: u32| (from - origin) / self.unit..=(from + TILE - 1 - origin) / self.unit;
        dots(top, self.top).all(|y| dots(left, self.left).all(|x| !self.bitmap.has(x, y)))
    }
}

/// The colors: two grays, then the gradient twice, the second time lighter.
fn palette(dice: &mut fastrand::Rng) -> Vec<[u8; 3]> {
    let start = dice.u32(0..1536);
    let width = dice.u32(150..450);
    let step = |step: u32, least: u32| {
        hue((start + step * width / STEPS) % 1536).map(|part| ((least + part * (235 - least) / 255) & 0xff) as u8)
    };
    let grays = [[28; 3], [240; 3]];
    let dark = (0..STEPS).map(|at| step(at, 70));
    let light = (0..STEPS).map(|at| step(at, 130));
    let palette = grays.into_iter().chain(dark).chain(light);
    palette.chain(std::iter::repeat([0; 3])).take(256).collect()
}

/// A color of the wheel, in six parts of 256 steps.
fn hue(at: u32) -> [u32; 3] {
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

/// The gradient in a direction of its own, and three discs on it.
fn tiles(dice: &mut fastrand::Rng, columns: u32, rows: u32) -> Vec<u8> {
    let (across, down) = (dice.u32(1..4), dice.u32(1..4));
    let reach = (columns * across + rows * down).max(1);
    let side = columns.max(rows).max(4);
    let discs: Vec<(u32, u32, u32)> =
        (0..3).map(|_| (dice.u32(0..columns.max(1)), dice.u32(0..rows.max(1)), dice.u32(side / 6..side / 2))).collect();
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
