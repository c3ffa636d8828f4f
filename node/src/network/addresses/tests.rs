use super::*;
use proptest::prelude::*;
use std::net::{Ipv4Addr, Ipv6Addr};

fn rules(text: &str) -> Rules {
    let mut rules = Rules::default();
    rules.add(text).unwrap();
    rules
}

fn permits(rules: &Rules, address: &str) -> bool {
    rules.permit(address.parse().unwrap())
}

#[test]
fn without_rules_everybody_is_permitted() {
    let rules = rules("");
    assert!(permits(&rules, "1.2.3.4") && permits(&rules, "2001:db8::1"));
}

#[test]
fn a_denied_range_is_denied_and_nothing_else() {
    let rules = rules("deny 10.1.0.0/16\ndeny 2001:db8::/33");
    assert!(!permits(&rules, "10.1.255.255") && permits(&rules, "10.2.0.0"));
    assert!(!permits(&rules, "2001:db8:7fff::1") && permits(&rules, "2001:db8:8000::1"));
}

#[test]
fn with_an_allowed_range_all_others_are_denied_of_either_family() {
    let rules = rules("allow 10.0.0.0/8");
    assert!(permits(&rules, "10.255.0.1"));
    assert!(!permits(&rules, "11.0.0.0") && !permits(&rules, "::1"));
}

#[test]
fn deny_wins() {
    let rules = rules("deny 10.1.0.0/16\nallow 10.0.0.0/8\ndeny 10.2.3.4");
    assert!(permits(&rules, "10.3.0.1"));
    assert!(!permits(&rules, "10.1.0.1") && !permits(&rules, "10.2.3.4"));
    assert!(permits(&rules, "10.2.3.5"));
}

#[test]
fn an_ipv4_address_in_an_ipv6_socket_is_one_of_ipv4() {
    let rules = rules("deny 10.0.0.0/8");
    assert!(!permits(&rules, "::ffff:10.0.0.1"));
}

#[test]
fn a_file_has_comments_and_empty_lines() {
    let rules = rules("# ours\n\n allow  10.0.0.0/8 # the office\n\tdeny ::1\n");
    assert_eq!(rules.allow, ["10.0.0.0/8".parse().unwrap()]);
    assert_eq!(rules.deny, ["::1/128".parse().unwrap()]);
}

#[test]
fn mistakes_in_a_file_are_named_with_their_line() {
    for (text, expected) in [
        ("deny", "line 1: expected one CIDR range"),
        ("\ndeny ::1 ::2", "line 2: expected one CIDR range"),
        (
            "drop ::1",
            "line 1: expected `allow` or `deny`, found `drop`",
        ),
        (
            "allow 10.0.0.0/33",
            "line 1: invalid CIDR range `10.0.0.0/33`: expected one such as 10.0.0.0/8",
        ),
    ] {
        assert_eq!(Rules::default().add(text).unwrap_err(), expected);
    }
}

#[test]
fn rules_that_the_kernel_would_not_take_are_refused() {
    let text = |count| (0..count).fold(String::new(), |text, _| text + "deny 10.0.0.0/8\n");
    assert!(program::check(&rules(&text(1_000))).is_ok());
    assert!(program::check(&rules(&text(2_000)))
        .unwrap_err()
        .starts_with("too many ranges"));
}

#[test]
fn addresses_that_are_denied_are_not_dialled() {
    let rules = rules("deny 10.0.0.0/8");
    let dials = |address: &str| rules.permit_dialling_node(&address.parse().unwrap());
    assert!(!dials("/ip4/10.0.0.1/tcp/30333"));
    assert!(dials("/ip4/11.0.0.1/tcp/30333"));
    assert!(dials("/dns/node.example/tcp/30333"));
}

#[test]
fn whoever_dials_nobody_dials_this_machine() {
    for (denied, nobody) in [
        ("deny 127.0.0.0/8", "0.0.0.0"),
        ("deny 127.0.0.0/8", "::ffff:0.0.0.0"),
        ("deny ::1", "::"),
    ] {
        assert!(!rules(denied).permit_dialling(nobody.parse().unwrap()));
        assert!(rules("deny 10.0.0.0/8").permit_dialling(nobody.parse().unwrap()));
    }
}

/// A node that is to use the library that the rules do not hold for does not get as far as the self-test.
#[tokio::test]
async fn rules_are_refused_where_they_would_not_hold() {
    let params = IpFilterParams {
        deny_ip: vec!["10.0.0.0/8".parse().unwrap()],
        ..Default::default()
    };
    let filter = IpFilter::new(params).unwrap().unwrap();
    let mut network = NetworkConfiguration::new_local();
    network.network_backend = NetworkBackendType::Libp2p;
    let error = filter.prepare(&mut network).await.unwrap_err();
    assert!(error
        .to_string()
        .ends_with("require --network-backend litep2p"));
}

#[test]
fn a_port_without_a_filter_is_an_error() {
    let params = IpFilterParams {
        deny_ip: vec!["10.0.0.0/8".parse().unwrap()],
        ..Default::default()
    };
    let mut filter = IpFilter::new(params).unwrap().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = filter.enforce([port].into()).unwrap_err();
    assert_eq!(
        error,
        format!("found no socket that listens on port {port}")
    );
    assert!(filter.enforced.is_none());
}

#[test]
fn the_ports_are_those_of_the_addresses() {
    let addresses = [
        "/ip4/0.0.0.0/tcp/30333",
        "/ip6/::/tcp/30333/ws",
        "/ip4/1.2.3.4/udp/30334/webrtc-direct",
    ];
    let addresses = addresses.map(|address| address.parse().unwrap());
    assert_eq!(ports(&addresses), [30333, 30334].into());
}

#[test]
fn a_changed_file_is_noticed_and_a_broken_one_changes_nothing() {
    let folder = std::env::temp_dir().join(format!("chaos-ip-filter-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("rules");
    fs::write(&file, "deny 10.0.0.0/8").unwrap();
    let params = IpFilterParams {
        deny_ip: vec!["::1/128".parse().unwrap()],
        ip_rules: Some(file.clone()),
        ..Default::default()
    };
    let mut filter = IpFilter::new(params).unwrap().unwrap();
    assert!(!permits(&filter.rules, "10.0.0.1") && !permits(&filter.rules, "::1"));

    fs::write(&file, "deny 11.0.0.0/8").unwrap();
    assert_eq!(filter.reread(), Ok(()));
    assert!(
        !permits(&filter.rules, "10.0.0.1"),
        "may be being written still"
    );
    assert_eq!(filter.reread(), Ok(()));
    assert!(permits(&filter.rules, "10.0.0.1") && !permits(&filter.rules, "11.0.0.1"));
    assert!(!permits(&filter.rules, "::1"), "what was given stays");

    fs::write(&file, "deny everybody").unwrap();
    assert_eq!(filter.reread(), Ok(()));
    let mistake = filter.reread().unwrap_err();
    assert!(mistake.ends_with("invalid CIDR range `everybody`: expected one such as 10.0.0.0/8"));
    assert_eq!(filter.reread(), Ok(()), "it is said once");
    fs::remove_file(&file).unwrap();
    assert!(filter.reread().is_err());
    assert!(!permits(&filter.rules, "11.0.0.1"));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_node_does_not_start_with_a_broken_file() {
    let file = std::env::temp_dir().join(format!("chaos-ip-rules-{}", std::process::id()));
    let params = || IpFilterParams {
        ip_rules: Some(file.clone()),
        ..Default::default()
    };
    assert!(IpFilter::new(params()).is_err(), "there is none");
    fs::write(&file, "allow nobody").unwrap();
    assert!(IpFilter::new(params()).is_err());
    fs::remove_file(&file).unwrap();
}

#[test]
fn without_flags_there_is_no_filter() {
    assert!(IpFilter::new(IpFilterParams::default()).unwrap().is_none());
}

fn address() -> impl Strategy<Value = IpAddr> {
    // Few different bits, so that ranges and addresses meet.
    let v4 = prop::array::uniform4(prop::sample::select(vec![0u8, 1, 128, 255]));
    let v6 = prop::array::uniform16(prop::sample::select(vec![0u8, 255]));
    prop_oneof![
        v4.prop_map(|octets| Ipv4Addr::from(octets).into()),
        v6.prop_map(|octets| Ipv6Addr::from(octets).into()),
    ]
}

fn range() -> impl Strategy<Value = IpNet> {
    (address(), 0..=128u8).prop_map(|(address, length)| {
        let most = if address.is_ipv4() { 32 } else { 128 };
        IpNet::new(address, length.min(most)).unwrap().trunc()
    })
}

proptest! {
    #[test]
    fn the_kernel_keeps_what_the_rules_permit(
        allow in prop::collection::vec(range(), 0..4),
        deny in prop::collection::vec(range(), 0..4),
        sources in prop::collection::vec(address(), 1..20),
    ) {
        let rules = Rules { allow, deny };
        let program = program::compile(&rules);
        for source in sources {
            // A mapped address is in no packet of IPv6.
            prop_assume!(source == source.to_canonical());
            prop_assert_eq!(program::kernel::keeps(&program, source), rules.permit(source));
        }
    }
}
