//! Expressions and their line breaks.
//!
//! Covers only the forms of expressions that requests consist of, and formats them like rustfmt.

/// Maximum width of a line.
const MAX_WIDTH: usize = 100;

/// Maximum width of a method chain or of call arguments on one line.
const MAX_CHAIN_WIDTH: usize = 60;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// Text without line breaks.
    Text(String),
    /// A call, macro call or tuple: opening text, arguments, closing text.
    Call(String, Vec<Expression>, &'static str),
    /// Method calls on a value, each with its leading dot.
    Chain(Box<Expression>, Vec<Expression>),
}

impl Expression {
    pub(super) fn from_text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn call(open: impl Into<String>, arguments: Vec<Self>, close: &'static str) -> Self {
        Self::Call(open.into(), arguments, close)
    }

    /// Whether the expression contains a call with this opening text.
    pub(super) fn uses(&self, open: &str) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Call(own, arguments, _) => {
                own.starts_with(open) || arguments.iter().any(|expression| expression.uses(open))
            }
            Self::Chain(base, calls) => base.uses(open) || calls.iter().any(|expression| expression.uses(open)),
        }
    }

    /// Formats the expression for a line with `indent` spaces and `others` further characters.
    pub(super) fn format(&self, indent: usize, others: usize) -> String {
        let flat = self.flat();
        let room = MAX_WIDTH.saturating_sub(indent + others);
        if self.keeps_one_line() && flat.chars().count() <= room {
            return flat;
        }
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(open, arguments, close) => Self::break_arguments(open, arguments, close, indent),
            Self::Chain(base, calls) => {
                let base = base.format(indent, others);
                // After a closing bracket on its own line, method calls are not indented.
                let inner = if base.contains('\n') { indent } else { indent + 4 };
                let calls = calls.iter().map(|call| format!("\n{}{}", spaces(inner), call.format(inner, 0)));
                base + &calls.collect::<String>()
            }
        }
    }

    /// Formats a call with one argument per line; a single call argument stays on the opening line.
    fn break_arguments(open: &str, arguments: &[Self], close: &str, indent: usize) -> String {
        match arguments {
            [] => format!("{open}{close}"),
            [only @ (Self::Call(..) | Self::Text(_))] => format!("{open}{}{close}", only.format(indent, open.len())),
            _ => {
                let inner = indent + 4;
                let lines =
                    arguments.iter().map(|expression| format!("{}{},\n", spaces(inner), expression.format(inner, 1)));
                format!("{open}\n{}{}{close}", lines.collect::<String>(), spaces(indent))
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
    fn keeps_one_line(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Call(_, arguments, _) => {
                let short = arguments.len() < 2 || flat(arguments, ", ").chars().count() <= MAX_CHAIN_WIDTH;
                short && arguments.iter().all(Self::keeps_one_line)
            }
            Self::Chain(base, calls) => {
                let all = base.keeps_one_line() && calls.iter().all(Self::keeps_one_line);
                all && (calls.is_empty() || self.flat().chars().count() <= MAX_CHAIN_WIDTH)
            }
        }
    }
}

fn flat(expressions: &[Expression], between: &str) -> String {
    expressions.iter().map(Expression::flat).collect::<Vec<_>>().join(between)
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}
