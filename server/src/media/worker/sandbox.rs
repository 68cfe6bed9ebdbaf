//! What the decoding process gives up before it reads a stranger's first byte.

use std::io;

use rustix::process::{Resource, Rlimit, nice, setrlimit};
use vitrine_pixels::Purpose;

const MIB: u64 = 1024 * 1024;
/// How much the process stands back for the one that answers people.
const NICE: i32 = 10;
/// Standard input, output and error are open; there is no number left for a file or a socket.
const OPEN_FILES: u64 = 3;

/// How far the process could lock itself in, beyond its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Sandbox {
    /// The kernel has no Landlock: limits only.
    LimitsOnly = 0,
    /// An older Landlock: files, but not everything newer.
    Partly = 1,
    /// All that is known today: no files, no TCP, no signals to others.
    Fully = 2,
}

impl Sandbox {
    /// The value a worker told.
    pub(in super::super) fn told(byte: u8) -> Option<Self> {
        [Self::LimitsOnly, Self::Partly, Self::Fully].into_iter().find(|one| *one as u8 == byte)
    }
}

/// Memory and processor seconds for one picture.
const fn budget(purpose: Purpose) -> (u64, u64) {
    match purpose {
        Purpose::Preview => (256 * MIB, 2),
        Purpose::Visitor => (512 * MIB, 10),
        Purpose::Staff => (1024 * MIB, 60),
    }
}

/// Locks the process in. A limit that cannot be set is an error; a kernel without Landlock is not.
pub(super) fn enter(purpose: Purpose) -> io::Result<Sandbox> {
    let (memory, seconds) = budget(purpose);
    nice(NICE)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::As, memory)?;
    limit(Resource::Cpu, seconds)?;
    let sandbox = landlock();
    // Last, because Landlock needs a descriptor for a moment.
    limit(Resource::Nofile, OPEN_FILES)?;
    Ok(sandbox)
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    Ok(())
}

#[cfg(target_os = "linux")]
fn landlock() -> Sandbox {
    use landlock::{
        ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetStatus, Scope,
    };
    const NEWEST: ABI = ABI::V6;
    let locked = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(NEWEST)))
        .and_then(|rules| rules.scope(Scope::from_all(NEWEST)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.restrict_self());
    match locked.map(|status| status.ruleset) {
        Ok(RulesetStatus::FullyEnforced) => Sandbox::Fully,
        Ok(RulesetStatus::PartiallyEnforced) => Sandbox::Partly,
        Ok(RulesetStatus::NotEnforced) | Err(_) => Sandbox::LimitsOnly,
    }
}

#[cfg(not(target_os = "linux"))]
fn landlock() -> Sandbox {
    Sandbox::LimitsOnly
}
