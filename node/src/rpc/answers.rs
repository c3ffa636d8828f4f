//! What the methods of this chain answer, byte for byte: each type that one returns, and each of its
//! variants. Clients rely on every name, and on the order, too, where they compare or sign what they got.

use super::{
    admission::{status_json, ParametersJson},
    business_tokens::RedemptionJson,
    cip::GroundRulesJson,
    erc721::RoyaltyJson,
};
use chaos_primitives::{AccountId, Balance, BlockNumber, Hash};
use frame_support::weights::Weight;
use pallet_business_tokens::{
    runtime_api::{
        AnnouncedPolicy, AnnouncedPrice, AnnouncedWithdrawal, PolicyStatus, RedemptionStatus,
        SaleStatus,
    },
    Charge, Payer, Price, Rule, SaleTerms, Tier,
};
use pallet_cip::{
    runtime_api::{
        CallDetails, CipDetails, CipPage, FrozenCoins, ResolutionDetails, ResolutionPage,
        VoteDetails,
    },
    Enactment, GroundRules, Outcome, Resolution, Rules, State, Tally as Votes, Thresholds, Vote,
};
use pallet_cos_distribution::{
    runtime_api::{LockedCoins, TrancheStatus},
    Claim, Tranche,
};
use pallet_dutch_auction::{
    runtime_api::{AuctionDetails, EndingCursor, HouseDetails, Page, TurnoverIn},
    AuctionId, Currency, Curve, Sellers, Terms,
};
use pallet_erc20::{TokenInfo, TokenOptions};
use pallet_erc721::{CollectionInfo, CollectionOptions};
use pallet_node_admission::{
    runtime_api::{MemberDetails, MemberPage, MotionDetails, MotionPage, PeerStatus},
    CodeUploads, Parameters, PeerId, Reason, Role, Subject, Tally,
};
use serde::Serialize;
use sp_core::U256;
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{DispatchError, ModuleError, Permill};

/// What is answered is what was recorded, but for line breaks and the indentation after them.
#[track_caller]
fn assert_answer(answer: impl Serialize, recorded: &str) {
    let recorded: String = recorded.lines().map(str::trim_start).collect();
    assert_eq!(serde_json::to_string(&answer).unwrap(), recorded);
}

fn alice() -> AccountId {
    Alice.to_account_id()
}

fn bob() -> AccountId {
    Bob.to_account_id()
}

fn peer_id() -> PeerId {
    "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp"
        .parse()
        .unwrap()
}

#[test]
fn cos_tranches() {
    for (tranche, name) in [
        (Tranche::Angel, "angel"),
        (Tranche::Ico, "ico"),
        (Tranche::Team, "team"),
        (Tranche::Foundation, "foundation"),
    ] {
        let status = TrancheStatus {
            tranche,
            size: Balance::MAX,
            recipients: 3,
            claimed: 0,
            unclaimed: 1,
        };
        let recorded = [
            r#"{"tranche":""#,
            name,
            r#"","size":"340282366920938463463374607431768211455","recipients":3,
            "claimed":"0","unclaimed":"1"}"#,
        ];
        assert_answer(status, &recorded.concat());
    }
}

#[test]
fn cos_claim() {
    let claim = |amount, claimed_by| Claim { amount, claimed_by };
    assert_answer(claim(0, None), r#"{"amount":"0","claimedBy":null}"#);
    assert_answer(
        claim(Balance::MAX, Some(alice())),
        r#"{"amount":"340282366920938463463374607431768211455",
        "claimedBy":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}"#,
    );
}

#[test]
fn cos_locked() {
    let coins = |locked, next_release| LockedCoins {
        locked,
        next_release,
    };
    assert_answer(coins(0, None), r#"{"locked":"0","nextRelease":null}"#);
    assert_answer(
        coins(Balance::MAX, Some(BlockNumber::MAX)),
        r#"{"locked":"340282366920938463463374607431768211455","nextRelease":4294967295}"#,
    );
}

#[test]
fn erc20_info() {
    let token = TokenInfo {
        token_id: 7,
        name: "Größe \"金\"".into(),
        symbol: "金".into(),
        decimals: 18,
        total_supply: Balance::MAX,
        owner: Some(alice()),
        options: TokenOptions {
            mintable: true,
            burnable: false,
            pausable: true,
            cap: Some(Balance::MAX),
        },
        paused: true,
        holders: 3,
    };
    assert_answer(
        token,
        r#"{"tokenId":7,"name":"Größe \"金\"","symbol":"金","decimals":18,
        "totalSupply":"340282366920938463463374607431768211455",
        "owner":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "options":{"mintable":true,"burnable":false,"pausable":true,
        "cap":"340282366920938463463374607431768211455"},
        "paused":true,"holders":3}"#,
    );
    let without_owner: TokenInfo<AccountId> = TokenInfo {
        token_id: 0,
        name: String::new(),
        symbol: String::new(),
        decimals: 0,
        total_supply: 0,
        owner: None,
        options: TokenOptions::default(),
        paused: false,
        holders: 0,
    };
    assert_answer(
        without_owner,
        r#"{"tokenId":0,"name":"","symbol":"","decimals":0,"totalSupply":"0","owner":null,
        "options":{"mintable":false,"burnable":false,"pausable":false,"cap":null},
        "paused":false,"holders":0}"#,
    );
}

#[test]
fn erc20_options() {
    let capped = TokenOptions {
        cap: Some(0),
        ..TokenOptions::default()
    };
    assert_answer(
        capped,
        r#"{"mintable":false,"burnable":false,"pausable":false,"cap":"0"}"#,
    );
}

fn sale(price: Price<BlockNumber>, limit: Option<Balance>) -> SaleStatus<AccountId, BlockNumber> {
    SaleStatus {
        issuer: alice(),
        terms: SaleTerms {
            amount: Balance::MAX,
            price,
            start: 10,
            end: 90,
            min_per_account: limit.map(|_| 0),
            max_per_account: limit,
        },
        sold: 1,
        remaining: 2,
        price: 3,
        open: true,
    }
}

#[test]
fn business_tokens_sale() {
    assert_answer(
        sale(Price::Fixed(Balance::MAX), None),
        r#"{"issuer":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","open":true,
        "price":"3","sold":"1","remaining":"2",
        "terms":{"amount":"340282366920938463463374607431768211455",
        "price":{"kind":"fixed","price":"340282366920938463463374607431768211455"},
        "start":10,"end":90,"minPerAccount":null,"maxPerAccount":null}}"#,
    );
    let falling = Price::Falling {
        start_price: Balance::MAX,
        end_price: 0,
        start: 11,
        end: 89,
    };
    assert_answer(
        sale(falling, Some(Balance::MAX)),
        r#"{"issuer":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","open":true,
        "price":"3","sold":"1","remaining":"2",
        "terms":{"amount":"340282366920938463463374607431768211455",
        "price":{"kind":"falling","startPrice":"340282366920938463463374607431768211455",
        "endPrice":"0","start":11,"end":89},
        "start":10,"end":90,"minPerAccount":"0",
        "maxPerAccount":"340282366920938463463374607431768211455"}}"#,
    );
}

#[test]
fn business_tokens_redemption() {
    let redemption_json = |redemption, announced| RedemptionJson {
        redemption,
        announced,
    };
    let redemption = |withdrawal| RedemptionStatus {
        price: 0,
        reserve: Balance::MAX,
        withdrawal,
    };
    assert_answer(
        redemption_json(redemption(None), None),
        r#"{"price":"0","reserve":"340282366920938463463374607431768211455","withdrawal":null}"#,
    );
    let withdrawal = AnnouncedWithdrawal {
        cos: Balance::MAX,
        due: 120,
        lapses: 140,
    };
    let announced = AnnouncedPrice {
        price: Balance::MAX,
        effective_from: 120,
    };
    assert_answer(
        redemption_json(redemption(Some(withdrawal)), Some(announced)),
        r#"{"price":"0","reserve":"340282366920938463463374607431768211455",
        "withdrawal":{"cos":"340282366920938463463374607431768211455","due":120,"lapses":140},
        "announced":{"price":"340282366920938463463374607431768211455","effectiveFrom":120}}"#,
    );
}

#[test]
fn business_tokens_policy() {
    let rule = |operation: &[u8], charge, payer, receiver| Rule {
        operation: operation.to_vec().try_into().unwrap(),
        charge,
        payer,
        receiver,
    };
    let proportional = |max| Charge::Proportional {
        rate: 5_000,
        min: 0,
        max,
    };
    let tiers = vec![
        Tier {
            from: 0,
            flat: Balance::MAX,
            rate: 1_000_000,
        },
        Tier {
            from: Balance::MAX,
            flat: 0,
            rate: 0,
        },
    ];
    let tiered = Charge::Tiered(tiers.try_into().unwrap());
    let policy = PolicyStatus {
        in_force: vec![
            rule(b"transfer", Charge::Flat(0), Payer::Initiator, None),
            rule(
                "Auszahlung 金".as_bytes(),
                proportional(None),
                Payer::Counterparty,
                Some(alice()),
            ),
            rule(
                b"not UTF-8: \xff",
                proportional(Some(Balance::MAX)),
                Payer::Initiator,
                None,
            ),
        ],
        announced: Some(AnnouncedPolicy {
            rules: vec![rule(b"withdrawal", tiered, Payer::Initiator, Some(bob()))],
            effective_from: 140,
        }),
    };
    assert_answer(
        policy,
        r#"{"inForce":[
        {"operation":"transfer","charge":{"kind":"flat","fee":"0"},"payer":"initiator",
        "receiver":null},
        {"operation":"Auszahlung 金",
        "charge":{"kind":"proportional","rate":5000,"min":"0","max":null},
        "payer":"counterparty","receiver":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"},
        {"operation":"not UTF-8: �",
        "charge":{"kind":"proportional","rate":5000,"min":"0",
        "max":"340282366920938463463374607431768211455"},
        "payer":"initiator","receiver":null}
        ],"announced":{"rules":[
        {"operation":"withdrawal","charge":{"kind":"tiered","tiers":[
        {"from":"0","flat":"340282366920938463463374607431768211455","rate":1000000},
        {"from":"340282366920938463463374607431768211455","flat":"0","rate":0}
        ]},"payer":"initiator","receiver":"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"}
        ],"effectiveFrom":140}}"#,
    );
    let none: PolicyStatus<AccountId, BlockNumber> = PolicyStatus {
        in_force: Vec::new(),
        announced: None,
    };
    assert_answer(none, r#"{"inForce":[],"announced":null}"#);
}

fn collection(options: CollectionOptions<AccountId>) -> CollectionInfo<AccountId> {
    CollectionInfo {
        collection: 2,
        name: "Häfen 港".into(),
        symbol: "HRB".into(),
        base_uri: "ipfs://bafy/".into(),
        metadata_frozen: true,
        owner: alice(),
        options,
        total_supply: 10,
        next_token_id: 12,
    }
}

#[test]
fn erc721_collection_info() {
    let options = CollectionOptions {
        max_supply: Some(1_000),
        royalty: Some((bob(), Permill::from_parts(100_001))),
        burnable: true,
        transferable: false,
    };
    assert_answer(
        collection(options),
        r#"{"collection":2,"name":"Häfen 港","symbol":"HRB","baseURI":"ipfs://bafy/",
        "metadataFrozen":true,"owner":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "options":{"maxSupply":1000,
        "royalty":{"receiver":"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty","rate":100001},
        "burnable":true,"transferable":false},"totalSupply":10,"nextTokenId":12}"#,
    );
    let options = CollectionOptions {
        max_supply: None,
        royalty: None,
        burnable: false,
        transferable: false,
    };
    assert_answer(
        collection(options),
        r#"{"collection":2,"name":"Häfen 港","symbol":"HRB","baseURI":"ipfs://bafy/",
        "metadataFrozen":true,"owner":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "options":{"maxSupply":null,"royalty":null,"burnable":false,"transferable":false},
        "totalSupply":10,"nextTokenId":12}"#,
    );
}

#[test]
fn erc721_royalty_info() {
    assert_answer(
        RoyaltyJson::from((alice(), Balance::MAX)),
        r#"{"receiver":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "amount":"340282366920938463463374607431768211455"}"#,
    );
}

fn terms(
    currency: Currency,
    curve: Curve<BlockNumber>,
    sellers: Sellers<AccountId>,
) -> Terms<AccountId, BlockNumber> {
    Terms {
        currency,
        commission: Permill::from_parts(50_001),
        shortest: 60,
        longest: 86_400,
        curve,
        sellers,
    }
}

#[test]
fn auction_house() {
    let house = |terms, announced| HouseDetails {
        house: 0,
        owner: alice(),
        account: bob(),
        collection: 2,
        paused: false,
        auctions: u64::MAX,
        terms,
        announced,
    };
    let linear = || terms(Currency::Coin, Curve::Linear, Sellers::Anybody);
    assert_answer(
        house(linear(), None),
        r#"{"house":0,"owner":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "account":"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty","collection":2,
        "paused":false,"auctions":18446744073709551615,
        "terms":{"currency":"coin","commission":50001,"shortest":60,"longest":86400,
        "curve":{"kind":"linear"},"sellers":null},"announced":null}"#,
    );
    let exponential = terms(
        Currency::Token(7),
        Curve::Exponential { half_life: 600 },
        Sellers::Accounts(vec![alice(), bob()].try_into().unwrap()),
    );
    let steps = terms(
        Currency::Coin,
        Curve::Steps { count: 10 },
        Sellers::Accounts(Default::default()),
    );
    assert_answer(
        house(exponential, Some((steps, 1_600))),
        r#"{"house":0,"owner":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "account":"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty","collection":2,
        "paused":false,"auctions":18446744073709551615,
        "terms":{"currency":{"token":7},"commission":50001,"shortest":60,"longest":86400,
        "curve":{"kind":"exponential","halfLife":600},
        "sellers":["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"]},
        "announced":{"terms":{"currency":"coin","commission":50001,"shortest":60,
        "longest":86400,"curve":{"kind":"steps","count":10},"sellers":[]},
        "effectiveFrom":1600}}"#,
    );
}

fn auction(
    curve: Curve<BlockNumber>,
    price: Option<Balance>,
) -> AuctionDetails<AccountId, BlockNumber> {
    AuctionDetails {
        auction_id: u64::MAX,
        house: 0,
        collection: 2,
        item: 5,
        seller: alice(),
        currency: Currency::Coin,
        commission: Permill::from_percent(0),
        curve,
        start_price: Balance::MAX,
        floor_price: 0,
        start: 200,
        end: 1_000,
        price,
        open: price.is_some(),
    }
}

#[test]
fn auction_auction() {
    assert_answer(
        auction(Curve::Linear, Some(Balance::MAX)),
        r#"{"auctionId":18446744073709551615,"house":0,"collection":2,"tokenId":5,
        "seller":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","currency":"coin",
        "commission":0,"curve":{"kind":"linear"},
        "startPrice":"340282366920938463463374607431768211455","floorPrice":"0",
        "start":200,"end":1000,"price":"340282366920938463463374607431768211455","open":true}"#,
    );
    assert_answer(
        auction(Curve::Exponential { half_life: 1 }, None),
        r#"{"auctionId":18446744073709551615,"house":0,"collection":2,"tokenId":5,
        "seller":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","currency":"coin",
        "commission":0,"curve":{"kind":"exponential","halfLife":1},
        "startPrice":"340282366920938463463374607431768211455","floorPrice":"0",
        "start":200,"end":1000,"price":null,"open":false}"#,
    );
}

#[test]
fn auction_of_house_and_of_seller() {
    let page = |auctions, next| Page { auctions, next };
    assert_answer(
        page(vec![auction(Curve::Linear, Some(0))], Some(12)),
        r#"{"auctions":[{"auctionId":18446744073709551615,"house":0,"collection":2,"tokenId":5,
        "seller":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","currency":"coin",
        "commission":0,"curve":{"kind":"linear"},
        "startPrice":"340282366920938463463374607431768211455","floorPrice":"0",
        "start":200,"end":1000,"price":"0","open":true}],"next":12}"#,
    );
    assert_answer(
        page(Vec::new(), None::<AuctionId>),
        r#"{"auctions":[],"next":null}"#,
    );
}

#[test]
fn auction_ending_before() {
    let page: Page<AccountId, BlockNumber, _> = Page {
        auctions: Vec::new(),
        next: Some(EndingCursor::<BlockNumber> {
            end: 1_000,
            auction_id: 12,
        }),
    };
    assert_answer(
        page,
        r#"{"auctions":[],"next":{"end":1000,"auctionId":12}}"#,
    );
    // What `next` says is where the next page starts.
    let cursor: EndingCursor<BlockNumber> =
        serde_json::from_str(r#"{"auctionId":12,"end":1000}"#).unwrap();
    assert_answer(cursor, r#"{"end":1000,"auctionId":12}"#);
}

#[test]
fn auction_turnover() {
    let turnover = |currency, paid| TurnoverIn {
        currency,
        paid,
        sold: 3,
    };
    assert_answer(
        turnover(Currency::Coin, U256::zero()),
        r#"{"currency":"coin","paid":"0","sold":3}"#,
    );
    assert_answer(
        turnover(Currency::Token(7), U256::MAX),
        r#"{"currency":{"token":7},"paid":
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "sold":3}"#,
    );
}

#[test]
fn cip_ground_rules() {
    let rules = GroundRules {
        min_voters: 2,
        min_turnout: Permill::from_parts(10_001),
        min_approval: Permill::from_parts(500_100),
        min_period: 5,
        max_period: 3_600,
        enactment_delay: 10,
        deposit: Balance::MAX,
    };
    assert_answer(
        GroundRulesJson::from(rules),
        r#"{"minVoters":2,"minTurnout":10001,"minApproval":500100,"minPeriod":5,
        "maxPeriod":3600,"enactmentDelay":10,
        "deposit":"340282366920938463463374607431768211455"}"#,
    );
}

fn votes() -> Votes {
    Votes {
        approve: Balance::MAX,
        disapprove: 0,
        voters: 3,
    }
}

fn thresholds() -> Thresholds {
    Thresholds {
        min_voters: 2,
        min_turnout: Permill::from_parts(10_001),
        min_approval: Permill::from_parts(1_000_000),
    }
}

fn cip(
    call: Option<CallDetails<Hash>>,
    rules: Rules<BlockNumber>,
    resolution: Option<u32>,
    enactment: Option<Enactment<BlockNumber>>,
) -> CipDetails<AccountId, BlockNumber, Hash> {
    CipDetails {
        cip: 9,
        proposer: alice(),
        title: "Mehr Blöcke \"塊\"".into(),
        document_hash: Hash::repeat_byte(0x42),
        document_location: b"ipfs://\xff".to_vec(),
        call,
        rules,
        thresholds: thresholds(),
        start: 12,
        end: 42,
        deposit: Balance::MAX,
        tally: votes(),
        state: State::Voting,
        would_pass: true,
        resolution,
        enactment,
    }
}

#[test]
fn cip_cip() {
    let rules = Rules {
        min_voters: None,
        min_turnout: None,
        min_approval: None,
        period: 30,
    };
    assert_answer(
        cip(None, rules, None, None),
        r#"{"cip":9,"proposer":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "title":"Mehr Blöcke \"塊\"","document":{
        "hash":"0x4242424242424242424242424242424242424242424242424242424242424242",
        "location":"ipfs://�"},"call":null,
        "rules":{"minVoters":null,"minTurnout":null,"minApproval":null,"period":30},
        "thresholds":{"minVoters":2,"minTurnout":10001,"minApproval":1000000},
        "start":12,"end":42,"deposit":"340282366920938463463374607431768211455",
        "tally":{"approve":"340282366920938463463374607431768211455","disapprove":"0",
        "voters":3},"state":"voting","wouldPass":true,"resolution":null,"enactment":null}"#,
    );
    let call = |inline| CallDetails {
        hash: Hash::zero(),
        len: 36,
        inline,
        weight: Weight::MAX,
    };
    let strict = Rules {
        min_voters: Some(3),
        min_turnout: Some(Permill::from_parts(0)),
        min_approval: Some(Permill::from_parts(999_999)),
        period: 30,
    };
    let page = CipPage {
        cips: vec![
            cip(
                Some(call(Some(vec![0x00, 0xff]))),
                strict,
                Some(4),
                Some(Enactment::Scheduled { at: 47 }),
            ),
            cip(Some(call(None)), strict, None, None),
        ],
        next: Some(12),
    };
    assert_answer(
        page,
        r#"{"cips":[{"cip":9,"proposer":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "title":"Mehr Blöcke \"塊\"","document":{
        "hash":"0x4242424242424242424242424242424242424242424242424242424242424242",
        "location":"ipfs://�"},"call":{
        "hash":"0x0000000000000000000000000000000000000000000000000000000000000000",
        "len":36,"inline":"0x00ff"},
        "rules":{"minVoters":3,"minTurnout":0,"minApproval":999999,"period":30},
        "thresholds":{"minVoters":2,"minTurnout":10001,"minApproval":1000000},
        "start":12,"end":42,"deposit":"340282366920938463463374607431768211455",
        "tally":{"approve":"340282366920938463463374607431768211455","disapprove":"0",
        "voters":3},"state":"voting","wouldPass":true,"resolution":4,
        "enactment":{"kind":"scheduled","at":47}},
        {"cip":9,"proposer":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "title":"Mehr Blöcke \"塊\"","document":{
        "hash":"0x4242424242424242424242424242424242424242424242424242424242424242",
        "location":"ipfs://�"},"call":{
        "hash":"0x0000000000000000000000000000000000000000000000000000000000000000",
        "len":36,"inline":null},
        "rules":{"minVoters":3,"minTurnout":0,"minApproval":999999,"period":30},
        "thresholds":{"minVoters":2,"minTurnout":10001,"minApproval":1000000},
        "start":12,"end":42,"deposit":"340282366920938463463374607431768211455",
        "tally":{"approve":"340282366920938463463374607431768211455","disapprove":"0",
        "voters":3},"state":"voting","wouldPass":true,"resolution":null,"enactment":null}
        ],"next":12}"#,
    );
}

#[test]
fn states_of_a_cip() {
    let states = [
        (State::Voting, r#""voting""#),
        (State::Passed, r#""passed""#),
        (State::Rejected, r#""rejected""#),
        (State::Enacted, r#""enacted""#),
        (State::Failed, r#""failed""#),
    ];
    for (state, recorded) in states {
        assert_answer(state, recorded);
        // As the parameter of `cip_cips`.
        let parameter: State = serde_json::from_str(recorded).unwrap();
        assert_eq!(parameter, state);
    }
}

#[test]
fn cip_credential() {
    let vote = |extrinsic| Vote {
        cip: 9,
        voter: alice(),
        approve: true,
        votes: Balance::MAX,
        block: 20,
        extrinsic,
        deposit: 0,
    };
    assert_answer(
        vote(Some(2)),
        r#"{"cip":9,"voter":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","approve":true,
        "votes":"340282366920938463463374607431768211455","block":20,"extrinsic":2,
        "deposit":"0"}"#,
    );
    assert_answer(
        vote(None),
        r#"{"cip":9,"voter":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","approve":true,
        "votes":"340282366920938463463374607431768211455","block":20,"extrinsic":null,
        "deposit":"0"}"#,
    );
}

#[test]
fn cip_votes() {
    let vote = VoteDetails {
        credential: u64::MAX,
        cip: 9,
        approve: false,
        votes: Balance::MAX,
        end: 42,
    };
    assert_answer(
        vote,
        r#"{"credential":18446744073709551615,"cip":9,"approve":false,
        "votes":"340282366920938463463374607431768211455","end":42}"#,
    );
}

#[test]
fn cip_frozen() {
    let coins = |amount, until| FrozenCoins { amount, until };
    assert_answer(coins(0, None), r#"{"amount":"0","until":null}"#);
    assert_answer(
        coins(Balance::MAX, Some(42)),
        r#"{"amount":"340282366920938463463374607431768211455","until":42}"#,
    );
}

fn resolution(
    outcome: Outcome,
    enactment: Option<Enactment<BlockNumber>>,
) -> Resolution<BlockNumber> {
    Resolution {
        cip: 9,
        outcome,
        tally: votes(),
        thresholds: thresholds(),
        decided: 42,
        enactment,
    }
}

#[test]
fn cip_resolution() {
    let details = |id, resolution| ResolutionDetails { id, resolution };
    assert_answer(
        details(4, resolution(Outcome::Rejected, None)),
        r#"{"resolution":4,"cip":9,"passed":false,
        "tally":{"approve":"340282366920938463463374607431768211455","disapprove":"0",
        "voters":3},"thresholds":{"minVoters":2,"minTurnout":10001,"minApproval":1000000},
        "decided":42,"enactment":null}"#,
    );
    let module = DispatchError::Module(ModuleError {
        index: 5,
        error: [2, 0, 0, 0],
        message: None,
    });
    let enactments = [
        (
            Enactment::Scheduled { at: 47 },
            r#"{"kind":"scheduled","at":47}"#,
        ),
        (
            Enactment::Enacted { at: 47 },
            r#"{"kind":"enacted","at":47}"#,
        ),
        (
            Enactment::Failed {
                at: 47,
                error: module,
            },
            r#"{"kind":"failed","at":47,"error":{"Module":{"index":5,"error":[2,0,0,0],"message":null}}}"#,
        ),
        (
            Enactment::Failed {
                at: 47,
                error: DispatchError::BadOrigin,
            },
            r#"{"kind":"failed","at":47,"error":"BadOrigin"}"#,
        ),
    ];
    for (enactment, recorded) in enactments {
        let resolution = resolution(Outcome::Passed, Some(enactment));
        let recorded = [
            r#"{"resolution":0,"cip":9,"passed":true,
            "tally":{"approve":"340282366920938463463374607431768211455","disapprove":"0",
            "voters":3},"thresholds":{"minVoters":2,"minTurnout":10001,"minApproval":1000000},
            "decided":42,"enactment":"#,
            recorded,
            "}",
        ];
        assert_answer(details(0, resolution), &recorded.concat());
    }
}

#[test]
fn cip_resolutions() {
    let page = ResolutionPage {
        resolutions: vec![ResolutionDetails {
            id: 4,
            resolution: resolution(Outcome::Rejected, None),
        }],
        next: None,
    };
    assert_answer(
        page,
        r#"{"resolutions":[{"resolution":4,"cip":9,"passed":false,
        "tally":{"approve":"340282366920938463463374607431768211455","disapprove":"0",
        "voters":3},"thresholds":{"minVoters":2,"minTurnout":10001,"minApproval":1000000},
        "decided":42,"enactment":null}],"next":null}"#,
    );
}

#[test]
fn admission_parameters() {
    let parameters = Parameters {
        threshold: Permill::from_parts(500_001),
        vote_period: 300,
        waiting_period: 20,
        rotation_period: 21,
        inactive_sessions: 4,
        min_validators: 1,
        deposit: Balance::MAX,
    };
    assert_answer(
        ParametersJson::from(parameters),
        r#"{"threshold":500001,"votePeriod":300,"waitingPeriod":20,"rotationPeriod":21,
        "inactiveSessions":4,"minValidators":1,
        "deposit":"340282366920938463463374607431768211455"}"#,
    );
}

fn member(role: Role, motion: Option<u32>) -> MemberDetails<AccountId, BlockNumber> {
    MemberDetails {
        member: 3,
        account: alice(),
        peer_id: peer_id(),
        role,
        label: "Knoten 節".as_bytes().to_vec().try_into().unwrap(),
        since: 1,
        rotatable_from: 22,
        deposit: Balance::MAX,
        removal: motion,
        promotion: motion,
    }
}

#[test]
fn admission_member() {
    assert_answer(
        member(Role::Validator, None),
        r#"{"member":3,"account":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "peerId":"12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp","role":"validator",
        "label":"Knoten 節","since":1,"rotatableFrom":22,
        "deposit":"340282366920938463463374607431768211455","removal":null,"promotion":null}"#,
    );
    let page = MemberPage {
        members: vec![member(Role::Observer, Some(8))],
        next: Some(4),
    };
    assert_answer(
        page,
        r#"{"members":[
        {"member":3,"account":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        "peerId":"12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp","role":"observer",
        "label":"Knoten 節","since":1,"rotatableFrom":22,
        "deposit":"340282366920938463463374607431768211455","removal":8,"promotion":8}
        ],"next":4}"#,
    );
}

#[test]
fn admission_motion() {
    let motion = |subject, proposer, votes| MotionDetails {
        motion: 8,
        subject,
        proposer,
        deposit: Balance::MAX,
        start: 12,
        end: 312,
        votes,
        tally: Tally {
            approve: 1,
            refuse: 2,
            maintainers: 4,
        },
        needed: 3,
    };
    let admission = Subject::Admission {
        applicant: bob(),
        peer_id: peer_id(),
        role: Role::Observer,
        label: b"bob".to_vec().try_into().unwrap(),
    };
    assert_answer(
        motion(
            admission,
            Some(bob()),
            vec![(alice(), true), (bob(), false)],
        ),
        r#"{"motion":8,"subject":{"kind":"admission",
        "applicant":"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
        "peerId":"12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp","role":"observer",
        "label":"bob"},"proposer":"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
        "deposit":"340282366920938463463374607431768211455","start":12,"end":312,"votes":[
        {"account":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","approve":true},
        {"account":"5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty","approve":false}
        ],"tally":{"approve":1,"refuse":2,"maintainers":4},"needed":3}"#,
    );
    let removal = |reason| Subject::Removal { member: 3, reason };
    let words = "schläft 眠".as_bytes().to_vec().try_into().unwrap();
    let subjects = [
        (
            removal(Reason::Words(words)),
            r#"{"kind":"removal","member":3,"reason":"schläft 眠"}"#,
        ),
        (
            removal(Reason::Inactive),
            r#"{"kind":"removal","member":3,"reason":null}"#,
        ),
        (
            Subject::Promotion { member: 4 },
            r#"{"kind":"promotion","member":4}"#,
        ),
        (
            Subject::CodeUploads {
                uploads: CodeUploads::Everybody,
            },
            r#"{"kind":"codeUploads","uploads":"everybody"}"#,
        ),
        (
            Subject::CodeUploads {
                uploads: CodeUploads::Members,
            },
            r#"{"kind":"codeUploads","uploads":"members"}"#,
        ),
        (
            Subject::CodeUploads {
                uploads: CodeUploads::Nobody,
            },
            r#"{"kind":"codeUploads","uploads":"nobody"}"#,
        ),
    ];
    for (subject, recorded) in subjects {
        let page = MotionPage {
            motions: vec![motion(subject, None, Vec::new())],
            next: None,
        };
        let recorded = [
            r#"{"motions":[{"motion":8,"subject":"#,
            recorded,
            r#","proposer":null,"deposit":"340282366920938463463374607431768211455",
            "start":12,"end":312,"votes":[],
            "tally":{"approve":1,"refuse":2,"maintainers":4},"needed":3}],"next":null}"#,
        ];
        assert_answer(page, &recorded.concat());
    }
}

#[test]
fn admission_peer_status() {
    let statuses = [
        (PeerStatus::Unknown, r#"{"status":"unknown"}"#),
        (PeerStatus::Applied(8), r#"{"status":"applied","motion":8}"#),
        (
            PeerStatus::Admitted(3, Role::Validator),
            r#"{"status":"admitted","member":3,"role":"validator"}"#,
        ),
        (
            PeerStatus::Waiting(312),
            r#"{"status":"waiting","until":312}"#,
        ),
    ];
    for (status, recorded) in statuses {
        assert_answer(status_json(status).unwrap(), recorded);
    }
    // Which is answered by an error.
    assert!(status_json(PeerStatus::Invalid).is_none());
}
