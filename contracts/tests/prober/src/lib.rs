//! For tests: does what a contract should not, to see that the chain says so.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod prober {
    use ink::env::chain_extension::{ChainExtensionMethod, FromStatusCode};

    /// Counts, to tell whether a message left something behind.
    #[ink(storage)]
    #[derive(Default)]
    pub struct Prober {
        count: u32,
    }

    /// What the chain answered, where that is not success.
    pub struct Status(u32);

    impl FromStatusCode for Status {
        fn from_status_code(status: u32) -> Result<(), Self> {
            (status == 0).then_some(()).ok_or(Self(status))
        }
    }

    impl Prober {
        /// Takes no coins.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// How often messages have succeeded that count.
        #[ink(message)]
        pub fn count(&self) -> u32 {
            self.count
        }

        /// Counts, and goes on until no gas is left.
        #[ink(message)]
        pub fn spin(&mut self) {
            let mut spinning = self.count;
            loop {
                spinning = spinning.wrapping_add(1);
                // A write that the compiler can't leave out.
                self.count = spinning;
                ink::env::set_contract_storage(&0u32, &spinning);
            }
        }

        /// Counts, and calls a function of an extension with these bytes. Says which status it gave.
        #[ink(message)]
        pub fn extension(&mut self, id: u32, input: [u8; 4]) -> u32 {
            self.count = self.count.saturating_add(1);
            let status: Result<(), Status> = ChainExtensionMethod::build(id)
                .input::<[u8; 4]>()
                .output::<(), false>()
                .handle_error_code::<Status>()
                .call(&input);
            status.map_or_else(|status| status.0, |()| 0)
        }

        /// Ends, and leaves what it has to somebody.
        #[ink(message, payable)]
        pub fn end(&mut self, beneficiary: AccountId) {
            self.env().terminate_contract(beneficiary)
        }
    }
}
