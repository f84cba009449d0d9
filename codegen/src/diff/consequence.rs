//! What a change means for a program that used what it is about.

use super::{Change, Kind};
use crate::ir::Direction;

impl Change {
    /// What it means for a program that used what it is about; nothing where that goes on as it was.
    pub fn consequence(&self) -> Option<&'static str> {
        if !self.breaks.any() {
            return None;
        }
        let words = if self.direction == Some(Direction::Request) { self.for_requests() } else { None };
        words.or_else(|| self.for_both())
    }

    /// What only those notice who send.
    fn for_requests(&self) -> Option<&'static str> {
        let builds = !self.breaks.compilation;
        Some(match self.kind {
            Kind::FieldAdded if builds => {
                "its argument of `new` stands where that of another field did, and JSON without it is refused"
            }
            Kind::FieldAdded | Kind::FieldRequired => "`new` takes one argument more, and JSON without it is refused",
            Kind::FieldOptional => "`new` takes one argument less, and the field is an `Option`",
            Kind::FieldRemoved if self.breaks.run_time => {
                "the field is gone, and where `new` took it, it takes another one and still compiles"
            }
            Kind::FieldRemoved => "the field and what sets it are gone",
            Kind::ArgumentOrder if builds => "the arguments of `new` change places and still compile",
            Kind::ArgumentOrder => "the arguments of `new` change places",
            Kind::LimitAdded if self.before.is_some() => "a plain value is not taken: it has to be checked",
            Kind::LimitRemoved => "the checked type is gone: a plain value is taken",
            Kind::LimitAdded | Kind::LimitTightened | Kind::LimitChanged if builds => {
                "values outside of it are refused when they are made"
            }
            Kind::LimitAdded | Kind::LimitTightened | Kind::LimitChanged => {
                "a literal of `checked!` may not build, and values outside of it are refused when they are made"
            }
            Kind::DefaultChanged => "the server does otherwise where the field is not sent",
            Kind::DefaultRemoved => "the server may do otherwise where the field is not sent",
            Kind::ValueRemoved if self.breaks.run_time => "the variant is gone, and the value is refused",
            Kind::SetOpened => "`try_from` and `unchecked` are gone: there is `from`",
            Kind::SetClosed => "`from` and `Other` are gone: there are `try_from` and `unchecked`",
            Kind::ArmRemoved => "the variant is gone, and such values are refused",
            _ => return None,
        })
    }

    fn for_both(&self) -> Option<&'static str> {
        let builds = !self.breaks.compilation;
        Some(match self.kind {
            Kind::EndpointRemoved | Kind::EndpointMoved if self.breaks.run_time => {
                "another endpoint is at its place now"
            }
            Kind::EndpointRemoved => "its module and its function are gone",
            Kind::EndpointMoved => "its paths begin otherwise",
            Kind::FeatureRemoved => "where no other of its features is on, the endpoint is not there",
            Kind::TransportChanged => "its function returns another type",
            Kind::RouteChanged => "the same call goes elsewhere",
            Kind::FieldAdded | Kind::FieldRequired if builds => "JSON that was kept without it cannot be read",
            Kind::FieldAdded => "`default` is gone, and JSON that was kept without it cannot be read",
            Kind::FieldRequired => {
                "the type of the field is another one, and JSON that was kept without it cannot be read"
            }
            Kind::FieldOptional => "the field is an `Option`",
            Kind::FieldRemoved => "the field is gone",
            Kind::FieldRenamed | Kind::SetterRenamed | Kind::ValueRenamed if builds => {
                "the old name is now that of another one, and still compiles"
            }
            Kind::FieldRenamed | Kind::SetterRenamed | Kind::ValueRenamed | Kind::TypeRenamed => "the old name is gone",
            Kind::NullRefused if builds => "JSON with `null` is refused",
            Kind::NullRefused => "the type is another one, and JSON with `null` is refused",
            Kind::NullAllowed | Kind::NullChanged => "the type is another one",
            Kind::TypeChanged => "what is passed or read is of another type",
            Kind::TypesParted => "a value of the one is not taken where the other is asked for",
            Kind::TypesJoined => "a trait that was implemented for both is implemented twice for one",
            Kind::ExtraDropped => "the field `extra` is gone",
            Kind::ValueRemoved => "the variant is gone: the value is `Other`",
            Kind::ArmRemoved => "the variant is gone: such values are `Other`",
            Kind::ArmChanged => "JSON may become another variant",
            _ => return None,
        })
    }
}
