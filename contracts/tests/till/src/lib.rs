//! For tests: keeps coins for others, and pays them before it notes that it has, the mistake that
//! reentrancy is known for. To see in which of the ways that a contract can pay it costs something.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod till {
    use ink::{
        env::{
            call::{build_call, ExecutionInput, Selector},
            CallFlags, DefaultEnvironment,
        },
        storage::Mapping,
    };

    /// How to pay.
    #[derive(Clone, Copy)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Way {
        /// By the coins alone.
        Transfer,
        /// By a call.
        Call,
        /// By a call that may call back.
        CallAndAllowReentry,
    }

    /// What it keeps for whom.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Till {
        kept: Mapping<AccountId, Balance>,
    }

    impl Till {
        /// Empty.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// What it keeps for somebody.
        #[ink(message)]
        pub fn kept(&self, owner: AccountId) -> Balance {
            self.kept.get(owner).unwrap_or_default()
        }

        /// Keeps coins for somebody.
        #[ink(message, payable)]
        pub fn keep(&mut self, owner: AccountId) {
            let kept = self
                .kept(owner)
                .saturating_add(self.env().transferred_value());
            self.kept.insert(owner, &kept);
        }

        /// Pays the caller what it keeps for it. Panics where that fails.
        #[ink(message)]
        pub fn pay(&mut self, way: Way) {
            let owner = self.env().caller();
            let value = self.kept(owner);
            match way {
                Way::Transfer => self.env().transfer(owner, value).unwrap(),
                Way::Call => call(owner, value, CallFlags::empty()),
                Way::CallAndAllowReentry => call(owner, value, CallFlags::ALLOW_REENTRY),
            }
            self.kept.remove(owner);
        }
    }

    /// With a message that nobody has.
    fn call(owner: AccountId, value: Balance, flags: CallFlags) {
        build_call::<DefaultEnvironment>()
            .call(owner)
            .call_flags(flags)
            .transferred_value(value)
            .exec_input(ExecutionInput::new(Selector::new([0; 4])))
            .returns::<()>()
            .invoke()
    }
}
