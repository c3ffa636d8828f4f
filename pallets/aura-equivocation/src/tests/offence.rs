//! The offence.

use crate::EquivocationOffence;
use sp_runtime::Perbill;
use sp_staking::offence::Offence;

fn fraction(offenders: u32, validators: u32) -> Perbill {
    let offence = EquivocationOffence {
        slot: 1.into(),
        session_index: 0,
        validator_set_count: validators,
        offender: (),
    };
    offence.slash_fraction(offenders)
}

#[test]
fn the_slash_grows_with_the_square_of_the_offenders() {
    assert_eq!(fraction(1, 30), Perbill::from_percent(1));
    assert_eq!(fraction(2, 30), Perbill::from_percent(4));
    assert_eq!(fraction(10, 30), Perbill::one());
}

#[test]
fn the_slash_is_at_most_everything() {
    assert_eq!(fraction(4, 4), Perbill::one());
    assert_eq!(fraction(u32::MAX, 1), Perbill::one());
    assert_eq!(fraction(1, 0), Perbill::one());
}
