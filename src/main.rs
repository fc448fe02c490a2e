//! The program: a window when only paths are given, an answer in the terminal for a subcommand.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use xuequ::cli::{self, Arguments, Ending};

/// Every frame of a drag draws a new map: with the system's allocator its memory goes back and forth to the kernel,
/// which takes as long as the drawing.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit code for input that could not be used.
const BAD_INPUT: u8 = 2;
/// The exit code for an answer that something stands against.
const DOUBTFUL: u8 = 3;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let lang = arguments.lang();
    let outcome = match &arguments.task {
        Some(task) => cli::run(task, lang).map_err(|error| error.say(lang)),
        None => open_window(arguments).map(|()| Ending::Sound),
    };
    match outcome {
        Ok(Ending::Sound) => ExitCode::SUCCESS,
        Ok(Ending::Doubtful(doubts)) => {
            for doubt in doubts {
                // Nowhere is left to report that standard error is closed.
                let _told = writeln!(std::io::stderr(), "xuequ: {}", doubt.say(lang));
            }
            let _told = writeln!(std::io::stderr(), "xuequ: {}", cli::doubtful().say(lang));
            ExitCode::from(DOUBTFUL)
        }
        Err(message) => {
            // Nowhere is left to report that standard error is closed.
            let _told = writeln!(std::io::stderr(), "xuequ: {message}");
            ExitCode::from(BAD_INPUT)
        }
    }
}

/// Opens the window; `XUEQU_TRACE=FILE` has it tell a test what it shows, line by line.
#[cfg(feature = "gui")]
fn open_window(arguments: Arguments) -> Result<(), String> {
    use xuequ::app::{self, Start, Trace};
    let trace = std::env::var_os("XUEQU_TRACE").map(std::fs::File::create);
    let trace = trace
        .transpose()
        .map_err(|error| format!("XUEQU_TRACE: {error}"))?;
    let start = Start {
        paths: arguments.paths,
        lang: arguments.lang.map(Into::into),
        trace: trace.map(|file| Trace::new(Box::new(file))),
    };
    app::run(start).map_err(|error| error.to_string())
}

#[cfg(not(feature = "gui"))]
fn open_window(_arguments: Arguments) -> Result<(), String> {
    Err("this build has no window; see xuequ --help for the subcommands".to_owned())
}
