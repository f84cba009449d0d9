//! Internal API for generated code.
//!
//! Not public API: it changes with any release, together with the generator. Types that users name are re-exported at
//! the root of the crate.

pub use std::collections::BTreeMap;

pub use bytes::Bytes;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;

#[cfg(feature = "catalog")]
pub use crate::catalog::{Endpoint, EndpointEntry, FieldEntry, FieldInfo, find, round_trip};
pub use crate::{
    __closed_enum as closed_enum, __closed_union as closed_union, __integer_enum as integer_enum,
    __json_enum as json_enum, __object as object, __open_enum as open_enum, __open_union as open_union,
    __serde as serde, __string_enum as string_enum,
};
pub use crate::{
    call::{
        Call, call,
        decoder::{ResponseDecoder, ResponseFormat, StatusResponse},
        direct::{DirectCall, Operation, direct_call, direct_call_as},
        events::Events,
        parameters::{Parameter, ParameterStyle},
    },
    client::{
        Client,
        as_client::AsClient,
        service::{SecurityScheme, Service},
    },
    files::file_input::FileInput,
    http::key_location::KeyLocation,
    json::{
        checked::{
            ArrayLimits, Checked, CheckedLiteral, ConstLiteral, FieldLimits, FromLiteral, IntegerLimits, LimitError,
            LiteralToken, MapLimits, NumberLimits, NumericString, NumericStringLimits, Provenance, StringLimits,
            check_item, literal,
        },
        codec::{Context, JsonCodec, deserialize, from_json, serialize, to_json, violations},
        enums::{
            Enum, EnumValue, JsonConstant, UncheckedValue, decode_closed, decode_open, encode_enum, find_variant,
            raw_value, try_from as enum_try_from,
        },
        object::{Extra, Nullable, Object, ObjectReader, ObjectWriter, decode_object, encode_object},
        union::{Union, Variant, decode, decode_most, decode_or_report, decode_tagged, decode_tagged_by_json, encode},
        violation::Violation,
    },
};
