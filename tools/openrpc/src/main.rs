//! `chaos-openrpc`: writes `docs/openrpc.json`, the OpenRPC document of this chain's JSON-RPC methods, from their
//! code.
//!
//! [`source`] reads the code, [`methods`] finds the methods in it, [`schemas`] turns their types into JSON schemas,
//! [`attributes`] says what attributes mean, [`known`] has the types that are not in the code, and [`document`] puts
//! it all together.

mod attributes;
mod document;
mod known;
mod methods;
mod schemas;
mod source;

use source::Sources;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The reason why there is no document.
type Error = String;

fn main() -> ExitCode {
    match write() {
        Ok(path) => {
            println!("{}", path.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<PathBuf, Error> {
    let path = committed();
    let text = generate()?;
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

/// The document that the code gives.
fn generate() -> Result<String, Error> {
    let document = document::create(&Sources::read(&repository())?)?;
    let text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

fn committed() -> PathBuf {
    repository().join("docs/openrpc.json")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_what_the_code_gives() {
        let written = fs::read_to_string(committed()).unwrap();
        assert!(
            written == generate().unwrap(),
            "docs/openrpc.json is stale: run `cargo run --release --locked -p chaos-openrpc`"
        );
    }
}
