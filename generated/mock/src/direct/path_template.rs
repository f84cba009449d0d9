//! Path templates: `{field}` for a whole segment or a part of it, and perhaps a query.

use percent_encoding::percent_decode_str;

/// The values of the fields of a path.
pub(super) type PathFields<'t> = Vec<(&'t str, String)>;

/// Returns the values of the fields, or `None` if the path does not match the template.
pub(super) fn match_path<'t>(template: &'t str, path: &str) -> Option<PathFields<'t>> {
    let template = without_query(template);
    let (templates, inputs) = (segments(template), segments(path));
    if templates.len() != inputs.len() {
        return None;
    }
    let mut fields = Vec::new();
    for (template, input) in templates.into_iter().zip(inputs) {
        fields.extend(match_segment(template, input)?);
    }
    Some(fields)
}

/// Returns the number of literal characters: of two templates that match a path, the one with more is meant.
pub(super) fn literal_length(template: &str) -> usize {
    let literals = without_query(template).split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    literals.map(str::len).sum()
}

/// Returns the query of the template.
pub(super) fn query(template: &str) -> Option<&str> {
    template.split_once('?').map(|(_, query)| query)
}

fn without_query(template: &str) -> &str {
    template.split('?').next().unwrap_or_default()
}

fn segments(path: &str) -> Vec<&str> {
    path.trim_matches('/').split('/').collect()
}

/// Matches a segment. A value is as short as the literals after it allow, and not empty.
fn match_segment<'t>(template: &'t str, input: &str) -> Option<PathFields<'t>> {
    let decoded = |literal: &str| percent_decode_str(literal).decode_utf8_lossy().into_owned();
    let Some((prefix, rest)) = template.split_once('{') else {
        return (decoded(template) == input).then(Vec::new);
    };
    let input = input.strip_prefix(&decoded(prefix))?;
    let (field, rest) = rest.split_once('}')?;
    let next = decoded(rest.split('{').next().unwrap_or_default());
    let ends = input.char_indices().map(|(index, _)| index).skip(1).chain([input.len()]);
    ends.filter(|end| *end > 0).find_map(|end| {
        let (value, after) = input.split_at_checked(end)?;
        let others = after.starts_with(&next).then(|| match_segment(rest, after)).flatten()?;
        Some([vec![(field, value.to_owned())], others].concat())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(template: &str, path: &str) -> Option<String> {
        let fields = match_path(template, path)?;
        Some(fields.iter().map(|(field, value)| format!("{field}={value}")).collect::<Vec<_>>().join("&"))
    }

    #[test]
    fn a_path_matches_its_template_only() {
        assert_eq!(matched("/v1/tasks/{id}", "v1/tasks/7").as_deref(), Some("id=7"));
        for other in ["v1/tasks", "v1/tasks/7/more", "v2/tasks/7"] {
            assert_eq!(matched("/v1/tasks/{id}", other), None, "{other}");
        }
    }

    #[test]
    fn a_segment_has_several_fields() {
        assert_eq!(matched("/{model}:run", "gpt:run").as_deref(), Some("model=gpt"));
        assert_eq!(matched("/{model}:run", "gpt:stop"), None);
        assert_eq!(matched("/{name}.{format}", "cat.small.png").as_deref(), Some("name=cat&format=small.png"));
        assert_eq!(matched("/{model}:run", "a:run:run").as_deref(), Some("model=a:run"));
    }
}
