//! The impact of a change on programs that use the changed item.

use super::change::{Change, ChangeKind};
use crate::ir::Direction;

impl Change {
    /// Returns the impact of a breaking change as a phrase; `None` for a compatible change.
    pub fn impact(&self) -> Option<&'static str> {
        if !self.compat.is_breaking() {
            return None;
        }
        let on_requests = if self.direction == Some(Direction::Request) { self.impact_on_requests() } else { None };
        on_requests.or_else(|| self.general_impact())
    }

    fn impact_on_requests(&self) -> Option<&'static str> {
        let compiles = !self.compat.breaks_compilation;
        Some(match self.kind {
            ChangeKind::FieldAdded if compiles => {
                "`new` takes this field in place of another one of the same type, and JSON without it is rejected"
            }
            ChangeKind::FieldAdded | ChangeKind::FieldRequired => {
                "`new` takes another argument, and JSON without the field is rejected"
            }
            ChangeKind::FieldOptional => "`new` takes one argument less, and the field is an `Option`",
            ChangeKind::FieldRemoved if self.compat.breaks_runtime => {
                "the field is removed, and `new` takes another field in its place and still compiles"
            }
            ChangeKind::FieldRemoved => "the field and its setter are removed",
            ChangeKind::ArgumentOrder if compiles => "the arguments of `new` are reordered and still compile",
            ChangeKind::ArgumentOrder => "the arguments of `new` are reordered",
            ChangeKind::LimitAdded if self.before.is_some() => {
                "a plain value is no longer accepted; it must be checked"
            }
            ChangeKind::LimitRemoved => "the checked type is removed; a plain value is accepted",
            ChangeKind::LimitAdded | ChangeKind::LimitTightened | ChangeKind::LimitChanged if compiles => {
                "values outside the limit are rejected at run time"
            }
            ChangeKind::LimitAdded | ChangeKind::LimitTightened | ChangeKind::LimitChanged => {
                "a literal of `checked!` may not compile, and values outside the limit are rejected at run time"
            }
            ChangeKind::DefaultChanged => "the server behaves differently if the field is omitted",
            ChangeKind::DefaultRemoved => "the server may behave differently if the field is omitted",
            ChangeKind::ValueRemoved if self.compat.breaks_runtime => {
                "the variant is removed, and the value is rejected"
            }
            ChangeKind::EnumOpened => "`try_from` and `unchecked` are replaced by `from`",
            ChangeKind::EnumClosed => "`from` and `Other` are replaced by `try_from` and `unchecked`",
            ChangeKind::VariantRemoved => "the variant is removed, and its values are rejected",
            _ => return None,
        })
    }

    fn general_impact(&self) -> Option<&'static str> {
        let compiles = !self.compat.breaks_compilation;
        Some(match self.kind {
            ChangeKind::EndpointRemoved | ChangeKind::EndpointMoved if self.compat.breaks_runtime => {
                "its module now belongs to another endpoint"
            }
            ChangeKind::EndpointRemoved => "its module and its function are removed",
            ChangeKind::EndpointMoved => "its paths change",
            ChangeKind::FeatureRemoved => "the endpoint is not compiled unless another of its features is on",
            ChangeKind::TransportChanged => "its function returns another type",
            ChangeKind::OperationChanged => "the same call sends another request",
            ChangeKind::FieldAdded | ChangeKind::FieldRequired if compiles => {
                "stored JSON without the field is rejected"
            }
            ChangeKind::FieldAdded => "`Default` is removed, and stored JSON without the field is rejected",
            ChangeKind::FieldRequired => "the type of the field changes, and stored JSON without the field is rejected",
            ChangeKind::FieldOptional => "the field is an `Option`",
            ChangeKind::FieldRemoved => "the field is removed",
            ChangeKind::FieldRenamed | ChangeKind::SetterRenamed | ChangeKind::ValueRenamed if compiles => {
                "the old name now belongs to another item and still compiles"
            }
            ChangeKind::FieldRenamed
            | ChangeKind::SetterRenamed
            | ChangeKind::ValueRenamed
            | ChangeKind::TypeRenamed => "the old name is removed",
            ChangeKind::NullDisallowed if compiles => "JSON with `null` is rejected",
            ChangeKind::NullDisallowed => "the type changes, and JSON with `null` is rejected",
            ChangeKind::NullAllowed | ChangeKind::NullChanged | ChangeKind::TypeChanged => "the type changes",
            ChangeKind::TypesDiverged => "a value of one type is not accepted as the other",
            ChangeKind::TypesUnified => "a trait implemented for both types is implemented twice",
            ChangeKind::ExtraRemoved => "the field `extra` is removed",
            ChangeKind::ValueRemoved => "the variant is removed; the value is decoded as `Other`",
            ChangeKind::VariantRemoved => "the variant is removed; its values are decoded as `Other`",
            ChangeKind::VariantChanged => "JSON may be decoded as another variant",
            // Compatible, or described for requests only.
            ChangeKind::EndpointAdded
            | ChangeKind::EndpointDeprecated
            | ChangeKind::EndpointRestored
            | ChangeKind::FeatureAdded
            | ChangeKind::FieldDeprecated
            | ChangeKind::FieldRestored
            | ChangeKind::ArgumentOrder
            | ChangeKind::ExtraAdded
            | ChangeKind::DefaultAdded
            | ChangeKind::DefaultChanged
            | ChangeKind::DefaultRemoved
            | ChangeKind::VariantAdded
            | ChangeKind::LimitAdded
            | ChangeKind::LimitRemoved
            | ChangeKind::LimitTightened
            | ChangeKind::LimitLoosened
            | ChangeKind::ValueAdded
            | ChangeKind::EnumOpened
            | ChangeKind::EnumClosed
            | ChangeKind::LimitChanged => return None,
        })
    }
}
