//! The system's file dialogs, asked in a named thread so that the window goes on drawing.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crate::app::look::forms::PathQuestion;
use crate::app::look::intent::ExportKind;
use crate::app::look::text;
use crate::app::work::jobs::Job;
use crate::io;
use crate::words::{Lang, Words};

/// What a file dialog came to.
pub(crate) struct Answer {
    /// What was asked.
    pub(crate) question: PathQuestion,
    /// What was chosen; empty when nothing was.
    pub(crate) paths: Vec<PathBuf>,
}

/// A dialog that ends without a choice sooner than this was never seen by anyone.
const TOO_SOON: Duration = Duration::from_millis(800);

type Choice = Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>>;

/// Opens the dialog for a question; the answer comes when the person has chosen. It begins in the folder of what is
/// suggested, else in `folder`.
///
/// # Errors
/// When the system gives no thread.
pub(crate) fn ask(
    ctx: &egui::Context,
    question: PathQuestion,
    (suggested, folder): (&Path, Option<&Path>),
    lang: Lang,
) -> std::io::Result<Job<Answer>> {
    // Made here, on the main thread, as macOS wants it; awaited in the thread.
    let choice = dialog(question, (suggested, folder), lang);
    Job::start(ctx, "file-dialog", Words::default(), move |_| Answer {
        question,
        paths: wait_for(choice),
    })
}

/// Whether nobody can have seen the dialog: this system has none to show.
pub(crate) fn was_not_shown(job: &Job<Answer>, answer: &Answer) -> bool {
    answer.paths.is_empty() && job.elapsed() < TOO_SOON
}

fn dialog(
    question: PathQuestion,
    (suggested, folder): (&Path, Option<&Path>),
    lang: Lang,
) -> Choice {
    let mut dialog = rfd::AsyncFileDialog::new().set_title(text::path_question(question).say(lang));
    let own = suggested.parent().filter(|own| own.is_dir());
    if let Some(folder) = own.or(folder).filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggested.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    let geojson = |dialog: rfd::AsyncFileDialog| dialog.add_filter("GeoJSON", &["geojson", "json"]);
    let path = |file: rfd::FileHandle| file.path().to_owned();
    match question {
        PathQuestion::Open => {
            let name = text::LAYERS_AND_TABLES.say(lang);
            let chosen = dialog.add_filter(name, &io::READ_ENDINGS).pick_files();
            Box::pin(async move {
                chosen
                    .await
                    .unwrap_or_default()
                    .into_iter()
                    .map(path)
                    .collect()
            })
        }
        PathQuestion::Picture => {
            let name = text::basemap::BASEMAPS.say(lang);
            let chosen = dialog.add_filter(name, &BASEMAPS);
            let chosen = chosen.pick_file();
            Box::pin(async move { chosen.await.into_iter().map(path).collect() })
        }
        PathQuestion::Roster => {
            let name = text::LAYERS_AND_TABLES.say(lang);
            let chosen = dialog.add_filter(name, &io::READ_ENDINGS).pick_file();
            Box::pin(async move { chosen.await.into_iter().map(path).collect() })
        }
        PathQuestion::OpenFolder | PathQuestion::UsualFolder => {
            let chosen = dialog.pick_folder();
            Box::pin(async move { chosen.await.into_iter().map(path).collect() })
        }
        PathQuestion::SaveAs | PathQuestion::Export(ExportKind::Geojson) => {
            let chosen = geojson(dialog).save_file();
            Box::pin(async move { chosen.await.into_iter().map(path).collect() })
        }
        PathQuestion::SaveMapping => {
            let chosen = dialog.add_filter("JSON", &["json"]).save_file();
            Box::pin(async move { chosen.await.into_iter().map(path).collect() })
        }
        PathQuestion::LoadMapping => {
            let chosen = dialog.add_filter("JSON", &["json"]).pick_file();
            Box::pin(async move { chosen.await.into_iter().map(path).collect() })
        }
        PathQuestion::Export(_) => {
            let chosen = dialog.add_filter("CSV", &["csv"]).save_file();
            Box::pin(async move { chosen.await.into_iter().map(path).collect() })
        }
    }
}

/// The endings of what can lie under the map; some systems tell large letters from small ones.
const BASEMAPS: [&str; 16] = [
    "mbtiles", "gpkg", "pmtiles", "tif", "tiff", "png", "jpg", "jpeg", "MBTILES", "GPKG",
    "PMTILES", "TIF", "TIFF", "PNG", "JPG", "JPEG",
];

struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits in this thread until a future is done.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(done) => return done,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_ends_when_another_thread_wakes_it() {
        let (sender, receiver) = std::sync::mpsc::channel::<Waker>();
        let helper = std::thread::Builder::new()
            .name("waker".into())
            .spawn(move || receiver.recv().map(Waker::wake));
        let mut polls = 0;
        let answer = wait_for(std::future::poll_fn(|context| {
            polls += 1;
            if polls == 1 {
                sender.send(context.waker().clone()).unwrap();
                return Poll::Pending;
            }
            Poll::Ready(7)
        }));
        helper.unwrap().join().unwrap().unwrap();
        assert_eq!(answer, 7);
    }
}
