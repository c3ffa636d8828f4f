//! Blocks that are full of one kind of transaction.

use super::{address, case, contracts, fresh, Case, SENDER};
use crate::chain::{Chain, Error, Transaction};
use chaos_runtime::{Runtime, RuntimeCall};

/// Makes the call of a number.
type Fill = Box<dyn Fn(u32) -> RuntimeCall>;

pub fn cases() -> Vec<Case> {
    vec![
        full("transfers to new accounts", |_| {
            Ok(Box::new(|index| {
                pallet_balances::Call::<Runtime>::transfer_keep_alive {
                    dest: address(fresh(index)),
                    value: 1_000_000_000,
                }
                .into()
            }))
        }),
        full("transfers to one account", |_| {
            Ok(Box::new(|_| {
                pallet_balances::Call::<Runtime>::transfer_keep_alive {
                    dest: address(fresh(0)),
                    value: 1_000_000_000,
                }
                .into()
            }))
        }),
        full("remarks", |_| Ok(Box::new(|_| super::remark(0)))),
        full("remarks of 100 KB", |_| {
            Ok(Box::new(|_| super::remark(100_000)))
        }),
        full("remarks with events", |_| {
            Ok(Box::new(|_| {
                frame_system::Call::<Runtime>::remark_with_event {
                    remark: vec![0; 1_000],
                }
                .into()
            }))
        }),
        full("batches of 100 transfers", |_| {
            Ok(Box::new(|index| {
                let to = |n| pallet_balances::Call::<Runtime>::transfer_keep_alive {
                    dest: address(fresh(100 * index + n)),
                    value: 1_000_000_000,
                };
                super::batch((0..100).map(|n| to(n).into()).collect())
            }))
        }),
        full("token transfers", |chain| {
            let token = super::calls::token(chain)?;
            Ok(Box::new(move |index| {
                pallet_erc20::Call::<Runtime>::transfer {
                    token_id: token,
                    to: address(fresh(index)),
                    value: 1,
                }
                .into()
            }))
        }),
        full("new tokens", |_| {
            Ok(Box::new(|_| super::calls::new_token()))
        }),
        full("calls of a contract", |chain| {
            let contract = contracts::publish(chain, super::code::small()?)?;
            Ok(Box::new(move |_| contracts::call(contract.clone(), vec![])))
        }),
        full("proposals", |_| Ok(Box::new(|_| super::calls::proposal()))),
        full("failed calls", |_| {
            Ok(Box::new(|_| {
                pallet_balances::Call::<Runtime>::transfer_keep_alive {
                    dest: address(fresh(0)),
                    value: u128::MAX / 2,
                }
                .into()
            }))
        }),
        full("notes of preimages", |_| {
            Ok(Box::new(|index| {
                pallet_preimage::Call::<Runtime>::note_preimage {
                    bytes: index.to_le_bytes().to_vec(),
                }
                .into()
            }))
        }),
    ]
}

/// A block with as many of a call as it has room for.
fn full(name: &str, prepare: impl Fn(&mut Chain) -> Result<Fill, Error> + 'static) -> Case {
    case(format!("block: {name}"), move |chain| {
        let fill = prepare(chain)?;
        let nonce = chain.nonce(SENDER);
        let mut transactions: Vec<Transaction> = Vec::new();
        let before = chain.snapshot();
        chain.begin_block(None)?;
        loop {
            let index = transactions.len() as u32;
            let transaction = chain.sign_as(SENDER, nonce + index, fill(index));
            let (outcome, _) = chain.apply(&transaction);
            if !outcome.is_included() {
                break;
            }
            transactions.push(transaction);
        }
        chain.restore(&before);
        Ok(transactions)
    })
}
