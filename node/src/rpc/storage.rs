//! `state_subscribeStorage`, in place of the SDK's.
//!
//! For every subscription the SDK writes changes as JSON as soon as they happen, however large the values are. Here
//! that waits until the [`Connection`] has room for it, and happens for one subscription of a connection at a time.

use super::{
    check_if_safe,
    server::{Connection, Watched},
};
use crate::client::FullClient;
use chaos_primitives::Hash;
use futures::StreamExt;
use jsonrpsee::{
    core::RpcResult,
    types::{
        error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE},
        ErrorObjectOwned, Params,
    },
    Extensions, PendingSubscriptionSink, RpcModule, SubscriptionMessage, SubscriptionSink,
};
use sc_client_api::{
    BlockchainEvents, HeaderBackend, StorageEventStream, StorageNotification, StorageProvider,
};
use sc_service::error::Error as ServiceError;
use serde::Deserialize;
use sp_core::storage::{StorageChangeSet, StorageData, StorageKey};
use std::{fmt::Display, sync::Arc};
use tokio::sync::mpsc;

pub const SUBSCRIBE: &str = "state_subscribeStorage";
const UNSUBSCRIBE: &str = "state_unsubscribeStorage";

/// Approximate overhead of a key in bytes: it is in lists of both sides, with the links between them.
const KEY_OVERHEAD: usize = 200;

/// Number of blocks whose changes may wait. With more a subscription ends, as the SDK's do.
const MAX_WAITING: usize = 16;

/// Replace the SDK's subscription in `module` by this one.
pub fn replace(module: &mut RpcModule<()>, client: Arc<FullClient>) -> Result<(), ServiceError> {
    module.remove_method(SUBSCRIBE);
    module.remove_method(UNSUBSCRIBE);
    let registered = module.register_subscription(
        SUBSCRIBE,
        "state_storage",
        UNSUBSCRIBE,
        move |params, pending, _, extensions| {
            subscribe(client.clone(), params, pending, extensions)
        },
    );
    registered
        .map(drop)
        .map_err(|error| ServiceError::Application(error.into()))
}

async fn subscribe(
    client: Arc<FullClient>,
    params: Params<'static>,
    pending: PendingSubscriptionSink,
    extensions: Extensions,
) {
    let connection = extensions.get::<Arc<Connection>>();
    let begun = connection
        .ok_or_else(|| failed("it takes a connection"))
        .and_then(|connection| Subscription::begin(client, connection, &params, &extensions));
    let (subscription, changes) = match begun {
        Ok(begun) => begun,
        Err(error) => return pending.reject(error).await,
    };
    // It may be as long as a request.
    drop(params);
    if let Ok(sink) = pending.accept().await {
        tokio::select! {
            () = sink.closed() => {}
            () = subscription.follow(changes, &sink) => {}
        }
    }
}

struct Subscription<'a> {
    client: Arc<FullClient>,
    connection: &'a Connection,
    /// The keys whose values are sent first. `None` for a subscription to all keys.
    keys: Option<Vec<StorageKey>>,
    /// The block whose values are sent first.
    first: Hash,
    /// Keeps what the keys take of what the connection may watch.
    _watched: Watched<'a>,
}

impl<'a> Subscription<'a> {
    fn begin(
        client: Arc<FullClient>,
        connection: &'a Connection,
        params: &Params,
        extensions: &Extensions,
    ) -> RpcResult<(Self, StorageEventStream<Hash>)> {
        let keys = keys(params)?;
        if keys.is_none() {
            check_if_safe(extensions)?;
        }
        let bytes = keys.iter().flatten().map(|key| key.0.len() + KEY_OVERHEAD);
        let watched = connection.watch(bytes.sum()).ok_or_else(|| {
            let why = "this connection watches too many keys";
            ErrorObjectOwned::owned(INVALID_PARAMS_CODE, why, None::<()>)
        })?;
        let changes = client
            .storage_changes_notification_stream(keys.as_deref(), None)
            .map_err(failed)?;
        let first = client.info().best_hash;
        let subscription = Self {
            client,
            connection,
            keys,
            first,
            _watched: watched,
        };
        Ok((subscription, changes))
    }

    /// Send the current values and then the changes, until too much waits or nobody listens.
    async fn follow(mut self, mut changes: StorageEventStream<Hash>, sink: &SubscriptionSink) {
        let (queue, mut waiting) = mpsc::channel(MAX_WAITING);
        let keys = self.keys.take();
        let collect = async {
            while let Some(change) = changes.next().await {
                if queue.try_send(change).is_err() {
                    return;
                }
            }
        };
        let tell = async {
            if let Some(keys) = keys {
                self.tell(sink, || self.values(keys)).await?;
            }
            while let Some(change) = waiting.recv().await {
                self.tell(sink, || Ok(changed(&change))).await?;
            }
            Ok::<_, End>(())
        };
        tokio::select! {
            () = collect => {}
            _ = tell => {}
        }
    }

    /// Make and send a notification once there is room for it.
    async fn tell(
        &self,
        sink: &SubscriptionSink,
        make: impl FnOnce() -> Result<StorageChangeSet<Hash>, End>,
    ) -> Result<(), End> {
        let room = self.connection.room().await.map_err(|_| End)?;
        let notification = make()?;
        if notification.changes.is_empty() {
            return Ok(());
        }
        room.take(size(&notification));
        let message = SubscriptionMessage::from_json(&notification)
            .expect("hashes and bytes can be written as JSON");
        drop(notification);
        sink.send(message).await.map_err(|_| End)
    }

    /// The values of the first block, unless its state is not kept any more.
    fn values(&self, keys: Vec<StorageKey>) -> Result<StorageChangeSet<Hash>, End> {
        let value = |key| {
            let value = self.client.storage(self.first, &key).map_err(|_| End)?;
            Ok((key, value))
        };
        Ok(StorageChangeSet {
            block: self.first,
            changes: keys.into_iter().map(value).collect::<Result<_, _>>()?,
        })
    }
}

/// Nobody listens, or there is nothing to tell.
struct End;

/// What has changed of the state itself, and not of the child tries.
fn changed(notification: &StorageNotification<Hash>) -> StorageChangeSet<Hash> {
    let changes = notification.changes.iter();
    StorageChangeSet {
        block: notification.block,
        changes: changes
            .filter(|(child, ..)| child.is_none())
            .map(|(_, key, value)| (key.clone(), value.cloned()))
            .collect(),
    }
}

/// About how many bytes of JSON that is: two for each of a key or a value.
fn size(notification: &StorageChangeSet<Hash>) -> usize {
    let bytes = |(key, value): &(StorageKey, Option<StorageData>)| {
        key.0.len() + value.as_ref().map_or(0, |value| value.0.len())
    };
    2 * notification.changes.iter().map(bytes).sum::<usize>()
}

/// The keys to watch, or all.
fn keys(params: &Params) -> RpcResult<Option<Vec<StorageKey>>> {
    #[derive(Deserialize)]
    struct Named {
        keys: Option<Vec<StorageKey>>,
    }
    if params.is_object() {
        params.parse().map(|named: Named| named.keys)
    } else {
        params.sequence().optional_next()
    }
}

fn failed(why: impl Display) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INTERNAL_ERROR_CODE, why.to_string(), None::<()>)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::new_chain;
    use jsonrpsee::server::Subscription;
    use sc_rpc::DenyUnsafe;
    use serde_json::{json, Value};
    use sp_core::storage::well_known_keys::CODE;
    use std::time::Duration;
    use tokio::time::timeout;

    /// This subscription, as those may have it who may do so much.
    fn module(may: DenyUnsafe) -> (tempfile::TempDir, RpcModule<()>) {
        let (folder, _config, chain) = new_chain();
        let mut module = RpcModule::new(());
        replace(&mut module, chain.client).unwrap();
        let connection = Arc::new(Connection::new(Arc::default()));
        module.extensions_mut().insert(connection);
        module.extensions_mut().insert(may);
        (folder, module)
    }

    async fn ask(module: &RpcModule<()>, params: Value) -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": SUBSCRIBE, "params": params });
        let (answer, _) = module
            .raw_json_request(&request.to_string(), 1)
            .await
            .unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    async fn notification(subscription: &mut Subscription) -> StorageChangeSet<Hash> {
        subscription.next().await.unwrap().unwrap().0
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn values_are_told_first_and_large_ones_one_at_a_time() {
        let (_folder, module) = module(DenyUnsafe::Yes);
        let keys = vec![StorageKey(CODE.to_vec()), StorageKey(b"none".to_vec())];
        let subscribe = || module.subscribe_unbounded(SUBSCRIBE, [keys.clone()]);
        let (mut first, mut second) = (subscribe().await.unwrap(), subscribe().await.unwrap());

        let StorageChangeSet { changes, .. } = notification(&mut first).await;
        assert_eq!(changes[1], (keys[1].clone(), None));
        assert!(changes[0].1.as_ref().unwrap().0.len() > 1_000_000);

        let soon = Duration::from_millis(200);
        assert!(timeout(soon, notification(&mut second)).await.is_err());
        // Nothing writes what is sent here. After a while the connection takes it for lost.
        let StorageChangeSet { changes: again, .. } = notification(&mut second).await;
        assert_eq!(changes, again);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_connection_watches_so_many_keys() {
        let (_folder, module) = module(DenyUnsafe::Yes);
        let keys = |number: u32| -> Vec<_> {
            let key = |key: u32| StorageKey([number.to_le_bytes(), key.to_le_bytes()].concat());
            (0..1_000).map(key).collect()
        };
        let mut watching = Vec::new();
        let refused = loop {
            let number = watching.len() as u32;
            match module.subscribe_unbounded(SUBSCRIBE, [keys(number)]).await {
                Ok(subscription) => watching.push(subscription),
                Err(error) => break error.to_string(),
            }
        };
        assert!(refused.contains("watches too many keys"), "{refused}");
        assert!(watching.len() >= 10, "{}", watching.len());
        drop(watching.pop());
        let again = || module.subscribe_unbounded(SUBSCRIBE, [keys(0)]);
        let freed = async {
            while again().await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(10), freed).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn all_keys_are_for_those_who_may_do_anything() {
        let (_folder, strangers) = module(DenyUnsafe::Yes);
        for params in [json!([]), json!([null]), json!({})] {
            let answer = ask(&strangers, params).await;
            let message = answer["error"]["message"].as_str().unwrap();
            assert!(message.contains("unsafe"), "{message}");
        }
        let (_folder, operators) = module(DenyUnsafe::No);
        let answer = ask(&operators, json!([])).await;
        assert!(answer.get("result").is_some(), "{answer}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_have_a_place_or_a_name() {
        let (_folder, module) = module(DenyUnsafe::Yes);
        for params in [json!([["0xab"]]), json!({ "keys": ["0xab"], "at": 5 })] {
            let answer = ask(&module, params).await;
            assert!(answer.get("result").is_some(), "{answer}");
        }
        for params in [json!([5]), json!([["0xabc", 7]]), json!({ "keys": "0xab" })] {
            let answer = ask(&module, params).await;
            assert_eq!(answer["error"]["code"], -32602, "{answer}");
        }
    }
}
