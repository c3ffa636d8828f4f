//! The chain extension of `pallet-contracts`: the paradigms, for smart contracts.
//!
//! A contract calls a function by its number, with an input and a buffer for the output, and gets a [`status`], which
//! is zero for success. `functions` lists the functions.
//!
//! - A *call* is a pallet's call, dispatched as if the contract's account had signed it, with the same rules, deposits
//!   and filters. The input is the encoding of the call without the two bytes for pallet and call, and without the
//!   arguments that were added after the function.
//! - A *read* queries a pallet.
//!
//! Weight is charged in advance, and what wasn't used is refunded. If the pallet returns an error, only the call is
//! rolled back: the contract gets the status and continues. The contract itself traps, and is rolled back, in three
//! cases: too little gas, a call in a read-only context, and an output that doesn't fit the buffer.

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod caller;
mod functions;
pub mod status;
#[cfg(test)]
mod tests;
mod weights;

pub use self::weights::WeightInfo;

use self::{
    caller::Caller,
    functions::{Answer, Function, NextId},
};
use crate::{weights::contracts_extension, Runtime, RuntimeCall, RuntimeOrigin};
use codec::DecodeAll;
use frame_support::{
    dispatch::{extract_actual_weight, GetDispatchInfo},
    weights::Weight,
};
use pallet_contracts::{
    chain_extension::{ChainExtension, Environment, Ext, InitState, RetVal},
    WeightInfo as _,
};
use sp_runtime::{traits::Dispatchable, DispatchError};

/// Maximum length of an input, in bytes: longer than the arguments of any function.
const MAX_INPUT: u32 = 2_048;

/// Maximum length of an output, in bytes.
const MAX_OUTPUT: u32 = 64;

/// Weights of the functions.
type Costs = contracts_extension::WeightInfo<Runtime>;

type ContractsWeight = <Runtime as pallet_contracts::Config>::WeightInfo;

/// The chain extension.
#[derive(Default)]
pub struct Paradigms;

impl ChainExtension<Runtime> for Paradigms {
    fn call<E: Ext<T = Runtime>>(
        &mut self,
        env: Environment<E, InitState>,
    ) -> Result<RetVal, DispatchError> {
        let id = u32::from(env.ext_id()) << 16 | u32::from(env.func_id());
        serve(id, &mut env.buf_in_buf_out()).map(RetVal::Converging)
    }
}

/// Run a function and return its status. The contract traps on an error.
fn serve(id: u32, caller: &mut impl Caller) -> Result<u32, DispatchError> {
    let Some(function) = functions::find(id) else {
        return Ok(status::UNKNOWN_FUNCTION);
    };
    let len = caller.input_len();
    if len > MAX_INPUT {
        return Ok(status::NOT_DECODED);
    }
    caller.charge(overhead(len))?;
    let mut input = caller.input()?;
    match function {
        Function::Call {
            index,
            rest,
            next_id,
        } => {
            input.extend_from_slice(rest);
            call(index, next_id, &input, caller)
        }
        Function::Read { weight, answer } => read(weight(), answer, &input, caller),
    }
}

fn call(
    index: [u8; 2],
    next_id: Option<NextId>,
    input: &[u8],
    caller: &mut impl Caller,
) -> Result<u32, DispatchError> {
    let Some(call) = decode(index, input) else {
        return Ok(status::NOT_DECODED);
    };
    if caller.is_read_only() {
        return Err(pallet_contracts::Error::<Runtime>::StateChangeDenied.into());
    }
    let info = call.get_dispatch_info();
    let of_the_id = next_id.map_or(Weight::zero(), |_| Costs::next_id());
    let charged = caller.charge(info.call_weight.saturating_add(of_the_id))?;
    // The call takes this id: nothing happens in between.
    let id = next_id.map(|next_id| next_id());
    let result = call.dispatch(RuntimeOrigin::signed(caller.account()));
    let actual = extract_actual_weight(&result, &info);
    caller.refund(charged, actual.saturating_add(of_the_id));
    match result {
        Ok(_) => {
            id.map_or(Ok(()), |id| caller.output(&id))?;
            Ok(status::SUCCESS)
        }
        Err(error) => Ok(status::of(error.error)),
    }
}

fn read(
    weight: Weight,
    answer: fn(&[u8]) -> Answer,
    input: &[u8],
    caller: &mut impl Caller,
) -> Result<u32, DispatchError> {
    let charged = caller.charge(weight)?;
    let answer = answer(input);
    caller.refund(charged, answer.actual.unwrap_or(weight));
    match answer.output {
        Ok(output) => {
            caller.output(&output)?;
            Ok(status::SUCCESS)
        }
        Err(status) => Ok(status),
    }
}

/// Weight of every function: copying input and output, and decoding.
fn overhead(input_len: u32) -> Weight {
    Costs::decode(input_len)
        .saturating_add(ContractsWeight::seal_return(input_len))
        .saturating_add(ContractsWeight::seal_input(MAX_OUTPUT))
}

fn decode([pallet, call]: [u8; 2], input: &[u8]) -> Option<RuntimeCall> {
    let encoded = [&[pallet, call], input].concat();
    RuntimeCall::decode_all(&mut &encoded[..]).ok()
}
