//! Memory of a process, as the system counts it.

/// Most memory that a process has ever had resident, in KiB.
///
/// # Panics
/// When there is no such process, or the system does not tell.
#[must_use]
pub fn peak_kib(process: u32) -> u64 {
    field(process, "VmHWM:")
}

/// Memory that a process has resident now, in KiB.
///
/// # Panics
/// When there is no such process, or the system does not tell.
#[must_use]
pub fn resident_kib(process: u32) -> u64 {
    field(process, "VmRSS:")
}

fn field(process: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"));
    let status = status.expect("the system tells");
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = value.and_then(|value| value.trim().strip_suffix(" kB"));
    kib.and_then(|kib| kib.parse().ok()).expect("a number")
}
