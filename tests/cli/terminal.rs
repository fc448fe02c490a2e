//! What the tests of the program in a terminal share: start it, read its answer, hear it refuse.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs the program, in English.
pub(crate) fn xuequ(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xuequ"))
        .args(arguments)
        .args(["--lang", "en"])
        .output()
        .expect("the program starts")
}

/// What it prints.
pub(crate) fn printed(arguments: &[&str]) -> String {
    let output = xuequ(arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).expect("the answer is UTF-8")
}

/// What it prints, as JSON.
pub(crate) fn answer(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(arguments)).expect("the answer is JSON")
}

/// It prints nothing, ends with two and names what is wrong.
pub(crate) fn refused(arguments: &[&str], names: &str) {
    let output = xuequ(arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains(names), "{told}");
    assert!(output.stdout.is_empty());
}

/// The folder of the sample county.
pub(crate) fn jingyan() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("maps/jingyan")
        .display()
        .to_string()
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("paths here are plain")
}

/// A folder that is gone after the test.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder to write in")
}

/// A number of an answer.
pub(crate) fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is a number"))
}
