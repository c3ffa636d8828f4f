//! Tokens: those of the paradigm, and what the ledger has for them.

use super::{address, case, fresh, of, one, simple, Case, OTHER, SENDER};
use crate::chain::{Chain, Error};
use chaos_primitives::TokenId;
use chaos_runtime::{Erc20, Runtime, RuntimeCall};
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_runtime::{traits::IdentifyAccount, MultiSignature, MultiSigner};

type Token = pallet_erc20::Call<Runtime>;
type Asset = pallet_assets::Call<Runtime>;

pub const SUPPLY: u128 = 1_000_000_000;

pub fn cases() -> Vec<Case> {
    [paradigm(), permits(), ledger()]
        .into_iter()
        .flatten()
        .collect()
}

/// What creates a token with all options, and as long names as can be.
pub fn new_token() -> RuntimeCall {
    Token::new_call_variant_create(
        vec![b'n'; 50],
        vec![b's'; 50],
        18,
        SUPPLY,
        pallet_erc20::TokenOptions {
            mintable: true,
            burnable: true,
            pausable: true,
            cap: Some(u128::MAX),
        },
    )
    .into()
}

/// A token of the sender's.
pub fn token(chain: &mut Chain) -> Result<TokenId, Error> {
    let id = chain.inspect(pallet_erc20::NextTokenId::<Runtime>::get);
    chain.send(SENDER, new_token())?;
    Ok(id)
}

/// A case of a call of a new token.
fn of_token(name: &str, call: fn(TokenId) -> Token) -> Case {
    one(format!("Erc20.{name}"), move |chain| {
        Ok(call(token(chain)?))
    })
}

/// The same, after other calls of the sender's.
fn after(name: &str, before: fn(TokenId) -> Token, call: fn(TokenId) -> Token) -> Case {
    one(format!("Erc20.{name}"), move |chain| {
        let id = token(chain)?;
        chain.send(SENDER, before(id))?;
        Ok(call(id))
    })
}

/// Lets the sender spend its own tokens: it has them, and pays.
fn approve_self(id: TokenId) -> Token {
    Token::new_call_variant_approve(id, address(of(SENDER)), 2)
}

fn paradigm() -> Vec<Case> {
    vec![
        simple("Erc20.create", new_token),
        of_token("transfer to a new account", |id| {
            Token::new_call_variant_transfer(id, address(fresh(0)), 1)
        }),
        of_token("transfer of all", |id| {
            Token::new_call_variant_transfer(id, address(fresh(0)), SUPPLY)
        }),
        of_token("approve", |id| {
            Token::new_call_variant_approve(id, address(fresh(0)), 1)
        }),
        of_token("increase_allowance", |id| {
            Token::new_call_variant_increase_allowance(id, address(fresh(0)), 1)
        }),
        of_token("mint", |id| {
            Token::new_call_variant_mint(id, address(fresh(0)), 1)
        }),
        of_token("burn", |id| Token::new_call_variant_burn(id, SUPPLY)),
        of_token("pause", Token::new_call_variant_pause),
        of_token("transfer_ownership", |id| {
            Token::new_call_variant_transfer_ownership(id, address(of(OTHER)))
        }),
        of_token("batch_transfer to 1,024 new accounts", |id| {
            let to = (0..1_024).map(|n| (address(fresh(n)), 1)).collect();
            Token::new_call_variant_batch_transfer(id, to)
        }),
        of_token("batch_transfer to 1,024 that fails at the end", |id| {
            let to = (0..1_024)
                .map(|n| (address(fresh(n)), SUPPLY / 1_023))
                .collect();
            Token::new_call_variant_batch_transfer(id, to)
        }),
        after("transfer_from", approve_self, |id| {
            let (from, to) = (address(of(SENDER)), address(fresh(0)));
            Token::new_call_variant_transfer_from(id, from, to, 1)
        }),
        after("decrease_allowance", approve_self, |id| {
            Token::new_call_variant_decrease_allowance(id, address(of(SENDER)), 1)
        }),
        after("burn_from", approve_self, |id| {
            Token::new_call_variant_burn_from(id, address(of(SENDER)), 1)
        }),
        after(
            "approve of a paused token",
            Token::new_call_variant_pause,
            |id| Token::new_call_variant_approve(id, address(fresh(0)), 1),
        ),
        after(
            "unpause",
            Token::new_call_variant_pause,
            Token::new_call_variant_unpause,
        ),
        of_token(
            "renounce_ownership",
            Token::new_call_variant_renounce_ownership,
        ),
    ]
}

/// By owners who have no coins: the sender pays for their accounts.
fn permits() -> Vec<Case> {
    vec![
        permit::<ed25519::Pair>("ed25519"),
        permit::<sr25519::Pair>("sr25519"),
        permit::<ecdsa::Pair>("ecdsa"),
    ]
}

fn permit<P: Pair>(kind: &str) -> Case
where
    P::Public: Into<MultiSigner>,
    P::Signature: Into<MultiSignature>,
{
    one(format!("Erc20.permit by {kind}"), |chain| {
        let id = token(chain)?;
        let pair = P::from_string("//Owner", None).expect("it is a seed");
        let owner = pair.public().into().into_account();
        let (spender, deadline) = (fresh(0), u32::MAX);
        let message =
            chain.inspect(|| Erc20::permit_message(id, &owner, &spender, SUPPLY, deadline));
        let message = message.expect("there is the token");
        Ok(Token::new_call_variant_permit(
            id,
            address(owner),
            address(spender),
            SUPPLY,
            deadline,
            pair.sign(&message).into(),
        ))
    })
}

/// What users may call in the ledger itself, and one call of those that nobody may make.
fn ledger() -> Vec<Case> {
    vec![
        one("Assets.transfer", |chain| {
            Ok(Asset::transfer {
                id: token(chain)?.into(),
                target: address(of(OTHER)),
                amount: 1,
            })
        }),
        one("Assets.transfer_keep_alive", |chain| {
            Ok(Asset::transfer_keep_alive {
                id: token(chain)?.into(),
                target: address(of(OTHER)),
                amount: 1,
            })
        }),
        one("Assets.transfer_all", |chain| {
            Ok(Asset::transfer_all {
                id: token(chain)?.into(),
                dest: address(of(OTHER)),
                keep_alive: false,
            })
        }),
        one("Assets.transfer_approved", |chain| {
            let id = token(chain)?;
            chain.send(SENDER, approve_self(id))?;
            Ok(Asset::transfer_approved {
                id: id.into(),
                owner: address(of(SENDER)),
                destination: address(of(OTHER)),
                amount: 1,
            })
        }),
        one("Assets.cancel_approval", |chain| {
            let id = token(chain)?;
            chain.send(SENDER, approve_self(id))?;
            Ok(Asset::cancel_approval {
                id: id.into(),
                delegate: address(of(SENDER)),
            })
        }),
        one("Assets.touch_other", |chain| {
            Ok(Asset::touch_other {
                id: token(chain)?.into(),
                who: address(fresh(0)),
            })
        }),
        one("Assets.approve_transfer", |chain| {
            Ok(Asset::approve_transfer {
                id: token(chain)?.into(),
                delegate: address(fresh(0)),
                amount: 1,
            })
        }),
        case("Assets.touch", |chain| {
            let id = token(chain)?.into();
            Ok(vec![chain.sign(OTHER, Asset::touch { id })])
        }),
        case("Assets.refund", |chain| {
            let id = token(chain)?.into();
            chain.send(OTHER, Asset::touch { id })?;
            let allow_burn = false;
            Ok(vec![chain.sign(OTHER, Asset::refund { id, allow_burn })])
        }),
        one("Assets.refund_other", |chain| {
            let (id, who) = (token(chain)?.into(), address(fresh(0)));
            let touch = Asset::touch_other {
                id,
                who: who.clone(),
            };
            chain.send(SENDER, touch)?;
            Ok(Asset::refund_other { id, who })
        }),
        one("Assets.destroy_accounts, which nobody may", |chain| {
            Ok(Asset::destroy_accounts {
                id: token(chain)?.into(),
            })
        }),
    ]
}
