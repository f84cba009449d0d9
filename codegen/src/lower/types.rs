//! The dispatcher: chooses the kind of type for a schema.

use super::{
    array,
    context::{DeferredModel, Lowered, Lowering, ModelState, SchemaContext},
    docs, enums,
    limits::Limits,
    object, prose, scalar,
    schema::{ComponentRef, ResolvedSchema},
    union,
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Direction, Docs, Naming, Ty, TypeId},
    literal::Literal,
    spec::{JsonType, Schema},
};

impl<'s> Lowering<'s, '_> {
    /// Lowers the schema of a whole request or response.
    pub(super) fn root(
        &mut self,
        schema: &'s Schema,
        naming: Naming,
        direction: Direction,
        examples: &[Literal],
    ) -> Ty {
        let schema = ResolvedSchema { model: None, ..self.resolve(schema) };
        // `Request` and `Response` are then aliases of the nullable type, which needs another name itself.
        let naming = match naming {
            Naming::Request if schema.nullable => {
                Naming::Composed { name: "RequestBody".to_owned(), meaning: "Body of a request." }
            }
            Naming::Response if schema.nullable => {
                Naming::Composed { name: "ResponseBody".to_owned(), meaning: "Body of a response." }
            }
            Naming::Request | Naming::Response | Naming::Model(_) | Naming::Composed { .. } | Naming::Inside { .. } => {
                naming
            }
        };
        let context = SchemaContext { naming, direction, field: "", examples: examples.iter().collect() };
        let lowered = self.value(&schema, &context);
        if lowered.nullable { Ty::Nullable(Box::new(lowered.ty)) } else { lowered.ty }
    }

    /// Lowers schemas that a value has to satisfy all.
    pub(super) fn schemas(&mut self, schemas: &[&'s Schema], context: &SchemaContext<'_>) -> Lowered {
        match self.resolve_all(schemas) {
            Some(schema) => self.value(&schema, context),
            None => Lowered { ty: Ty::Any, nullable: true, docs: Docs::default() },
        }
    }

    /// Lowers the schemas of the items of an array or the values of a map. `examples` selects their values in an
    /// example of the whole.
    pub(super) fn nested(
        &mut self,
        schemas: &[&'s Schema],
        context: &SchemaContext<'_>,
        role: &'static str,
        examples: fn(&Literal) -> Vec<&Literal>,
    ) -> Ty {
        let examples = context.examples.iter().flat_map(|example| examples(example)).collect();
        let lowered = self.schemas(schemas, &context.nested(role, examples));
        // An array or a map allocates its content, so the content needs no box.
        let ty = match lowered.ty.id() {
            Some(id) => Ty::Named(id),
            None => lowered.ty,
        };
        ty.nullable_if(lowered.nullable)
    }

    /// Lowers a resolved schema.
    pub(super) fn value(&mut self, schema: &ResolvedSchema<'s>, context: &SchemaContext<'_>) -> Lowered {
        let mut docs = docs::from_keywords(self, schema, context);
        prose::default(self, schema, context, &mut docs);
        let ty = self.enter(&schema.origin, |this| match &schema.model {
            Some(model) => this.model(model, schema, context, &mut docs),
            None => this.type_of(schema, context, &mut docs, None),
        });
        if self.is_outermost() {
            self.lower_deferred();
        }
        docs::drop_mismatches(self, schema, &ty, &mut docs);
        Lowered { ty, nullable: schema.nullable, docs }
    }

    /// Lowers the models that were met too deep inside others.
    fn lower_deferred(&mut self) {
        while let Some(DeferredModel { id, schema, naming, direction }) = self.next_deferred() {
            let context = SchemaContext { naming, direction, field: "", examples: Vec::new() };
            let origin = schema.origin.clone();
            let ty = self.enter(&origin, |this| this.type_of(&schema, &context, &mut Docs::default(), Some(id)));
            if let Some(model) = &schema.model {
                self.set_model_state(model, direction, ModelState::Done(ty));
            }
        }
    }

    /// Lowers a model: once per direction.
    fn model(
        &mut self,
        model: &ComponentRef<'s>,
        schema: &ResolvedSchema<'s>,
        context: &SchemaContext<'_>,
        docs: &mut Docs,
    ) -> Ty {
        match self.model_state(model, context.direction) {
            Some(ModelState::Reserved(id)) => return Ty::Boxed(id),
            Some(ModelState::InProgress) => return self.cyclic(&schema.origin),
            Some(ModelState::Done(ty)) if self.grow(ty.size(), &schema.origin) => return ty,
            Some(ModelState::Done(_)) => return Ty::Any,
            None => {}
        }
        let direction = context.direction;
        let context = SchemaContext { naming: Naming::Model(model.name.to_owned()), ..context.clone() };
        let is_union = schema.variants.len() > 1;
        let ty = if schema.properties.is_empty() || is_union {
            self.set_model_state(model, direction, ModelState::InProgress);
            self.type_of(schema, &context, docs, None)
        } else {
            // Only an object can contain itself, so only objects have their id reserved.
            let id = self.reserve();
            self.set_model_state(model, direction, ModelState::Reserved(id));
            let (description, deprecated) = (model.description.clone(), model.deprecated);
            let own = ResolvedSchema { description, deprecated, ..schema.clone() };
            if self.is_deep() {
                self.defer(DeferredModel { id, schema: own, naming: context.naming, direction });
                return Ty::Boxed(id);
            }
            self.type_of(&own, &context, docs, Some(id))
        };
        self.set_model_state(model, direction, ModelState::Done(ty.clone()));
        ty
    }

    /// Chooses the kind of type, and reports the limits that it does not enforce.
    fn type_of(
        &mut self,
        schema: &ResolvedSchema<'s>,
        context: &SchemaContext<'_>,
        docs: &mut Docs,
        reserved: Option<TypeId>,
    ) -> Ty {
        self.report_content_of_other_type(schema);
        let mut limits = Limits::new(schema, context.direction);
        let ty = self.dispatch(schema, context, docs, &mut limits, reserved);
        limits.report_unenforced(self, &ty, docs);
        ty
    }

    /// Reports `items` of a schema that is not an array, and `properties` of one that is not an object.
    fn report_content_of_other_type(&mut self, schema: &ResolvedSchema<'s>) {
        let has_items = !schema.items.is_empty() || !schema.prefix_items.is_empty();
        let has_properties =
            !schema.properties.is_empty() || !schema.required.is_empty() || !schema.additional_values.is_empty();
        let kinds = [(has_items, JsonType::Array, "items"), (has_properties, JsonType::Object, "properties")];
        for (is_stated, json_type, noun) in kinds {
            if is_stated && !schema.types.is_empty() && !schema.types.contains(&json_type) {
                let types: Vec<&str> = schema.types.iter().map(|stated| stated.as_str()).collect();
                let message = format!("{noun} do not apply to {}; they are ignored", types.join(" or "));
                self.report(Diagnostic::warning("content-of-other-type", &schema.origin, message));
            }
        }
    }

    fn dispatch(
        &mut self,
        schema: &ResolvedSchema<'s>,
        context: &SchemaContext<'_>,
        docs: &mut Docs,
        limits: &mut Limits,
        reserved: Option<TypeId>,
    ) -> Ty {
        /// With all types of JSON listed, any value is valid.
        const ALL_TYPES: usize = 6;
        if schema.has_several_unions {
            let message =
                "a value has to match alternatives of two lists, which is not supported; any value is accepted";
            self.report(Diagnostic::warning("several-unions", &schema.origin, message));
            return Ty::Any;
        }
        if reserved.is_some() {
            return object::lower_struct(self, schema, context, reserved);
        }
        if let Some(ty) = enums::lower(self, schema, context, docs, limits) {
            return ty;
        }
        match (schema.variants.as_slice(), schema.types.as_slice()) {
            ([_, _, ..], _) => union::lower_alternatives(self, schema, context, limits),
            (_, [_, _, ..]) if schema.types.len() >= ALL_TYPES => Ty::Any,
            (_, [_, _, ..]) => union::lower_types(self, schema, context, limits),
            (_, [JsonType::Boolean]) => Ty::Bool,
            (_, [json_type @ (JsonType::Integer | JsonType::Number | JsonType::String)]) => {
                scalar::lower(self, schema, context, docs, limits, *json_type)
            }
            (_, [JsonType::Array]) => array::lower(self, schema, context, docs, limits),
            (_, [JsonType::Object] | []) if !schema.properties.is_empty() => {
                object::lower_struct(self, schema, context, None)
            }
            (_, [JsonType::Object]) => object::lower_map(self, schema, context, docs, limits),
            (_, []) if !schema.items.is_empty() || !schema.prefix_items.is_empty() => {
                array::lower(self, schema, context, docs, limits)
            }
            (_, []) => Ty::Any,
        }
    }
}
