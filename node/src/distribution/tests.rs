//! What is read from a CSV file, and what is answered to a wrong one.

use super::*;
use proptest::{prelude::*, sample::Index};

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const ETHEREUM: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

/// A file that is right.
fn right() -> String {
    format!(
        "tranche,recipient,amount\n\
         angel,{ALICE},1000000\n\
         ico,{ALICE},5999999.5\n\
         ico,{ETHEREUM},0.5\n\
         team,{BOB},1000000\n\
         foundation,treasury,2000000\n"
    )
}

fn parsed(text: &str) -> Result<Distribution, String> {
    let (distribution, lines) = parse("file.csv", csv::Reader::from_reader(text.as_bytes()))
        .map_err(|error| error.to_string())?;
    check(&distribution).map_err(|error| locate("file.csv", &lines, error).to_string())?;
    Ok(distribution)
}

/// The answer to a file that is right but for `old`, which is `new` instead.
fn answer(old: &str, new: &str) -> String {
    let text = right();
    assert!(text.contains(old));
    parsed(&text.replacen(old, new, 1)).expect_err("the file is wrong")
}

#[test]
fn every_line_gets_into_its_list() {
    let distribution = parsed(&right()).unwrap();
    let alice: AccountId = ALICE.parse().unwrap();
    assert_eq!(
        distribution.angel,
        [(alice.clone(), 1_000_000_000_000_000_000)]
    );
    assert_eq!(distribution.ico, [(alice, 5_999_999_500_000_000_000)]);
    assert_eq!(
        distribution.ico_claims,
        [(ETHEREUM.parse().unwrap(), 500_000_000_000)]
    );
    assert_eq!(distribution.team[0].0, BOB.parse().unwrap());
    assert_eq!(distribution.foundation[0].0, TreasuryAccount::get());
}

#[test]
fn a_recipient_that_stands_twice_names_the_line() {
    assert_eq!(
        answer(
            &format!("angel,{ALICE},1000000"),
            &format!("angel,{ALICE},400000\nangel,{ALICE},600000")
        ),
        format!(
            "file.csv, line 3: tranche angel, list angel, entry 1: expected each recipient once, \
             found {ALICE} again, who is entry 0 already"
        )
    );
}

#[test]
fn a_total_that_is_wrong_names_the_tranche() {
    assert_eq!(
        answer("5999999.5", "5999999.4"),
        "file.csv: tranche ico: expected its recipients to get 6000000 COS in all, found \
         5999999.9 COS"
    );
}

#[test]
fn an_amount_that_is_too_small_names_the_line() {
    assert_eq!(
        answer(",0.5", ",0.0009"),
        format!(
            "file.csv, line 4: tranche ico, list icoClaims, entry 0 ({ETHEREUM}): expected at \
             least the existential deposit of 0.001 COS, found 0.0009 COS"
        )
    );
}

#[test]
fn a_treasury_that_gets_nothing_is_named() {
    let error = answer("treasury", BOB);
    let treasury = TreasuryAccount::get();
    assert_eq!(
        error,
        format!(
            "file.csv: tranche foundation: expected an entry of at least 0.001 COS for the \
             treasury account {treasury}, found none"
        )
    );
}

#[test]
fn what_can_not_be_read_names_the_line() {
    for (old, new, expected) in [
        ("angel,", "angels,", "line 2: "),
        (
            "5999999.5",
            "6 million",
            "line 3: invalid amount `6 million`: expected COS",
        ),
        (
            ETHEREUM,
            "0x1234",
            "line 4: `0x1234` is not an Ethereum address",
        ),
        ("0xf39F", "0xf39f", "has a wrong checksum (EIP-55)"),
        (BOB, "Bob", "line 5: invalid address `Bob`"),
        (
            BOB,
            ETHEREUM,
            "line 5: Ethereum addresses are allowed in the ico tranche only, not in team",
        ),
        (
            "foundation,treasury,2000000",
            "foundation,treasury",
            "line 6: expected 3 columns, found 2",
        ),
    ] {
        let error = answer(old, new);
        assert!(error.starts_with("file.csv"), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn an_empty_file_is_no_distribution() {
    assert_eq!(
        parsed("tranche,recipient,amount\n").unwrap_err(),
        "file.csv: tranche angel: expected its recipients to get 1000000 COS in all, found 0 COS"
    );
}

proptest! {
    /// Whatever a file says, the answer is a distribution, or one line about what is wrong.
    #[test]
    fn hostile_files_are_read_or_refused(
        changes in prop::collection::vec((any::<Index>(), 0..20usize, any::<Vec<u8>>()), 0..8),
        repeated in 1..4usize,
    ) {
        let mut file = right().repeat(repeated).into_bytes();
        for (at, removed, inserted) in changes {
            let at = at.index(file.len() + 1);
            let end = file.len().min(at + removed);
            file.splice(at..end, inserted);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hostile.csv");
        fs::write(&path, &file).unwrap();
        match read(&path) {
            Ok(distribution) => {
                let sum: Balance = distribution.angel.iter().map(|(_, amount)| amount).sum();
                prop_assert_eq!(sum, 1_000_000_000_000_000_000);
            }
            Err(error) => prop_assert!(error.to_string().contains("hostile.csv")),
        }
    }
}
