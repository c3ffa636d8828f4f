//! Tokens, what businesses do with them, and their ledger.

use super::{by, by_anybody, Draw, Entry};
use chaos_primitives::{currency::MILLI_COS, TokenId};
use chaos_runtime::{AccountId, Assets, Balance, BusinessTokens, Erc20, Runtime, System};
use frame_support::BoundedVec;
use pallet_business_tokens::{
    Call as Business, Charge, Payer, Price, Rule, SaleTerms, Tier, MILLION,
};
use pallet_erc20::{Call as Token, TokenOptions, Tokens};

type Ledger = pallet_assets::Call<Runtime>;

pub const ENTRIES: &[Entry] = &[
    |draw| {
        let options = TokenOptions {
            mintable: !draw.source.once_in(4),
            burnable: !draw.source.once_in(4),
            pausable: !draw.source.once_in(4),
            cap: draw.source.once_in(4).then(|| draw.amount()),
        };
        by_anybody(Token::<Runtime>::create {
            name: draw.text(50),
            symbol: draw.text(50),
            decimals: draw.source.pick(&[0, 3, 12, 18, 19]),
            initial_supply: draw.amount(),
            options,
        })
    },
    |draw| {
        let (token_id, holder) = holding(draw);
        let (to, value) = (draw.address(), tokens_of(draw, token_id, &holder));
        by(
            holder,
            Token::<Runtime>::transfer {
                token_id,
                to,
                value,
            },
        )
    },
    |draw| {
        let (token_id, holder) = holding(draw);
        let (spender, value) = (draw.address(), draw.amount());
        by(
            holder,
            Token::<Runtime>::approve {
                token_id,
                spender,
                value,
            },
        )
    },
    |draw| {
        let (token_id, from, spender) = approval(draw);
        by(
            spender,
            Token::<Runtime>::transfer_from {
                token_id,
                from: from.into(),
                to: draw.address(),
                value: draw.amount(),
            },
        )
    },
    |draw| {
        let (token_id, holder) = holding(draw);
        let (spender, added_value) = (draw.address(), draw.amount());
        by(
            holder,
            Token::<Runtime>::increase_allowance {
                token_id,
                spender,
                added_value,
            },
        )
    },
    |draw| {
        let (token_id, owner, spender) = approval(draw);
        let subtracted_value = draw.amount();
        by(
            owner,
            Token::<Runtime>::decrease_allowance {
                token_id,
                spender: spender.into(),
                subtracted_value,
            },
        )
    },
    |draw| {
        let (token_id, owner) = owned(draw);
        let (to, value) = (draw.address(), draw.amount());
        by(
            owner,
            Token::<Runtime>::mint {
                token_id,
                to,
                value,
            },
        )
    },
    |draw| {
        let (token_id, holder) = holding(draw);
        let value = tokens_of(draw, token_id, &holder);
        by(holder, Token::<Runtime>::burn { token_id, value })
    },
    |draw| {
        let (token_id, from, spender) = approval(draw);
        let value = draw.amount();
        by(
            spender,
            Token::<Runtime>::burn_from {
                token_id,
                from: from.into(),
                value,
            },
        )
    },
    |draw| {
        let (token_id, owner) = owned(draw);
        by(owner, Token::<Runtime>::pause { token_id })
    },
    |draw| {
        let (token_id, owner) = owned(draw);
        by(owner, Token::<Runtime>::unpause { token_id })
    },
    |draw| {
        let (token_id, owner) = owned(draw);
        let new_owner = draw.address();
        by(
            owner,
            Token::<Runtime>::transfer_ownership {
                token_id,
                new_owner,
            },
        )
    },
    |draw| {
        let (token_id, owner) = owned(draw);
        match draw.source.once_in(4) {
            true => by(owner, Token::<Runtime>::renounce_ownership { token_id }),
            false => by(owner, Token::<Runtime>::unpause { token_id }),
        }
    },
    |draw| {
        let owner = draw.person();
        let (token_id, spender, value) = (draw.token(), draw.account(), draw.amount());
        let deadline = draw.block();
        let text = Erc20::permit_message(token_id, &owner.account, &spender, value, deadline);
        by_anybody(Token::<Runtime>::permit {
            token_id,
            owner: owner.account.clone().into(),
            spender: spender.into(),
            value,
            deadline,
            signature: owner.sign(&text.unwrap_or_default()),
        })
    },
    |draw| {
        let (token_id, holder) = holding(draw);
        let count = draw.source.pick(&[0, 1, 2, 3, 40, 1_024, 1_025]);
        let value = draw.amount();
        let recipients = (0..count).map(|n| match n {
            0..4 => (draw.address(), value),
            n => (AccountId::new([n as u8; 32]).into(), value),
        });
        let recipients = recipients.collect();
        by(
            holder,
            Token::<Runtime>::batch_transfer {
                token_id,
                recipients,
            },
        )
    },
    |draw| {
        let (id, holder) = holding(draw);
        let amount = tokens_of(draw, id, &holder);
        let (id, target) = (id.into(), draw.address());
        let call = match draw.source.flip() {
            true => Ledger::transfer { id, target, amount },
            false => Ledger::transfer_keep_alive { id, target, amount },
        };
        by(holder, call)
    },
    |draw| {
        let (id, holder) = holding(draw);
        let (delegate, amount) = (draw.address(), draw.amount());
        by(
            holder,
            Ledger::approve_transfer {
                id: id.into(),
                delegate,
                amount,
            },
        )
    },
    |draw| {
        let (id, owner, delegate) = approval(draw);
        by(
            owner,
            Ledger::cancel_approval {
                id: id.into(),
                delegate: delegate.into(),
            },
        )
    },
    |draw| {
        let (id, owner, delegate) = approval(draw);
        let (destination, amount) = (draw.address(), draw.amount());
        by(
            delegate,
            Ledger::transfer_approved {
                id: id.into(),
                owner: owner.into(),
                destination,
                amount,
            },
        )
    },
    |draw| {
        let (id, holder) = (draw.token(), draw.person().account.clone());
        draw.touched.push((id, holder.clone()));
        by(holder, Ledger::touch { id: id.into() })
    },
    |draw| {
        let (id, who) = (draw.token(), draw.account());
        let call = match draw.source.flip() {
            true => Ledger::touch_other {
                id: id.into(),
                who: who.into(),
            },
            false => Ledger::refund_other {
                id: id.into(),
                who: who.into(),
            },
        };
        by_anybody(call)
    },
    |draw| {
        let (id, holder) = match draw.touched.is_empty() {
            true => (draw.token(), draw.person().account.clone()),
            false => draw.source.pick(&draw.touched),
        };
        let (id, allow_burn) = (id.into(), draw.source.once_in(4));
        by(holder, Ledger::refund { id, allow_burn })
    },
    |draw| {
        let (id, holder) = holding(draw);
        let (dest, keep_alive) = (draw.address(), draw.source.flip());
        by(
            holder,
            Ledger::transfer_all {
                id: id.into(),
                dest,
                keep_alive,
            },
        )
    },
];

pub const BUSINESS_ENTRIES: &[Entry] = &[
    |draw| {
        let (token_id, owner) = owned(draw);
        let start_price = 1 + draw.amount() % (10 * MILLI_COS);
        let start = match draw.source.flip() {
            true => System::block_number(),
            false => draw.block(),
        };
        let end = start.saturating_add(1 + draw.blocks() / 2);
        let price = match draw.source.flip() {
            true => Price::Fixed(start_price),
            false => Price::Falling {
                start_price,
                end_price: start_price / 2,
                start,
                end,
            },
        };
        let terms = SaleTerms {
            amount: draw.amount(),
            price,
            start,
            end,
            min_per_account: draw.source.once_in(4).then_some(1),
            max_per_account: draw.source.flip().then(|| draw.amount()),
        };
        by(owner, Business::<Runtime>::open_sale { token_id, terms })
    },
    |draw| {
        let sales = pallet_business_tokens::Sales::<Runtime>::iter_keys();
        let token_id = one_of(draw, sales);
        by_anybody(Business::<Runtime>::buy {
            token_id,
            amount: 1 + draw.amount() % MILLI_COS,
            max_cost: Balance::MAX,
        })
    },
    |draw| match pallet_business_tokens::Sales::<Runtime>::iter().next() {
        Some((token_id, sale)) => by(sale.issuer, Business::<Runtime>::close_sale { token_id }),
        None => {
            let token_id = draw.token();
            by_anybody(Business::<Runtime>::close_sale { token_id })
        }
    },
    |draw| {
        let (token_id, owner) = owned(draw);
        let price = match draw.source.once_in(8) {
            true => 0,
            false => draw.amount() % MILLI_COS,
        };
        by(
            owner,
            Business::<Runtime>::set_redemption { token_id, price },
        )
    },
    |draw| {
        let (token_id, owner) = redeemable(draw);
        let cos = draw.amount();
        by(
            owner,
            Business::<Runtime>::fund_redemption { token_id, cos },
        )
    },
    |draw| {
        let (token_id, _) = redeemable(draw);
        let holder = holder_of(draw, token_id);
        let amount = tokens_of(draw, token_id, &holder);
        by(
            holder,
            Business::<Runtime>::redeem {
                token_id,
                amount,
                min_payout: 0,
            },
        )
    },
    |draw| {
        let (token_id, owner) = redeemable(draw);
        let cos = draw.amount();
        by(
            owner,
            Business::<Runtime>::withdraw_redemption { token_id, cos },
        )
    },
    |draw| {
        let (token_id, owner) = owned(draw);
        let count = draw.source.pick(&[1, 1, 2, 0, 32, 33]);
        let rules = (0..count).map(|n| rule(draw, n)).collect();
        by(owner, Business::<Runtime>::set_policy { token_id, rules })
    },
    |draw| {
        let with_rules = pallet_business_tokens::PolicyRecords::<Runtime>::iter_keys();
        let token_id = one_of(draw, with_rules);
        let holder = holder_of(draw, token_id);
        by(
            holder,
            Business::<Runtime>::execute {
                token_id,
                operation: operation(0),
                counterparty: draw.source.flip().then(|| draw.address()),
                amount: draw.amount(),
                max_fee: match draw.source.once_in(4) {
                    true => draw.amount(),
                    false => Balance::MAX,
                },
            },
        )
    },
    |draw| {
        let (token_id, owner) = owned(draw);
        let regulated = draw.source.flip();
        by(
            owner,
            Business::<Runtime>::set_regulated {
                token_id,
                regulated,
            },
        )
    },
    |draw| {
        let bought = pallet_business_tokens::Purchases::<Runtime>::iter_keys().next();
        match bought {
            Some((token_id, buyer)) => by(buyer, Business::<Runtime>::forget_purchase { token_id }),
            None => {
                let token_id = draw.token();
                by_anybody(Business::<Runtime>::forget_purchase { token_id })
            }
        }
    },
    |draw| {
        let collectable = Tokens::<Runtime>::iter_keys().find(|token| {
            let escrow = BusinessTokens::escrow(*token);
            Assets::balance(*token, &escrow) > 0 && BusinessTokens::reserve(*token) == 0
        });
        match collectable {
            Some(token_id) if !draw.source.once_in(4) => {
                by_anybody(Business::<Runtime>::collect_redeemed { token_id })
            }
            // What somebody sends there lies there like what was redeemed.
            _ => {
                let (token_id, holder) = holding(draw);
                let to = BusinessTokens::escrow(token_id).into();
                let value = tokens_of(draw, token_id, &holder);
                by(
                    holder,
                    Token::<Runtime>::transfer {
                        token_id,
                        to,
                        value,
                    },
                )
            }
        }
    },
];

/// A token, and who owns it.
fn owned(draw: &mut Draw) -> (TokenId, Option<AccountId>) {
    let token = draw.token();
    let owner = Tokens::<Runtime>::get(token).and_then(|token| token.owner);
    (token, owner)
}

/// A token, and somebody who may have some.
fn holding(draw: &mut Draw) -> (TokenId, AccountId) {
    let token = draw.token();
    let holder = holder_of(draw, token);
    (token, holder)
}

fn holder_of(draw: &mut Draw, token: TokenId) -> AccountId {
    let holders: Vec<_> = pallet_assets::Account::<Runtime>::iter_key_prefix(token)
        .take(8)
        .collect();
    match holders.is_empty() {
        true => draw.person().account.clone(),
        false => draw.source.pick(&holders),
    }
}

fn tokens_of(draw: &mut Draw, token: TokenId, holder: &AccountId) -> Balance {
    match draw.source.flip() {
        true => Assets::maybe_balance(token, holder).unwrap_or_default(),
        false => draw.amount(),
    }
}

/// A token, an owner, and whom it allowed to spend.
fn approval(draw: &mut Draw) -> (TokenId, AccountId, AccountId) {
    let approvals: Vec<_> = pallet_assets::Approvals::<Runtime>::iter_keys()
        .take(8)
        .collect();
    match approvals.is_empty() {
        true => (draw.token(), draw.account(), draw.account()),
        false => draw.source.pick(&approvals),
    }
}

/// A token that is redeemed for coins, and who owns it.
fn redeemable(draw: &mut Draw) -> (TokenId, Option<AccountId>) {
    let priced = pallet_business_tokens::RedemptionPrices::<Runtime>::iter_keys();
    let token = one_of(draw, priced);
    let owner = Tokens::<Runtime>::get(token).and_then(|token| token.owner);
    (token, owner)
}

fn one_of(draw: &mut Draw, tokens: impl Iterator<Item = TokenId>) -> TokenId {
    let tokens: Vec<_> = tokens.take(8).collect();
    match tokens.is_empty() || draw.source.once_in(8) {
        true => draw.token(),
        false => draw.source.pick(&tokens),
    }
}

fn operation(n: usize) -> Vec<u8> {
    format!("operation {n}").into_bytes()
}

fn rule(draw: &mut Draw, n: usize) -> Rule<AccountId> {
    let charge = match draw.source.below(3) {
        0 => Charge::Flat(draw.amount()),
        1 => Charge::Proportional {
            rate: draw.source.below(MILLION + 2),
            min: 0,
            max: draw.source.flip().then(|| draw.amount()),
        },
        _ => {
            let tiers = (0..draw.source.below(17)).map(|n| Tier {
                from: Balance::from(n) * MILLI_COS,
                flat: 1,
                rate: n,
            });
            Charge::Tiered(BoundedVec::truncate_from(tiers.collect()))
        }
    };
    Rule {
        operation: BoundedVec::truncate_from(operation(n)),
        charge,
        payer: draw.source.pick(&[Payer::Initiator, Payer::Counterparty]),
        receiver: draw.source.flip().then(|| draw.account()),
    }
}
