//! Undoing what a sequence did, as far as it can be undone: what was held for it has to come back. What this
//! project's pallets hold is compared with their [records](crate::deposits) anyway; this is for what the SDK's
//! pallets hold and reserve.

use crate::{
    chain::Chain,
    cips,
    finding::{Finding, Kind},
};
use chaos_runtime::{
    configs::governance::{ProxyDepositBase, ProxyDepositFactor},
    AccountId, Balance, Erc20, Runtime, RuntimeCall, RuntimeHoldReason, RuntimeOrigin, System,
};
use codec::{Decode, Encode};
use pallet_assets::ExistenceReason;
use pallet_dutch_auction::{Houses, MAX_RETURNED};
use pallet_preimage::{RequestStatus, RequestStatusFor};
use sp_runtime::traits::Dispatchable;

/// Undo everything, and look at what is still held.
pub fn undo(chain: &mut Chain) -> Result<(), Finding> {
    chain.open_block()?;
    chain.run(withdraw_ignored)?;
    chain.run(|| {
        for (who, call) in what_undoes() {
            // What can't be undone, such as a preimage that a CIP needs, stays, with its deposit.
            let _ = call.dispatch(RuntimeOrigin::signed(who));
        }
    });
    let result = chain.run(check);
    chain.close_block()?;
    result
}

/// Whoever proposed what hardly anybody is for can take it back after a while, though some have voted on it.
fn withdraw_ignored() -> Result<(), Finding> {
    for (cip, proposer) in cips::ignored() {
        let withdraw = RuntimeCall::from(pallet_cip::Call::withdraw { cip });
        let result = withdraw.dispatch(RuntimeOrigin::signed(proposer));
        if let Err(failed) = result {
            let what = format!("CIP {cip} can't be withdrawn: {:?}", failed.error);
            return Err(Finding::new(Kind::Stuck, what));
        }
    }
    Ok(())
}

/// Calls, and who has to make them.
fn what_undoes() -> Vec<(AccountId, RuntimeCall)> {
    let mut calls: Vec<(AccountId, RuntimeCall)> = Vec::new();
    for delegate in pallet_proxy::Announcements::<Runtime>::iter_keys() {
        let (announcements, _) = pallet_proxy::Announcements::<Runtime>::get(&delegate);
        for announcement in announcements {
            // Whose fields are not public.
            if let Ok((real, call_hash)) =
                <(AccountId, chaos_runtime::Hash)>::decode(&mut &announcement.encode()[..])
            {
                let real = real.into();
                let call = pallet_proxy::Call::remove_announcement { real, call_hash };
                calls.push((delegate.clone(), call.into()));
            }
        }
    }
    for (real, (_, deposit)) in pallet_proxy::Proxies::<Runtime>::iter() {
        // Not of a pure account, whose creator has the deposit.
        if System::account(&real).data.reserved >= deposit {
            calls.push((real, pallet_proxy::Call::remove_proxies {}.into()));
        }
    }
    for who in pallet_session::NextKeys::<Runtime>::iter_keys() {
        calls.push((who, pallet_session::Call::purge_keys {}.into()));
    }
    for (hash, status) in RequestStatusFor::<Runtime>::iter() {
        if let RequestStatus::Unrequested {
            ticket: (owner, _), ..
        } = status
        {
            calls.push((
                owner,
                pallet_preimage::Call::unnote_preimage { hash }.into(),
            ));
        }
    }
    for (house, details) in Houses::<Runtime>::iter() {
        // So many items at once.
        for _ in 0..=details.auctions / u64::from(MAX_RETURNED) {
            let call = pallet_dutch_auction::Call::close_house { house };
            calls.push((details.owner.clone(), call.into()));
        }
    }
    for (id, owner, delegate) in pallet_assets::Approvals::<Runtime>::iter_keys() {
        let call = pallet_assets::Call::cancel_approval {
            id: id.into(),
            delegate: delegate.into(),
        };
        calls.push((owner, call.into()));
    }
    for (id, who, account) in pallet_assets::Account::<Runtime>::iter() {
        match account.reason {
            ExistenceReason::DepositHeld(_) => {
                let (id, allow_burn) = (id.into(), false);
                calls.push((who, pallet_assets::Call::refund { id, allow_burn }.into()));
            }
            ExistenceReason::DepositFrom(depositor, _) => {
                let (id, who) = (id.into(), who.into());
                let call = pallet_assets::Call::refund_other { id, who };
                calls.push((depositor, call.into()));
            }
            _ => {}
        }
    }
    calls
}

fn check() -> Result<(), Finding> {
    let tickets = RequestStatusFor::<Runtime>::iter_values()
        .filter(|status| {
            matches!(
                status,
                RequestStatus::Unrequested { .. }
                    | RequestStatus::Requested {
                        maybe_ticket: Some(_),
                        ..
                    }
            )
        })
        .count();
    let keys = pallet_session::NextKeys::<Runtime>::iter_keys().count();
    for (who, holds) in pallet_balances::Holds::<Runtime>::iter() {
        for hold in holds {
            let is_explained = match hold.id {
                RuntimeHoldReason::Preimage(_) => tickets > 0,
                RuntimeHoldReason::Session(_) => keys > 0,
                _ => true,
            };
            if !is_explained && hold.amount > 0 {
                let what = format!("{who} has {} held for {:?}", hold.amount, hold.id);
                return Err(Finding::new(Kind::Held, what));
            }
        }
    }
    deposits_of_the_ledger()?;
    houses()?;
    reserves()
}

/// Every house is closed: no item keeps it from that, as each is given back.
fn houses() -> Result<(), Finding> {
    match Houses::<Runtime>::iter().next() {
        Some((house, details)) => {
            let (owner, auctions) = (details.owner, details.auctions);
            let what = format!("{owner} can't close house {house}, which has {auctions} items");
            Err(Finding::new(Kind::Stuck, what))
        }
        None => Ok(()),
    }
}

/// Whoever has opened an account in the ledger that has nothing gets that deposit back. One for somebody else waits for the
/// end of a pause.
fn deposits_of_the_ledger() -> Result<(), Finding> {
    for (token, who, account) in pallet_assets::Account::<Runtime>::iter() {
        let comes_back = match account.reason {
            ExistenceReason::DepositHeld(_) => true,
            ExistenceReason::DepositFrom(..) => Erc20::is_paused(token) == Some(false),
            _ => false,
        };
        if comes_back && account.balance == 0 {
            let what = format!("the deposit of {who} for token {token} does not come back");
            return Err(Finding::new(Kind::Held, what));
        }
    }
    Ok(())
}

/// What is reserved of whoever creates a pure account.
fn pure_deposit() -> Balance {
    ProxyDepositBase::get() + ProxyDepositFactor::get()
}

/// Reserves have no reason: they are of proxies, of multisigs, and of the ledger of tokens.
fn reserves() -> Result<(), Finding> {
    let kept = pallet_multisig::Multisigs::<Runtime>::iter_keys().count()
        + pallet_proxy::Proxies::<Runtime>::iter_keys().count()
        + pallet_proxy::Announcements::<Runtime>::iter_keys().count()
        + pallet_assets::Approvals::<Runtime>::iter_keys().count()
        + pallet_assets::Account::<Runtime>::iter_values()
            .filter(|account| account.reason != ExistenceReason::Consumer)
            .count();
    if kept > 0 {
        return Ok(());
    }
    for (who, account) in frame_system::Account::<Runtime>::iter() {
        let held: Balance = pallet_balances::Holds::<Runtime>::get(&who)
            .iter()
            .map(|hold| hold.amount)
            .sum();
        // Whoever removes the proxies of a pure account, instead of killing it, loses its creator's deposit:
        // the SDK says so.
        let lost = (account.data.reserved - held) % pure_deposit();
        if lost != 0 {
            let what = format!(
                "{who} has {} reserved in block {}, of which {held} are held",
                account.data.reserved,
                System::block_number(),
            );
            return Err(Finding::new(Kind::Held, what));
        }
    }
    Ok(())
}
