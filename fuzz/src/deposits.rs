//! What is held has a record: all that is held for a reason is what the records of that reason say. A deposit
//! that does not come back with what it was for, and one that came back too early, breaks this. A pallet by
//! itself can't tell, as it does not know of whom something is held.

use crate::{
    checks::ensure,
    cips,
    finding::{Finding, Kind},
};
use chaos_runtime::{
    configs::{items::CollectionDeposit, tokens::TokenDeposit},
    AccountId, Balance, Hash, Runtime, RuntimeHoldReason,
};
use frame_support::{storage::migration::storage_key_iter, traits::Footprint, Twox64Concat};
use pallet_business_tokens as business;
use pallet_cip::{CipId, Cips, Enactment, PreimageDeposits, ResolutionOf, Resolutions};
use pallet_node_admission::{Members, Motions, Subject};
use sp_runtime::traits::Convert;
use std::collections::BTreeMap;

/// For each reason of this project's pallets, all that is held is what is on record.
pub fn are_on_record() -> Result<(), Finding> {
    let holds: Vec<_> = pallet_balances::Holds::<Runtime>::iter_values()
        .flatten()
        .collect();
    for (reason, recorded) in on_record() {
        let held: Balance = holds
            .iter()
            .filter(|hold| hold.id == reason)
            .map(|hold| hold.amount)
            .sum();
        if held != recorded {
            let what = format!("{held} are held for {reason:?}, and {recorded} on record");
            return Err(Finding::new(Kind::Held, what));
        }
    }
    preimages_are_paid_for()?;
    contracts_are_paid_for()
}

/// What is held of a contract's account is what it gives back when all that it stores is cleared and it ends. Nothing is
/// held where there is no contract. Root puts nothing down, and contracts record a deposit for what it has them store.
fn contracts_are_paid_for() -> Result<(), Finding> {
    if cips::may_have_called_contracts() {
        return Ok(());
    }
    let reason = RuntimeHoldReason::Contracts(pallet_contracts::HoldReason::StorageDepositReserve);
    let held: BTreeMap<AccountId, Balance> = pallet_balances::Holds::<Runtime>::iter()
        .filter_map(|(who, holds)| {
            let hold = holds.into_iter().find(|hold| hold.id == reason)?;
            Some((who, hold.amount))
        })
        .collect();
    let recorded = deposits_of_contracts();
    ensure(held == recorded, Kind::Held, || {
        format!("{held:?} are held for what contracts store, and {recorded:?} on record")
    })
}

/// By the records of contracts, which aren't public: an id, the code, how many bytes and items are stored, the deposits for
/// the bytes, for the items and for the contract itself, and those for code that it delegates to.
fn deposits_of_contracts() -> BTreeMap<AccountId, Balance> {
    type Stored = (u32, u32, Balance, Balance);
    type Record = (Vec<u8>, Hash, Stored, Balance, BTreeMap<Hash, Balance>);
    storage_key_iter::<AccountId, Record, Twox64Concat>(b"Contracts", b"ContractInfoOf")
        .map(|(contract, (_, _, (_, _, bytes, items), base, code))| {
            let code: Balance = code.into_values().sum();
            (contract, bytes + items + base + code)
        })
        .collect()
}

/// There is a deposit for the preimage of each CIP that is to be decided or carried out, and for no other. The pallet
/// looks whether each deposit is needed, and not whether there is each that is.
fn preimages_are_paid_for() -> Result<(), Finding> {
    let needed: BTreeMap<CipId, Balance> = Cips::<Runtime>::iter()
        .filter(|(id, _)| is_undone(*id))
        .filter_map(|(id, cip)| {
            let len = cip.proposal?.call.lookup_len()?;
            Some((id, price_of_preimage(len)))
        })
        .collect();
    let kept: BTreeMap<CipId, Balance> = PreimageDeposits::<Runtime>::iter().collect();
    ensure(needed == kept, Kind::Held, || {
        format!("CIPs need deposits for preimages of {needed:?}, and have {kept:?}")
    })
}

/// Whether a CIP is open, or its call awaits its enactment.
fn is_undone(cip: CipId) -> bool {
    match ResolutionOf::<Runtime>::get(cip).and_then(Resolutions::<Runtime>::get) {
        Some(resolution) => matches!(resolution.enactment, Some(Enactment::Scheduled { .. })),
        None => true,
    }
}

fn price_of_preimage(len: u32) -> Balance {
    let footprint = Footprint::from_parts(1, len as usize);
    <Runtime as pallet_cip::Config>::PreimageDeposit::convert(footprint)
}

fn on_record() -> Vec<(RuntimeHoldReason, Balance)> {
    let tokens = pallet_erc20::Tokens::<Runtime>::iter_keys().count() as Balance;
    let collections = pallet_erc721::Collections::<Runtime>::iter_keys().count() as Balance;
    let items = pallet_erc721::Tokens::<Runtime>::iter_values().map(|item| item.deposit);
    let operators = pallet_erc721::Operators::<Runtime>::iter_values();
    let sales = business::Sales::<Runtime>::iter_values().map(|sale| sale.deposit);
    let purchases = business::Purchases::<Runtime>::iter_values().map(|bought| bought.deposit);
    let policies = business::PolicyRecords::<Runtime>::iter_values()
        .flat_map(|policies| {
            let announced = policies.announced.map(|(policy, _)| policy);
            policies.current.into_iter().chain(announced)
        })
        .map(|policy| policy.deposit);
    let houses = pallet_dutch_auction::Houses::<Runtime>::iter_values().map(|house| house.deposit);
    let auctions =
        pallet_dutch_auction::Auctions::<Runtime>::iter_values().map(|auction| auction.deposit);
    let proposals = pallet_cip::Tallies::<Runtime>::iter_keys()
        .filter_map(Cips::<Runtime>::get)
        .map(|cip| cip.deposit)
        .chain(pallet_cip::Forfeited::<Runtime>::iter_values());
    let preimages = PreimageDeposits::<Runtime>::iter_values();
    let votes = pallet_cip::Credentials::<Runtime>::iter_values().map(|vote| vote.deposit);
    let (applications, others): (Vec<_>, Vec<_>) = Motions::<Runtime>::iter_values()
        .partition(|motion| matches!(motion.subject, Subject::Admission { .. }));
    let nodes = Members::<Runtime>::iter_values()
        .map(|member| member.deposit)
        .chain(applications.into_iter().map(|motion| motion.deposit));
    let motions = others.into_iter().map(|motion| motion.deposit);

    use RuntimeHoldReason::*;
    vec![
        (
            Erc20(pallet_erc20::HoldReason::Token),
            tokens * TokenDeposit::get(),
        ),
        (
            Erc721(pallet_erc721::HoldReason::Collection),
            collections * CollectionDeposit::get(),
        ),
        (Erc721(pallet_erc721::HoldReason::Item), items.sum()),
        (Erc721(pallet_erc721::HoldReason::Operator), operators.sum()),
        (BusinessTokens(business::HoldReason::Sale), sales.sum()),
        (
            BusinessTokens(business::HoldReason::Purchase),
            purchases.sum(),
        ),
        (BusinessTokens(business::HoldReason::Policy), policies.sum()),
        (
            DutchAuction(pallet_dutch_auction::HoldReason::House),
            houses.sum(),
        ),
        (
            DutchAuction(pallet_dutch_auction::HoldReason::Auction),
            auctions.sum(),
        ),
        (Cip(pallet_cip::HoldReason::Proposal), proposals.sum()),
        (Cip(pallet_cip::HoldReason::Vote), votes.sum()),
        (Cip(pallet_cip::HoldReason::Preimage), preimages.sum()),
        (
            NodeAdmission(pallet_node_admission::HoldReason::Node),
            nodes.sum(),
        ),
        (
            NodeAdmission(pallet_node_admission::HoldReason::Motion),
            motions.sum(),
        ),
    ]
}
