//! For tests: is paid by a contract, and would be paid twice if the payment called it.
//!
//! Whatever calls it with a message that it doesn't have, as payments on other chains do, makes it call
//! who pays once more.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod reentrant {
    use ink::{
        env::{
            call::{build_call, ExecutionInput, Selector},
            CallFlags, DefaultEnvironment,
        },
        storage::Lazy,
    };

    /// A message that has the contract paid.
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Demand {
        /// The contract that pays.
        pub payer: AccountId,
        /// Which of its messages.
        pub selector: [u8; 4],
        /// The message's argument.
        pub argument: u8,
    }

    /// Somebody who is paid. All of it is written at once, for the hook to find: ink! writes other
    /// fields when a message ends.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Reentrant {
        demand: Lazy<Demand>,
        /// How often something called that should not have.
        hooks: Lazy<u32>,
    }

    impl Reentrant {
        /// Without a demand yet.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Makes a demand, where one is given, and says how often the hook was called. ink! allows
        /// one message besides the hook, which has this selector.
        #[ink(message, selector = @)]
        pub fn attack(&mut self, demand: Option<Demand>) -> u32 {
            if let Some(demand) = demand {
                self.demand.set(&demand);
                self.have_paid();
            }
            self.hooks.get_or_default()
        }

        /// The hook.
        #[ink(message, payable, selector = _)]
        pub fn hook(&mut self) {
            let hooks = self.hooks.get_or_default();
            self.hooks.set(&hooks.saturating_add(1));
            self.have_paid();
        }

        /// What the payer answers does not matter.
        fn have_paid(&self) {
            let Some(demand) = self.demand.get() else {
                return;
            };
            let message = Selector::new(demand.selector);
            let _ = build_call::<DefaultEnvironment>()
                .call(demand.payer)
                .call_flags(CallFlags::ALLOW_REENTRY)
                .exec_input(ExecutionInput::new(message).push_arg(demand.argument))
                .returns::<()>()
                .try_invoke();
        }
    }
}
