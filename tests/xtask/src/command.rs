//! Running other programs: output to the suite's log, a deadline, and no process left behind.

use std::fs::{self, File};
use std::io::Write;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::workspace;

/// Longer than any suite needs from cold on two slow cores; a hung browser ends here.
const DEADLINE: Duration = Duration::from_secs(25 * 60);

/// How often a running program is looked at.
const POLL: Duration = Duration::from_millis(20);

/// The log of one suite; everything the suite runs writes here.
pub(crate) struct Log {
    file: File,
}

impl Log {
    /// Starts an empty log for the suite.
    pub(crate) fn create(suite: &str) -> Result<Self, String> {
        let path = Self::path(suite);
        fs::create_dir_all(workspace::scratch())
            .and_then(|()| File::create(&path))
            .map(|file| Self { file })
            .map_err(|e| format!("cannot write {}: {e}", path.display()))
    }

    /// Where the log of a suite is.
    pub(crate) fn path(suite: &str) -> std::path::PathBuf {
        workspace::scratch().join(format!("{suite}.log"))
    }

    /// Adds one line of our own.
    pub(crate) fn line(&mut self, line: &str) -> Result<(), String> {
        writeln!(self.file, "{line}").map_err(|e| format!("cannot write the log: {e}"))
    }

    /// Runs a program to its end; anything but success is an error naming the program.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<(), String> {
        let name = describe(command);
        let mut child = self.start(command)?;
        match wait(&mut child, DEADLINE) {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("{name}: {status}")),
            None => Err(format!("{name}: not done after {} min", DEADLINE.as_secs() / 60)),
        }
    }

    /// Starts a program whose output goes to this log; the caller waits for it or ends it.
    pub(crate) fn start(&mut self, command: &mut Command) -> Result<Child, String> {
        let name = describe(command);
        self.line(&format!("$ {name}"))?;
        let output = || self.file.try_clone().map_err(|e| format!("cannot share the log: {e}"));
        command.stdin(Stdio::null()).stdout(output()?).stderr(output()?);
        command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never").env_remove("FORCE_COLOR");
        command.spawn().map_err(|e| format!("{name} could not be started: {e}"))
    }
}

/// Waits at most `limit`; after that the program and all it started are ended, and `None` returned.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if start.elapsed() < limit => sleep(POLL),
            _ => break,
        }
    }
    // Parents first, so that none starts a successor for a child that ended.
    for pid in descendants(child.id()) {
        signal(pid, "KILL");
    }
    child.wait().ok();
    None
}

/// Sends a signal, by name, to one process.
pub(crate) fn signal(pid: u32, name: &str) {
    Command::new("kill").args(["-s", name, "--", &pid.to_string()]).status().ok();
}

/// A process and everything it started that is still there, parents before children (Linux).
fn descendants(root: u32) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        next += 1;
        let path = format!("/proc/{parent}/task");
        for task in fs::read_dir(path).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            found.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        }
    }
    found
}

/// The program and its arguments, as one would type them.
fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// The cargo that runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = workspace::environment("CARGO").unwrap_or_else(|| "cargo".to_owned());
    let mut command = Command::new(program);
    command.current_dir(workspace::root()).args(arguments);
    command
}

/// Node, in the top folder.
pub(crate) fn node(arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    command.current_dir(workspace::root()).args(arguments);
    command
}

/// How many tests passed according to the suite's log; none is an error, because a filter that
/// matches nothing would otherwise pass for ever.
pub(crate) fn passed_tests(suite: &str) -> Result<u32, String> {
    let log = fs::read_to_string(Log::path(suite)).unwrap_or_default();
    let results = log.lines().filter_map(|line| line.strip_prefix("test result: ok. "));
    let passed = results.filter_map(|rest| rest.split(' ').next()?.parse::<u32>().ok()).sum();
    if passed == 0 { Err("no test ran".to_owned()) } else { Ok(passed) }
}
