//! What is not in the code: types of others, and types that are written as text.

use serde_json::{json, Value};

/// A type with a schema of its own.
pub struct Known {
    pub schema: Value,
    /// Whether it is among the document's schemas, under its name, instead of where it is used.
    pub shared: bool,
}

/// The type with this name, if it is one of these. Not `u128` and `U256`: a JSON number would lose digits.
pub fn schema(name: &str) -> Option<Known> {
    let shared = |schema| Known {
        schema,
        shared: true,
    };
    let inline = |schema| Known {
        schema,
        shared: false,
    };
    let known = match name {
        "bool" => inline(json!({ "type": "boolean" })),
        "u8" => inline(integer(u8::MAX.into())),
        "u16" => inline(integer(u16::MAX.into())),
        "u32" => inline(integer(u32::MAX.into())),
        "u64" => inline(integer(u64::MAX)),
        "str" | "String" => inline(json!({ "type": "string" })),
        "AccountId" => shared(text(
            "An account's address (SS58).",
            "^[1-9A-HJ-NP-Za-km-z]+$",
        )),
        "Bytes" => shared(text("Bytes in hex.", "^0x([0-9a-fA-F]{2})*$")),
        "Decimal" => shared(text(
            "An amount as a decimal string: JSON numbers lose digits above 2^53.",
            "^[0-9]+$",
        )),
        "EthereumAddress" => shared(text(
            "An Ethereum address. Mixed case is a checksum (EIP-55).",
            "^0x[0-9a-fA-F]{40}$",
        )),
        "H256" => shared(text("A hash in hex.", "^0x[0-9a-fA-F]{64}$")),
        "Permill" => shared(described(
            integer(1_000_000),
            "A part, in parts per million.",
        )),
        "DispatchError" => shared(dispatch_error()),
        _ => return None,
    };
    Some(known)
}

fn integer(most: u64) -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": most })
}

fn text(description: &str, pattern: &str) -> Value {
    json!({ "description": description, "type": "string", "pattern": pattern })
}

/// A schema with a description, or with another one.
pub fn described(mut schema: Value, description: &str) -> Value {
    if description.is_empty() {
        return schema;
    }
    // Beside a reference nothing counts.
    if schema.get("$ref").is_some() {
        return json!({ "description": description, "allOf": [schema] });
    }
    schema["description"] = description.into();
    schema
}

/// The SDK's, as serde writes it.
fn dispatch_error() -> Value {
    let named = |name: &str| {
        json!({
            "type": "object",
            "properties": { name: { "type": "string" } },
            "required": [name],
        })
    };
    json!({
        "description": "Why a call failed. The metadata has the names of a pallet's errors.",
        "oneOf": [
            {
                "type": "string",
                "enum": [
                    "CannotLookup",
                    "BadOrigin",
                    "ConsumerRemaining",
                    "NoProviders",
                    "TooManyConsumers",
                    "Exhausted",
                    "Corruption",
                    "Unavailable",
                    "RootNotAllowed",
                ],
            },
            {
                "type": "object",
                "properties": {
                    "Module": {
                        "description": "An error of a pallet.",
                        "type": "object",
                        "properties": {
                            "index": described(integer(u8::MAX.into()), "The index of the pallet."),
                            "error": {
                                "description": "The encoded error, whose first byte is its index.",
                                "type": "array",
                                "items": integer(u8::MAX.into()),
                                "minItems": 4,
                                "maxItems": 4,
                            },
                            "message": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
                        },
                        "required": ["index", "error", "message"],
                    },
                },
                "required": ["Module"],
            },
            named("Other"),
            named("Token"),
            named("Arithmetic"),
            named("Transactional"),
            named("Trie"),
        ],
    })
}

/// The type that a function for serde writes, if it is one of these. What other functions write is the struct that
/// they declare.
pub fn written_by(function: &str) -> Option<&'static str> {
    match function {
        "json::decimal" => Some("Decimal"),
        "json::optional_decimal" => Some("Option<Decimal>"),
        "json::text" => Some("String"),
        "optional_hex" => Some("Option<Bytes>"),
        "has_passed" => Some("bool"),
        _ => None,
    }
}

/// The error with a code that JSON-RPC defines, by the name of its constant: the name of the error and the error.
pub fn error(constant: &str) -> Option<(&'static str, Value)> {
    match constant {
        "INVALID_PARAMS_CODE" => Some((
            "InvalidParams",
            json!({
                "code": -32602,
                "message": "a parameter is invalid, or what it names does not exist",
            }),
        )),
        "INTERNAL_ERROR_CODE" => Some((
            "InternalError",
            json!({ "code": -32603, "message": "the runtime of that block gave no answer" }),
        )),
        _ => None,
    }
}
