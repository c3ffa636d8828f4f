//! What nobody may do, whatever the origin.
//!
//! - [`PermittedCalls`] is the chain's base filter: all the rules of this file. FRAME asks it about every call that is
//!   dispatched with a signed origin, including the calls inside batches, multisigs and proxies, so a rule looks at one
//!   call alone.
//! - [`FilteredCall`] applies the same rules to Root, which passes FRAME's base filter. Only the scheduler dispatches
//!   with Root on this chain, and what it dispatches is a `FilteredCall`.
//! - [`AtomicCalls`] are the calls that a CIP may propose: they take effect as a whole or not at all.
//! - `proxies` says what each type of proxy may do.
//!
//! What is refused because of its origin is not here: the pallets' configuration says which origins they accept.
//! `tests/filters.txt` lists every call of every pallet with the outcome of both.
//!
//! # Sharing it with a second runtime
//!
//! Of this crate, the rules need the table of pallets (`Runtime`, `RuntimeCall`, `RuntimeOrigin`),
//! [`calls`](crate::calls) for the calls within a call, [`code`] for what code may be uploaded,
//! and `ProxyType`; none of the parameters in `configs`. A second runtime whose table has these pallets under the same
//! names can include this folder as it is. It sets `BaseCallFilter` of `frame_system` to [`PermittedCalls`],
//! `RuntimeCall` of `pallet_scheduler` and `Proposal` of `pallet_cip` to [`FilteredCall`], begins the ids of its
//! pallets' accounts with `chaos/`, and lists its own calls in the test.

mod proxies;
mod scheduled;

pub use scheduled::{AtomicCalls, FilteredCall};

use crate::{contracts::code, Runtime, RuntimeCall};
use chaos_primitives::{has_small_order, is_zero, AccountId};
use frame_support::traits::Contains;
use pallet_erc20::MAX_SUPPLY;
use sp_runtime::MultiAddress;

/// Refuses what nobody may do: a call has to satisfy every rule.
pub struct PermittedCalls;

impl Contains<RuntimeCall> for PermittedCalls {
    fn contains(call: &RuntimeCall) -> bool {
        NoImpersonation::contains(call)
            && NoRawStorage::contains(call)
            && NoHalt::contains(call)
            && NoWeakSessionKeys::contains(call)
            && ConstantSupply::contains(call)
            && NoForcedVesting::contains(call)
            && NoSeizure::contains(call)
            && NoTokenLoss::contains(call)
            && NftTransfersOnly::contains(call)
            && NoZeroAccount::contains(call)
            && ImmutableCode::contains(call)
    }
}

/// Refuses the calls with which Root would vote, or give away tokens and items, in somebody else's name.
pub struct NoImpersonation;

impl Contains<RuntimeCall> for NoImpersonation {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_utility::Call::{dispatch_as, dispatch_as_fallible};
        !matches!(
            call,
            RuntimeCall::Utility(dispatch_as { .. } | dispatch_as_fallible { .. })
        )
    }
}

/// Refuses the calls that write raw storage, and so bypass every rule of the pallets. A runtime upgrade can migrate
/// storage.
pub struct NoRawStorage;

impl Contains<RuntimeCall> for NoRawStorage {
    fn contains(call: &RuntimeCall) -> bool {
        use frame_system::Call::{kill_prefix, kill_storage, set_storage};
        !matches!(
            call,
            RuntimeCall::System(set_storage { .. } | kill_storage { .. } | kill_prefix { .. })
        )
    }
}

/// Refuses the calls after which the chain would include no more transactions or finalise no more blocks, so that no
/// vote could undo them.
pub struct NoHalt;

impl Contains<RuntimeCall> for NoHalt {
    fn contains(call: &RuntimeCall) -> bool {
        use frame_system::Call::set_heap_pages;
        use pallet_grandpa::Call::note_stalled;
        use pallet_migrations::Call::{
            force_onboard_mbms, force_set_active_cursor, force_set_cursor,
        };
        match call {
            // With too few pages, no block can be executed.
            RuntimeCall::System(set_heap_pages { .. }) => false,
            // While a migration runs, or is stuck, blocks have no transactions. The scheduler could start them again in
            // each block. A new runtime starts its own.
            RuntimeCall::MultiBlockMigrations(
                force_set_cursor { .. }
                | force_set_active_cursor { .. }
                | force_onboard_mbms { .. },
            ) => false,
            // By the time a CIP is enacted, blocks after the one it names are final. Voters would restart below the
            // last final block, and nothing would ever be finalised again.
            RuntimeCall::Grandpa(note_stalled { .. }) => false,
            _ => true,
        }
    }
}

/// Refuses session keys of small order: they have no secret, so anybody could author blocks or vote with them.
pub struct NoWeakSessionKeys;

impl Contains<RuntimeCall> for NoWeakSessionKeys {
    fn contains(call: &RuntimeCall) -> bool {
        match call {
            RuntimeCall::Session(pallet_session::Call::set_keys { keys, .. }) => {
                !has_small_order(&keys.aura) && !has_small_order(&keys.grandpa)
            }
            _ => true,
        }
    }
}

/// Refuses the calls that change the total issuance of COS.
pub struct ConstantSupply;

impl Contains<RuntimeCall> for ConstantSupply {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_balances::Call::{burn, force_adjust_total_issuance, force_set_balance};
        !matches!(
            call,
            RuntimeCall::Balances(
                burn { .. } | force_set_balance { .. } | force_adjust_total_issuance { .. }
            )
        )
    }
}

/// Refuses the calls with which Root would unlock vesting coins, or lock coins that don't vest: the team's lock is
/// final.
pub struct NoForcedVesting;

impl Contains<RuntimeCall> for NoForcedVesting {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_vesting::Call::{force_remove_vesting_schedule, force_vested_transfer};
        !matches!(
            call,
            RuntimeCall::Vesting(
                force_remove_vesting_schedule { .. } | force_vested_transfer { .. }
            )
        )
    }
}

/// Refuses the calls with which Root would take coins that accounts have on hold, or that pallets keep for others.
/// Their records would remain, and then deposits could not be released, nor debts paid.
pub struct NoSeizure;

impl Contains<RuntimeCall> for NoSeizure {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_balances::Call::{force_transfer, force_unreserve};
        match call {
            RuntimeCall::Balances(force_unreserve { .. }) => false,
            RuntimeCall::Balances(force_transfer {
                source: MultiAddress::Id(source),
                ..
            }) => !keeps_for_others(source),
            _ => true,
        }
    }
}

/// How the account ids of this chain's pallets begin: `modl` and then their `PalletId`.
const PALLET_ACCOUNT: &[u8] = b"modlchaos/";

/// Whether an account is a pallet's. The treasury is one, but its coins are the community's.
fn keeps_for_others(who: &AccountId) -> bool {
    let id: &[u8] = who.as_ref();
    let treasury = <Runtime as pallet_cos_distribution::Config>::Treasury::get();
    id.starts_with(PALLET_ACCOUNT) && *who != treasury
}

/// Refuses the calls that destroy tokens of the ledger, whatever their creators chose.
pub struct NoTokenLoss;

impl Contains<RuntimeCall> for NoTokenLoss {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_assets::Call::{refund, transfer_all};
        let RuntimeCall::Assets(call) = call else {
            return true;
        };
        match call {
            // Burns tokens, even if they are not burnable, or paused, or regulated.
            refund { allow_burn, .. } => !allow_burn,
            // Loses what would exceed the supply. A token may have more than the limit if it is older than the limit.
            transfer_all { id, .. } => {
                pallet_assets::Pallet::<Runtime>::total_supply(id.0) <= MAX_SUPPLY
            }
            _ => true,
        }
    }
}

/// Leaves users the transfers and approvals of the ledger of items, and nothing else of it: its own trading, attributes
/// and burning would bypass what a collection's creator chose.
pub struct NftTransfersOnly;

impl Contains<RuntimeCall> for NftTransfersOnly {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_nfts::Call::*;
        match call {
            RuntimeCall::Nfts(call) => matches!(
                call,
                transfer { .. }
                    | approve_transfer { .. }
                    | cancel_approval { .. }
                    | clear_all_transfer_approvals { .. }
            ),
            _ => true,
        }
    }
}

/// Refuses to transfer anything of the ledgers to the zero account, or to approve it as a spender. The paradigms refuse
/// it themselves.
pub struct NoZeroAccount;

impl Contains<RuntimeCall> for NoZeroAccount {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_assets::Call as Tokens;
        use pallet_nfts::Call as Items;
        let to = match call {
            RuntimeCall::Assets(
                Tokens::transfer { target: to, .. }
                | Tokens::transfer_keep_alive { target: to, .. }
                | Tokens::transfer_all { dest: to, .. }
                | Tokens::approve_transfer { delegate: to, .. }
                | Tokens::transfer_approved {
                    destination: to, ..
                },
            )
            | RuntimeCall::Nfts(
                Items::transfer { dest: to, .. } | Items::approve_transfer { delegate: to, .. },
            ) => to,
            _ => return true,
        };
        !matches!(to, MultiAddress::Id(account) if is_zero(account))
    }
}

/// Refuses what would change the code of a contract, and code that may not be uploaded.
///
/// A contract keeps the code that it was instantiated with. Two things could change it. The call `set_code` is refused
/// here. The host function `set_code_hash` is refused [with the code](code::check) that imports it; and if such code
/// were there all the same, the function would cost more than a block has (see
/// [`WorstCase`](crate::contracts::weights::WorstCase)).
///
/// `delegate_call` stays. A contract's own code chooses what it delegates to, and everybody can read that code. A
/// contract that wants a replaceable part could as well call another contract, whose address it stores.
pub struct ImmutableCode;

impl Contains<RuntimeCall> for ImmutableCode {
    // The deprecated calls are among those that are refused.
    #[allow(deprecated)]
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_contracts::Call::*;
        let RuntimeCall::Contracts(call) = call else {
            return true;
        };
        match call {
            set_code { .. } => false,
            // Deprecated: they don't limit the size of proofs.
            call_old_weight { .. }
            | instantiate_old_weight { .. }
            | instantiate_with_code_old_weight { .. } => false,
            upload_code { code, .. } | instantiate_with_code { code, .. } => {
                code::check(code).is_ok()
            }
            _ => true,
        }
    }
}
