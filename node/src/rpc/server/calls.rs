//! Limits the calls of a connection.
//!
//! The SDK checks the size of an answer after making it, and that of a notification never. So calls are refused
//! beforehand that name a large value many times, name values that are too large together, or ask for all keys. So are
//! calls with long parameters where short ones are expected.

use super::connection::{Busy, Connection};
use crate::rpc::storage::SUBSCRIBE;
use chaos_primitives::Hash;
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
use serde::{
    de::{DeserializeOwned, IgnoredAny, SeqAccess, Visitor},
    Deserialize, Deserializer,
};
use serde_json::{Map, Value};
use sp_core::storage::well_known_keys::CODE;
use std::{collections::HashMap, fmt, pin::pin, sync::Arc, time::Duration};
use tokio::{task::spawn_blocking, time::timeout};

/// Maximum number of keys in a call. Clients page by a thousand.
const MAX_KEYS: usize = 1_000;

/// Maximum size of parameters that contain neither bytes nor keys, in bytes. The time to decode an account or a CID, in
/// base58, grows with the square of its length: that of seven megabytes takes hours, and nothing stops it. A list of
/// block numbers takes twenty times its size in memory.
const MAX_SHORT: usize = 4 * 1024;

/// How often a call may name the same key. Polkadot.js merges simultaneous queries into one call, even if several parts
/// of a program ask for the same key.
const MAX_TIMES: usize = 16;

/// A call that takes longer waits for something itself: the runtime, or its client.
const LONG: Duration = Duration::from_secs(1);

/// For calls that had to wait too long. In the range that JSON-RPC reserves for servers.
const BUSY_CODE: i32 = -32_050;

/// Returns the size of something in bytes.
pub type SizeOf = Arc<dyn Fn(Asked) -> usize + Send + Sync>;

/// What may be large.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// The value of a key, in the state of a block or of the best one.
    Value(Option<Hash>, &'a [u8]),
    /// The transactions of a block.
    Body(Hash),
}

/// How large the values in the state are, and may be together in one answer.
#[derive(Clone)]
pub struct Values {
    pub size_of: SizeOf,
    /// In bytes. In JSON, each of them has two digits.
    pub most: usize,
}

impl Values {
    /// The bytes of what a call names, counted only until they are too many.
    fn count(&self, named: Named) -> usize {
        let (at, keys) = match named {
            Named::Nothing => return 0,
            Named::Body(block) => return (self.size_of)(Asked::Body(block)),
            Named::Values(at, keys) => (at, keys),
        };
        let mut bytes = 0usize;
        for key in keys {
            bytes = bytes.saturating_add((self.size_of)(Asked::Value(at, &key)));
            if bytes > self.most {
                break;
            }
        }
        bytes
    }
}

/// A service whose calls the `connection` limits.
#[derive(Clone)]
pub struct Bounded<S> {
    service: S,
    connection: Arc<Connection>,
    values: Values,
}

impl<S> Bounded<S> {
    pub fn new(service: S, connection: Arc<Connection>, values: Values) -> Self {
        Self {
            service,
            connection,
            values,
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
            values,
        } = self.clone();
        async move {
            let size = request
                .params
                .as_ref()
                .map_or(0, |params| params.get().len());
            let mut turn = if submits(request.method_name()) {
                connection.arrive(size)
            } else {
                match connection.turn(size).await {
                    Ok(turn) => turn,
                    Err(busy) => return MethodResponse::error(request.id, refusal(busy)),
                }
            };
            let named = match check(&request) {
                Ok(named) => named,
                Err(error) => return MethodResponse::error(request.id, error),
            };
            let mut bytes = 0;
            if named != Named::Nothing {
                let most = values.most;
                let counted = spawn_blocking(move || values.count(named)).await;
                bytes = counted.unwrap_or(usize::MAX);
                if bytes > most {
                    return MethodResponse::error(request.id, too_large(most));
                }
            }
            let notified = match notifies(request.method_name()) {
                true => 2 * bytes,
                false => 0,
            };
            let mut answering = pin!(service.call(request));
            let response = match timeout(LONG, answering.as_mut()).await {
                Ok(response) => response,
                Err(_) => {
                    turn.make_way();
                    answering.await
                }
            };
            turn.end(response.as_result().len() + notified);
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
        Busy::Calls => "this connection has too many waiting calls",
        Busy::Unread => "too many unread answers, of this connection or of all",
    };
    ErrorObjectOwned::owned(BUSY_CODE, why, None::<()>)
}

fn too_large(most: usize) -> ErrorObjectOwned {
    let why = format!("the values are too large together: at most {most} bytes");
    ErrorObjectOwned::owned(INVALID_PARAMS_CODE, why, None::<()>)
}

/// Whether the values are in notifications rather than in the answer. Those of [`SUBSCRIBE`] wait for room by
/// themselves.
fn notifies(method: &str) -> bool {
    [BODY, "chainHead_v1_storage"].contains(&method)
}

/// Tells the transactions of a block.
const BODY: &str = "chainHead_v1_body";

/// What a call reads as a whole before it answers.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    /// Nothing that can be large.
    Nothing,
    /// The values of keys, in the state of a block or of the best one.
    Values(Option<Hash>, Vec<Vec<u8>>),
    /// The transactions of a block.
    Body(Hash),
}

/// Refuse a call that would take too much. Returns what it reads at once, as far as its parameters can be parsed.
fn check(request: &Request) -> Result<Named, ErrorObjectOwned> {
    let refuse = |why: String| ErrorObjectOwned::owned(INVALID_PARAMS_CODE, why, None::<()>);
    let method = request.method_name();
    if let Some(why) = too_much(method) {
        let may = request.extensions().get::<DenyUnsafe>();
        return match may {
            Some(DenyUnsafe::No) => Ok(Named::Nothing),
            _ => Err(refuse(format!("{method} {why}"))),
        };
    }
    if method == BODY {
        let block = parameter(&request.params(), 1, "hash");
        return Ok(block.map_or(Named::Nothing, Named::Body));
    }
    let size = request
        .params
        .as_ref()
        .map_or(0, |params| params.get().len());
    if size > MAX_SHORT && !takes_bytes(method) {
        return Err(refuse(format!(
            "the parameters are too long: at most {MAX_SHORT} bytes"
        )));
    }
    // What can't be read is refused by the method itself.
    let Some(keys) = keys(request) else {
        return Ok(Named::Nothing);
    };
    if keys.len() > MAX_KEYS {
        return Err(refuse(format!("the keys are too many: at most {MAX_KEYS}")));
    }
    let mut named: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut values = Vec::new();
    for key in &keys {
        let Some(bytes) = key.bytes() else {
            continue;
        };
        let is_code = bytes == CODE;
        if method == SUBSCRIBE && is_code {
            return Err(refuse(
                ":code is too large to subscribe to: use state_subscribeRuntimeVersion".into(),
            ));
        }
        if key.asks_for_value() {
            values.push(bytes.clone());
        }
        let most = if is_code { 1 } else { MAX_TIMES };
        let times = named.entry(bytes).or_default();
        *times += 1;
        if *times > most {
            return Err(refuse(format!("a key is named too often: at most {most}")));
        }
    }
    let params = request.params();
    let at = match method {
        SUBSCRIBE => None,
        "state_queryStorageAt" => parameter(&params, 1, "at"),
        "state_getReadProof" | "chainHead_v1_storage" => parameter(&params, 1, "hash"),
        _ => return Ok(Named::Nothing),
    };
    Ok(match values.is_empty() {
        true => Named::Nothing,
        false => Named::Values(at, values),
    })
}

/// Whether a method takes bytes or keys. No method of these namespaces takes an account or a CID.
fn takes_bytes(method: &str) -> bool {
    [
        "archive_",
        "author_",
        "chainHead_",
        "childstate_",
        "offchain_",
        "payment_",
        "state_",
        "system_dryRun",
        "transaction",
    ]
    .iter()
    .any(|namespace| method.starts_with(namespace))
}

/// Why a method is for callers of unsafe methods only.
fn too_much(method: &str) -> Option<&'static str> {
    match method {
        "state_getKeys" | "childstate_getKeys" => {
            Some("answers with all keys at once: use the paged method")
        }
        "state_getStorageSize" | "state_getStorageSizeAt" => {
            Some("reads all that begins with the key: read the value")
        }
        "archive_v1_storageDiff" => Some("goes through two whole states: ask a node of yours"),
        "archive_v1_storage" => Some("keeps a thread until all is read: ask a node of yours"),
        "grandpa_proveFinality" => Some("reads all headers in between: ask a node of yours"),
        _ => None,
    }
}

/// A key of the state, or something asked about one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Key {
    Plain(String),
    Item {
        key: String,
        #[serde(rename = "type", default)]
        what: String,
    },
    Other(IgnoredAny),
}

impl Key {
    /// Whether its whole value is asked for, and not a hash of it, say.
    fn asks_for_value(&self) -> bool {
        match self {
            Self::Plain(_) => true,
            Self::Item { what, .. } => what == "value",
            Self::Other(_) => false,
        }
    }

    /// Its bytes, however they are written.
    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Plain(key) | Self::Item { key, .. } => sp_core::bytes::from_hex(key).ok(),
            Self::Other(_) => None,
        }
    }
}

/// A list of keys, of which those after [`MAX_KEYS`] and one more are not parsed.
struct Keys(Vec<Key>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Keys;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a list of keys")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while keys.len() <= MAX_KEYS {
                    let Some(key) = list.next_element()? else {
                        return Ok(Keys(keys));
                    };
                    keys.push(key);
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Keys(keys))
            }
        }

        deserializer.deserialize_seq(List)
    }
}

/// The list of keys in the parameters of a method that has one.
fn keys(request: &Request) -> Option<Vec<Key>> {
    let (place, name) = match request.method_name() {
        SUBSCRIBE | "state_queryStorage" | "state_queryStorageAt" | "state_getReadProof" => {
            (0, "keys")
        }
        "state_getChildReadProof" | "childstate_getStorageEntries" => (1, "keys"),
        "chainHead_v1_storage" => (2, "items"),
        _ => return None,
    };
    let keys: Option<Keys> = parameter(&request.params(), place, name);
    keys.map(|Keys(keys)| keys)
}

/// The parameter at `place`, or with this name where they have names: the same that the method finds, whatever else
/// there is.
fn parameter<T: DeserializeOwned>(params: &Params, place: usize, name: &str) -> Option<T> {
    if params.is_object() {
        let mut named: Map<String, Value> = params.parse().ok()?;
        return serde_json::from_value(named.remove(name)?).ok();
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
    use crate::rpc::hostile::parameters;
    use jsonrpsee::types::Id;
    use proptest::{prelude::*, sample::select};
    use serde_json::{json, value::to_raw_value};
    use std::borrow::Cow;

    fn check_safely(method: &str, params: Value) -> Result<(), String> {
        check_with(DenyUnsafe::Yes, method, params)
    }

    fn check_with(unsafe_methods: DenyUnsafe, method: &str, params: Value) -> Result<(), String> {
        let params = to_raw_value(&params).unwrap();
        let mut request = Request::new(method.into(), Some(&params), Id::Number(1));
        request.extensions_mut().insert(unsafe_methods);
        let checked = check(&request).map_err(|error| error.message().to_string());
        checked.map(drop)
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
            ("state_queryStorageAt", json!([[code, "3a636f6465"]])),
            ("state_queryStorageAt", json!({ "keys": [code, code] })),
            (
                "state_queryStorageAt",
                json!({ "items": 5, "keys": [code, code] }),
            ),
            ("state_getReadProof", json!([[code, code], hash])),
            (
                "chainHead_v1_storage",
                json!(["id", hash, [{ "key": code, "type": "value" }, { "type": "hash", "key": code }]]),
            ),
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
        let most = distinct(MAX_KEYS);
        assert_eq!(check_safely("state_queryStorageAt", json!([most])), Ok(()));
        let too_many = distinct(MAX_KEYS + 1);
        for (method, params) in [
            ("state_queryStorageAt", json!([too_many])),
            ("state_subscribeStorage", json!([too_many])),
        ] {
            let refused = check_safely(method, params).unwrap_err();
            assert_eq!(refused, "the keys are too many: at most 1000");
        }
        let items: Vec<_> = too_many
            .iter()
            .map(|key| json!({ "key": key, "type": "value" }))
            .collect();
        let params = json!(["id", "0x00", items]);
        assert!(check_safely("chainHead_v1_storage", params).is_err());
    }

    #[test]
    fn many_more_keys_are_counted_but_not_kept() {
        let params = json!([vec![1; 100 * MAX_KEYS]]);
        let params = to_raw_value(&params).unwrap();
        let request = Request::new(SUBSCRIBE.into(), Some(&params), Id::Number(1));
        assert_eq!(keys(&request).map(|keys| keys.len()), Some(MAX_KEYS + 1));
        assert!(check(&request).is_err());
        let unfinished: Result<Keys, _> = serde_json::from_str(&"[1,".repeat(2));
        assert!(unfinished.is_err());
    }

    #[test]
    fn only_bytes_and_keys_are_long() {
        let params = |length: usize| json!(["z".repeat(length - r#"[""]"#.len())]);
        for method in [
            "cos_locked",
            "admission_peerStatus",
            "system_accountNextIndex",
            "account_nextIndex",
            "chain_getBlockHash",
            "bitswap_v1_get",
        ] {
            assert_eq!(check_safely(method, params(MAX_SHORT)), Ok(()), "{method}");
            let refused = check_safely(method, params(MAX_SHORT + 1)).unwrap_err();
            assert_eq!(refused, "the parameters are too long: at most 4096 bytes");
        }
        for method in [
            "author_submitExtrinsic",
            "chainHead_v1_call",
            "payment_queryInfo",
            "state_call",
            "system_dryRun",
            "transaction_v1_broadcast",
            "transactionWatch_v1_submitAndWatch",
        ] {
            let long = params(MAX_SHORT * MAX_SHORT / 2);
            assert_eq!(check_safely(method, long), Ok(()), "{method}");
        }
    }

    #[test]
    fn the_code_may_be_read_but_not_subscribed_to() {
        let code = json!([["0x3a636f6465"]]);
        assert!(check_safely("state_subscribeStorage", code.clone()).is_err());
        assert_eq!(check_safely("state_queryStorageAt", code), Ok(()));
    }

    #[test]
    fn what_goes_through_everything_is_for_those_who_may_do_anything() {
        for method in [
            "state_getKeys",
            "childstate_getKeys",
            "state_getStorageSize",
            "state_getStorageSizeAt",
            "archive_v1_storage",
            "archive_v1_storageDiff",
            "grandpa_proveFinality",
        ] {
            assert!(check_safely(method, json!(["0x"])).is_err());
            assert_eq!(check_with(DenyUnsafe::No, method, json!(["0x"])), Ok(()));
        }
    }

    fn named_in(method: &str, params: Value) -> Named {
        let params = to_raw_value(&params).unwrap();
        check(&Request::new(method.into(), Some(&params), Id::Number(1))).unwrap()
    }

    #[test]
    fn values_are_those_of_the_block_that_is_named() {
        let block = Hash::repeat_byte(7);
        let keys = || vec![vec![0xab], vec![0xcd, 0xef]];
        for (method, params, at) in [
            ("state_queryStorageAt", json!([["0xab", "0xcdef"]]), None),
            (
                "state_queryStorageAt",
                json!([["0xab", "0xcdef"], null]),
                None,
            ),
            (
                "state_queryStorageAt",
                json!([["0xab", "0xcdef"], block]),
                Some(block),
            ),
            (
                "state_getReadProof",
                json!([["0xab", "0xcdef"], block]),
                Some(block),
            ),
            (
                "state_queryStorageAt",
                json!({ "keys": ["0xab", "0xcdef"], "at": block, "hash": 5, "items": 5 }),
                Some(block),
            ),
            (
                "state_getReadProof",
                json!({ "keys": ["0xab", "0xcdef"], "hash": block, "at": 5 }),
                Some(block),
            ),
            (
                SUBSCRIBE,
                json!({ "keys": ["0xab", "0xcdef"], "at": 5 }),
                None,
            ),
            (
                "chainHead_v1_storage",
                json!(["id", block, [
                    { "type": "value", "key": "0xab" },
                    { "key": "0xfe", "type": "hash" },
                    { "key": "0xcdef", "type": "value" },
                    { "key": "0xfe" },
                ], null]),
                Some(block),
            ),
        ] {
            let expected = Named::Values(at, keys());
            assert_eq!(named_in(method, params.clone()), expected, "{params}");
        }
        let subscribed = named_in(SUBSCRIBE, json!([["0xab", "0xcdef"]]));
        assert_eq!(subscribed, Named::Values(None, keys()));
        for (method, params) in [
            (SUBSCRIBE, json!([])),
            (SUBSCRIBE, json!([[]])),
            (BODY, json!(["id"])),
            ("state_getStorage", json!(["0xab"])),
        ] {
            assert_eq!(named_in(method, params), Named::Nothing, "{method}");
        }
    }

    #[test]
    fn values_are_counted_until_they_are_too_many() {
        let values = Values {
            size_of: Arc::new(|asked| match asked {
                Asked::Value(_, [9]) => panic!("it is too much already"),
                Asked::Value(_, key) => key[0].into(),
                Asked::Body(block) => block.0[0].into(),
            }),
            most: 10,
        };
        let count = |keys: &[u8]| {
            let keys = keys.iter().map(|key| vec![*key]).collect();
            values.count(Named::Values(None, keys))
        };
        let block = json!(["id", Hash::repeat_byte(7)]);
        assert_eq!(values.count(named_in(BODY, block)), 7);
        assert_eq!(values.count(Named::Nothing), 0);
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[4, 6]), 10);
        assert_eq!(count(&[5, 6, 9]), 11);
    }

    proptest! {
        /// Whatever the parameters are, they are judged.
        #[test]
        fn hostile_parameters_pass_or_are_refused(
            method in select(vec![
                SUBSCRIBE,
                "state_queryStorageAt",
                "state_getReadProof",
                "state_getChildReadProof",
                "childstate_getStorageEntries",
                "chainHead_v1_storage",
            ]),
            params in parameters(),
        ) {
            let refused = check_safely(method, params).err();
            prop_assert!(refused.is_none_or(|why| why.contains("key")));
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
