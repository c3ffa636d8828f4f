//! Nodes: who is admitted, who validates.

use super::{by, by_anybody, Draw, Entry};
use chaos_runtime::{AccountId, NodeAdmission, Runtime};
use pallet_node_admission::{Call as Admission, CodeUploads, Members, Motions, PeerId, Role};
use pallet_session::Call as Session;
use sp_core::{ed25519, Pair};
use std::sync::LazyLock;

pub const ENTRIES: &[Entry] = &[
    |draw| {
        let (peer_id, role) = (peer_id(draw), role(draw));
        let label = draw.text(64);
        by_anybody(Admission::<Runtime>::apply {
            peer_id,
            role,
            label,
        })
    },
    vote,
    vote,
    |draw| {
        let (member, _) = member(draw);
        let reason = draw.text(256);
        by(
            maintainer(draw),
            Admission::<Runtime>::propose_removal { member, reason },
        )
    },
    |draw| {
        let uploads = uploads(draw);
        by(
            maintainer(draw),
            Admission::<Runtime>::propose_code_uploads { uploads },
        )
    },
    |draw| {
        let (member, account) = member(draw);
        by(account, Admission::<Runtime>::leave { member })
    },
    |draw| {
        let (member, account) = member(draw);
        let role = role(draw);
        by(account, Admission::<Runtime>::set_role { member, role })
    },
    |draw| {
        let (member, account) = member(draw);
        let key = key(draw);
        let new = peer_id_of(key);
        let message = NodeAdmission::rotation_message(member, &new).unwrap_or_default();
        let signer = match draw.source.once_in(8) {
            true => self::key(draw),
            false => key,
        };
        by(
            account,
            Admission::<Runtime>::update_peer_id {
                member,
                peer_id: new.as_bytes().to_vec(),
                signature: signer.sign(&message),
            },
        )
    },
    |draw| {
        let person = draw.person();
        let (keys, proof) = person.session_keys.clone();
        by(
            person.account.clone(),
            Session::<Runtime>::set_keys { keys, proof },
        )
    },
    |_| by_anybody(Session::<Runtime>::purge_keys {}),
];

fn vote(draw: &mut Draw) -> super::Draft {
    let open: Vec<_> = Motions::<Runtime>::iter_keys().take(8).collect();
    let motion = match open.is_empty() {
        true => draw.one_below(pallet_node_admission::NextMotionId::<Runtime>::get()),
        false => u64::from(draw.source.pick(&open)) as u32,
    };
    let approve = !draw.source.once_in(4);
    by(
        maintainer(draw),
        Admission::<Runtime>::vote { motion, approve },
    )
}

/// Somebody who votes on admissions.
fn maintainer(draw: &mut Draw) -> Option<AccountId> {
    let validators = chaos_runtime::Session::validators();
    (!validators.is_empty()).then(|| draw.source.pick(&validators))
}

/// A member, and whose node it is.
fn member(draw: &mut Draw) -> (u32, Option<AccountId>) {
    let members: Vec<_> = Members::<Runtime>::iter().take(8).collect();
    match members.is_empty() || draw.source.once_in(8) {
        true => (pallet_node_admission::NextMemberId::<Runtime>::get(), None),
        false => {
            let (id, member) = draw.source.pick(&members);
            (id, Some(member.account))
        }
    }
}

fn peer_id(draw: &mut Draw) -> Vec<u8> {
    match draw.source.once_in(8) {
        true => draw.text(39),
        false => peer_id_of(key(draw)).as_bytes().to_vec(),
    }
}

/// The keys of the nodes that come up. To derive one takes a while, and is done once.
static KEYS: LazyLock<Vec<ed25519::Pair>> = LazyLock::new(|| {
    let key = |seed| ed25519::Pair::from_seed(&[seed; 32]);
    (1..=16).map(key).collect()
});

fn key(draw: &mut Draw) -> &'static ed25519::Pair {
    &KEYS[draw.source.below(16) as usize]
}

fn peer_id_of(key: &ed25519::Pair) -> PeerId {
    PeerId::from_ed25519(key.public().0)
}

/// Who may upload code.
pub fn uploads(draw: &mut Draw) -> CodeUploads {
    draw.source.pick(&[
        CodeUploads::Everybody,
        CodeUploads::Members,
        CodeUploads::Nobody,
    ])
}

fn role(draw: &mut Draw) -> Role {
    draw.source.pick(&[Role::Observer, Role::Validator])
}
