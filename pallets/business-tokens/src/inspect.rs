//! Reads: the functions of the runtime API, and the guarantees that `try_state` checks.

use crate::{
    runtime_api::{
        AnnouncedPolicy, AnnouncedPrice, AnnouncedWithdrawal, PolicyStatus, RedemptionStatus,
        SaleStatus,
    },
    Config, HoldReason, Moving, NextSale, NoticePeriod, Pallet, PausedBefore, PolicyRecords, Price,
    Purchases, RedemptionPrices, Rules, Sales, WithdrawalLapses, Withdrawals, MAX_RULES,
};
use alloc::{collections::BTreeSet, vec::Vec};
use chaos_primitives::{deposits_are_held, Balance, Erc20Tokens, TokenId};
use frame_support::{ensure, traits::fungible::InspectHold};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, TryRuntimeError};

impl<T: Config> Pallet<T> {
    /// The open sale of a token.
    pub fn sale(token_id: TokenId) -> Option<SaleStatus<T::AccountId, BlockNumberFor<T>>> {
        let sale = Sales::<T>::get(token_id)?;
        let now = frame_system::Pallet::<T>::block_number();
        Some(SaleStatus {
            sold: sale.terms.amount.saturating_sub(sale.remaining),
            remaining: sale.remaining,
            price: Self::sale_price(token_id, &sale),
            open: sale.terms.is_open(now) && sale.remaining > 0,
            issuer: sale.issuer,
            terms: sale.terms,
        })
    }

    /// What `amount` costs now, in planck, or none if nobody can buy it.
    pub fn purchase_cost(token_id: TokenId, amount: Balance) -> Option<Balance> {
        let sale = Sales::<T>::get(token_id)?;
        let (_, cost) = Self::quote(token_id, &sale, amount).ok()?;
        Some(cost)
    }

    /// The redemption of a token, or none if it has neither a price nor a reserve.
    pub fn redemption(token_id: TokenId) -> Option<RedemptionStatus<BlockNumberFor<T>>> {
        let price = Self::redemption_price(token_id);
        let reserve = Self::reserve(token_id);
        (price > 0 || reserve > 0).then(|| RedemptionStatus {
            price,
            reserve,
            withdrawal: Self::withdrawal(token_id).map(|withdrawal| AnnouncedWithdrawal {
                cos: withdrawal.cos,
                due: Self::block_at(token_id, withdrawal.due),
                lapses: Self::withdrawal_lapses(token_id, &withdrawal),
            }),
        })
    }

    /// The announced redemption price of a token, if any.
    pub fn announced_price(token_id: TokenId) -> Option<AnnouncedPrice<BlockNumberFor<T>>> {
        Self::price_change(token_id).map(|change| AnnouncedPrice {
            price: change.price,
            effective_from: Self::block_at(token_id, change.due),
        })
    }

    /// What a holder gets for `amount`, in planck, or none if it can't be redeemed or the reserve is too small.
    pub fn redemption_payout(token_id: TokenId, amount: Balance) -> Option<Balance> {
        let payout = Self::payout(token_id, amount).ok()?;
        (payout <= Self::reserve(token_id)).then_some(payout)
    }

    /// The policies of a token.
    pub fn policy(token_id: TokenId) -> PolicyStatus<T::AccountId, BlockNumberFor<T>> {
        let now = Self::time(token_id);
        let policies = PolicyRecords::<T>::get(token_id);
        PolicyStatus {
            in_force: policies
                .in_force(now)
                .map(|policy| Self::rules(token_id, policy.version))
                .unwrap_or_default(),
            announced: policies
                .upcoming(now)
                .map(|(policy, effective_from)| AnnouncedPolicy {
                    rules: Self::rules(token_id, policy.version),
                    effective_from: Self::block_at(token_id, effective_from),
                }),
        }
    }

    /// The fee of an operation with `amount`, in the token's smallest unit, or none if the policy in force has no
    /// such operation.
    pub fn operation_charge(
        token_id: TokenId,
        operation: Vec<u8>,
        amount: Balance,
    ) -> Option<Balance> {
        Self::rule(token_id, operation)?.charge.fee(amount).ok()
    }

    /// The notice period of changes of policies and prices and of withdrawals, in blocks in which the token is not
    /// paused.
    pub fn notice_period() -> BlockNumberFor<T> {
        NoticePeriod::<T>::get()
    }

    /// The body of `try_state`.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        ensure!(
            !NoticePeriod::<T>::get().is_zero(),
            "holders are given no notice"
        );
        ensure!(
            !Moving::<T>::exists(),
            "a movement of a regulated token goes on"
        );
        Self::check_sales()?;
        Self::check_policies()?;
        ensure!(
            RedemptionPrices::<T>::iter_values().all(|price| price > 0),
            "tokens are redeemed for nothing"
        );
        ensure!(
            WithdrawalLapses::<T>::iter_keys().all(Withdrawals::<T>::contains_key),
            "something is left of a withdrawal that was made or cancelled"
        );
        Self::check_deposits()
    }

    fn check_sales() -> Result<(), TryRuntimeError> {
        for (token_id, sale) in Sales::<T>::iter() {
            ensure!(
                sale.number.checked_add(1) == Some(NextSale::<T>::get(token_id)),
                "a sale is not the last of its token"
            );
            let escrowed = T::Tokens::balance_of(token_id, &Self::escrow(token_id));
            ensure!(
                sale.remaining <= escrowed,
                "the escrow has less than is for sale"
            );
            let sold = sale
                .terms
                .amount
                .checked_sub(sale.remaining)
                .ok_or("more is for sale than the terms say")?;
            let recorded = Purchases::<T>::iter_prefix_values(token_id)
                .filter(|purchase| purchase.sale == sale.number)
                .try_fold(0, |sum: Balance, purchase| sum.checked_add(purchase.amount))
                .ok_or("purchases overflow")?;
            let expected = if sale.terms.has_account_limits() {
                sold
            } else {
                0
            };
            // When it is over or sold out, buyers may have their records removed.
            let is_over =
                sale.remaining == 0 || frame_system::Pallet::<T>::block_number() >= sale.terms.end;
            ensure!(
                recorded == expected || is_over && recorded < expected,
                "the purchases on record are not what was sold"
            );
        }
        for (token_id, paused) in PausedBefore::<T>::iter() {
            let falls = Sales::<T>::get(token_id)
                .is_some_and(|sale| matches!(sale.terms.price, Price::Falling { .. }));
            ensure!(falls, "something is left of a price that does not fall");
            ensure!(
                paused <= Self::paused_blocks(token_id),
                "a token was paused for longer than it was"
            );
        }
        for (token_id, _, purchase) in Purchases::<T>::iter() {
            ensure!(
                purchase.amount > 0 && purchase.sale < NextSale::<T>::get(token_id),
                "a purchase in a sale that never was"
            );
            let sale = Sales::<T>::get(token_id).filter(|sale| sale.number == purchase.sale);
            let is_within = sale.is_none_or(|sale| {
                let least = sale.terms.min_per_account.unwrap_or(0);
                let most = sale.terms.max_per_account.unwrap_or(Balance::MAX);
                (least..=most).contains(&purchase.amount)
            });
            ensure!(is_within, "a purchase is outside the limits of its sale");
        }
        Ok(())
    }

    fn check_policies() -> Result<(), TryRuntimeError> {
        let mut versions = BTreeSet::new();
        for (token_id, policies) in PolicyRecords::<T>::iter() {
            ensure!(
                policies.announced.is_some(),
                "a record without the policy that was announced last"
            );
            for policy in policies.iter() {
                ensure!(
                    versions.insert((token_id, policy.version)),
                    "two policies of one version"
                );
                let rules = Rules::<T>::iter_prefix((token_id, policy.version)).count();
                ensure!(
                    rules == policy.rules as usize && rules <= MAX_RULES as usize,
                    "a policy has other rules than its record says"
                );
            }
        }
        for ((token_id, version, operation), rule) in Rules::<T>::iter() {
            ensure!(
                versions.contains(&(token_id, version)),
                "a rule of a policy that was replaced"
            );
            ensure!(
                rule.operation == operation,
                "a rule is stored under another operation"
            );
        }
        Ok(())
    }

    /// What every account with a record has on hold is the sum of its deposits.
    fn check_deposits() -> Result<(), TryRuntimeError> {
        let sales = Sales::<T>::iter_values().map(|sale| (sale.issuer, sale.deposit));
        let purchases =
            Purchases::<T>::iter().map(|(_, buyer, purchase)| (buyer, purchase.deposit));
        let policies = PolicyRecords::<T>::iter_values().flat_map(|policies| {
            let deposits = policies.iter().map(|p| (p.depositor.clone(), p.deposit));
            deposits.collect::<Vec<_>>()
        });
        Self::check_holds(HoldReason::Sale, sales)?;
        Self::check_holds(HoldReason::Purchase, purchases)?;
        Self::check_holds(HoldReason::Policy, policies)
    }

    fn check_holds(
        reason: HoldReason,
        deposits: impl Iterator<Item = (T::AccountId, Balance)>,
    ) -> Result<(), TryRuntimeError> {
        let reason = reason.into();
        ensure!(
            deposits_are_held(deposits, |who| T::Currency::balance_on_hold(&reason, who)),
            "what is held of an account is not the sum of its deposits"
        );
        Ok(())
    }
}
