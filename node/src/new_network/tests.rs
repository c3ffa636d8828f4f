//! What is read from a file of validators, and what is answered to a wrong one.

use super::*;

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const ALICE_HEX: &str = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
const GRANDPA: &str = "5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu";
const PEER: &str = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

fn parsed(row: &str) -> Result<Value, String> {
    let text = format!("label,account,aura,grandpa,peer_id\n{row}\n");
    parse("file.csv", csv::Reader::from_reader(text.as_bytes())).map_err(|error| error.to_string())
}

#[test]
fn a_validator_stands_in_three_parts_of_the_genesis() {
    assert_eq!(
        parsed(&format!("north,{ALICE},{ALICE_HEX},{GRANDPA},{PEER}")).unwrap(),
        json!({
            "validatorSet": { "validators": [ALICE] },
            "session": { "keys": [[ALICE, ALICE, { "aura": ALICE, "grandpa": GRANDPA }]] },
            "nodeAdmission": {
                "members": [
                    { "account": ALICE, "peerId": PEER, "role": "validator", "label": "north" },
                ],
            },
        })
    );
}

#[test]
fn a_key_that_is_none_names_the_line_and_the_column() {
    let answer = parsed(&format!("north,{ALICE},{ALICE},5FA9,{PEER}")).unwrap_err();
    assert!(
        answer.starts_with(
            "file.csv, line 2: grandpa: invalid key `5FA9`: expected an address or 32 bytes in hexadecimal"
        ),
        "{answer}"
    );
}

#[test]
fn a_row_without_a_peer_id_names_the_line() {
    assert_eq!(
        parsed(&format!("north,{ALICE},{ALICE},{GRANDPA}")).unwrap_err(),
        "file.csv, line 2: expected 5 columns, found 4"
    );
}
