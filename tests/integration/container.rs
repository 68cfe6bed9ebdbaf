//! What can be shown of the container without a container engine: the Dockerfile copies what is
//! there, and the program runs as a user without rights who can write to its data folder only.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use vitrine_tests::{Production, http, vitrine};

const STOP: Duration = Duration::from_secs(10);

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_dockerfile_copies_what_is_there_and_sets_what_exists() {
    let text = fs::read_to_string(repository().join("Dockerfile")).expect("there is one");
    let ignored = fs::read_to_string(repository().join(".dockerignore")).expect("there is one");
    let ignored: Vec<&str> = ignored.lines().collect();
    let mut copied = 0;
    for line in text.lines().filter(|line| line.starts_with("COPY ") && !line.contains("--from=")) {
        let parts: Vec<&str> = line.split(' ').skip(1).collect();
        for source in &parts[..parts.len() - 1] {
            assert!(repository().join(source).exists(), "{source} is not there: {line}");
            assert!(!ignored.contains(source), "{source} is not sent to the builder: {line}");
            copied += 1;
        }
    }
    assert!(copied >= 6, "the workspace is copied");
    // Every member of the workspace is there, or cargo refuses to build any.
    for member in ["server", "shared", "tests"] {
        assert!(text.contains(&format!("COPY {member} {member}\n")), "{member} is missing");
    }
    let settings: Vec<String> =
        vitrine_server::config::SETTINGS.iter().map(|setting| setting.variable()).collect();
    let named = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    for name in named.filter(|word| word.starts_with("VITRINE_") && *word != "VITRINE_WEB") {
        assert!(settings.iter().any(|setting| setting == name), "{name} is no setting");
    }
    let user = text.lines().find(|line| line.starts_with("USER ")).expect("not root");
    assert_eq!(user, "USER 10001:10001");
    for line in ["HEALTHCHECK ", "VOLUME /data", "STOPSIGNAL SIGTERM", "--profile dist"] {
        assert!(text.contains(line), "{line} is missing");
    }
}

/// Another user and a folder that this user owns need root; elsewhere the program runs as who
/// runs the test, which is no root either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_runs_without_rights_and_writes_to_its_data_folder_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, elsewhere) = (folder.path().join("data"), folder.path().join("elsewhere"));
    fs::create_dir(&data).expect("made");
    fs::create_dir(&elsewhere).expect("made");
    let root = runs_as_root();
    if root {
        std::os::unix::fs::chown(&data, Some(10_001), Some(10_001)).expect("root may");
    }
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
    };
    mode(folder.path(), 0o755);
    mode(&elsewhere, 0o555);
    let program = folder.path().join("vitrine");
    fs::copy(vitrine(&[]).get_program(), &program).expect("the program can be copied");
    mode(&program, 0o555);
    let process = Production::start_without_rights(&program, &elsewhere, &data, root);
    let ready = http::request(process.address, "GET", "/readyz", &[], "").await;
    assert_eq!(ready.status, 200);
    process.signal("TERM");
    let (status, log) = tokio::task::block_in_place(|| process.wait(STOP));
    assert!(status.success(), "{log}");
    assert_eq!(fs::read_dir(&elsewhere).expect("readable").count(), 0, "nothing is written beside");
    assert!(fs::read_dir(&data).expect("ours").count() > 0, "the data is in its folder");
}

fn runs_as_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|line| line.starts_with("Uid:\t0\t"))
}
