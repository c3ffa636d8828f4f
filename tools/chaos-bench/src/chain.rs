//! The chain at the other end of a connection: its metadata, its limits, and how its transactions are
//! made. Any chain will do that has `System` and `Balances`.

use crate::{
    accounts::AccountId,
    call::Call,
    error::Error,
    state::{account_key, AccountInfo},
};
use codec::DecodeAll;
use jsonrpsee::ws_client::WsClientBuilder;
use serde::{Deserialize, Serialize};
use sp_core::{sr25519::Pair, Pair as _};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use subxt::{
    backend::LegacyBackend,
    config::{
        substrate::{AccountId32, MultiAddress, MultiSignature, SubstrateHeader, H256},
        DefaultExtrinsicParamsBuilder, Hasher, RpcConfigFor, SubstrateConfig,
    },
    ext::{codec::Encode, scale_decode::DecodeAsType, scale_encode::EncodeAsFields},
    rpcs::{methods::legacy::LegacyRpcMethods, RpcClient},
    OnlineClient, OnlineClientAtBlock,
};

/// What can be asked of a node.
pub type Rpc = LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>;
/// The header of a block.
pub type Header = SubstrateHeader<H256>;

/// Blocks and their events, in hexadecimal.
const LARGEST_MESSAGE: u32 = 128 * 1024 * 1024;

/// How many keys of the state are asked for at once.
const KEYS_AT_ONCE: usize = 1_000;

/// Who answers, as the node says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub name: String,
    pub version: String,
    pub chain: String,
    pub spec_version: u32,
}

/// What a block has for transactions of the class normal. None where the chain does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Picoseconds.
    pub weight: Option<u64>,
    pub bytes: Option<u32>,
}

/// The chain that a node is of.
pub struct Chain {
    pub rpc: Rpc,
    pub node: Node,
    at: OnlineClientAtBlock<SubstrateConfig>,
}

/// Waits so long for the node to answer.
async fn client(url: &str, patience: Duration) -> Result<RpcClient, Error> {
    let started = Instant::now();
    loop {
        let client = WsClientBuilder::new()
            .max_request_size(LARGEST_MESSAGE)
            .max_response_size(LARGEST_MESSAGE)
            .max_concurrent_requests(4_096)
            .max_buffer_capacity_per_subscription(4_096)
            .build(url)
            .await;
        match client {
            Ok(client) => return Ok(RpcClient::new(client)),
            Err(_) if started.elapsed() < patience => {
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
            Err(source) => {
                return Err(Error::Connect {
                    url: url.into(),
                    source: Box::new(source),
                })
            }
        }
    }
}

/// A connection that nothing is known of but its address.
pub async fn connect(url: &str, patience: Duration) -> Result<Rpc, Error> {
    Ok(Rpc::new(client(url, patience).await?))
}

/// How calls name an account.
pub fn address(account: AccountId) -> MultiAddress<AccountId32, u32> {
    MultiAddress::Id(AccountId32(account))
}

impl Chain {
    /// Waits so long for the node to answer, and again for it to make a block final.
    pub async fn connect(url: &str, patience: Duration) -> Result<Self, Error> {
        let client = client(url, patience).await?;
        let rpc = Rpc::new(client.clone());
        wait_for_finality(&rpc, patience).await?;
        let backend = Arc::new(LegacyBackend::builder().build(client));
        let online = OnlineClient::<SubstrateConfig>::from_backend_with_config(
            SubstrateConfig::new(),
            backend,
        );
        let at = online.await?.at_current_block().await?;
        let node = Node {
            name: rpc.system_name().await?,
            version: rpc.system_version().await?,
            chain: rpc.system_chain().await?,
            spec_version: at.spec_version(),
        };
        Ok(Self { rpc, node, at })
    }

    /// What the chain was at when the connection was made.
    pub fn at(&self) -> &OnlineClientAtBlock<SubstrateConfig> {
        &self.at
    }

    /// Nothing, where the chain has these pallets.
    pub fn require(&self, pallets: &[&'static str]) -> Result<(), Error> {
        let missing = pallets
            .iter()
            .find(|pallet| self.at.metadata_ref().pallet_by_name(pallet).is_none());
        match missing {
            Some(pallet) => Err(Error::NoPallet {
                chain: self.node.chain.clone(),
                pallet,
            }),
            None => Ok(()),
        }
    }

    /// A call as this chain encodes it.
    pub fn call(
        &self,
        pallet: &'static str,
        name: &'static str,
        arguments: impl EncodeAsFields,
    ) -> Result<Call, Error> {
        let payload = subxt::dynamic::tx(pallet, name, arguments);
        let bytes = self.at.transactions().call_data(&payload)?;
        Ok(Call::new(pallet, name, bytes))
    }

    /// All of these calls, or none, in one transaction.
    pub fn batch(&self, calls: &[Call]) -> Result<Call, Error> {
        let batch = self.call("Utility", "batch_all", (Vec::<()>::new(),))?;
        let mut bytes = batch.bytes()[..2].to_vec();
        codec::Compact(calls.len() as u32).encode_to(&mut bytes);
        bytes.extend(calls.iter().flat_map(Call::bytes));
        Ok(Call::new("Utility", "batch_all", bytes))
    }

    /// A transaction, ready to be sent whenever the nonce is due.
    pub fn sign(&self, key: &Pair, nonce: u64, call: &Call) -> Result<Vec<u8>, Error> {
        let parameters = DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new()
            .immortal()
            .nonce(nonce)
            .build();
        let transactions = self.at.transactions();
        let mut signable = transactions.create_signable_offline(call, parameters)?;
        let signature = key.sign(&signable.signer_payload()?);
        let signed = signable.sign_with_account_and_signature(
            &AccountId32(key.public().0),
            &MultiSignature::Sr25519(signature.0),
        )?;
        Ok(signed.into_encoded())
    }

    /// The hash by which the chain names a block.
    pub fn hash_of(&self, header: &Header) -> H256 {
        self.at.hasher().hash(&header.encode())
    }

    /// What the newest block has of accounts. None of those that it doesn't have.
    pub async fn accounts(
        &self,
        accounts: &[AccountId],
    ) -> Result<Vec<Option<AccountInfo>>, Error> {
        let mut infos = Vec::with_capacity(accounts.len());
        for some in accounts.chunks(KEYS_AT_ONCE) {
            let keys: Vec<Vec<u8>> = some.iter().map(account_key).collect();
            let values = self.values(&keys, None).await?;
            for (account, value) in some.iter().zip(values) {
                let info = value.map(|value| AccountInfo::decode_all(&mut &value[..]));
                let malformed = |_| Error::MalformedAccount(crate::hex::encode(account));
                infos.push(info.transpose().map_err(malformed)?);
            }
        }
        Ok(infos)
    }

    /// What a block, or the newest, has at each of these keys.
    pub async fn values(
        &self,
        keys: &[Vec<u8>],
        at: Option<H256>,
    ) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let slices = keys.iter().map(Vec::as_slice);
        let sets = self.rpc.state_query_storage_at(slices, at).await?;
        let mut values: HashMap<Vec<u8>, Vec<u8>> = sets
            .into_iter()
            .flat_map(|set| set.changes)
            .filter_map(|(key, value)| Some((key.0, value?.0)))
            .collect();
        Ok(keys.iter().map(|key| values.remove(key)).collect())
    }

    pub fn limits(&self) -> Limits {
        let constants = self.at.constants();
        let weights = subxt::dynamic::constant::<BlockWeights>("System", "BlockWeights");
        let lengths = subxt::dynamic::constant::<BlockLength>("System", "BlockLength");
        let weights = constants.entry(weights).ok();
        let normal = weights.map(|weights| weights.per_class.normal);
        Limits {
            weight: normal.and_then(|normal| Some(normal.max_total?.ref_time)),
            bytes: constants
                .entry(lengths)
                .ok()
                .map(|length| length.max.normal),
        }
    }
}

async fn wait_for_finality(rpc: &Rpc, patience: Duration) -> Result<(), Error> {
    let started = Instant::now();
    loop {
        let head = rpc.chain_get_finalized_head().await?;
        let header = rpc.chain_get_header(Some(head)).await?;
        if header.is_some_and(|header| header.number > 0) {
            return Ok(());
        }
        if started.elapsed() > patience {
            return Err(Error::NothingFinal(patience.as_secs()));
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockWeights {
    per_class: WeightsPerClass,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct WeightsPerClass {
    normal: ClassWeights,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ClassWeights {
    max_total: Option<RefTime>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct RefTime {
    ref_time: u64,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockLength {
    max: LengthPerClass,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct LengthPerClass {
    normal: u32,
}
