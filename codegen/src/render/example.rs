//! The example in the documentation of an endpoint's module.

use super::{Scope, service};
use crate::rust::Values;

/// Returns the section `# Example`: a complete call that compiles.
pub(super) fn section(scope: Scope<'_>) -> Vec<String> {
    let mut section = vec!["# Example".to_owned(), String::new(), "```no_run".to_owned()];
    section.extend(code(scope));
    section.push("```".to_owned());
    section
}

fn code(scope: Scope<'_>) -> Vec<String> {
    let module = scope.names.module.join();
    let name = scope.names.module.last();
    let library = &scope.target.library;
    let mut lines = vec!["# async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned()];
    lines.push(format!("use {library}::{{Client, {module}}};"));
    lines.push(String::new());
    lines.extend(service::client(scope.endpoint.service.as_ref()));
    let request = Values::new(scope.endpoint, scope.names).request();
    let argument = request.as_ref().map_or("", |_| ", request");
    lines.extend(request.iter().flat_map(|request| {
        let statement = format!("let request = {request};");
        statement.lines().map(str::to_owned).collect::<Vec<_>>()
    }));
    // A local variable of the example would shadow the function.
    let shadowed = ["client", "request"].contains(&name);
    let function = if shadowed { format!("{library}::{module}") } else { name.to_owned() };
    lines.push(format!("let response = {function}(&client{argument}).await?;"));
    lines.extend(["# let _ = response;", "# Ok(())", "# }"].map(str::to_owned));
    lines
}
