//! JSON schemas (draft 7) of types, from how serde writes them.

use crate::{
    attributes::{derives, documentation, ends_with, Case, Serde},
    known::{self, described},
    methods::argument_of,
    source::{Definition, File, Kind, Sources, NODE, PALLET, PRIMITIVES},
    Error,
};
use serde_json::{json, Map, Value};
use std::collections::BTreeMap;
use syn::{
    Block, Fields, GenericArgument, Ident, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, Path,
    PathArguments, Stmt, Type, Variant,
};

/// The schemas of types that have a name.
pub struct Schemas<'a> {
    sources: &'a Sources,
    named: BTreeMap<String, Named>,
}

struct Named {
    /// The schemas of the type's arguments.
    arguments: Vec<Value>,
    schema: Value,
}

/// What names mean in an item.
struct Scope<'a> {
    file: &'a File,
    arguments: BTreeMap<String, Argument>,
}

/// What a type is generic over.
#[derive(Clone)]
struct Argument {
    /// What it adds to the name of a type. Nothing for what a chain has one of, such as its type of accounts.
    label: Option<String>,
    schema: Value,
}

/// The fields of a JSON object.
#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl Object {
    fn add(&mut self, name: String, schema: Value, is_required: bool) {
        if is_required {
            self.required.push(name.clone().into());
        }
        self.properties.insert(name, schema);
    }

    fn add_all(&mut self, object: &Value) -> Result<(), Error> {
        let properties = object["properties"].as_object();
        let required = object["required"].as_array();
        let (Some(properties), Some(required)) = (properties, required) else {
            return Err("what is flattened has no fields".to_owned());
        };
        self.properties.extend(properties.clone());
        self.required.extend(required.iter().cloned());
        Ok(())
    }

    fn schema(self) -> Value {
        json!({
            "type": "object",
            "properties": self.properties,
            "required": self.required,
        })
    }
}

impl<'a> Schemas<'a> {
    pub fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            named: BTreeMap::new(),
        }
    }

    /// The schema of a type in a file.
    pub fn of(&mut self, ty: &Type, file: &'a File) -> Result<Value, Error> {
        let scope = Scope {
            file,
            arguments: BTreeMap::new(),
        };
        self.of_type(ty, &scope)
    }

    /// Those that were referred to, by name.
    pub fn into_named(self) -> Map<String, Value> {
        let named = self.named.into_iter();
        named.map(|(name, named)| (name, named.schema)).collect()
    }

    fn of_type(&mut self, ty: &Type, scope: &Scope<'a>) -> Result<Value, Error> {
        match ty {
            Type::Reference(reference) => self.of_type(&reference.elem, scope),
            Type::Slice(slice) => Ok(array(self.of_type(&slice.elem, scope)?)),
            Type::Path(ty) if ty.qself.is_none() => self.of_path(&ty.path, scope),
            _ => Err("a type is neither a name, a reference nor a slice".to_owned()),
        }
    }

    fn of_path(&mut self, path: &Path, scope: &Scope<'a>) -> Result<Value, Error> {
        let (name, arguments) = parts(path)?;
        if let Some(argument) = scope.arguments.get(&name) {
            return Ok(argument.schema.clone());
        }
        match (name.as_str(), arguments.first()) {
            ("Option", Some(ty)) => return Ok(nullable(self.of_type(ty, scope)?)),
            ("Vec" | "BoundedVec", Some(ty)) => return Ok(array(self.of_type(ty, scope)?)),
            ("Cow", Some(ty)) => return self.of_type(ty, scope),
            _ => {}
        }
        if let Some(known) = known::schema(&name) {
            if !known.shared {
                return Ok(known.schema);
            }
            let reference = reference(&name);
            let named = Named {
                arguments: Vec::new(),
                schema: known.schema,
            };
            self.named.insert(name, named);
            return Ok(reference);
        }
        let definition = self.sources.find(scope.file, &name)?.ok_or_else(|| {
            let file = scope.file.path.display();
            format!("{file}: nothing is known of the type {name}")
        })?;
        let mut given = Vec::new();
        for ty in arguments {
            given.push(Argument {
                label: self.label(ty, scope)?,
                schema: self.of_type(ty, scope)?,
            });
        }
        self.of_definition(definition, given)
    }

    fn label(&self, ty: &Type, scope: &Scope<'a>) -> Result<Option<String>, Error> {
        if let Some(text) = argument_of(ty, "Cow") {
            return self.label(text, scope);
        }
        let Type::Path(ty) = ty else {
            return Err("the argument of a type has no name".to_owned());
        };
        let (name, _) = parts(&ty.path)?;
        if let Some(argument) = scope.arguments.get(&name) {
            return Ok(argument.label.clone());
        }
        let definition = self.sources.find(scope.file, &name)?;
        let is_common =
            definition.is_some_and(|definition| definition.file.crate_name == PRIMITIVES);
        Ok((!is_common).then_some(name))
    }

    /// A reference to the schema of a type that the code defines.
    fn of_definition(
        &mut self,
        definition: Definition<'a>,
        arguments: Vec<Argument>,
    ) -> Result<Value, Error> {
        let name = full_name(definition, &arguments);
        let schemas: Vec<_> = arguments
            .iter()
            .map(|argument| argument.schema.clone())
            .collect();
        if let Some(named) = self.named.get(&name) {
            if named.arguments != schemas {
                return Err(format!("{name} has several meanings"));
            }
            return Ok(reference(&name));
        }
        let parameters = definition.kind.generics().type_params();
        let parameters = parameters.map(|parameter| parameter.ident.to_string());
        let scope = Scope {
            file: definition.file,
            arguments: parameters.zip(arguments).collect(),
        };
        let schema = self
            .of_item(definition.kind, &scope)
            .map_err(|error| format!("{name}: {error}"))?;
        let reference = reference(&name);
        let named = Named {
            arguments: schemas,
            schema,
        };
        self.named.insert(name, named);
        Ok(reference)
    }

    fn of_item(&mut self, kind: Kind<'a>, scope: &Scope<'a>) -> Result<Value, Error> {
        match kind {
            Kind::Alias(item) => {
                let schema = self.of_type(&item.ty, scope)?;
                Ok(described(schema, &documentation(&item.attrs)))
            }
            Kind::Struct(item) => {
                let schema = if derives(&item.attrs, "Serialize")? {
                    self.of_struct(item, None, scope)?
                } else {
                    let declared = implementation(scope.file, &item.ident)
                        .ok_or("it does not say what it is in JSON")?;
                    self.of_struct(declared, Some(item), scope)?
                };
                Ok(described(schema, &documentation(&item.attrs)))
            }
            Kind::Enum(item) if derives(&item.attrs, "Serialize")? => self.of_enum(item, scope),
            Kind::Enum(_) => Err("it does not say what it is in JSON".to_owned()),
        }
    }

    /// Of a struct, whose fields may be documented in another one.
    fn of_struct(
        &mut self,
        item: &ItemStruct,
        documented: Option<&ItemStruct>,
        scope: &Scope<'a>,
    ) -> Result<Value, Error> {
        let serde = Serde::of(&item.attrs)?;
        if let Some(into) = serde.into {
            let into: Type = syn::parse_str(&into).map_err(|error| error.to_string())?;
            return self.of_type(&into, scope);
        }
        let mut object = Object::default();
        let documented = documented.map(|item| &item.fields);
        self.add_fields(
            &mut object,
            &item.fields,
            serde.rename_all,
            documented,
            scope,
        )?;
        Ok(object.schema())
    }

    fn add_fields(
        &mut self,
        object: &mut Object,
        fields: &Fields,
        case: Option<Case>,
        documented: Option<&Fields>,
        scope: &Scope<'a>,
    ) -> Result<(), Error> {
        for field in fields {
            let ident = field.ident.as_ref().ok_or("a field has no name")?;
            let serde = Serde::of(&field.attrs)?;
            if serde.skip {
                continue;
            }
            if serde.flatten {
                let flattened = self.of_type(&field.ty, scope)?;
                object.add_all(self.referred(&flattened)?)?;
                continue;
            }
            // What is left out if there is none is never null.
            let ty = match argument_of(&field.ty, "Option") {
                Some(ty) if serde.skip_if_none => ty,
                _ => &field.ty,
            };
            let schema = self.of_field(ty, &serde, scope)?;
            let mut description = documentation(&field.attrs);
            if description.is_empty() {
                let mut others = documented.into_iter().flatten();
                let other = others.find(|other| other.ident.as_ref() == Some(ident));
                description = other.map_or(description, |other| documentation(&other.attrs));
            }
            let name = ident.to_string();
            let name = match (serde.rename, case) {
                (Some(name), _) => name,
                (None, Some(case)) => case.field(&name),
                (None, None) => name,
            };
            object.add(name, described(schema, &description), !serde.skip_if_none);
        }
        Ok(())
    }

    /// What a reference refers to.
    fn referred(&self, schema: &Value) -> Result<&Value, Error> {
        let name = schema["$ref"]
            .as_str()
            .and_then(|path| path.rsplit('/').next());
        let named = name.and_then(|name| self.named.get(name));
        Ok(&named.ok_or("what is flattened has no name")?.schema)
    }

    fn of_field(&mut self, ty: &Type, serde: &Serde, scope: &Scope<'a>) -> Result<Value, Error> {
        let Some(function) = &serde.serialize_with else {
            return self.of_type(ty, scope);
        };
        if let Some(written) = known::written_by(function) {
            let written: Type = syn::parse_str(written).map_err(|error| error.to_string())?;
            return self.of_type(&written, scope);
        }
        let declared = function_named(scope.file, function)
            .and_then(declared)
            .ok_or_else(|| format!("nothing is known of what {function} writes"))?;
        let object = self.of_struct(declared, None, scope)?;
        Ok(in_place_of_tuple(ty, object))
    }

    fn of_enum(&mut self, item: &ItemEnum, scope: &Scope<'a>) -> Result<Value, Error> {
        let serde = Serde::of(&item.attrs)?;
        let description = documentation(&item.attrs);
        let is_list = item
            .variants
            .iter()
            .all(|variant| variant.fields.is_empty());
        if is_list && serde.tag.is_none() && !serde.untagged {
            return list(item, &serde, &description);
        }
        let mut schemas = Vec::new();
        for variant in &item.variants {
            let schema = self
                .of_variant(variant, &serde, scope)
                .map_err(|error| format!("{}: {error}", variant.ident))?;
            schemas.push(described(schema, &documentation(&variant.attrs)));
        }
        // What is not tagged is what is written first, where it could be several.
        let of = if serde.untagged { "anyOf" } else { "oneOf" };
        Ok(described(json!({ of: schemas }), &description))
    }

    fn of_variant(
        &mut self,
        variant: &Variant,
        item: &Serde,
        scope: &Scope<'a>,
    ) -> Result<Value, Error> {
        let name = variant_name(variant, item)?;
        let mut object = Object::default();
        if let Some(tag) = &item.tag {
            object.add(tag.clone(), constant(&name), true);
        }
        match (&variant.fields, &item.tag) {
            (Fields::Named(_), Some(_)) => {
                let case = item.rename_all_fields;
                self.add_fields(&mut object, &variant.fields, case, None, scope)?;
            }
            (Fields::Unit, Some(_)) => {}
            (Fields::Unnamed(_), Some(_)) => object.add_all(&self.of_only(variant, scope)?)?,
            (Fields::Unnamed(_), None) if item.untagged => return self.of_only(variant, scope),
            (Fields::Unnamed(_), None) => object.add(name, self.of_only(variant, scope)?, true),
            (Fields::Unit, None) if item.untagged => return Ok(json!({ "type": "null" })),
            (Fields::Unit, None) => return Ok(constant(&name)),
            (Fields::Named(_), None) => return Err("it has no tag".to_owned()),
        }
        Ok(object.schema())
    }

    /// Of the only value of a variant.
    fn of_only(&mut self, variant: &Variant, scope: &Scope<'a>) -> Result<Value, Error> {
        let mut fields = variant.fields.iter();
        let (Some(field), None) = (fields.next(), fields.next()) else {
            return Err("it has not one value".to_owned());
        };
        let of_variant = Serde::of(&variant.attrs)?;
        let of_field = Serde::of(&field.attrs)?;
        let serde = if of_variant.serialize_with.is_some() {
            of_variant
        } else {
            of_field
        };
        self.of_field(&field.ty, &serde, scope)
    }
}

/// Of an enum without values, whose variants are described together.
fn list(item: &ItemEnum, serde: &Serde, description: &str) -> Result<Value, Error> {
    let mut names = Vec::new();
    let mut descriptions = vec![description.to_owned()];
    for variant in &item.variants {
        let name = variant_name(variant, serde)?;
        descriptions.push(format!("- `{name}`: {}", documentation(&variant.attrs)));
        names.push(name);
    }
    Ok(described(
        json!({ "type": "string", "enum": names }),
        &descriptions.join("\n"),
    ))
}

fn variant_name(variant: &Variant, item: &Serde) -> Result<String, Error> {
    let name = variant.ident.to_string();
    let renamed = Serde::of(&variant.attrs)?.rename;
    Ok(match (renamed, item.rename_all) {
        (Some(name), _) => name,
        (None, Some(case)) => case.variant(&name),
        (None, None) => name,
    })
}

/// The struct with the shape of the JSON, which an implementation of `Serialize` declares.
fn implementation<'a>(file: &'a File, name: &Ident) -> Option<&'a ItemStruct> {
    let is_it = |item: &ItemImpl| {
        let serialises = item.trait_.as_ref();
        serialises.is_some_and(|(_, path, _)| ends_with(path, "Serialize"))
            && matches!(&*item.self_ty, Type::Path(ty) if ends_with(&ty.path, &name.to_string()))
    };
    let mut items = file.syntax.items.iter().filter_map(|item| match item {
        Item::Impl(item) if is_it(item) => Some(item),
        _ => None,
    });
    items.next()?.items.iter().find_map(|item| match item {
        ImplItem::Fn(function) => declared(&function.block),
        _ => None,
    })
}

/// The body of a file's function.
fn function_named<'a>(file: &'a File, name: &str) -> Option<&'a Block> {
    file.syntax.items.iter().find_map(|item| match item {
        Item::Fn(function) if function.sig.ident == name => Some(&*function.block),
        _ => None,
    })
}

/// The struct that a function declares.
fn declared(body: &Block) -> Option<&ItemStruct> {
    body.stmts.iter().find_map(|statement| match statement {
        Stmt::Item(Item::Struct(item)) => Some(item),
        _ => None,
    })
}

/// The object in place of the tuple that a type contains, or of the whole type.
fn in_place_of_tuple(ty: &Type, object: Value) -> Value {
    let is_tuple = |ty: &Type| matches!(ty, Type::Tuple(_));
    let ty = match ty {
        Type::Reference(reference) => &*reference.elem,
        other => other,
    };
    if argument_of(ty, "Option").is_some_and(is_tuple) {
        nullable(object)
    } else if argument_of(ty, "Vec").is_some_and(is_tuple) {
        array(object)
    } else {
        object
    }
}

/// The last part of a path, and its types.
fn parts(path: &Path) -> Result<(String, Vec<&Type>), Error> {
    let segment = path.segments.last().ok_or("a path is empty")?;
    let types = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    Ok((segment.ident.to_string(), types))
}

/// The name of a type's schema: unique, and the same whatever other types there are.
fn full_name(definition: Definition, arguments: &[Argument]) -> String {
    let labels = arguments
        .iter()
        .filter_map(|argument| argument.label.clone());
    let crate_name = definition.file.crate_name.as_str();
    let room = match crate_name.strip_prefix(PALLET) {
        Some(pallet) => Some(pallet.replace('_', "-")),
        None => (crate_name == NODE).then(|| NODE.to_owned()),
    };
    let name = definition.kind.name().to_string();
    let parts = room.into_iter().chain([name]).chain(labels);
    parts.collect::<Vec<_>>().join(".")
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn array(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn nullable(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn constant(text: &str) -> Value {
    json!({ "type": "string", "const": text })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a type is in JSON, and what it refers to.
    fn schema(ty: &str, code: &str) -> Result<(Value, Map<String, Value>), Error> {
        let sources = Sources::of(code);
        let mut schemas = Schemas::new(&sources);
        let schema = schemas.of(&syn::parse_str(ty).unwrap(), &sources.node()[0])?;
        Ok((schema, schemas.into_named()))
    }

    /// The schema of the type `Item`.
    fn item(code: &str) -> Value {
        schema("Item", code).unwrap().1["node.Item"].clone()
    }

    #[test]
    fn fields_have_the_names_and_types_that_serde_writes() {
        let code = r#"
            /// Text.
            #[derive(Clone, Serialize)]
            #[serde(rename_all = "camelCase")]
            struct Item {
                /// A number.
                first_field: Option<u8>,
                #[serde(rename = "URI")]
                uri: String,
                #[serde(skip)]
                weight: Weight,
                #[serde(skip_serializing_if = "Option::is_none")]
                later: Option<bool>,
                #[serde(flatten)]
                inner: Inner,
            }
            #[derive(Serialize)]
            struct Inner {
                #[serde(serialize_with = "json::decimal")]
                amount: Balance,
            }
        "#;
        let decimal = json!({ "$ref": "#/components/schemas/Decimal" });
        let number = json!({ "type": "integer", "minimum": 0, "maximum": 255 });
        let expected = json!({
            "description": "Text.",
            "type": "object",
            "properties": {
                "firstField": {
                    "description": "A number.",
                    "anyOf": [number, { "type": "null" }],
                },
                "URI": { "type": "string" },
                "later": { "type": "boolean" },
                "amount": decimal,
            },
            "required": ["firstField", "URI", "amount"],
        });
        assert_eq!(item(code), expected);
    }

    #[test]
    fn what_is_serialised_by_hand_is_the_struct_that_is_declared() {
        let code = r#"
            struct Item<Account> {
                /// Whose it is.
                owner: Account,
                votes: Vec<(Account, bool)>,
            }
            impl<Account: Serialize> Serialize for Item<Account> {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    #[derive(Serialize)]
                    struct Json<'a, Account> {
                        #[serde(serialize_with = "votes")]
                        votes: &'a Vec<(Account, bool)>,
                        owner: &'a Account,
                    }
                    Json { votes: &self.votes, owner: &self.owner }.serialize(serializer)
                }
            }
            fn votes<Account, S: Serializer>(votes: &[(Account, bool)], serializer: S) -> S {
                #[derive(Serialize)]
                struct Vote<'a, Account> {
                    account: &'a Account,
                }
            }
        "#;
        let (_, named) = schema("Item<String>", code).unwrap();
        let votes = json!({
            "type": "object",
            "properties": { "account": { "type": "string" } },
            "required": ["account"],
        });
        let expected = json!({
            "type": "object",
            "properties": {
                "votes": { "type": "array", "items": votes },
                "owner": { "description": "Whose it is.", "type": "string" },
            },
            "required": ["votes", "owner"],
        });
        assert_eq!(named["node.Item.String"], expected);
    }

    #[test]
    fn an_enum_without_values_is_a_list() {
        let code = r#"
            /// Who.
            #[derive(Serialize)]
            #[serde(rename_all = "camelCase")]
            enum Item {
                /// All.
                Everybody,
                /// None.
                NoBody,
            }
        "#;
        let expected = json!({
            "description": "Who.\n- `everybody`: All.\n- `noBody`: None.",
            "type": "string",
            "enum": ["everybody", "noBody"],
        });
        assert_eq!(item(code), expected);
    }

    #[test]
    fn variants_have_a_tag_a_name_or_neither() {
        let variants = "{ First, Second(u8) }";
        let number = json!({ "type": "integer", "minimum": 0, "maximum": 255 });

        let named = item(&format!("#[derive(Serialize)] enum Item {variants}"));
        let second = json!({
            "type": "object",
            "properties": { "Second": number },
            "required": ["Second"],
        });
        let first = json!({ "type": "string", "const": "First" });
        assert_eq!(named, json!({ "oneOf": [first, second] }));

        let untagged = item(&format!(
            "#[derive(Serialize)] #[serde(untagged)] enum Item {variants}"
        ));
        let expected = json!({ "anyOf": [{ "type": "null" }, number] });
        assert_eq!(untagged, expected);

        let tagged = item(
            r#"#[derive(Serialize)] #[serde(tag = "kind")] enum Item { First, Second { at: u8 } }"#,
        );
        let first = json!({
            "type": "object",
            "properties": { "kind": { "type": "string", "const": "First" } },
            "required": ["kind"],
        });
        let second = json!({
            "type": "object",
            "properties": { "kind": { "type": "string", "const": "Second" }, "at": number },
            "required": ["kind", "at"],
        });
        assert_eq!(tagged, json!({ "oneOf": [first, second] }));
    }

    #[test]
    fn what_is_unknown_is_refused_by_name() {
        let code = |field: &str| format!("#[derive(Serialize)] struct Item {{ {field} }}");
        for (field, name) in [
            ("amount: u128", "u128"),
            ("weight: Weight", "Weight"),
            (r#"#[serde(serialize_with = "odd")] a: u8"#, "odd"),
        ] {
            let error = schema("Item", &code(field)).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
        let error = schema("Item", "struct Item { number: u8 }").unwrap_err();
        assert!(error.contains("node.Item"), "{error}");
    }
}
