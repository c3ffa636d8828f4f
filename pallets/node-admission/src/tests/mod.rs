//! Tests of node admission, a file for each call and for what happens by itself.

pub(crate) mod mock;

mod agenda;
mod apply;
mod code_uploads;
mod departing;
mod genesis;
mod inspect;
mod invariants;
mod leave;
mod peer_id;
mod propose_removal;
mod sessions;
mod set_parameters;
mod set_role;
mod tally;
mod update_peer_id;
mod vote;
mod waiting;
mod weights;
