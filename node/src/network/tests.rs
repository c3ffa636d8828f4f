//! Every protocol of requests has its guards, also those that a consensus adds.

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
