//! shared-type-renamed: the path of a type whose shape is another one now.
// refused: E0432

pub use boats::shared::rudder_output::RudderOutput;
