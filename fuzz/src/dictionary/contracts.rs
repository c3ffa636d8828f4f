//! Smart contracts, with code that was made for the occasion.

use super::{by, by_anybody, Draw, Entry};
use crate::modules::module;
use chaos_runtime::{AccountId, Contracts, Hash, Runtime, RuntimeCall};
use codec::{Compact, Encode};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight};
use pallet_contracts::{Call as Contract, Determinism};
use sp_runtime::traits::{BlakeTwo256, Hash as _};

pub const ENTRIES: &[Entry] = &[
    |draw| {
        let owner = draw.person().account.clone();
        let code = code(draw, &owner);
        by(
            owner,
            Contract::<Runtime>::upload_code {
                code,
                storage_deposit_limit: deposit_limit(draw),
                determinism: draw
                    .source
                    .pick(&[Determinism::Enforced, Determinism::Relaxed]),
            },
        )
    },
    |draw| {
        let (code_hash, owner) = known_code(draw);
        by(owner, Contract::<Runtime>::remove_code { code_hash })
    },
    instantiate_with_code,
    instantiate_with_code,
    |draw| {
        let deployer = draw.person().account.clone();
        let (code_hash, _) = known_code(draw);
        let (data, salt) = (input(draw), vec![draw.source.byte()]);
        expect_contract(draw, &deployer, code_hash, &data, &salt);
        by(
            deployer,
            Contract::<Runtime>::instantiate {
                value: draw.amount(),
                gas_limit: gas(draw),
                storage_deposit_limit: deposit_limit(draw),
                code_hash,
                data,
                salt,
            },
        )
    },
    call,
    call,
    call,
    |draw| {
        let weight_limit = gas(draw);
        by_anybody(Contract::<Runtime>::migrate { weight_limit })
    },
];

fn instantiate_with_code(draw: &mut Draw) -> super::Draft {
    let deployer = draw.person().account.clone();
    let code = code(draw, &deployer);
    let (data, salt) = (input(draw), vec![draw.source.byte()]);
    expect_contract(draw, &deployer, BlakeTwo256::hash(&code), &data, &salt);
    by(
        deployer,
        Contract::<Runtime>::instantiate_with_code {
            value: draw.amount(),
            gas_limit: gas(draw),
            storage_deposit_limit: deposit_limit(draw),
            code,
            data,
            salt,
        },
    )
}

fn call(draw: &mut Draw) -> super::Draft {
    let dest = match draw.contracts.is_empty() {
        true => draw.account(),
        false => draw.source.pick(&draw.contracts),
    };
    by_anybody(Contract::<Runtime>::call {
        dest: dest.into(),
        value: match draw.source.flip() {
            true => 0,
            false => draw.amount(),
        },
        gas_limit: gas(draw),
        storage_deposit_limit: deposit_limit(draw),
        data: input(draw),
    })
}

/// Code that `owner` may be the first to upload.
fn code(draw: &mut Draw, owner: &AccountId) -> Vec<u8> {
    let code = module(&mut draw.source);
    draw.codes.push((BlakeTwo256::hash(&code), owner.clone()));
    code
}

/// Code that may be there, and whose it is.
fn known_code(draw: &mut Draw) -> (Hash, Option<AccountId>) {
    match draw.codes.is_empty() {
        true => (Hash::zero(), None),
        false => {
            let (hash, owner) = draw.source.pick(&draw.codes);
            (hash, Some(owner))
        }
    }
}

fn expect_contract(
    draw: &mut Draw,
    deployer: &AccountId,
    code_hash: Hash,
    data: &[u8],
    salt: &[u8],
) {
    let address = Contracts::contract_address(deployer, &code_hash, data, salt);
    draw.contracts.push(address);
}

/// Mostly so little that a sequence takes milliseconds.
fn gas(draw: &mut Draw) -> Weight {
    let milliseconds = draw.source.pick(&[1, 1, 2, 2, 5, 5, 20, 100]);
    Weight::from_parts(
        milliseconds * WEIGHT_REF_TIME_PER_MILLIS,
        u32::MAX as u64 / 2,
    )
}

fn deposit_limit(draw: &mut Draw) -> Option<Compact<u128>> {
    draw.source.once_in(4).then(|| draw.amount().into())
}

/// A function of the extension and its input, or an account.
fn input(draw: &mut Draw) -> Vec<u8> {
    match draw.source.once_in(4) {
        true => draw.account().encode(),
        false => {
            let (function, input) = function(&draw.plain().call);
            [function.encode(), input].concat()
        }
    }
}

/// The number of the extension's function that makes a call, and its input: the call's first two bytes, and the others.
pub fn function(call: &RuntimeCall) -> (u32, Vec<u8>) {
    let second = match call {
        // The other number takes no maximal fee.
        RuntimeCall::BusinessTokens(pallet_business_tokens::Call::execute { .. }) => 0x40,
        _ => 0,
    };
    let encoded = call.encode();
    let (index, input) = encoded.split_at(2);
    let number = u32::from(index[0]) << 8 | u32::from(index[1]);
    (number | second, input.to_vec())
}
