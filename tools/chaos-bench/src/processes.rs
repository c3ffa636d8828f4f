//! What processes of this machine have used, as Linux tells in `/proc`.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fs::read_to_string, io, time::Duration};

/// Of `utime` and `stime`. It is 100 on every architecture that Rust has Linux for (USER_HZ).
const TICKS_PER_SECOND: f64 = 100.0;

/// The memory of the processes together, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// What they have at the moment.
    pub resident: u64,
    /// The sum of the most that each has ever had.
    pub peak: u64,
}

/// CPU time of all threads of a process, in seconds.
pub fn cpu(pid: u32) -> Result<f64, Error> {
    read(pid, "stat", cpu_of_stat)
}

/// CPU time of the processes together, in seconds.
pub fn cpu_of_all(pids: &[u32]) -> Result<f64, Error> {
    pids.iter().map(|pid| cpu(*pid)).sum()
}

pub fn memory_of_all(pids: &[u32]) -> Result<Memory, Error> {
    pids.iter().try_fold(Memory::default(), |sum, pid| {
        let one = read(*pid, "status", memory_of_status)?;
        Ok(Memory {
            resident: sum.resident + one.resident,
            peak: sum.peak + one.peak,
        })
    })
}

fn read<T>(pid: u32, file: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    let text = read_to_string(format!("/proc/{pid}/{file}"));
    let parsed =
        text.and_then(|text| parse(&text).ok_or_else(|| io::ErrorKind::InvalidData.into()));
    parsed.map_err(|source| Error::NoProcess { pid, source })
}

fn cpu_of_stat(stat: &str) -> Option<f64> {
    // The name of the program comes before, in parentheses, and may have anything in it.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) as f64 / TICKS_PER_SECOND)
}

fn memory_of_status(status: &str) -> Option<Memory> {
    let kilobytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
    };
    Some(Memory {
        resident: kilobytes("VmRSS:")? * 1024,
        peak: kilobytes("VmHWM:")? * 1024,
    })
}

/// Hands over the memory of the processes each second, as long as all of them run.
pub async fn sample(pids: &[u32], mut keep: impl FnMut(Memory)) -> Result<(), Error> {
    let mut each_second = tokio::time::interval(Duration::from_secs(1));
    loop {
        each_second.tick().await;
        keep(memory_of_all(pids)?);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_programs_do_not_confuse() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 9 9 20 0 3 0 5 6 7";
        assert_eq!(cpu_of_stat(stat), Some(2.0));
        assert_eq!(cpu_of_stat("7 (a) S 1"), None);
    }

    #[test]
    fn memory_is_in_kilobytes() {
        let status = "Name:\tnode\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n";
        let expected = Memory {
            resident: 1 << 20,
            peak: 2 << 20,
        };
        assert_eq!(memory_of_status(status), Some(expected));
        assert_eq!(memory_of_status("Name:\tzombie\n"), None);
    }

    #[test]
    fn this_process_can_be_asked() {
        let own = std::process::id();
        assert!(memory_of_all(&[own, own]).unwrap().resident > 0);
        assert!(cpu(own).is_ok());
        assert!(matches!(
            cpu(u32::MAX),
            Err(Error::NoProcess { pid: u32::MAX, .. })
        ));
    }
}
