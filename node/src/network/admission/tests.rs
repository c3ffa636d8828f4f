use super::*;
use log::Level;

fn peer_id() -> PeerId {
    let keypair = NodeKeyConfig::default().into_keypair().unwrap();
    keypair.public().to_peer_id()
}

fn introduction(permissioned: bool, admitted: Option<(usize, bool)>) -> Introduction {
    Introduction {
        local: peer_id(),
        block: 7,
        admitted,
        permissioned,
        is_development: false,
    }
}

#[test]
fn a_member_says_that_it_is_one() {
    for permissioned in [false, true] {
        let introduction = introduction(permissioned, Some((3, true)));
        let expected = format!(
            "This node, {}, is one of 3 that are admitted",
            introduction.local
        );
        assert_eq!(introduction.text(), (Level::Info, expected));
    }
}

#[test]
fn who_is_not_admitted_learns_how_to_apply() {
    for (permissioned, expected) in [(false, Level::Info), (true, Level::Warn)] {
        let introduction = introduction(permissioned, Some((3, false)));
        let (level, text) = introduction.text();
        assert_eq!(level, expected);
        assert!(text.contains(&introduction.local.to_string()));
        assert!(text.contains("nodeAdmission.apply(peerId, role, label)"));
        // The bytes of the peer id of an ed25519 key.
        assert!(text.contains("the peerId 0x002408011220"));
        assert_eq!(text.contains("Everybody may sync"), !permissioned);
        assert_eq!(text.contains("at block #7"), permissioned);
    }
}

#[test]
fn where_a_new_node_is_no_news_it_only_says_who_it_is() {
    let unknown = introduction(false, None);
    let development = Introduction {
        is_development: true,
        ..introduction(false, Some((0, false)))
    };
    for introduction in [unknown, development] {
        let expected = format!("This node is {}", introduction.local);
        assert_eq!(introduction.text(), (Level::Info, expected));
    }
}

#[test]
fn the_peer_id_in_hex_is_what_the_runtime_takes() {
    let peer_id = peer_id();
    let taken = pallet_node_admission::PeerId::try_from(peer_id.to_bytes()).unwrap();
    assert_eq!(taken.to_string(), peer_id.to_string());
}
