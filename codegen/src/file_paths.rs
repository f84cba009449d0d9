//! Rejects endpoints whose files would have longer paths than file systems allow. Names of single files are cut in
//! [`names`](crate::names).

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{Api, Endpoint},
    json_schema,
    names::Names,
};

/// Length in bytes of the longest path. Systems allow 4,096, which includes the folder of the crate.
const LONGEST_PATH: usize = 2048;

/// Reports the endpoints with paths that are too long. Returns whether there are any.
pub(crate) fn reject_long(api: &Api, names: &Names, diagnostics: &mut Diagnostics) -> bool {
    let mut has_long = false;
    for endpoint in &api.endpoints {
        let module = names.endpoint(endpoint).map(|names| names.module.file()).unwrap_or_default();
        let length = json_schema::file(&module).len();
        if length > LONGEST_PATH {
            diagnostics.push(path_too_long(endpoint, length));
            has_long = true;
        }
    }
    has_long
}

fn path_too_long(endpoint: &Endpoint, length: usize) -> Diagnostic {
    let message =
        format!("the path of a generated file would have {length} bytes, more than the {LONGEST_PATH} allowed");
    let help = "set `x-fal-endpoint-id` of the operation to a shorter id with an overlay";
    let mut diagnostic = Diagnostic::error("path-too-long", &endpoint.origin, message).help(help);
    diagnostic.endpoint = Some(endpoint.id.clone());
    diagnostic
}
