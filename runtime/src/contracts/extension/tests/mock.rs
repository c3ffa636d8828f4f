//! A mock of the calling contract, with an input, gas, and a record of its charges.

use super::super::{caller::Caller, serve, status};
use crate::{AccountId, Balances, Runtime, RuntimeCall, RuntimeOrigin, System};
use chaos_primitives::currency::COS;
use codec::{Decode, DecodeAll, Encode};
use frame_support::{assert_ok, traits::fungible::Mutate, weights::Weight};
use sp_runtime::{traits::Dispatchable, DispatchError, MultiAddress};

pub type Token = pallet_erc20::Call<Runtime>;
pub type Business = pallet_business_tokens::Call<Runtime>;
pub type Item = pallet_erc721::Call<Runtime>;
pub type Auction = pallet_dutch_auction::Call<Runtime>;

pub const CONTRACT: AccountId = AccountId::new([1; 32]);
pub const USER: AccountId = AccountId::new([2; 32]);
/// Has no coins.
pub const FRESH: AccountId = AccountId::new([3; 32]);

/// A chain where the contract and the user have coins.
pub fn with_chain(test: impl FnOnce()) {
    sp_io::TestExternalities::new_empty().execute_with(|| {
        System::set_block_number(1);
        for who in [CONTRACT, USER] {
            assert_ok!(Balances::mint_into(&who, 1_000 * COS));
        }
        test();
    });
}

pub fn address(who: AccountId) -> MultiAddress<AccountId, ()> {
    MultiAddress::Id(who)
}

/// The contract.
pub struct Contract {
    pub account: AccountId,
    pub input: Vec<u8>,
    pub is_read_only: bool,
    /// Gas left, in picoseconds.
    pub gas: u64,
    /// Its charges, in order.
    pub charged: Vec<Weight>,
    /// What was refunded of the last charge.
    pub refunded: Weight,
    pub output: Vec<u8>,
}

impl Contract {
    pub fn with_input(input: Vec<u8>) -> Self {
        Self {
            account: CONTRACT,
            input,
            is_read_only: false,
            gas: u64::MAX,
            charged: Vec::new(),
            refunded: Weight::zero(),
            output: Vec::new(),
        }
    }

    /// Gas that was used, in picoseconds.
    pub fn used(&self) -> u64 {
        u64::MAX - self.gas
    }
}

impl Caller for Contract {
    type Charged = Weight;

    fn account(&mut self) -> AccountId {
        self.account.clone()
    }

    fn is_read_only(&mut self) -> bool {
        self.is_read_only
    }

    fn charge(&mut self, weight: Weight) -> Result<Weight, DispatchError> {
        self.gas = self
            .gas
            .checked_sub(weight.ref_time())
            .ok_or(pallet_contracts::Error::<Runtime>::OutOfGas)?;
        self.charged.push(weight);
        Ok(weight)
    }

    fn refund(&mut self, charged: Weight, actual: Weight) {
        self.refunded = charged - actual;
        self.gas += self.refunded.ref_time();
    }

    fn input_len(&self) -> u32 {
        self.input.len() as u32
    }

    fn input(&self) -> Result<Vec<u8>, DispatchError> {
        assert_eq!(self.charged.len(), 1, "copying the input is not paid for");
        Ok(self.input.clone())
    }

    fn output(&mut self, output: &[u8]) -> Result<(), DispatchError> {
        assert!(output.len() <= super::super::MAX_OUTPUT as usize);
        self.output = output.to_vec();
        Ok(())
    }
}

/// The number of the function for this call with all its arguments, and the input.
pub fn function(call: impl Into<RuntimeCall>) -> (u32, Vec<u8>) {
    let call = call.into();
    let second = match call {
        RuntimeCall::BusinessTokens(Business::execute { .. }) => 0x40,
        _ => 0,
    };
    let mut encoded = call.encode();
    let input = encoded.split_off(2);
    let number = u32::from(encoded[0]) << 8 | u32::from(encoded[1]);
    (number | second, input)
}

/// Make a call as a contract with this account. Returns the output, or the status if it isn't success.
pub fn make_as(account: AccountId, call: impl Into<RuntimeCall>) -> Result<Vec<u8>, u32> {
    let (id, input) = function(call);
    let mut contract = Contract::with_input(input);
    contract.account = account;
    output(id, contract)
}

/// Make a call as the contract.
pub fn make(call: impl Into<RuntimeCall>) -> Result<Vec<u8>, u32> {
    make_as(CONTRACT, call)
}

/// Make a call as the contract, which succeeds without output.
#[track_caller]
pub fn succeed(call: impl Into<RuntimeCall>) {
    assert_eq!(make(call), Ok(vec![]));
}

/// Make a call as the contract, which fails.
#[track_caller]
pub fn fail(call: impl Into<RuntimeCall>, error: impl Into<DispatchError>) {
    assert_eq!(make(call), Err(status::of(error.into())));
}

/// Make a read as the contract.
pub fn ask<Found: Decode>(id: u32, args: impl Encode) -> Result<Found, u32> {
    let output = output(id, Contract::with_input(args.encode()))?;
    Ok(Found::decode_all(&mut &output[..]).unwrap())
}

fn output(id: u32, mut contract: Contract) -> Result<Vec<u8>, u32> {
    match serve(id, &mut contract) {
        Ok(status::SUCCESS) => Ok(contract.output),
        Ok(status) => {
            assert!(contract.output.is_empty(), "an output of what failed");
            Err(status)
        }
        Err(error) => panic!("the contract was ended: {error:?}"),
    }
}

/// Dispatch a call signed by the user.
#[track_caller]
pub fn user_sends(call: impl Into<RuntimeCall>) {
    assert_ok!(call.into().dispatch(RuntimeOrigin::signed(USER)));
}

/// A token of the contract, which holds a million of it.
pub fn create_token() -> RuntimeCall {
    let options = pallet_erc20::TokenOptions {
        mintable: true,
        burnable: true,
        pausable: true,
        cap: None,
    };
    Token::new_call_variant_create(b"Gold".to_vec(), b"GLD".to_vec(), 0, 1_000_000, options).into()
}
