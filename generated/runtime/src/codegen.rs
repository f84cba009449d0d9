//! Internal API for generated code: everything that it uses of the runtime.
//!
//! Not public API: whatever stands here may change with any release, together with the generated
//! code that uses it. Users find the types they name re-exported at the root of the crate.

pub use std::collections::BTreeMap;

pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;

#[cfg(feature = "catalog")]
pub use crate::catalog::{Endpoint, EndpointEntry, FieldEntry, FieldInfo, find, round_trip};
pub use crate::{
    __closed_set as closed_set, __closed_union as closed_union, __integer_set as integer_set, __open_set as open_set,
    __open_union as open_union, __record as record, __serde as serde, __text_set as text_set,
};
pub use crate::{
    call::{
        Call, call,
        direct::{Exchange, Place, Route, exchange},
    },
    client::{Client, as_client::Caller},
    files::file_input::FileInput,
    json::{
        checked::{
            Basis, FromLiteral, Integer, IntegerLimits, IntegerRules, List, ListLimits, ListRules, Literal, LiteralOf,
            NamedLiteral, Number, NumberLimits, NumberRules, NumericText, NumericTextLimits, Refusal, Text, TextLimits,
            TextRules, keyword, literal, overlay, words,
        },
        codec::{Walk, Wire, deserialize, from_json, serialize, to_json, violations},
        enums::{
            Listed, Set, Unlisted, decode_closed, decode_open, encode_set, find as find_in_set, listed,
            try_from as set_try_from,
        },
        object::{Extra, Nullable, Received, Record, Sending, decode_record, encode_record},
        union::{Arm, Union, decode, decode_tagged, encode, first_fit, nearest_fit},
        violation::Violation,
    },
};
