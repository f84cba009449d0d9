//! Keywords that only fal writes.

use super::reader::SchemaReader;
use crate::{document::Cursor, spec::Schema};

/// The input fields of fal's playground that take a file.
const FILE_FIELDS: &[&str] = &["image", "video", "audio", "file", "archive", "image_mask"];

/// `ui.field`: the kind of input field in the playground.
pub(super) fn ui(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.is_file |=
        at.get("field").and_then(|field| field.as_str()).is_some_and(|field| FILE_FIELDS.contains(&field));
}

/// `_fal_ui_field`: the same, written by older endpoints.
pub(super) fn ui_field(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.is_file |= at.as_str().is_some_and(|field| FILE_FIELDS.contains(&field));
}
