//! Calls that take longer because of what transactions before them did in the same block.

use super::{batch, bounded, calls, case, contracts, in_a_row, of, Case, SENDER};
use crate::chain::{Chain, Error, Transaction};
use chaos_runtime::{Contracts, Runtime, RuntimeCall, RuntimeOrigin};
use codec::Encode;

/// How many contracts' storage a block has touched.
const TOUCHED: u32 = 500;

pub fn cases() -> Vec<Case> {
    vec![
        case("earlier: 500 events of remarks, then transfers", |chain| {
            let remark = frame_system::Call::<Runtime>::remark_with_event {
                remark: vec![0; 8_000],
            };
            let remarks = batch(vec![remark.into(); 500]);
            Ok(in_a_row(
                chain,
                vec![remarks, batch(calls::transfers(1_000))],
            ))
        }),
        case("earlier: 1,000 events of URIs, then transfers", |chain| {
            let collection = calls::collection(chain)?;
            let uris = vec![calls::set_base_uri(collection).into(); 1_000];
            let transfers = batch(calls::transfers(1_000));
            Ok(in_a_row(chain, vec![batch(uris), transfers]))
        }),
        // Each call of a batch has a layer of the state, in which each of the contracts has its own.
        case("earlier: storage of 500 contracts, then remarks", |chain| {
            after_contracts(chain, batch(vec![super::remark(0); 1_000]))
        }),
        case(
            "earlier: storage of 500 contracts, then transfers",
            |chain| after_contracts(chain, batch(calls::transfers(1_000))),
        ),
        case(
            "earlier: storage of 500 contracts, then calls of one",
            |chain| {
                let callee = contracts::publish(chain, bounded::storage()?)?;
                let calls = contracts::looping(
                    chain,
                    CALL,
                    "(call $input (i32.const 64) (i32.const 1048572))",
                    &calling("(i32.const 64)"),
                    callee.encode(),
                )?;
                after_contracts(chain, calls)
            },
        ),
    ]
}

const CALL: &str = r#"(import "seal2" "call" (func $call (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))"#;

/// Calls the contract whose account is at this place, with nothing.
fn calling(place: &str) -> String {
    format!(
        "(drop (call $call (i32.const 0) {place} (i64.const 0) (i64.const 0) (i32.const -1)
            (i32.const 0) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0)))"
    )
}

/// A call, after another one that has touched the storage of many contracts.
fn after_contracts(chain: &mut Chain, call: RuntimeCall) -> Result<Vec<Transaction>, Error> {
    let callee = contracts::upload(chain, bounded::storage()?)?;
    let mut accounts = Vec::new();
    for number in 0..TOUCHED {
        let (owner, salt) = (of(SENDER), number.encode());
        let made = contracts::instantiate(callee, salt.clone());
        chain.dispatch(RuntimeOrigin::signed(owner.clone()), made)?;
        accounts.extend(Contracts::contract_address(&owner, &callee, &[], &salt).encode());
    }
    let place = "(i32.add (i32.const 64) (i32.mul (local.get $i) (i32.const 32)))";
    let last = format!("(if (i32.eq (local.get $i) (i32.const {TOUCHED})) (then (return)))");
    let code = contracts::looping_code(
        CALL,
        "(call $input (i32.const 64) (i32.const 1048572))",
        &format!("{last} {}", calling(place)),
    )?;
    let touching = contracts::publish(chain, code)?;
    let touch = contracts::call_with(touching, contracts::ENOUGH, accounts);
    Ok(in_a_row(chain, vec![touch, call]))
}
