//! Writes the metadata of the contract, for its bundle.

extern crate till as _;

extern "Rust" {
    // ink! makes it for the contract that is linked, of which there is one.
    fn __ink_generate_metadata() -> ink::metadata::InkProject;
}

fn main() {
    let metadata = unsafe { __ink_generate_metadata() };
    println!("{}", serde_json::to_string(&metadata).unwrap());
}
