//! Bounds the calls of a connection.
//!
//! The SDK looks at the size of an answer when it has made it. So a call that names a large value many times, or asks
//! for all keys there are, is refused beforehand.

use super::connection::{Busy, Connection};
use futures::{future::BoxFuture, FutureExt};
use jsonrpsee::{
    server::middleware::rpc::RpcServiceT,
    types::{
        error::{ErrorObjectOwned, INVALID_PARAMS_CODE},
        Params, Request,
    },
    MethodResponse,
};
use sc_rpc::DenyUnsafe;
use serde::{de::IgnoredAny, Deserialize};
use sp_core::storage::well_known_keys::CODE;
use std::{collections::HashMap, sync::Arc};

/// Most keys that a call may name. Clients page by a thousand.
const MOST_KEYS: usize = 1_000;

/// Most times that a call may name the same key. Polkadot.js joins what it is asked at one moment into one call, also
/// where several parts of a program ask for the same.
const MOST_TIMES: usize = 16;

/// For calls that had to wait too long. Of the range that JSON-RPC leaves to servers.
const BUSY_CODE: i32 = -32_050;

/// A service whose calls the `connection` bounds.
#[derive(Clone, Debug)]
pub struct Bounded<S> {
    service: S,
    connection: Arc<Connection>,
}

impl<S> Bounded<S> {
    pub fn new(service: S, connection: Arc<Connection>) -> Self {
        Self {
            service,
            connection,
        }
    }
}

impl<'a, S> RpcServiceT<'a> for Bounded<S>
where
    S: RpcServiceT<'a> + Clone + Send + Sync + 'static,
{
    type Future = BoxFuture<'a, MethodResponse>;

    fn call(&self, request: Request<'a>) -> Self::Future {
        let Self {
            service,
            connection,
        } = self.clone();
        async move {
            let size = request
                .params
                .as_ref()
                .map_or(0, |params| params.get().len());
            let turn = if submits(request.method_name()) {
                connection.arrive(size)
            } else {
                match connection.turn(size).await {
                    Ok(turn) => turn,
                    Err(busy) => return MethodResponse::error(request.id, refusal(busy)),
                }
            };
            if let Err(error) = check(&request) {
                return MethodResponse::error(request.id, error);
            }
            let response = service.call(request).await;
            turn.end(response.as_result().len());
            response
        }
        .boxed()
    }
}

/// Transactions wait for the pool, which validates many at once, and have short answers.
fn submits(method: &str) -> bool {
    method.starts_with("author_submit") || method.starts_with("transaction")
}

fn refusal(busy: Busy) -> ErrorObjectOwned {
    let why = match busy {
        Busy::Calls => "this connection has too many calls that wait",
        Busy::Unread => "answers wait to be read: by this connection, or by too many",
    };
    ErrorObjectOwned::owned(BUSY_CODE, why, None::<()>)
}

/// Refuse what would take more than it should.
fn check(request: &Request) -> Result<(), ErrorObjectOwned> {
    let refuse = |why: String| ErrorObjectOwned::owned(INVALID_PARAMS_CODE, why, None::<()>);
    let method = request.method_name();
    let place = match method {
        "state_getKeys" | "childstate_getKeys" => {
            let is_safe = !matches!(
                request.extensions().get::<DenyUnsafe>(),
                Some(DenyUnsafe::No)
            );
            let paged = "answers with all keys at once: use the paged method";
            return if is_safe {
                Err(refuse(format!("{method} {paged}")))
            } else {
                Ok(())
            };
        }
        "state_queryStorage"
        | "state_queryStorageAt"
        | "state_subscribeStorage"
        | "state_getReadProof" => 0,
        "state_getChildReadProof" | "childstate_getStorageEntries" | "archive_v1_storage" => 1,
        "chainHead_v1_storage" => 2,
        _ => return Ok(()),
    };
    // What can't be read is refused by the method itself.
    let Some(keys) = keys(&request.params(), place) else {
        return Ok(());
    };
    if keys.len() > MOST_KEYS {
        return Err(refuse(format!(
            "{} keys are too many: at most {MOST_KEYS}",
            keys.len()
        )));
    }
    let code = sp_core::bytes::to_hex(CODE, false);
    let mut named: HashMap<String, usize> = HashMap::new();
    for key in keys.iter().filter_map(Key::plain) {
        let key = key.to_ascii_lowercase();
        if method == "state_subscribeStorage" && key == code {
            return Err(refuse(
                ":code is too large to subscribe to: use state_subscribeRuntimeVersion".into(),
            ));
        }
        let most = if key == code { 1 } else { MOST_TIMES };
        let times = named.entry(key).or_default();
        *times += 1;
        if *times > most {
            return Err(refuse(format!("a key is named too often: at most {most}")));
        }
    }
    Ok(())
}

/// A key of the state, or something asked about one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Key {
    Plain(String),
    Item(IgnoredAny),
}

impl Key {
    fn plain(&self) -> Option<&str> {
        match self {
            Self::Plain(key) => Some(key),
            Self::Item(_) => None,
        }
    }
}

#[derive(Deserialize)]
struct ByName {
    #[serde(alias = "items")]
    keys: Vec<Key>,
}

/// The list of keys among the parameters, which is the one at `place` where they have no names.
fn keys(params: &Params, place: usize) -> Option<Vec<Key>> {
    if params.is_object() {
        return Some(params.parse::<ByName>().ok()?.keys);
    }
    let mut sequence = params.sequence();
    for _ in 0..place {
        sequence.next::<IgnoredAny>().ok()?;
    }
    sequence.optional_next().ok()?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonrpsee::types::Id;
    use serde_json::{json, value::to_raw_value, Value};
    use std::borrow::Cow;

    fn check_safely(method: &str, params: Value) -> Result<(), String> {
        check_with(DenyUnsafe::Yes, method, params)
    }

    fn check_with(unsafe_methods: DenyUnsafe, method: &str, params: Value) -> Result<(), String> {
        let params = to_raw_value(&params).unwrap();
        let mut request = Request::new(method.into(), Some(&params), Id::Number(1));
        request.extensions_mut().insert(unsafe_methods);
        check(&request).map_err(|error| error.message().to_string())
    }

    fn distinct(count: usize) -> Vec<String> {
        (0..count).map(|key| format!("0x{key:08x}")).collect()
    }

    #[test]
    fn a_key_is_named_a_few_times_and_the_code_once() {
        let named = |times: usize| json!([vec!["0xab"; times]]);
        assert_eq!(check_safely("state_queryStorageAt", named(16)), Ok(()));
        assert_eq!(check_safely("state_subscribeStorage", named(16)), Ok(()));
        assert!(check_safely("state_queryStorageAt", named(17)).is_err());
        assert!(check_safely("state_subscribeStorage", named(17)).is_err());
        let code = "0x3a636f6465";
        let hash = format!("{:?}", sp_core::H256::zero());
        for (method, params) in [
            ("state_queryStorageAt", json!([[code, "0x3A636F6465"]])),
            ("state_queryStorageAt", json!({ "keys": [code, code] })),
            ("state_getReadProof", json!([[code, code], hash])),
            (
                "state_getChildReadProof",
                json!(["0x01", [code, code], hash]),
            ),
            (
                "childstate_getStorageEntries",
                json!(["0x01", [code, code]]),
            ),
        ] {
            let refused = check_safely(method, params).unwrap_err();
            assert_eq!(refused, "a key is named too often: at most 1", "{method}");
        }
    }

    #[test]
    fn an_escaped_key_is_the_same_key() {
        let params: Value =
            serde_json::from_str(r#"[["0x3a636f6465", "\u0030x3a636f6465"]]"#).unwrap();
        assert!(check_safely("state_queryStorageAt", params).is_err());
    }

    #[test]
    fn a_thousand_keys_are_enough() {
        let most = distinct(MOST_KEYS);
        assert_eq!(check_safely("state_queryStorageAt", json!([most])), Ok(()));
        let too_many = distinct(MOST_KEYS + 1);
        for (method, params) in [
            ("state_queryStorageAt", json!([too_many])),
            ("state_subscribeStorage", json!([too_many])),
        ] {
            let refused = check_safely(method, params).unwrap_err();
            assert_eq!(refused, "1001 keys are too many: at most 1000");
        }
        let items: Vec<_> = too_many
            .iter()
            .map(|key| json!({ "key": key, "type": "value" }))
            .collect();
        for (method, params) in [
            ("archive_v1_storage", json!(["0x00", items])),
            ("chainHead_v1_storage", json!(["id", "0x00", items])),
        ] {
            assert!(check_safely(method, params).is_err(), "{method}");
        }
    }

    #[test]
    fn the_code_may_be_read_but_not_subscribed_to() {
        let code = json!([["0x3a636f6465"]]);
        assert!(check_safely("state_subscribeStorage", code.clone()).is_err());
        assert_eq!(check_safely("state_queryStorageAt", code), Ok(()));
    }

    #[test]
    fn all_keys_at_once_are_for_those_who_may_do_anything() {
        for method in ["state_getKeys", "childstate_getKeys"] {
            assert!(check_safely(method, json!(["0x"])).is_err());
            assert_eq!(check_with(DenyUnsafe::No, method, json!(["0x"])), Ok(()));
        }
    }

    #[test]
    fn what_names_no_keys_passes() {
        for (method, params) in [
            ("state_subscribeStorage", json!([])),
            ("state_queryStorageAt", json!([5])),
            ("state_getStorage", json!(["0xab"])),
            ("chain_getHeader", json!([])),
        ] {
            assert_eq!(check_safely(method, params), Ok(()), "{method}");
        }
        let none = Request::new(Cow::Borrowed("chain_getHeader"), None, Id::Null);
        assert!(check(&none).is_ok());
    }
}
