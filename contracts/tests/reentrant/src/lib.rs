//! For tests: a seller that is a contract, and would take the price of an escrow twice if the payment
//! called it.
//!
//! Whatever calls it with a message that it doesn't have, as payments on other chains do, makes it call
//! the escrow once more.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod reentrant {
    use ink::env::{
        call::{build_call, ExecutionInput, Selector},
        CallFlags, DefaultEnvironment,
    };

    /// The seller of an escrow.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Reentrant {
        escrow: Option<AccountId>,
        /// How often something called that should not have.
        hooks: u32,
    }

    impl Reentrant {
        /// Without an escrow yet.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Has the escrow pay, where one is given, and says how often the hook was called. ink! allows
        /// one message besides the hook, which has this selector.
        #[ink(message, selector = @)]
        pub fn attack(&mut self, escrow: Option<AccountId>) -> u32 {
            if escrow.is_some() {
                self.escrow = escrow;
                self.have_paid();
            }
            self.hooks
        }

        /// The hook.
        #[ink(message, payable, selector = _)]
        pub fn hook(&mut self) {
            self.hooks = self.hooks.saturating_add(1);
            self.have_paid();
        }

        /// `agree(Seller)`. What it answers does not matter.
        fn have_paid(&self) {
            let Some(escrow) = self.escrow else { return };
            let message = Selector::new(ink::selector_bytes!("agree"));
            let _ = build_call::<DefaultEnvironment>()
                .call(escrow)
                .call_flags(CallFlags::ALLOW_REENTRY)
                .exec_input(ExecutionInput::new(message).push_arg(1u8))
                .returns::<()>()
                .try_invoke();
        }
    }
}
