//! On a development chain, with the whole of a node but the network.

use super::*;
use crate::{
    chain,
    consensus::{AuraGrandpa, Consensus},
    pool::longest_transaction,
    signatures::tests::transaction::{extension, remark, transaction},
    testing::{self, new_chain, new_chain_with},
};
use chaos_runtime::{Runtime, RuntimeCall};
use frame_support::dispatch::GetDispatchInfo;
use sc_transaction_pool_api::{
    error::{Error as PoolError, IntoPoolError},
    TransactionSource,
};
use sp_blockchain::HeaderBackend;
use sp_consensus::Proposer as _;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::storage::well_known_keys::HEAP_PAGES;
use sp_inherents::InherentDataProvider;
use sp_keyring::Sr25519Keyring::{self, Alice, One, Two};
use sp_runtime::{
    generic::Era, transaction_validity::InvalidTransaction, DigestItem, MultiAddress,
};

/// In slots since the Unix epoch.
const SLOT: u64 = 1_800_000_000;

pub type Chain = chain::Chain<AuraGrandpa>;

fn genesis(chain: &Chain) -> Header {
    let hash = chain.client.info().genesis_hash;
    chain.client.header(hash).unwrap().unwrap()
}

pub fn sign<C: Consensus>(
    chain: &chain::Chain<C>,
    by: Sr25519Keyring,
    nonce: u32,
    call: RuntimeCall,
) -> OpaqueExtrinsic {
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
async fn submit(chain: &Chain, transactions: &[OpaqueExtrinsic]) {
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
async fn propose(chain: &Chain, block_size_limit: Option<usize>) -> Block {
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

/// For a block of so many bytes, with enough time for everything.
fn room(bytes: usize) -> Room {
    let end = Instant::now() + Duration::from_secs(60);
    Room {
        bytes,
        soft_deadline: end,
        deadline: end,
        end,
    }
}

/// The first block with what waits, the hash of the state after it, and what is no good.
async fn make(chain: &Chain, batches: bool) -> (Block, Hash, Invalid) {
    let (parent, args) = (genesis(chain), args(None).await);
    let ready = chain.transaction_pool.ready_at(parent.hash()).await;
    let api = chain.client.runtime_api();
    let mut draft = Draft::begin(api, &parent, args.inherent_digests).unwrap();
    assert!(draft.batches);
    draft.batches = batches;
    draft.apply_inherents(args.inherent_data).unwrap();
    let mut invalid = Invalid::new();
    draft.apply_ready(ready, room(MAX_BLOCK_BYTES), &mut invalid);
    let proposal = draft.finish(&chain.client).unwrap();
    let root = proposal.storage_changes.transaction_storage_root;
    (proposal.block, root, invalid)
}

pub fn is_waiting(chain: &Chain, transaction: &OpaqueExtrinsic) -> bool {
    let hash = chain.transaction_pool.hash_of(transaction);
    chain.transaction_pool.ready_transaction(&hash).is_some()
}

/// After the inherents, of which there is one.
fn transactions_in(block: &Block) -> &[OpaqueExtrinsic] {
    &block.extrinsics[1..]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_has_what_waits_in_the_order_of_each_account() {
    let (_folder, _, chain) = new_chain();
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
    let (_folder, _, chain) = new_chain();
    let mut transactions = vec![
        sign(&chain, One, 0, everything_to(Two)),
        sign(&chain, One, 1, remark(1)),
        sign(&chain, One, 2, remark(2)),
    ];
    transactions.extend((0..150).map(|nonce| sign(&chain, Alice, nonce, remark(3))));
    submit(&chain, &transactions).await;

    assert!(has_budget(2) && !has_budget(1));
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
    let (_folder, _, chain) = new_chain();
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
    let (_folder, _, chain) = new_chain();
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
async fn whatever_the_pool_takes_has_room_in_an_empty_block() {
    let (_folder, _, chain) = new_chain();
    let most = longest_transaction();
    let around = sign(&chain, Alice, 0, remark(most)).encoded_size() - most;
    let longest = [sign(&chain, Alice, 0, remark(most - around))];
    assert_eq!(longest[0].encoded_size(), most);
    submit(&chain, &longest).await;
    assert_eq!(transactions_in(&propose(&chain, None).await), &longest);

    // Valid, but with the inherents of any block it is too much.
    let longer = sign(&chain, One, 0, remark(most - around + 1));
    let at = chain.client.info().genesis_hash;
    let refusal = chain
        .transaction_pool
        .submit_one(at, TransactionSource::External, longer)
        .await;
    let refusal = refusal.unwrap_err().into_pool_error().unwrap();
    assert!(matches!(
        refusal,
        PoolError::InvalidTransaction(InvalidTransaction::ExhaustsResources)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_for_a_part_of_what_waits_does_not_end_the_block() {
    let (_folder, _, chain) = new_chain();
    // The runtime applies a few of these in one call.
    let transactions: Vec<_> = (0..40)
        .map(|nonce| sign(&chain, Alice, nonce, heavy()))
        .collect();
    submit(&chain, &transactions).await;
    let room_for_ten = 10 * transactions[0].encoded_size() + 500;

    let block = propose(&chain, Some(room_for_ten)).await;

    assert_eq!(transactions_in(&block), &transactions[..10]);
}

fn heavy() -> RuntimeCall {
    let remark = frame_system::Call::<Runtime>::remark_with_event { remark: vec![] };
    pallet_utility::Call::<Runtime>::batch_all {
        calls: vec![remark.into(); 1_000],
    }
    .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_declares_more_than_the_time_that_is_left_waits() {
    let (_folder, _, chain) = new_chain();
    let (parent, args) = (genesis(&chain), args(None).await);
    let api = chain.client.runtime_api();
    let mut draft = Draft::begin(api, &parent, args.inherent_digests).unwrap();
    draft.apply_inherents(args.inherent_data).unwrap();
    let batch = vec![
        sign(&chain, One, 0, remark(1)),
        sign(&chain, Alice, 0, heavy()),
        sign(&chain, One, 1, remark(2)),
    ];

    let declared = heavy().get_dispatch_info().call_weight.ref_time();
    let answers = draft.apply(batch.clone(), Weight::from_parts(declared / 2, u64::MAX));

    use Answer::*;
    assert_eq!(answers, [Applied, NotNow, Applied]);
    let in_the_block = [batch[0].clone(), batch[2].clone()];
    assert_eq!(draft.transactions[1..], in_the_block);
}

/// Transactions that are ready, in an order of the test's.
struct InThisOrder(std::vec::IntoIter<Pooled>);

impl Iterator for InThisOrder {
    type Item = Pooled;

    fn next(&mut self) -> Option<Pooled> {
        self.0.next()
    }
}

impl ReadyTransactions for InThisOrder {
    fn report_invalid(&mut self, _: &Pooled) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn many_that_do_not_fit_keep_nobody_out() {
    let (_folder, _, chain) = new_chain();
    let mut transactions: Vec<_> = (0..2 * MAX_SKIPPED as u32)
        .map(|nonce| sign(&chain, Alice, nonce, remark(5_000)))
        .collect();
    let small = sign(&chain, One, 0, remark(1));
    transactions.push(small.clone());
    submit(&chain, &transactions).await;
    let (parent, args) = (genesis(&chain), args(None).await);
    let ready = chain.transaction_pool.ready_at(parent.hash()).await;
    let mut ready: Vec<_> = ready.collect();
    assert_eq!(ready.len(), transactions.len());
    ready.sort_by_key(|transaction| std::cmp::Reverse(transaction.data().encoded_size()));
    let api = chain.client.runtime_api();
    let mut draft = Draft::begin(api, &parent, args.inherent_digests).unwrap();
    draft.apply_inherents(args.inherent_data).unwrap();

    let ready = Box::new(InThisOrder(ready.into_iter()));
    draft.apply_ready(ready, room(5_000), &mut Invalid::new());

    assert_eq!(draft.transactions[1..], [small]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_traps_is_dropped_and_its_sender_is_held_off() {
    // The pool validates with the memory that the node gives, an author has what the state says.
    let (_folder, _, chain) = new_chain_with(&[], |config| {
        let mut genesis = testing::genesis();
        genesis.top.insert(HEAP_PAGES.to_vec(), 128u64.encode());
        config.chain_spec.set_storage(genesis);
    });
    let large = sign(&chain, Alice, 0, remark(3 * 1024 * 1024));
    let next = sign(&chain, Alice, 1, remark(1));
    let mut others: Vec<_> = (0..3)
        .map(|nonce| sign(&chain, One, nonce, remark(2)))
        .collect();
    submit(&chain, &others).await;
    submit(&chain, &[large.clone(), next.clone()]).await;

    let block = propose(&chain, None).await;

    assert_eq!(transactions_in(&block), &others);
    assert!(!is_waiting(&chain, &large));
    assert!(!is_waiting(&chain, &next));
    let at = chain.client.info().genesis_hash;
    for transaction in [large, sign(&chain, Alice, 0, remark(3))] {
        let submission =
            chain
                .transaction_pool
                .submit_one(at, TransactionSource::External, transaction);
        let refusal = submission.await.unwrap_err().into_pool_error();
        assert!(matches!(refusal, Ok(PoolError::TemporarilyBanned)));
    }
    others.push(sign(&chain, One, 3, remark(4)));
    submit(&chain, &others[3..]).await;
    assert!(is_waiting(&chain, &others[3]));
}
