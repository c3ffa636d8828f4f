//! What leaves a token's reserve was redeemed, at the price that holders knew of, or its owner took it when the notice was
//! over. The pallet can't tell from its storage.

use crate::finding::{Finding, Kind};
use chaos_primitives::{TokenClocks, TokenId};
use chaos_runtime::{Balance, BusinessTokens, Erc20, Runtime, RuntimeEvent, System};
use pallet_business_tokens::{payout, Event, RedemptionPrices, Withdrawals};
use std::collections::BTreeMap;

/// What is known of the reserves before a transaction.
pub struct Reserves(BTreeMap<TokenId, Known>);

struct Known {
    reserve: Balance,
    /// Of a whole token.
    price: Balance,
    /// What the owner may take.
    due: Balance,
}

impl Known {
    fn now(token: TokenId) -> Self {
        let now = System::block_number();
        let clock = Erc20::unpaused_time(token, now);
        let due = Withdrawals::<Runtime>::get(token)
            .filter(|withdrawal| {
                let lapses = BusinessTokens::withdrawal_lapses(token, withdrawal);
                withdrawal.due <= clock && now < lapses
            })
            .map_or(0, |withdrawal| withdrawal.cos);
        Self {
            reserve: BusinessTokens::reserve(token),
            price: BusinessTokens::redemption(token).map_or(0, |status| status.price),
            due,
        }
    }
}

impl Reserves {
    pub fn now() -> Self {
        let tokens = RedemptionPrices::<Runtime>::iter_keys();
        let tokens = tokens.chain(Withdrawals::<Runtime>::iter_keys());
        Self(tokens.map(|token| (token, Known::now(token))).collect())
    }

    /// After a transaction, whose events are those since `since`.
    pub fn check(&self, since: usize) -> Result<(), Finding> {
        let events: Vec<_> = System::read_events_no_consensus()
            .skip(since)
            .filter_map(|record| match record.event {
                RuntimeEvent::BusinessTokens(event) => Some(event),
                _ => None,
            })
            .collect();
        self.0
            .iter()
            .try_for_each(|(token, known)| known.check(*token, &events))
    }
}

/// A payment out of a reserve.
enum Payment {
    /// For so many of the token's smallest unit.
    Redeemed(Balance, Balance),
    Withdrawn(Balance),
}

impl Known {
    fn check(&self, token: TokenId, events: &[Event<Runtime>]) -> Result<(), Finding> {
        let payments: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::Redeemed {
                    token_id,
                    amount,
                    payout,
                    ..
                } if *token_id == token => Some(Payment::Redeemed(*amount, *payout)),
                Event::Withdrawn { token_id, cos, .. } if *token_id == token => {
                    Some(Payment::Withdrawn(*cos))
                }
                _ => None,
            })
            .collect();
        let ensure = |holds: bool, what: &str| match holds {
            true => Ok(()),
            false => Err(Finding::new(
                Kind::Reserve,
                format!("token {token}: {what}"),
            )),
        };

        let paid: Balance = payments
            .iter()
            .map(|payment| match payment {
                Payment::Redeemed(_, cos) | Payment::Withdrawn(cos) => cos,
            })
            .sum();
        let left = BusinessTokens::reserve(token);
        ensure(
            self.reserve.saturating_sub(left) <= paid,
            "something took coins out of the reserve",
        )?;
        let withdrawn: Balance = payments
            .iter()
            .map(|payment| match payment {
                Payment::Withdrawn(cos) => *cos,
                Payment::Redeemed(..) => 0,
            })
            .sum();
        ensure(withdrawn <= self.due, "a withdrawal without notice")?;
        // Later ones may come after the reserve was empty, when another price is in force at once.
        if let (Some(Payment::Redeemed(amount, cos)), true) = (payments.first(), self.reserve > 0) {
            let decimals = Erc20::decimals(token).unwrap_or_default();
            let most = payout(*amount, self.price, decimals).unwrap_or(Balance::MAX);
            ensure(*cos <= most, "a redemption at a price without notice")?;
        }
        Ok(())
    }
}
