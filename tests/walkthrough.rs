//! The walk-throughs of `docs/check.md`, run as they stand there.
//!
//! A block that is fenced as `sh walk` is a script: it runs in an empty folder with the model
//! statutes beside it, and a line that ends with `# exit N` must end with that code.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

#[test]
fn the_walkthroughs_of_the_docs_run_as_they_stand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_to_string(root.join("docs/check.md")).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_normscreen"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().unwrap().display());
    let mut walks = 0;
    for block in docs.split("```sh walk\n").skip(1) {
        let script: String = block
            .split("\n```")
            .next()
            .unwrap()
            .lines()
            .map(checked)
            .collect();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(root.join("corpus"), folder.path().join("corpus")).unwrap();
        let output = Command::new("bash")
            .args(["-e", "-c", &script])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{script}\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        walks += 1;
    }
    assert!(walks >= 4, "{walks}");
}

/// A line of a walk-through, with its exit code asked for where it names one.
fn checked(line: &str) -> String {
    match line.rsplit_once("# exit ") {
        Some((command, code)) => {
            format!(
                "code=0; {command} || code=$?; [ $code -eq {code} ] || {{ echo \"code $code\"; exit 9; }}\n"
            )
        }
        None => format!("{line}\n"),
    }
}
