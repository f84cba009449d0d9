//! HTTP terms that specifications and the model share.

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
    /// `PATCH`
    Patch,
}

impl Method {
    const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Delete, Self::Patch];

    /// Parses a method name, ignoring case and surrounding whitespace.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(word.trim()))
    }

    /// Returns the upper-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
        }
    }
}

/// The part of an HTTP request that carries a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterLocation {
    /// The path, in place of `{name}`.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How a parameter with several values is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `a,b`: OpenAPI's `simple`, and `form` with `explode: false`.
    Comma,
    /// `name=a&name=b`, and a pair for each property of an object: `form` with `explode: true`.
    Pairs,
    /// `a b`: `spaceDelimited`.
    Space,
    /// `a|b`: `pipeDelimited`.
    Pipe,
    /// `name[property]=value`: `deepObject`.
    DeepObject,
    /// The value as JSON: a parameter with `content`.
    Json,
}

impl ParameterStyle {
    /// Returns the style of a parameter that states none.
    pub fn of(location: ParameterLocation) -> Self {
        match location {
            ParameterLocation::Path | ParameterLocation::Header => Self::Comma,
            ParameterLocation::Query | ParameterLocation::Cookie => Self::Pairs,
        }
    }

    /// Returns the name in the schema of an endpoint.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Pairs => "pairs",
            Self::Space => "space",
            Self::Pipe => "pipe",
            Self::DeepObject => "deep-object",
            Self::Json => "json",
        }
    }
}
