//! The document: <https://spec.open-rpc.org>.

use crate::{
    known,
    methods::{error_codes, namespaces, Method, Parameter},
    schemas::Schemas,
    source::{File, Sources},
    Error,
};
use serde_json::{json, Map, Value};
use std::collections::BTreeMap;

/// The version of the specification.
const OPENRPC: &str = "1.3.2";

pub fn create(sources: &Sources) -> Result<Value, Error> {
    let mut errors = Map::new();
    for constant in error_codes(sources) {
        let (name, error) = known::error(&constant)
            .ok_or_else(|| format!("nothing is known of the error {constant}"))?;
        errors.insert(name.to_owned(), error);
    }
    let of_each: Vec<_> = errors
        .keys()
        .map(|name| reference("errors", name))
        .collect();

    let mut schemas = Schemas::new(sources);
    let mut tags = Map::new();
    let mut methods = BTreeMap::new();
    for namespace in namespaces(sources)? {
        let tag = reference("tags", &namespace.name);
        for of_code in &namespace.methods {
            let mut method = method(of_code, namespace.file, &mut schemas)
                .map_err(|error| format!("{}: {error}", of_code.name))?;
            method["tags"] = json!([tag]);
            method["errors"] = json!(of_each);
            methods.insert(of_code.name.clone(), method);
        }
        let tag = json!({
            "name": namespace.name,
            "description": namespace.documentation,
        });
        tags.insert(namespace.name, tag);
    }
    Ok(json!({
        "openrpc": OPENRPC,
        "info": {
            "title": "chaos-node",
            "description": "The JSON-RPC methods of this chain, besides those of every Polkadot SDK node.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": env!("CARGO_PKG_LICENSE") },
        },
        "methods": methods.into_values().collect::<Vec<_>>(),
        "components": {
            "schemas": schemas.into_named(),
            "errors": errors,
            "tags": tags,
        },
    }))
}

fn method<'a>(
    method: &Method<'a>,
    file: &'a File,
    schemas: &mut Schemas<'a>,
) -> Result<Value, Error> {
    let parameters = method.parameters.iter();
    let parameters = parameters.map(|parameter| descriptor(parameter, file, schemas));
    let parameters = parameters.collect::<Result<Vec<_>, Error>>()?;
    let mut described = json!({
        "name": method.name,
        "paramStructure": "either",
        "params": parameters,
        "result": { "name": "result", "schema": schemas.of(method.result, file)? },
    });
    match method.documentation.split_once(". ") {
        Some((summary, _)) => {
            described["summary"] = summary.into();
            described["description"] = method.documentation.as_str().into();
        }
        None => described["summary"] = method.documentation.trim_end_matches('.').into(),
    }
    Ok(described)
}

fn descriptor<'a>(
    parameter: &Parameter<'a>,
    file: &'a File,
    schemas: &mut Schemas<'a>,
) -> Result<Value, Error> {
    Ok(json!({
        "name": parameter.name,
        "required": !parameter.optional,
        "schema": schemas.of(parameter.ty, file)?,
    }))
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = r#"
        //! `cos_*`: coins.

        /// Coins, by name. Or none.
        #[rpc(server, namespace = "cos")]
        pub trait Cos {
            /// Coins of an account. Zero without any.
            #[method(name = "freeCoins", blocking)]
            fn free(
                &self,
                first: Option<u8>,
                of_account: String,
                at: Option<Hash>,
            ) -> RpcResult<Option<bool>>;
        }

        type Hash = H256;
    "#;

    #[test]
    fn a_method_has_its_parameters_in_their_order() {
        let document = create(&Sources::of(CODE)).unwrap();
        let methods = document["methods"].as_array().unwrap();
        assert_eq!(methods.len(), 1);
        let method = &methods[0];
        assert_eq!(method["name"], "cos_freeCoins");
        assert_eq!(method["summary"], "Coins of an account");
        assert_eq!(
            method["description"],
            "Coins of an account. Zero without any."
        );
        let parameters = method["params"].as_array().unwrap().iter();
        let parameters: Vec<_> = parameters
            .map(|parameter| (&parameter["name"], &parameter["required"]))
            .collect();
        // None that can be left out is before one that can't.
        let (required, optional) = (json!(true), json!(false));
        assert_eq!(
            parameters,
            [
                (&json!("first"), &required),
                (&json!("ofAccount"), &required),
                (&json!("at"), &optional)
            ]
        );
        let result = json!({ "anyOf": [{ "type": "boolean" }, { "type": "null" }] });
        assert_eq!(method["result"]["schema"], result);
        let tag = &document["components"]["tags"]["cos"];
        assert_eq!(tag["description"], "`cos_*`: coins.");
    }

    #[test]
    fn a_method_with_an_unknown_attribute_is_refused() {
        let code = CODE.replace("blocking", "with_extensions");
        let error = create(&Sources::of(&code)).unwrap_err();
        assert!(error.contains("with_extensions"), "{error}");
    }
}
