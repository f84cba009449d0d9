//! A change in words: what is otherwise. What that means for a program stands in `consequence`.

use super::{Change, Kind, Stated};
use crate::ir::Direction;

impl Change {
    /// What is otherwise, in a sentence without its end, e.g. ``limit of `crew` tightened: at most 4, was at most 9``.
    pub fn sentence(&self) -> String {
        let text = self.of_endpoint().or_else(|| self.of_field()).or_else(|| self.of_type());
        text.unwrap_or_else(|| self.of_value())
    }

    fn before(&self) -> String {
        words(self.before.as_ref())
    }

    fn after(&self) -> String {
        words(self.after.as_ref())
    }

    fn otherwise(&self, what: &str) -> String {
        format!("{what}: {}, was {}", self.after(), self.before())
    }

    fn of_endpoint(&self) -> Option<String> {
        Some(match self.kind {
            Kind::EndpointAdded => "new endpoint".to_owned(),
            Kind::EndpointRemoved => "endpoint removed".to_owned(),
            Kind::EndpointMoved => self.otherwise("module renamed"),
            Kind::EndpointDeprecated => "endpoint deprecated".to_owned(),
            Kind::EndpointRestored => "endpoint not deprecated any more".to_owned(),
            Kind::FeatureAdded => format!("turned on by the feature {} too", self.after()),
            Kind::FeatureRemoved => format!("not turned on by the feature {} any more", self.before()),
            Kind::TransportChanged => self.otherwise("called in another way"),
            Kind::RouteChanged => self.otherwise("called at another place"),
            _ => return None,
        })
    }

    fn of_field(&self) -> Option<String> {
        let place = self.place();
        Some(match self.kind {
            Kind::FieldAdded if self.breaks.any() => format!("new required field {place}"),
            Kind::FieldAdded => format!("new optional field {place}"),
            Kind::FieldRemoved => format!("field {place} removed"),
            Kind::FieldRequired => format!("{place} is required"),
            Kind::FieldOptional => format!("{place} is optional"),
            Kind::FieldRenamed => self.otherwise(&format!("field {place} renamed in Rust")),
            Kind::SetterRenamed => self.otherwise(&format!("setter of {place} renamed")),
            Kind::FieldDeprecated => format!("{place} deprecated"),
            Kind::FieldRestored => format!("{place} not deprecated any more"),
            Kind::ArgumentOrder => self.otherwise("order of required fields"),
            Kind::ExtraKept => format!("{place} keeps members that are not described"),
            Kind::ExtraDropped => format!("{place} does not keep members that are not described any more"),
            Kind::DefaultAdded => format!("default of {place} stated: {}", self.after()),
            Kind::DefaultChanged => self.otherwise(&format!("default of {place}")),
            Kind::DefaultRemoved => format!("default of {place} not stated any more: {}", self.before()),
            _ => return None,
        })
    }

    fn of_type(&self) -> Option<String> {
        let place = self.place();
        Some(match self.kind {
            Kind::NullAllowed => format!("{place} may be `null`"),
            Kind::NullRefused => format!("{place} may not be `null` any more"),
            Kind::NullChanged => self.otherwise(&format!("`null` in {place} means something else")),
            Kind::TypeChanged => self.otherwise(&format!("type of {place}")),
            Kind::TypeRenamed => self.otherwise(&format!("type of {place} renamed")),
            Kind::TypesParted => format!("type of {place} is not the same as {} any more", self.before()),
            Kind::TypesJoined => format!("type of {place} is the same as {} now", self.after()),
            Kind::ArmAdded => format!("new shape of {place}: {}", self.after()),
            Kind::ArmRemoved => format!("shape of {place} removed: {}", self.before()),
            Kind::ArmChanged => self.otherwise(&format!("shape of {place} told apart by")),
            _ => return None,
        })
    }

    fn of_value(&self) -> String {
        let place = self.place();
        match self.kind {
            Kind::LimitAdded => format!("new limit of {place}: {}", self.after()),
            Kind::LimitRemoved => format!("limit of {place} removed: {}", self.before()),
            Kind::LimitTightened => self.otherwise(&format!("limit of {place} tightened")),
            Kind::LimitLoosened => self.otherwise(&format!("limit of {place} loosened")),
            Kind::ValueAdded => format!("new value of {place}: {}", self.after()),
            Kind::ValueRemoved => format!("value of {place} removed: {}", self.before()),
            Kind::ValueRenamed => self.otherwise(&format!("value of {place} renamed in Rust")),
            Kind::SetOpened => format!("{place} takes values that are not listed"),
            Kind::SetClosed => format!("{place} does not take values that are not listed any more"),
            _ => self.otherwise(&format!("limit of {place} changed")),
        }
    }

    /// The value that it is about: ``crew``, or the request or response as a whole.
    fn place(&self) -> String {
        match (self.direction, self.field.as_str()) {
            (None, _) => "the endpoint".to_owned(),
            (Some(Direction::Request), "") => "the request".to_owned(),
            (Some(Direction::Response), "") => "the response".to_owned(),
            (Some(Direction::Request), field) => format!("`{field}`"),
            (Some(Direction::Response), field) => format!("`{field}` of the response"),
        }
    }
}

/// As code: what is stated may hold anything.
fn words(stated: Option<&Stated>) -> String {
    let code = |stated: &Stated| format!("`{}`", stated.text.replace('`', "'").replace(['\n', '\r'], " "));
    stated.map_or_else(|| "nothing".to_owned(), code)
}
