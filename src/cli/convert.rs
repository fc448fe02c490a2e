//! `xuequ convert`: the county as it was understood, as one file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::told::{Answer, Told};
use super::{CountyArgs, TaskError, refuse_input, save_new};
use crate::io::{self, Form, Opened};
use crate::words::{Lang, Words};

/// Arguments of `xuequ convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    #[command(flatten)]
    county: CountyArgs,
    /// The file to write: .gpkg with a table for each layer, or .geojson with all of them
    #[arg(short, long)]
    output: PathBuf,
    /// Write over a file that stands there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &ConvertArgs, lang: Lang) -> Result<Answer, TaskError> {
    let form = form(&args.output)?;
    let opened = args.county.open(lang)?;
    let told = Told::of(&opened, args.county.lenient);
    write(&opened, &told, (&args.output, form), args.force)?;
    Ok(told.text(format!("{}\n", args.output.display()), lang))
}

/// The form that the name of a file asks for.
pub(super) fn form(output: &Path) -> Result<Form, TaskError> {
    let ending = output.extension().and_then(|ending| ending.to_str());
    Form::of_ending(ending.unwrap_or_default()).ok_or_else(|| {
        TaskError::Question(Words::new(
            format!(
                "{}: the file must end in .gpkg or .geojson",
                output.display()
            ),
            format!("{}：文件须以 .gpkg 或 .geojson 结尾", output.display()),
        ))
    })
}

/// Writes a county, beside everything that it was read from.
pub(super) fn write(
    opened: &Opened,
    told: &Told,
    (output, form): (&Path, Form),
    is_forced: bool,
) -> Result<(), TaskError> {
    refuse_input(Some(output), opened, None)?;
    io::refuse_table(output, &opened.report)?;
    told.refuse_to_write(Some(output))?;
    let bytes = io::convert(&opened.county, form).map_err(|cause| {
        TaskError::Question(Words::new(
            format!("{}: it cannot be written ({})", output.display(), cause.en),
            format!("{}：无法写入（{}）", output.display(), cause.zh),
        ))
    })?;
    save_new(output, &bytes, is_forced)
}
