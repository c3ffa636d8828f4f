//! What smart contracts may do and ask: the paradigms, as a chain extension of `pallet-contracts`.
//!
//! A contract names a function by a number, gives it an input and a buffer for its output, and gets a
//! [`status`], which is zero for success. `functions` lists what there is.
//!
//! - A *call* is one of the pallets', dispatched as if the contract's own account had signed it: by the
//!   same rules, deposits and filters. Its input is the call's own encoding, without the two bytes that
//!   name pallet and call, and without the arguments that the function is older than.
//! - A *read* asks a pallet.
//!
//! Everything is paid for in advance, and what was not used is refunded. An error of a pallet undoes what
//! the call did, and nothing else: the contract gets its status and goes on. Only three things end a
//! contract here, and so undo what it did: too little gas, a call out of a read-only context, and an
//! output that does not fit the buffer.

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

/// Most bytes of an input: more than the arguments of any function have.
const MAX_INPUT: u32 = 2_048;

/// Most bytes of an output.
const MAX_OUTPUT: u32 = 64;

/// What the functions cost.
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

/// Carry out a function, and return its status. An error ends the contract.
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
    // Nothing comes between this and the call, which takes the id.
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

/// What every function costs: copying input and output, and decoding.
fn overhead(input_len: u32) -> Weight {
    Costs::decode(input_len)
        .saturating_add(ContractsWeight::seal_return(input_len))
        .saturating_add(ContractsWeight::seal_input(MAX_OUTPUT))
}

fn decode([pallet, call]: [u8; 2], input: &[u8]) -> Option<RuntimeCall> {
    let encoded = [&[pallet, call], input].concat();
    RuntimeCall::decode_all(&mut &encoded[..]).ok()
}
