//! A chain without a node: blocks of signed transactions, executed by the native runtime.

use chaos_primitives::{
    currency::{COS, TOTAL_SUPPLY},
    BlockNumber,
};
use chaos_runtime::{
    calls,
    fees::ChargeAlways,
    genesis,
    sender::CheckSender,
    votes::{self, CheckEra},
    AccountId, Balance, Balances, BusinessTokens, Cip, CosDistribution, DutchAuction, Erc20,
    Erc721, Executive, Hash, Header, NodeAdmission, Nonce, Runtime, RuntimeCall, RuntimeEvent,
    SignedPayload, System, TxExtension, UncheckedExtrinsic, ValidatorSet, VERSION,
};
use codec::Encode;
use pallet_cip::{BoundedCallOf, Document, Rules};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_consensus_grandpa::{localized_payload, Equivocation, EquivocationProof};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{
    generic::Era, traits::Header as _, ApplyExtrinsicResult, BuildStorage, Digest, DigestItem,
    DispatchError, MultiSignature,
};

/// When the chain starts, in slots of one second since the Unix epoch.
const START: u64 = 1_800_000_000;

/// A new chain, from one of the presets.
pub fn new_chain(preset: &str) -> sp_io::TestExternalities {
    let config = genesis::complete(preset).expect("the preset exists");
    let mut chain: sp_io::TestExternalities = config.build_storage().unwrap().into();
    chain.execute_with(|| {
        frame_system::BlockHash::<Runtime>::insert(0, genesis_hash());
    });
    chain
}

pub fn genesis_hash() -> Hash {
    Hash::repeat_byte(0x42)
}

/// The hash of a block.
pub fn hash_of(number: u64) -> Hash {
    match number {
        0 => genesis_hash(),
        _ => Hash::from_low_u64_be(number),
    }
}

/// Make the next block with these transactions. Its author is the validator whose turn it is.
pub fn make_block(transactions: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
    make_block_in(next_slot(), transactions)
}

/// Make the next block, empty, in the first slot that isn't `absent`'s.
pub fn make_block_without(absent: &AccountId) {
    let slot = (next_slot()..).find(|slot| author_of(*slot) != *absent);
    make_block_in(slot.unwrap(), vec![]);
}

fn make_block_in(slot: u64, transactions: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
    let apply = Executive::apply_extrinsic;
    fill_block_in(slot, || transactions.into_iter().map(apply).collect())
}

/// Make the next block with what `fill` applies.
pub fn fill_block<T>(fill: impl FnOnce() -> T) -> T {
    fill_block_in(next_slot(), fill)
}

fn fill_block_in<T>(slot: u64, fill: impl FnOnce() -> T) -> T {
    let number = System::block_number() + 1;
    // Nothing checks the parent's hash.
    let parent = hash_of(u64::from(number) - 1);
    let digest = Digest {
        logs: vec![DigestItem::PreRuntime(
            AURA_ENGINE_ID,
            Slot::from(slot).encode(),
        )],
    };
    Executive::initialize_block(&Header::new(
        number,
        Default::default(),
        Default::default(),
        parent,
        digest,
    ));
    let now = pallet_timestamp::Call::set { now: slot * 1_000 };
    Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(now.into()))
        .unwrap()
        .unwrap();
    let filled = fill();
    Executive::finalize_block();
    filled
}

/// Make blocks until this one.
pub fn make_blocks_until(number: u32) {
    while System::block_number() < number {
        make_block(vec![]);
    }
}

fn next_slot() -> u64 {
    START.max(pallet_aura::CurrentSlot::<Runtime>::get().into()) + 1
}

/// The account whose turn it is in a slot of this session.
fn author_of(slot: u64) -> AccountId {
    let validators = chaos_runtime::Session::validators();
    validators[slot as usize % validators.len()].clone()
}

/// The account that authors the block after this one.
pub fn next_author() -> AccountId {
    author_of(next_slot())
}

/// Two votes of `validator` in one round, for these blocks.
pub fn two_votes(validator: Ed25519Keyring, blocks: [u8; 2]) -> EquivocationProof<Hash, u32> {
    let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
    two_votes_in((set_id, 1), validator, blocks)
}

/// Two votes of `validator` in this round of this set.
pub fn two_votes_in(
    (set_id, round): (u64, u64),
    validator: Ed25519Keyring,
    blocks: [u8; 2],
) -> EquivocationProof<Hash, u32> {
    let vote = |hash: u8| {
        let prevote = finality_grandpa::Prevote {
            target_hash: Hash::repeat_byte(hash),
            target_number: 10,
        };
        let message = finality_grandpa::Message::Prevote(prevote.clone());
        let signature = validator.sign(&localized_payload(round, set_id, &message));
        (prevote, signature.into())
    };
    let proof = finality_grandpa::Equivocation {
        round_number: round,
        identity: validator.public().into(),
        first: vote(blocks[0]),
        second: vote(blocks[1]),
    };
    EquivocationProof::new(set_id, Equivocation::Prevote(proof))
}

/// A transaction with the next nonce of `sender`.
pub fn sign(
    sender: Sr25519Keyring,
    call: impl Into<RuntimeCall>,
    tip: Balance,
) -> UncheckedExtrinsic {
    let nonce = System::account_nonce(sender.to_account_id());
    sign_as(sender, nonce, call, tip)
}

/// A transaction of `sender` with this nonce. If it votes, its era starts with the last block; otherwise it is
/// immortal.
pub fn sign_as(
    sender: Sr25519Keyring,
    nonce: Nonce,
    call: impl Into<RuntimeCall>,
    tip: Balance,
) -> UncheckedExtrinsic {
    let call = call.into();
    let last = System::block_number();
    let era = match calls::count(&call, &votes::is_vote) {
        0 => Era::Immortal,
        _ => Era::mortal(64, last.into()),
    };
    sign_for(sender, nonce, call, tip, era)
}

/// A transaction with this era, which has started.
pub fn sign_for(
    sender: Sr25519Keyring,
    nonce: Nonce,
    call: impl Into<RuntimeCall>,
    tip: Balance,
    era: Era,
) -> UncheckedExtrinsic {
    let account = sender.to_account_id();
    let birth = hash_of(era.birth(System::block_number().into()));
    let (spec, format) = (VERSION.spec_version, VERSION.transaction_version);
    let implicit = (
        (),
        (),
        spec,
        format,
        genesis_hash(),
        birth,
        (),
        (),
        (),
        None,
        (),
    );
    let mut extension = extension(nonce, tip);
    extension.5 = CheckEra::from(era);
    let payload = SignedPayload::from_raw(call.into(), extension, implicit);
    let signature = payload.using_encoded(|bytes| sender.sign(bytes));
    let (call, extension, _) = payload.deconstruct();
    UncheckedExtrinsic::new_signed(
        call,
        account.into(),
        MultiSignature::Sr25519(signature),
        extension,
    )
}

/// The extensions of an immortal transaction.
pub fn extension(nonce: Nonce, tip: Balance) -> TxExtension {
    (
        frame_system::AuthorizeCall::new(),
        CheckSender,
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        ChargeAlways::with_tip(tip),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
        frame_system::WeightReclaim::new(),
    )
}

/// The fee, without the tip, that `who` has paid in the last block, by its events.
pub fn fees_paid(who: &AccountId) -> Balance {
    System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::TransactionPayment(
                pallet_transaction_payment::Event::TransactionFeePaid {
                    who: payer,
                    actual_fee,
                    ..
                },
            ) if payer == *who => Some(actual_fee),
            _ => None,
        })
        .sum()
}

pub fn balance(who: &AccountId) -> Balance {
    chaos_runtime::Balances::free_balance(who)
}

/// Make the next block with a single transaction.
pub fn send(sender: Sr25519Keyring, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
    make_block(vec![sign(sender, call, 0)])[0]
}

#[track_caller]
pub fn succeed(sender: Sr25519Keyring, call: impl Into<RuntimeCall>) {
    assert_eq!(send(sender, call), Ok(Ok(())));
}

#[track_caller]
pub fn fail(sender: Sr25519Keyring, call: impl Into<RuntimeCall>, error: impl Into<DispatchError>) {
    assert_eq!(send(sender, call), Ok(Err(error.into())));
}

/// A CIP with a document, which sets no rules except the voting period.
pub fn propose_cip(period: BlockNumber, call: Option<BoundedCallOf<Runtime>>) -> RuntimeCall {
    let document = Document {
        hash: Hash::repeat_byte(0xc1),
        location: b"https://example.org/cip.md".to_vec(),
    };
    let rules = Rules {
        min_voters: None,
        min_turnout: None,
        min_approval: None,
        period,
    };
    pallet_cip::Call::new_call_variant_propose(b"A CIP".to_vec(), document, call, rules).into()
}

/// The accounts hold the whole supply of COS.
#[track_caller]
pub fn assert_all_coins_are_there() {
    let held: Balance = frame_system::Account::<Runtime>::iter_values()
        .map(|account| account.data.free + account.data.reserved)
        .sum();
    assert_eq!(held, TOTAL_SUPPLY);
}

/// The whole supply of COS is there, and every pallet's invariants hold.
#[track_caller]
pub fn check_everything() {
    assert_all_coins_are_there();
    assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY);
    CosDistribution::do_try_state().unwrap();
    Erc20::do_try_state().unwrap();
    BusinessTokens::do_try_state().unwrap();
    Erc721::do_try_state().unwrap();
    DutchAuction::do_try_state().unwrap();
    Cip::do_try_state().unwrap();
    NodeAdmission::do_try_state().unwrap();
    ValidatorSet::do_try_state().unwrap();
}

/// All or nothing.
pub fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
    pallet_utility::Call::batch_all { calls }.into()
}

/// The calls that would change the total issuance.
pub fn changes_of_the_supply() -> Vec<RuntimeCall> {
    let who = || Sr25519Keyring::Bob.to_account_id().into();
    vec![
        pallet_balances::Call::burn {
            value: COS,
            keep_alive: false,
        }
        .into(),
        pallet_balances::Call::force_set_balance {
            who: who(),
            new_free: 1_000_000 * COS,
        }
        .into(),
        pallet_balances::Call::force_adjust_total_issuance {
            direction: pallet_balances::AdjustmentDirection::Increase,
            delta: COS,
        }
        .into(),
    ]
}
