//! Whatever parameters callers send, every method answers and the node goes on. `PROPTEST_CASES` says how often to
//! try: see `fuzz/README.md`.

use super::{create, server::Connection, storage};
use crate::testing::{new_chain, rpc_deps};
use jsonrpsee::RpcModule;
use proptest::{prelude::*, sample::select, test_runner::TestRunner};
use sc_rpc::DenyUnsafe;
use serde_json::{json, Value};
use std::sync::Arc;

/// What a method may expect, or nearly.
fn value() -> impl Strategy<Value = Value> {
    let account = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let hash = format!("0x{}", "42".repeat(32));
    let known = vec![
        json!(null),
        json!(0),
        json!(-1),
        json!(u32::MAX),
        json!(u64::MAX),
        json!(0.5),
        json!(1e300),
        json!(account),
        json!(&account[1..]),
        json!(hash),
        json!(&hash[..64]),
        json!("0x"),
        json!("340282366920938463463374607431768211456"),
        json!("12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp"),
        json!("1".repeat(1_000)),
        json!("0x".to_string() + &"00".repeat(1_000)),
    ];
    let leaf = prop_oneof![
        4 => select(known),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..4)
                .prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

/// By position or, as hardly anybody does, by name.
pub fn parameters() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => prop::collection::vec(value(), 0..6).prop_map(Value::from),
        1 => value(),
    ]
}

async fn answer(module: &RpcModule<()>, request: &str) -> Value {
    let (answer, _) = module
        .raw_json_request(request, 1)
        .await
        .expect("the request is JSON");
    serde_json::from_str(&answer.to_string()).expect("the answer is JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_answers_hostile_parameters() {
    let (_folder, _config, chain) = new_chain();
    let mut module = create(&rpc_deps(&chain)).unwrap();
    storage::replace(&mut module, chain.client.clone()).unwrap();
    // As the server does for strangers.
    let connection = Arc::new(Connection::new(Arc::default()));
    module.extensions_mut().insert(connection);
    module.extensions_mut().insert(DenyUnsafe::Yes);
    // What a node may be asked by anybody.
    let methods: Vec<_> = module.method_names().collect();
    for expected in ["erc20_balanceOf", storage::SUBSCRIBE] {
        assert!(methods.contains(&expected), "{methods:?}");
    }
    let runtime = tokio::runtime::Handle::current();
    let strategy = (select(methods), parameters());
    tokio::task::block_in_place(|| {
        TestRunner::default().run(&strategy, |(method, params)| {
            let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
            let answer = runtime.block_on(answer(&module, &request.to_string()));
            let is_answer = answer.get("result").is_some() || answer["error"]["code"].is_i64();
            prop_assert!(is_answer, "{answer}");
            Ok(())
        })
    })
    .unwrap();
}
