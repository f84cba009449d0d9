//! An object with properties → a record: its fields in order, and how each is present.

use super::{
    flat::Flat,
    shape::{Lowered, Lowering, Spot},
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Direction, Field, Naming, Presence, Struct, Ty, TypeId},
    literal::Literal,
    spec::{Additional, Property},
};

pub(super) fn lower<'s>(lowering: &mut Lowering<'s, '_>, id: TypeId, flat: &Flat<'s>, spot: &Spot<'_>) -> Struct {
    for required in &flat.required {
        if !flat.properties.iter().any(|property| property.name.value == required.value) {
            let message =
                format!("`{}` is required but not described; it can be sent as an extra member", required.value);
            lowering.tell(Diagnostic::warning("required-unknown", &required.origin, message));
        }
    }
    let fields = flat.ordered().into_iter().map(|property| field(lowering, id, flat, property, spot)).collect();
    let open = matches!(flat.additional, Additional::Open | Additional::Of(_));
    Struct { fields, allow_unknown_fields: open || spot.direction == Direction::Request }
}

fn field<'s>(
    lowering: &mut Lowering<'s, '_>,
    id: TypeId,
    flat: &Flat<'s>,
    property: &'s Property,
    spot: &Spot<'_>,
) -> Field {
    let wire = &property.name.value;
    let inner = Spot {
        naming: Naming::Inside { owner: id, property: wire.clone(), role: "" },
        direction: spot.direction,
        field: wire,
        shown: spot.shown.iter().filter_map(|shown| shown.member(wire)).collect(),
    };
    let lowered = lowering.schema(&property.schema, &inner);
    let presence = presence(&lowered, flat.requires(wire), spot.direction);
    let ty = match presence {
        Presence::Required if lowered.nullable && lowered.ty != Ty::Any => Ty::Nullable(Box::new(lowered.ty)),
        _ => lowered.ty,
    };
    Field { wire: wire.clone(), ty, presence, docs: lowered.docs, origin: property.schema.origin.clone() }
}

/// A response tells "not there" from `null` nowhere. In a request, where `null` is allowed and the server
/// has another default, not sending the field and sending `null` mean different things.
fn presence(lowered: &Lowered, required: bool, direction: Direction) -> Presence {
    let has_value_default = lowered.docs.default.as_ref().is_some_and(|(default, _)| !matches!(default, Literal::Null));
    match (required, direction, lowered.nullable) {
        (true, _, _) => Presence::Required,
        (false, Direction::Request, true) if has_value_default => Presence::Tristate,
        (false, Direction::Response, _) | (false, Direction::Request, true) => Presence::Nullable,
        (false, Direction::Request, false) => Presence::Optional,
    }
}
