//! What must hold after every transaction, every block, every sequence, whatever was sent.

use crate::{
    chain::{author, Chain, Changes, Outcome},
    cips, deposits,
    dictionary::Transaction,
    finding::{Finding, Kind},
    reserves::Reserves,
};
use chaos_primitives::{
    currency::{COS, TOTAL_SUPPLY},
    has_small_order, is_zero, CollectionId, ItemId, TokenId,
};
use chaos_runtime::{
    calls,
    configs::{coin::TreasuryAccount, contracts::DefaultDepositLimit, governance::ProxyType},
    AccountId, Address, AllPalletsWithSystem, Balance, Balances, Cip, DutchAuction, Grandpa,
    NodeAdmission, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, System,
};
use frame_support::{
    storage::storage_prefix,
    traits::{PalletsInfoAccess, TryState, TryStateSelect},
};
use pallet_business_tokens::{Event as BusinessEvent, NextSale, SaleNumber};
use pallet_cip::{HoldReason, NextCipId};
use pallet_dutch_auction::NextHouseId;
use pallet_erc20::MAX_SUPPLY;
use pallet_node_admission::NextMotionId;
use sp_keyring::Sr25519Keyring::{AliceStash, BobStash};
use sp_runtime::{generic::Era, MultiAddress};
use std::collections::{BTreeMap, BTreeSet};

/// What the genesis of the presets locks of each member of the team.
const TEAM_MEMBERS_PART: Balance = 500_000 * COS;

type Check = Result<(), Finding>;

pub(crate) fn ensure(holds: bool, kind: Kind, what: impl FnOnce() -> String) -> Check {
    match holds {
        true => Ok(()),
        false => Err(Finding::new(kind, what())),
    }
}

/// After each block.
pub fn after_block() -> Check {
    issuance_is_constant()?;
    coins_are_all_there()?;
    finality_goes_on()
}

/// After each sequence.
pub fn after_sequence() -> Check {
    after_block()?;
    the_team_is_locked()?;
    tokens_are_all_there()?;
    items_have_one_owner()?;
    zero_has_nothing()?;
    deposits::are_on_record()?;
    cips::end_in_time()?;
    pallets_agree_with_themselves()
}

/// What each pallet says of itself. One after the other, as all together don't say which of them disagrees.
pub fn pallets_agree_with_themselves() -> Check {
    let now = System::block_number();
    AllPalletsWithSystem::infos()
        .into_iter()
        .try_for_each(|pallet| {
            let only = TryStateSelect::Only(vec![pallet.name.into()]);
            AllPalletsWithSystem::try_state(now, only).map_err(|error| {
                Finding::new(Kind::TryState, format!("{}: {error:?}", pallet.name))
            })
        })
}

/// Nobody mints coins, nobody burns any.
pub fn issuance_is_constant() -> Check {
    let issuance = Balances::total_issuance();
    ensure(issuance == TOTAL_SUPPLY, Kind::Issuance, || {
        format!("there are {issuance} planck")
    })
}

/// The coins of all accounts are all coins.
pub fn coins_are_all_there() -> Check {
    let sum = frame_system::Account::<Runtime>::iter_values()
        .map(|account| account.data.free + account.data.reserved)
        .sum::<Balance>();
    ensure(sum == Balances::total_issuance(), Kind::Balances, || {
        format!("accounts have {sum} planck in all")
    })
}

/// Nobody says that it stands, by which it would.
pub fn finality_goes_on() -> Check {
    let stalled = Grandpa::stalled();
    ensure(stalled.is_none(), Kind::Finality, || {
        format!("finality is said to stand: {stalled:?}")
    })
}

/// What the genesis locks of the team's is locked. No sequence lasts until the first of it comes free.
pub fn the_team_is_locked() -> Check {
    [AliceStash, BobStash].into_iter().try_for_each(|member| {
        let locked = pallet_balances::Locks::<Runtime>::get(member.to_account_id())
            .iter()
            .map(|lock| lock.amount)
            .max()
            .unwrap_or_default();
        ensure(locked >= TEAM_MEMBERS_PART, Kind::Vesting, || {
            format!("of {member}'s coins {locked} planck are locked")
        })
    })
}

/// The balances of each token are its supply, and that is no more than there may be.
pub fn tokens_are_all_there() -> Check {
    let mut sums = BTreeMap::new();
    for (token, _, account) in pallet_assets::Account::<Runtime>::iter() {
        let sum: &mut Balance = sums.entry(token).or_default();
        // Of more than a balance can say there can't be a supply either.
        *sum = sum.saturating_add(account.balance);
    }
    for (token, sum) in sums {
        let supply = pallet_assets::Pallet::<Runtime>::maybe_total_supply(token);
        ensure(supply == Some(sum), Kind::TokenSupply, || {
            format!("of token {token} there are {supply:?}, and accounts have {sum}")
        })?;
        ensure(sum <= MAX_SUPPLY, Kind::TokenSupply, || {
            format!("of token {token} there are {sum}, more than there may be of any")
        })?;
    }
    Ok(())
}

/// Each item is listed once, under its owner.
pub fn items_have_one_owner() -> Check {
    let mut listed = BTreeMap::new();
    for (owner, collection, item) in pallet_nfts::Account::<Runtime>::iter_keys() {
        let other = listed.insert((collection, item), owner);
        ensure(other.is_none(), Kind::Owners, || {
            format!("item {item} of collection {collection} is listed twice")
        })?;
    }
    for (collection, item, details) in pallet_nfts::Item::<Runtime>::iter() {
        let owner = listed.remove(&(collection, item));
        ensure(owner.as_ref() == Some(&details.owner), Kind::Owners, || {
            format!("item {item} of collection {collection} is {owner:?}'s by the list")
        })?;
    }
    ensure(listed.is_empty(), Kind::Owners, || {
        format!("there are owners of items that there are not: {listed:?}")
    })
}

/// The account of zeros has neither tokens nor items.
pub fn zero_has_nothing() -> Check {
    let has_tokens = pallet_assets::Account::<Runtime>::iter()
        .any(|(_, who, account)| is_zero(&who) && account.balance > 0);
    let has_items = pallet_nfts::Account::<Runtime>::iter_keys().any(|(owner, ..)| is_zero(&owner));
    ensure(!has_tokens && !has_items, Kind::Owners, || {
        "the account of zeros has something".into()
    })
}

/// Nobody buys a token that moves and can't move it later: none that has been for sale becomes regulated. Of the block so
/// far: the storage does not tell which was first.
pub fn what_was_sold_moves() -> Check {
    let events: Vec<_> = System::read_events_no_consensus().collect();
    // The sales of each token that were opened after what is looked at.
    let mut later = BTreeMap::<TokenId, SaleNumber>::new();
    for record in events.into_iter().rev() {
        match record.event {
            RuntimeEvent::BusinessTokens(BusinessEvent::SaleOpened { token_id, .. }) => {
                *later.entry(token_id).or_default() += 1;
            }
            RuntimeEvent::BusinessTokens(BusinessEvent::RegulationSet { token_id }) => {
                let later = later.get(&token_id).copied().unwrap_or_default();
                let earlier = NextSale::<Runtime>::get(token_id).saturating_sub(later);
                ensure(earlier == 0, Kind::Regulated, || {
                    format!("token {token_id} was for sale {earlier} times before")
                })?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// What is known before a transaction, to judge it afterwards.
pub struct Before {
    changes: Changes,
    events: usize,
    payer: Option<Payer>,
    reserves: Reserves,
    /// It votes on something that was put to the vote after its era began, or not yet.
    is_too_old: bool,
    /// All of it is done by proxies that must not transfer.
    must_not_move: bool,
}

struct Payer {
    account: AccountId,
    free: Balance,
    reserved: Balance,
    frozen: Balance,
}

impl Payer {
    fn now(account: AccountId) -> Self {
        let data = System::account(&account).data;
        Self {
            account,
            free: data.free,
            reserved: data.reserved,
            frozen: data.frozen,
        }
    }
}

/// Look at the chain before a transaction is applied.
pub fn before_transaction(chain: &mut Chain, transaction: &Transaction) -> Before {
    let Transaction {
        call, signer, era, ..
    } = transaction;
    let by_proxies = |signer| must_not_move(call, signer);
    Before {
        changes: chain.changes(),
        events: chain.run(System::event_count) as usize,
        payer: signer
            .clone()
            .map(|signer| chain.run(|| Payer::now(signer))),
        reserves: chain.run(Reserves::now),
        is_too_old: chain.run(|| votes_on_what_came_later(call, *era)),
        must_not_move: chain.run(|| signer.as_ref().is_some_and(by_proxies)),
    }
}

/// Whether a call, or one within it, votes on something that was put to the vote after the era began, or that was not yet.
/// On a chain where the last blocks were others, it may have been something else.
fn votes_on_what_came_later(call: &RuntimeCall, era: Era) -> bool {
    let birth = era.birth(System::block_number().into());
    let is_later = |call: &RuntimeCall| {
        let (is_there, start) = match call {
            RuntimeCall::Cip(pallet_cip::Call::vote { cip, .. }) => {
                (*cip < NextCipId::<Runtime>::get(), Cip::start(*cip))
            }
            RuntimeCall::NodeAdmission(pallet_node_admission::Call::vote { motion, .. }) => (
                *motion < NextMotionId::<Runtime>::get(),
                NodeAdmission::start(*motion),
            ),
            _ => return false,
        };
        !is_there || start.is_some_and(|start| birth < u64::from(start))
    };
    calls::count(call, &is_later) > 0
}

/// Whoever signed has a key, has voted on what there was, and has paid; and what failed has changed nothing else. What
/// nobody has to pay for does not fail: it could be sent again and again.
pub fn after_transaction(
    chain: &mut Chain,
    before: Before,
    call: &RuntimeCall,
    outcome: &Outcome,
) -> Check {
    let Some(payer) = before.payer else {
        let failed = matches!(outcome, Outcome::Failed(_));
        return ensure(!failed, Kind::Unpaid, || {
            format!("nobody paid for what {outcome:?}")
        });
    };
    if !outcome.is_included() {
        return Ok(());
    }
    ensure(!has_small_order(&payer.account), Kind::Sender, || {
        format!("everybody signs for {}, and {outcome:?}", payer.account)
    })?;
    ensure(!before.is_too_old, Kind::Vote, || {
        format!("it was signed before there was what it votes on, and {outcome:?}")
    })?;
    let events = chain.run(|| events_since(before.events));
    if before.must_not_move {
        let moved = moves(&events);
        ensure(moved.is_none(), Kind::Moved, || {
            format!("a proxy that must not transfer caused {moved:?}")
        })?;
    }
    let fee = fee_paid(&events, &payer.account);
    ensure(fee > 0, Kind::Unpaid, || {
        format!("{} paid nothing and got {outcome:?}", payer.account)
    })?;
    chain.run(|| before.reserves.check(&events))?;
    chain.run(what_was_sold_moves)?;
    chain.run(|| houses_tell_what_they_move(&events))?;
    let now = chain.run(|| Payer::now(payer.account.clone()));
    loses_no_more_than_agreed(call, &payer, &now, fee)?;
    if let Outcome::Failed(error) = outcome {
        let changed = chain.changed_since(&before.changes);
        let (unexpected, author) = chain.run(|| {
            let may_change = may_change(&payer.account);
            let unexpected = changed.into_iter().find(|(child, key)| {
                child.is_some() || !may_change.iter().any(|prefix| key.starts_with(prefix))
            });
            (unexpected, author())
        });
        ensure(unexpected.is_none(), Kind::FailedButChanged, || {
            format!("{error:?}, but changed {unexpected:?}")
        })?;
        // An author who pays pays itself.
        let paid = match author == Some(payer.account) {
            true => 0,
            false => fee,
        };
        ensure(
            (now.free + paid, now.reserved, now.frozen)
                == (payer.free, payer.reserved, payer.frozen),
            Kind::FailedButChanged,
            || format!("{error:?}, but its sender lost more than its fee of {fee}"),
        )?;
    }
    Ok(())
}

/// Who calls a contract, and does not say how much that may store, loses the value, the fee and the default limit at most;
/// and what was held of it before, which others may take by what a contract can do.
fn loses_no_more_than_agreed(
    call: &RuntimeCall,
    before: &Payer,
    now: &Payer,
    fee: Balance,
) -> Check {
    let RuntimeCall::Contracts(pallet_contracts::Call::call {
        value,
        storage_deposit_limit: None,
        ..
    }) = call
    else {
        return Ok(());
    };
    let agreed = value
        .saturating_add(DefaultDepositLimit::get())
        .saturating_add(fee)
        .saturating_add(before.reserved);
    let lost = (before.free + before.reserved).saturating_sub(now.free + now.reserved);
    ensure(lost <= agreed, Kind::Limit, || {
        format!("a contract cost its caller {lost} planck, of which the fee is {fee}")
    })
}

/// An item that moves: of which collection, which, from whom and to whom.
type Movement<'a> = (CollectionId, ItemId, &'a AccountId, &'a AccountId);

/// What a house of auctions gets and gives is an ERC721's transfer, too, or who follows that paradigm's events loses sight
/// of its owner. What users move in the ledger is not, and the dictionary sends houses nothing there.
fn houses_tell_what_they_move(events: &[RuntimeEvent]) -> Check {
    let moved: Vec<Movement> = events.iter().filter_map(moved_in_the_ledger).collect();
    if moved.is_empty() {
        return Ok(());
    }
    let houses: BTreeSet<AccountId> = (0..NextHouseId::<Runtime>::get())
        .map(DutchAuction::house_account)
        .collect();
    let mut told = BTreeMap::<Movement, u32>::new();
    for movement in events.iter().filter_map(moved_as_erc721) {
        *told.entry(movement).or_default() += 1;
    }
    for movement in moved {
        let (collection, item, from, to) = movement;
        if !houses.contains(from) && !houses.contains(to) {
            continue;
        }
        let is_told = match told.get_mut(&movement) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        };
        ensure(is_told, Kind::Untold, || {
            format!("item {item} of collection {collection} goes from {from} to {to}")
        })?;
    }
    Ok(())
}

fn moved_in_the_ledger(event: &RuntimeEvent) -> Option<Movement<'_>> {
    match event {
        RuntimeEvent::Nfts(pallet_nfts::Event::Transferred {
            collection,
            item,
            from,
            to,
        }) => Some((*collection, *item, from, to)),
        _ => None,
    }
}

fn moved_as_erc721(event: &RuntimeEvent) -> Option<Movement<'_>> {
    match event {
        RuntimeEvent::Erc721(pallet_erc721::Event::Transfer {
            collection,
            token_id,
            from: Some(from),
            to: Some(to),
        }) => Some((*collection, *token_id, from, to)),
        _ => None,
    }
}

/// After a transaction was sent that had been in a block before.
pub fn after_repetition(outcome: &Outcome) -> Check {
    ensure(!outcome.is_included(), Kind::Repeated, || {
        format!("it was in a block before, and now {outcome:?}")
    })
}

/// What a transaction that fails may change: what is known of the block, and the accounts of who pays and who
/// is paid.
fn may_change(payer: &AccountId) -> Vec<Vec<u8>> {
    let of_the_block = [
        "Events",
        "EventCount",
        "EventTopics",
        "ExecutionPhase",
        "ExtrinsicCount",
        "ExtrinsicData",
        "BlockWeight",
        "BlockSize",
        "AllExtrinsicsLen",
        "ExtrinsicWeightReclaimed",
        "InherentsApplied",
    ]
    .map(|name| storage_prefix(b"System", name.as_bytes()).to_vec());
    let accounts = [Some(payer.clone()), author(), Some(TreasuryAccount::get())]
        .into_iter()
        .flatten()
        .map(frame_system::Account::<Runtime>::hashed_key_for);
    let next = storage_prefix(b"TransactionPayment", b"").to_vec();
    of_the_block
        .into_iter()
        .chain(accounts)
        .chain([next[..16].to_vec(), b":extrinsic_index".to_vec()])
        .chain([b":intrablock_entropy".to_vec()])
        .collect()
}

/// Whether all that a call of `who` does is done by proxies that must not transfer, by itself or in a batch of nothing
/// else.
fn must_not_move(call: &RuntimeCall, who: &AccountId) -> bool {
    let by_proxy = |call: &RuntimeCall| matches!(call, RuntimeCall::Proxy(_));
    calls::count(call, &by_proxy) > 0 && is_bound(call, who)
}

/// Whether a call is made by such proxies, or is a remark.
fn is_bound(call: &RuntimeCall, who: &AccountId) -> bool {
    use pallet_proxy::Call::{proxy, proxy_announced};
    use pallet_utility::Call::{as_derivative, batch, batch_all, force_batch, if_else};
    match call {
        RuntimeCall::System(frame_system::Call::remark { .. }) => true,
        RuntimeCall::Utility(batch { calls } | batch_all { calls } | force_batch { calls }) => {
            calls.iter().all(|call| is_bound(call, who))
        }
        RuntimeCall::Utility(if_else { main, fallback }) => {
            is_bound(main, who) && is_bound(fallback, who)
        }
        RuntimeCall::Utility(as_derivative { index, call }) => {
            let who = pallet_utility::derivative_account_id(who.clone(), *index);
            is_bound(call, &who)
        }
        RuntimeCall::Proxy(proxy {
            real,
            force_proxy_type,
            ..
        }) => acts_bound(real, who, *force_proxy_type),
        RuntimeCall::Proxy(proxy_announced {
            delegate: MultiAddress::Id(delegate),
            real,
            force_proxy_type,
            ..
        }) => acts_bound(real, delegate, *force_proxy_type),
        _ => false,
    }
}

/// Whether a proxy acts as one that must not transfer: it says so, or is no other. One that is none at all does nothing,
/// and none of these makes another one that may transfer.
fn acts_bound(real: &Address, delegate: &AccountId, forced: Option<ProxyType>) -> bool {
    let MultiAddress::Id(real) = real else {
        return false;
    };
    match forced {
        Some(kind) => kind != ProxyType::Any,
        None => pallet_proxy::Proxies::<Runtime>::get(real)
            .0
            .iter()
            .filter(|proxy| proxy.delegate == *delegate)
            .all(|proxy| proxy.proxy_type != ProxyType::Any),
    }
}

/// The events of the block but for the first `count`.
fn events_since(count: usize) -> Vec<RuntimeEvent> {
    System::read_events_no_consensus()
        .skip(count)
        .map(|record| record.event)
        .collect()
}

/// An event of something that was moved, or put at stake: the deposit of a CIP may be lost. Fees are none.
fn moves(events: &[RuntimeEvent]) -> Option<&RuntimeEvent> {
    events.iter().find(|event| {
        matches!(
            event,
            RuntimeEvent::Balances(
                pallet_balances::Event::Transfer { .. }
                    | pallet_balances::Event::Held {
                        reason: RuntimeHoldReason::Cip(HoldReason::Proposal),
                        ..
                    }
            ) | RuntimeEvent::Assets(pallet_assets::Event::Transferred { .. })
                | RuntimeEvent::Nfts(pallet_nfts::Event::Transferred { .. })
        )
    })
}

/// The fee and the tip that events say `who` has paid.
fn fee_paid(events: &[RuntimeEvent], who: &AccountId) -> Balance {
    events
        .iter()
        .map(|event| match event {
            RuntimeEvent::TransactionPayment(
                pallet_transaction_payment::Event::TransactionFeePaid {
                    who: payer,
                    actual_fee,
                    tip: _,
                },
            ) if payer == who => *actual_fee,
            _ => 0,
        })
        .sum()
}
