//! Limits stated in prose: "默认值：3.5  范围值1-20", "Must be between 0 and 1".
//!
//! [`derive()`] reads the description of a field and returns the default, bounds, allowed values, lengths and item
//! counts that it states, each with the rule and the phrase it was read from. The rules favour precision over recall:
//! a wrong limit rejects a valid request, a missed limit is still checked by the server. A number counts only next to a
//! known phrase, and advice, examples, conditions and limits of other subjects exclude it again.
//!
//! The caller decides whether a limit is enforced, from its confidence and from the kind of document. Formats, units of
//! measure and requiredness are not derived.
//!
//! Steps: [`normalize`] maps the spellings of a character to one, each rule of [`rules`] reads the text on its own, and
//! [`reconcile`] drops statements that contradict each other. To support another wording, add a row to the table of its
//! language (`phrases/*.md`).

mod comparisons;
mod conditions;
mod contradictions;
mod count_phrases;
mod defaults;
mod exact_sizes;
mod exclusions;
mod field_name;
mod interpret;
mod item_ends;
mod labelled_lists;
mod list_items;
mod model;
mod normalize;
mod number_text;
mod number_words;
mod other_subjects;
mod pattern;
mod phrases;
mod ranges;
mod reconcile;
mod rules;
mod scale_endpoints;
mod scopes;
mod single_bounds;
mod special_values;
#[cfg(test)]
mod tests;
mod text_view;
mod units;
mod unlabelled_lists;
mod value_tables;
mod written_value;

pub use contradictions::{Unenforced, unenforced};
pub use model::{FieldText, FieldType, Finding, Statement};
pub use rules::derive;
