//! Compiles the rules to a program for the kernel's packet filter (classic BPF).
//!
//! It looks up the source address of a packet in the denied ranges, then in the allowed ones.

use super::Rules;
use ipnet::IpNet;

/// Keep the packet, or drop it.
const KEEP: u32 = u32::MAX;
const DROP: u32 = 0;

/// Most instructions of a program that the kernel takes (`BPF_MAXINSNS`).
const LIMIT: usize = 4096;

/// Where the header of the IP packet begins (`SKF_NET_OFF`), and what in it.
const IP_HEADER: u32 = 0xfff0_0000;
const SOURCE_V4: u32 = IP_HEADER + 12;
const SOURCE_V6: u32 = IP_HEADER + 8;

const LOAD_BYTE: u16 = 0x30;
const LOAD_WORD: u16 = 0x20;
const SHIFT_RIGHT: u16 = 0x74;
const AND: u16 = 0x54;
const JUMP: u16 = 0x05;
const JUMP_IF_EQUAL: u16 = 0x15;
const RETURN: u16 = 0x06;

/// An instruction: `code` with `value`; a comparison skips so many instructions `then` or `otherwise`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction {
    pub code: u16,
    pub then: u8,
    pub otherwise: u8,
    pub value: u32,
}

fn plain(code: u16, value: u32) -> Instruction {
    Instruction {
        code,
        then: 0,
        otherwise: 0,
        value,
    }
}

/// Whether the kernel would take the rules.
pub fn check(rules: &Rules) -> Result<(), String> {
    let length = compile(rules).len();
    if length > LIMIT {
        return Err(format!(
            "too many ranges: they make {length} instructions for the kernel, which takes {LIMIT}"
        ));
    }
    Ok(())
}

/// The program that drops what the rules deny.
pub fn compile(rules: &Rules) -> Vec<Instruction> {
    let section = |is_v4: bool| {
        let mut section: Vec<_> = rules
            .deny
            .iter()
            .map(|range| (range, DROP))
            .chain(rules.allow.iter().map(|range| (range, KEEP)))
            .filter(|(range, _)| matches!(range, IpNet::V4(_)) == is_v4)
            .flat_map(|(range, verdict)| test(range, verdict))
            .collect();
        section.push(plain(
            RETURN,
            if rules.allow.is_empty() { KEEP } else { DROP },
        ));
        section
    };
    let (v4, v6) = (section(true), section(false));
    let is_v4 = Instruction {
        code: JUMP_IF_EQUAL,
        then: 1,
        otherwise: 0,
        value: 4,
    };
    let mut program = vec![
        plain(LOAD_BYTE, IP_HEADER),
        plain(SHIFT_RIGHT, 4),
        is_v4,
        plain(JUMP, v4.len() as u32),
    ];
    program.extend(v4);
    program.extend(v6);
    program
}

/// Return `verdict` if the source is in `range`, go on after this if not.
fn test(range: &IpNet, verdict: u32) -> Vec<Instruction> {
    let (source, network): (u32, Vec<u8>) = match range {
        IpNet::V4(range) => (SOURCE_V4, range.network().octets().into()),
        IpNet::V6(range) => (SOURCE_V6, range.network().octets().into()),
    };
    let mut test = Vec::new();
    let mut rest = u32::from(range.prefix_len());
    for (index, word) in network.chunks_exact(4).enumerate() {
        if rest == 0 {
            break;
        }
        let bits = rest.min(32);
        rest -= bits;
        test.push(plain(LOAD_WORD, source + 4 * index as u32));
        test.push(plain(AND, u32::MAX << (32 - bits)));
        let word = word.try_into().expect("chunks are of four; qed");
        test.push(plain(JUMP_IF_EQUAL, u32::from_be_bytes(word)));
    }
    test.push(plain(RETURN, verdict));
    let length = test.len();
    for (index, instruction) in test.iter_mut().enumerate() {
        if instruction.code == JUMP_IF_EQUAL {
            instruction.otherwise = (length - index - 1) as u8;
        }
    }
    test
}

/// What the kernel makes of the program.
#[cfg(test)]
pub mod kernel {
    use super::*;
    use std::net::IpAddr;

    /// Whether a packet from `source` is kept.
    pub fn keeps(program: &[Instruction], source: IpAddr) -> bool {
        let (mut packet, at) = match source {
            IpAddr::V4(_) => (vec![0x45; 20], 12),
            IpAddr::V6(_) => (vec![0x60; 40], 8),
        };
        let octets = match source {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        packet[at..at + octets.len()].copy_from_slice(&octets);
        let (mut next, mut accumulator) = (0, 0u32);
        loop {
            let Instruction {
                code,
                then,
                otherwise,
                value,
            } = program[next];
            next += 1;
            let offset = value.wrapping_sub(IP_HEADER) as usize;
            match code {
                LOAD_BYTE => accumulator = packet[offset].into(),
                LOAD_WORD => {
                    let word = packet[offset..offset + 4].try_into().unwrap();
                    accumulator = u32::from_be_bytes(word);
                }
                SHIFT_RIGHT => accumulator >>= value,
                AND => accumulator &= value,
                JUMP => next += value as usize,
                JUMP_IF_EQUAL if accumulator == value => next += usize::from(then),
                JUMP_IF_EQUAL => next += usize::from(otherwise),
                RETURN => return value != DROP,
                other => panic!("{other:#x} is no instruction"),
            }
        }
    }
}
