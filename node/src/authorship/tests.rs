//! On a development chain, with the whole of a node but the network.

use super::*;
use crate::{
    cli::Cli,
    consensus::AuraGrandpa,
    service,
    signatures::tests::transaction::{extension, remark, transaction},
    transactions,
};
use chaos_runtime::{Runtime, RuntimeCall};
use clap::Parser;
use sc_cli::SubstrateCli;
use sc_transaction_pool_api::TransactionSource;
use sp_blockchain::HeaderBackend;
use sp_consensus::Proposer as _;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_inherents::InherentDataProvider;
use sp_keyring::Sr25519Keyring::{self, Alice, One, Two};
use sp_runtime::{generic::Era, DigestItem, MultiAddress};
use tempfile::TempDir;

/// In slots since the Unix epoch.
const SLOT: u64 = 1_800_000_000;

type Partial = service::Partial<AuraGrandpa>;

/// In a folder that is removed at the end.
fn new_chain() -> (TempDir, Partial) {
    let folder = tempfile::tempdir().unwrap();
    let base_path = folder.path().to_str().unwrap();
    let cli = Cli::parse_from(["chaos-node", "--dev", "--base-path", base_path]);
    let tokio = tokio::runtime::Handle::current();
    let config = cli.create_configuration(&cli.run, tokio).unwrap();
    let options = transactions::pool_options(&cli.run.pool_config, true);
    let chain = service::new_partial::<AuraGrandpa>(&config, options).unwrap();
    (folder, chain)
}

fn genesis(chain: &Partial) -> Header {
    let hash = chain.client.info().genesis_hash;
    chain.client.header(hash).unwrap().unwrap()
}

fn sign(chain: &Partial, by: Sr25519Keyring, nonce: u32, call: RuntimeCall) -> OpaqueExtrinsic {
    let genesis = chain.client.info().genesis_hash;
    let immortal = extension(Era::Immortal, nonce, false);
    let signer = by.public().into();
    transaction(call, immortal, (genesis, genesis), signer, |payload| {
        by.sign(payload).into()
    })
}

fn everything_to(whom: Sr25519Keyring) -> RuntimeCall {
    pallet_balances::Call::<Runtime>::transfer_all {
        dest: MultiAddress::Id(whom.to_account_id()),
        keep_alive: false,
    }
    .into()
}

/// Let these wait for a block.
async fn submit(chain: &Partial, transactions: &[OpaqueExtrinsic]) {
    let at = chain.client.info().genesis_hash;
    for transaction in transactions {
        let submission =
            chain
                .transaction_pool
                .submit_one(at, TransactionSource::External, transaction.clone());
        submission.await.unwrap();
    }
}

async fn args(block_size_limit: Option<usize>) -> ProposeArgs<Block> {
    let inherents = (
        sp_consensus_aura::inherents::InherentDataProvider::new(SLOT.into()),
        sp_timestamp::InherentDataProvider::new((SLOT * 1_000).into()),
    );
    let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(SLOT).encode());
    ProposeArgs {
        inherent_data: inherents.create_inherent_data().await.unwrap(),
        inherent_digests: Digest { logs: vec![slot] },
        max_duration: Duration::from_secs(60),
        block_size_limit,
        ..Default::default()
    }
}

/// The first block, with what waits.
async fn propose(chain: &Partial, block_size_limit: Option<usize>) -> Block {
    let mut author = Author {
        client: chain.client.clone(),
        pool: chain.transaction_pool.clone(),
        spawner: chain.task_manager.spawn_handle(),
        metrics: MetricsLink::new(None),
        telemetry: None,
        share: Share::default(),
    };
    let proposer = author.init(&genesis(chain)).await.unwrap();
    let proposal = proposer.propose(args(block_size_limit).await).await;
    proposal.unwrap().block
}

/// The first block with what waits, the hash of the state after it, and what is no good.
async fn make(chain: &Partial, batches: bool) -> (Block, Hash, Invalid) {
    let (parent, args) = (genesis(chain), args(None).await);
    let ready = chain.transaction_pool.ready_at(parent.hash()).await;
    let api = chain.client.runtime_api();
    let mut draft = Draft::begin(api, &parent, args.inherent_digests).unwrap();
    assert!(draft.batches);
    draft.batches = batches;
    draft.apply_inherents(args.inherent_data).unwrap();
    let room = Room {
        bytes: MOST_BYTES,
        deadline: Instant::now() + args.max_duration,
    };
    let mut invalid = Invalid::new();
    draft.apply_ready(ready, room, &mut invalid);
    let proposal = draft.finish(&chain.client).unwrap();
    let root = proposal.storage_changes.transaction_storage_root;
    (proposal.block, root, invalid)
}

fn is_waiting(chain: &Partial, transaction: &OpaqueExtrinsic) -> bool {
    let hash = chain.transaction_pool.hash_of(transaction);
    chain.transaction_pool.ready_transaction(&hash).is_some()
}

/// After the inherents, of which there is one.
fn transactions_in(block: &Block) -> &[OpaqueExtrinsic] {
    &block.extrinsics[1..]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_has_what_waits_in_the_order_of_each_account() {
    let (_folder, chain) = new_chain();
    let by = |who| (0..100).map(move |nonce| (who, nonce));
    let [alices, ones]: [Vec<_>; 2] = [Alice, One].map(|who| {
        by(who)
            .map(|(who, nonce)| sign(&chain, who, nonce, remark(nonce as usize)))
            .collect()
    });
    submit(&chain, &alices).await;
    submit(&chain, &ones).await;

    let block = propose(&chain, None).await;

    let (by_alice, by_one): (Vec<_>, Vec<_>) = transactions_in(&block)
        .iter()
        .cloned()
        .partition(|transaction| alices.contains(transaction));
    assert_eq!(by_alice, alices);
    assert_eq!(by_one, ones);
    // Others come to the same state.
    let api = chain.client.runtime_api();
    api.execute_block(genesis(&chain).hash(), block.into())
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_make_the_same_block_as_one_by_one() {
    let (_folder, chain) = new_chain();
    let mut transactions = vec![
        sign(&chain, One, 0, everything_to(Two)),
        sign(&chain, One, 1, remark(1)),
        sign(&chain, One, 2, remark(2)),
    ];
    transactions.extend((0..150).map(|nonce| sign(&chain, Alice, nonce, remark(3))));
    submit(&chain, &transactions).await;

    let many = make(&chain, true).await;
    let one_by_one = make(&chain, false).await;

    assert_eq!(many, one_by_one);
    let (block, _, invalid) = many;
    assert_eq!(transactions_in(&block).len(), 151);
    // The account is gone with the first one.
    let cannot_pay = [1, 2].map(|i| chain.transaction_pool.hash_of(&transactions[i]));
    let payment = Some(InvalidTransaction::Payment.into());
    let refusals: Vec<_> = invalid.into_iter().collect();
    assert_eq!(refusals, cannot_pay.map(|hash| (hash, payment)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_good_any_more_leaves_the_pool() {
    let (_folder, chain) = new_chain();
    let transactions = [
        sign(&chain, One, 0, everything_to(Two)),
        sign(&chain, One, 1, remark(1)),
        sign(&chain, Alice, 0, remark(2)),
    ];
    submit(&chain, &transactions).await;
    assert!(is_waiting(&chain, &transactions[1]));

    let block = propose(&chain, None).await;

    let [everything, cannot_pay, other] = &transactions;
    assert!(!transactions_in(&block).contains(cannot_pay));
    assert!(transactions_in(&block).contains(everything));
    assert!(transactions_in(&block).contains(other));
    assert!(!is_waiting(&chain, cannot_pay));
    // Those that are in the block wait until it is imported.
    assert!(is_waiting(&chain, everything));
    assert!(is_waiting(&chain, other));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_room_waits_on() {
    let (_folder, chain) = new_chain();
    let transactions: Vec<_> = (0..10)
        .map(|nonce| sign(&chain, Alice, nonce, remark(1_000)))
        .collect();
    submit(&chain, &transactions).await;

    let block = propose(&chain, Some(5_000)).await;

    assert_eq!(transactions_in(&block), &transactions[..4]);
    assert!(block.encoded_size() <= 5_000);
    for transaction in &transactions {
        assert!(is_waiting(&chain, transaction));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_for_a_part_of_what_waits_does_not_end_the_block() {
    let (_folder, chain) = new_chain();
    // The runtime applies a few of these in one call.
    let remark = frame_system::Call::<Runtime>::remark_with_event { remark: vec![] };
    let heavy = pallet_utility::Call::<Runtime>::batch_all {
        calls: vec![remark.into(); 1_000],
    };
    let transactions: Vec<_> = (0..40)
        .map(|nonce| sign(&chain, Alice, nonce, heavy.clone().into()))
        .collect();
    submit(&chain, &transactions).await;
    let room_for_ten = 10 * transactions[0].encoded_size() + 500;

    let block = propose(&chain, Some(room_for_ten)).await;

    assert_eq!(transactions_in(&block), &transactions[..10]);
}
