//! What leaves a token's reserve was redeemed, at the price that holders knew of, or its owner took it when the notice was
//! over. And what was redeemed is not the owner's again, to be sold and redeemed once more, while others count on the
//! reserve. The pallet can't tell from its storage.

use crate::{
    checks,
    finding::{Finding, Kind},
};
use chaos_primitives::{TokenClocks, TokenId};
use chaos_runtime::{
    AccountId, Assets, Balance, BusinessTokens, Erc20, Runtime, RuntimeEvent, System,
};
use pallet_business_tokens::{payout, Event, PriceChanges, RedemptionPrices, Withdrawals};
use std::collections::BTreeMap;

/// What is known of the reserves before a transaction.
pub struct Reserves(BTreeMap<TokenId, Known>);

struct Known {
    reserve: Balance,
    /// Of a whole token.
    price: Balance,
    /// What the owner may take.
    due: Balance,
    /// Who gets what is collected, if anybody.
    owner: Option<AccountId>,
    /// Others have some of the token, and are paid for it out of a reserve.
    is_counted_on: bool,
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
        let reserve = BusinessTokens::reserve(token);
        let price = BusinessTokens::redemption(token).map_or(0, |status| status.price);
        let is_redeemed = price > 0 || BusinessTokens::announced_price(token).is_some();
        let owner = Erc20::owner(token);
        Self {
            reserve,
            price,
            due,
            is_counted_on: reserve > 0 && is_redeemed && others_have(token, owner.as_ref()) > 0,
            owner,
        }
    }
}

impl Reserves {
    pub fn now() -> Self {
        let tokens = RedemptionPrices::<Runtime>::iter_keys();
        let tokens = tokens
            .chain(PriceChanges::<Runtime>::iter_keys())
            .chain(Withdrawals::<Runtime>::iter_keys());
        Self(tokens.map(|token| (token, Known::now(token))).collect())
    }

    /// After a transaction that had these events.
    pub fn check(&self, events: &[RuntimeEvent]) -> Result<(), Finding> {
        self.0.iter().try_for_each(|(token, known)| {
            known.check_payments(*token, events)?;
            known.check_collection(*token, events)
        })
    }
}

/// A payment out of a reserve.
enum Payment {
    /// For so many of the token's smallest unit.
    Redeemed(Balance, Balance),
    Withdrawn(Balance),
}

/// Of a token, what neither its owner has nor lies there since it was redeemed, or for sale.
fn others_have(token: TokenId, owner: Option<&AccountId>) -> Balance {
    let escrow = BusinessTokens::escrow(token);
    let owned = owner.map_or(0, |owner| Assets::balance(token, owner));
    Assets::total_supply(token)
        .saturating_sub(Assets::balance(token, &escrow))
        .saturating_sub(owned)
}

/// Whether an event tells of something of this token that may change whether it is counted on. The movement of what is
/// collected is none.
fn is_about(event: &RuntimeEvent, token: TokenId, owner: Option<&AccountId>) -> bool {
    use pallet_assets::Event as Ledger;
    use pallet_erc20::Event as Token;
    match event {
        RuntimeEvent::BusinessTokens(event) => token_of(event) == Some(token),
        RuntimeEvent::Erc20(Token::OwnershipTransferred { token_id, .. }) => *token_id == token,
        RuntimeEvent::Assets(Ledger::Transferred {
            asset_id, from, to, ..
        }) => {
            let is_collected = *from == BusinessTokens::escrow(token) && Some(to) == owner;
            *asset_id == token && !is_collected
        }
        RuntimeEvent::Assets(Ledger::Issued { asset_id, .. } | Ledger::Burned { asset_id, .. }) => {
            *asset_id == token
        }
        _ => false,
    }
}

/// Of which token an event tells that may change who is paid out of its reserve, and what.
fn token_of(event: &Event<Runtime>) -> Option<TokenId> {
    match event {
        Event::SaleOpened { token_id, .. }
        | Event::Bought { token_id, .. }
        | Event::SaleClosed { token_id, .. }
        | Event::RedemptionSet { token_id, .. }
        | Event::RedemptionAnnounced { token_id, .. }
        | Event::RedemptionFunded { token_id, .. }
        | Event::Redeemed { token_id, .. }
        | Event::Withdrawn { token_id, .. }
        | Event::RedeemedCollected { token_id, .. } => Some(*token_id),
        _ => None,
    }
}

fn ensure(holds: bool, token: TokenId, what: &str) -> Result<(), Finding> {
    checks::ensure(holds, Kind::Reserve, || format!("token {token}: {what}"))
}

impl Known {
    /// The first of a transaction, unless something about the token came before it: that may have emptied the reserve, or
    /// have left all of the token to the owner.
    fn check_collection(&self, token: TokenId, events: &[RuntimeEvent]) -> Result<(), Finding> {
        let owner = self.owner.as_ref();
        let first = events.iter().find(|event| is_about(event, token, owner));
        let is_collection = matches!(
            first,
            Some(RuntimeEvent::BusinessTokens(
                Event::RedeemedCollected { .. }
            ))
        );
        ensure(
            !is_collection || !self.is_counted_on,
            token,
            "what was redeemed came back while others count on the reserve",
        )
    }

    fn check_payments(&self, token: TokenId, events: &[RuntimeEvent]) -> Result<(), Finding> {
        let payments: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                RuntimeEvent::BusinessTokens(event) => Some(event),
                _ => None,
            })
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

        let paid: Balance = payments
            .iter()
            .map(|payment| match payment {
                Payment::Redeemed(_, cos) | Payment::Withdrawn(cos) => cos,
            })
            .sum();
        let left = BusinessTokens::reserve(token);
        ensure(
            self.reserve.saturating_sub(left) <= paid,
            token,
            "something took coins out of the reserve",
        )?;
        let withdrawn: Balance = payments
            .iter()
            .map(|payment| match payment {
                Payment::Withdrawn(cos) => *cos,
                Payment::Redeemed(..) => 0,
            })
            .sum();
        ensure(withdrawn <= self.due, token, "a withdrawal without notice")?;
        // Later ones may come after the reserve was empty, when another price is in force at once.
        if let (Some(Payment::Redeemed(amount, cos)), true) = (payments.first(), self.reserve > 0) {
            let decimals = Erc20::decimals(token).unwrap_or_default();
            let most = payout(*amount, self.price, decimals).unwrap_or(Balance::MAX);
            ensure(
                *cos <= most,
                token,
                "a redemption at a price without notice",
            )?;
        }
        Ok(())
    }
}
