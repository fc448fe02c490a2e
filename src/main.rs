//! The program: a window when only paths are given, an answer in the terminal for a subcommand.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use xuequ::cli::{self, Arguments};

/// The exit code for input that could not be used.
const BAD_INPUT: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let lang = arguments.lang();
    let outcome = match &arguments.task {
        Some(task) => cli::run(task, lang).map_err(|error| error.say(lang)),
        None => Err("see xuequ --help for the subcommands".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Nowhere is left to report that standard error is closed.
            let _told = writeln!(std::io::stderr(), "xuequ: {message}");
            ExitCode::from(BAD_INPUT)
        }
    }
}
