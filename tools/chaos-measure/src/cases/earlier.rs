//! Calls that take longer because of what transactions before them did in the same block.

use super::{batch, calls, case, contracts, Case, SENDER};
use crate::chain::{Chain, Error, Transaction};
use chaos_runtime::{Runtime, RuntimeCall};

pub fn cases() -> Vec<Case> {
    vec![
        case(
            "earlier: 500 events of remarks of 8 KB, then transfers",
            |chain| {
                let remark = frame_system::Call::<Runtime>::remark_with_event {
                    remark: vec![0; 8_000],
                };
                let remarks = batch(vec![remark.into(); 500]);
                in_one_block(chain, remarks, batch(calls::transfers(1_000)))
            },
        ),
        case(
            "earlier: events of 16 KiB by a contract, then transfers",
            |chain| {
                let events = contracts::looping(
                    chain,
                    r#"(import "seal0" "seal_deposit_event" (func $f (param i32 i32 i32 i32)))"#,
                    "",
                    "(call $f (i32.const 0) (i32.const 0) (i32.const 4096) (i32.const 16384))",
                    vec![],
                )?;
                in_one_block(chain, events, batch(calls::transfers(1_000)))
            },
        ),
    ]
}

/// A call, and another one after it.
fn in_one_block(
    chain: &mut Chain,
    first: RuntimeCall,
    second: RuntimeCall,
) -> Result<Vec<Transaction>, Error> {
    let nonce = chain.nonce(SENDER);
    Ok(vec![
        chain.sign(SENDER, first),
        chain.sign_as(SENDER, nonce + 1, second),
    ])
}
