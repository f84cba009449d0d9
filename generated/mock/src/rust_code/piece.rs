//! Expressions and their line breaks.
//!
//! Covers only the forms of expressions that requests consist of, and formats them like rustfmt.

/// Maximum width of a line.
const WIDTH: usize = 100;

/// Maximum width of a method chain or of call arguments on one line.
const SHORT: usize = 60;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// Text without line breaks.
    Text(String),
    /// A call, macro call or tuple: opening text, arguments, closing text.
    Call(String, Vec<Piece>, &'static str),
    /// Method calls on a value, each with its leading dot.
    Chain(Box<Piece>, Vec<Piece>),
}

impl Piece {
    pub(super) fn text_of(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn call(open: impl Into<String>, arguments: Vec<Self>, close: &'static str) -> Self {
        Self::Call(open.into(), arguments, close)
    }

    /// Whether the expression contains a call with this opening text.
    pub(super) fn uses(&self, open: &str) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Call(own, arguments, _) => own.starts_with(open) || arguments.iter().any(|piece| piece.uses(open)),
            Self::Chain(base, calls) => base.uses(open) || calls.iter().any(|piece| piece.uses(open)),
        }
    }

    /// Formats the expression for a line with `indent` spaces and `others` further characters.
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
                // After a closing bracket on its own line, method calls are not indented.
                let inner = if base.contains('\n') { indent } else { indent + 4 };
                let calls = calls.iter().map(|call| format!("\n{}{}", blanks(inner), call.text(inner, 0)));
                base + &calls.collect::<String>()
            }
        }
    }

    /// Formats a call with one argument per line; a single call argument stays on the opening line.
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

    /// Whether rustfmt keeps the expression on one line if it fits.
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
