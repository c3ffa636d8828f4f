//! Compiles the runtime to WebAssembly, with its own allocator. With the feature `metadata-hash` the blob contains the
//! Merkle root of its metadata, with which hardware wallets verify what they sign.
//!
//! With the feature `next-version` the output is `chaos_runtime_next.compact.compressed.wasm`, beside the usual file: the
//! runtime to which tests upgrade a chain.

fn main() {
    #[cfg(feature = "std")]
    {
        let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults()
            .enable_feature("own-allocator");
        #[cfg(feature = "next-version")]
        let builder = builder.set_file_name("chaos_runtime_next");
        #[cfg(all(feature = "metadata-hash", not(feature = "next-version")))]
        let builder = builder.enable_metadata_hash("COS", 12);
        builder.build();
    }
}
