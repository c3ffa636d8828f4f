//! Every protocol of requests has its guards, also those that a consensus adds, and a node syncs in no way that it does
//! not have.

use super::*;
use crate::testing::new_chain;
use admission::Membership;
use futures::channel::oneshot;
use sc_network::{config::IncomingRequest, Litep2pNetworkBackend as Litep2p, PeerId};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_protocol_of_requests_is_behind_the_gate_and_the_bounds() {
    let (_folder, config, chain) = new_chain();
    let [local, member, stranger] = std::array::from_fn(|_| PeerId::random());
    let membership = Membership {
        peers: [local, member].into(),
        is_outdated: false,
    };
    let gate = Gate::new(local, [], membership, None).unwrap();
    let spawner = chain.task_manager.spawn_handle();
    let protocols = Protocols::<Litep2p>::new(&config, Some(gate), spawner);
    let (answers, to_answer) = async_channel::bounded(64);
    let mut protocol = <Litep2p as NetworkBackend<Block, Hash>>::request_response_config(
        "/test/requests".into(),
        vec![],
        1024,
        1024,
        Duration::from_secs(10),
        Some(answers),
    );
    protocols.guard(&mut protocol, "test", requests::any);
    let arrivals = Litep2p::inbound_queue(&mut protocol).clone().unwrap();
    let ask = |peer| {
        let (pending_response, answer) = oneshot::channel();
        let request = IncomingRequest {
            peer,
            payload: vec![],
            pending_response,
        };
        arrivals.try_send(request).unwrap();
        answer
    };

    assert!(ask(stranger).await.unwrap().result.is_err());
    assert!(to_answer.is_empty());

    let _asked: Vec<_> = (0..requests::MAX_PER_PEER).map(|_| ask(member)).collect();
    assert!(ask(member).await.unwrap().result.is_err());
    assert_eq!(to_answer.len(), requests::MAX_PER_PEER);
}

#[test]
fn a_way_of_syncing_that_there_is_not_is_refused() {
    let fast = SyncMode::LightState {
        skip_proofs: false,
        storage_chain_mode: false,
    };
    let refusal = |mode, is_archive, has_warp_sync| {
        let checked = check_sync_mode(mode, is_archive, has_warp_sync);
        checked.err().map(|error| error.to_string())
    };
    for has_warp_sync in [true, false] {
        assert_eq!(refusal(SyncMode::Full, true, has_warp_sync), None);
        assert_eq!(refusal(fast, false, has_warp_sync), None);
        for mode in [fast, SyncMode::Warp] {
            let refusal = refusal(mode, true, has_warp_sync).unwrap();
            assert!(refusal.contains("an archive node"), "{refusal}");
        }
    }
    assert_eq!(refusal(SyncMode::Warp, false, true), None);
    let refusal = refusal(SyncMode::Warp, false, false).unwrap();
    assert!(refusal.contains("no warp sync"), "{refusal}");
}
