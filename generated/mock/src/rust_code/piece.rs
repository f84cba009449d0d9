//! Expressions that know where their lines may break.
//!
//! It is no formatter of Rust: these are the few shapes that requests are made of, broken as rustfmt breaks them. Text
//! is never broken.

/// The width of a line.
const WIDTH: usize = 100;

/// The width of a chain, or of the arguments of a call, that stays on one line.
const SHORT: usize = 60;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// One that does not break.
    Text(String),
    /// What opens, arguments, and what closes: a call, a macro, a tuple.
    Call(String, Vec<Piece>, &'static str),
    /// Calls of methods, each with its point, on a value.
    Chain(Box<Piece>, Vec<Piece>),
}

impl Piece {
    pub(super) fn text_of(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn call(open: impl Into<String>, arguments: Vec<Self>, close: &'static str) -> Self {
        Self::Call(open.into(), arguments, close)
    }

    /// Whether a call opens so anywhere in it.
    pub(super) fn uses(&self, open: &str) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Call(own, arguments, _) => own.starts_with(open) || arguments.iter().any(|piece| piece.uses(open)),
            Self::Chain(base, calls) => base.uses(open) || calls.iter().any(|piece| piece.uses(open)),
        }
    }

    /// The text, for a line that begins with so many blanks and has so many other characters.
    pub(super) fn text(&self, indent: usize, others: usize) -> String {
        let flat = self.flat();
        let room = WIDTH.saturating_sub(indent + others);
        if self.stays() && flat.chars().count() <= room {
            return flat;
        }
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(open, arguments, close) => Self::broken(open, arguments, close, indent),
            Self::Chain(base, calls) => {
                let base = base.text(indent, others);
                // Behind a bracket that closes on a line of its own, methods need no indentation.
                let inner = if base.contains('\n') { indent } else { indent + 4 };
                let calls = calls.iter().map(|call| format!("\n{}{}", blanks(inner), call.text(inner, 0)));
                base + &calls.collect::<String>()
            }
        }
    }

    /// Each argument on its line; one that is a call itself stays with what opens around it.
    fn broken(open: &str, arguments: &[Self], close: &str, indent: usize) -> String {
        match arguments {
            [] => format!("{open}{close}"),
            [only @ (Self::Call(..) | Self::Text(_))] => format!("{open}{}{close}", only.text(indent, open.len())),
            _ => {
                let inner = indent + 4;
                let lines = arguments.iter().map(|piece| format!("{}{},\n", blanks(inner), piece.text(inner, 1)));
                format!("{open}\n{}{}{close}", lines.collect::<String>(), blanks(indent))
            }
        }
    }

    fn flat(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(open, arguments, close) => format!("{open}{}{close}", flat(arguments, ", ")),
            Self::Chain(base, calls) => base.flat() + &flat(calls, ""),
        }
    }

    /// Whether it is short enough for one line, wherever that begins.
    fn stays(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Call(_, arguments, _) => {
                let short = arguments.len() < 2 || flat(arguments, ", ").chars().count() <= SHORT;
                short && arguments.iter().all(Self::stays)
            }
            Self::Chain(base, calls) => {
                let all = base.stays() && calls.iter().all(Self::stays);
                all && (calls.is_empty() || self.flat().chars().count() <= SHORT)
            }
        }
    }
}

fn flat(pieces: &[Piece], between: &str) -> String {
    pieces.iter().map(Piece::flat).collect::<Vec<_>>().join(between)
}

fn blanks(count: usize) -> String {
    " ".repeat(count)
}
