
    impl pallet_@module@::runtime_api::@Name@Api<Block, AccountId, BlockNumber> for Runtime {
        fn latest() -> Option<pallet_@module@::Record<AccountId, BlockNumber>> {
            crate::@Name@::latest()
        }
    }
