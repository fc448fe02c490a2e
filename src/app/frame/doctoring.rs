//! What is said of the files of a county: it counts once they were read again with it, and is kept for the next time.
//! Where reading fails, what was said before still counts.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::files;
use super::window::App;
use crate::app::look::clock;
use crate::app::look::doctor::{DoctorWish, Over};
use crate::app::look::forms::PathQuestion;
use crate::app::look::text::{self, doctor as words};
use crate::io::{self, Answers, Ignored, answers_file, corrections_file};
use crate::model::RoadJoins;

/// What counts once the county is read again.
pub(crate) struct Answering {
    paths: Vec<PathBuf>,
    answers: Answers,
    /// The questions that were answered last.
    new: Vec<String>,
}

impl App {
    /// The answers about a county with what was set right in it, for reading it.
    pub(crate) fn answers_to(&mut self, paths: &[PathBuf]) -> Answers {
        self.answering = None;
        let mut answers = self.kept_answers(paths);
        answers.remember();
        let folder = self.keeping.folder();
        let file = folder.map(|folder| corrections_file(folder, paths));
        if let Some(file) = file.filter(|file| file.exists()) {
            match io::read_corrections(&file) {
                Ok(corrections) => answers.corrections = corrections,
                Err(error) => self.complain(error.words()),
            }
        }
        answers
    }

    /// What was said of a county: what is being read, else what its file has, be it of another window.
    fn kept_answers(&mut self, paths: &[PathBuf]) -> Answers {
        if let Some(now) = self.answering.as_ref().filter(|now| now.paths == paths) {
            return now.answers.clone();
        }
        let folder = self.keeping.folder();
        let file = folder.map(|folder| answers_file(folder, paths));
        if let Some(file) = file.filter(|file| file.exists()) {
            match io::read_answers(&file) {
                Ok(answers) => return answers,
                Err(error) => self.complain(error.words()),
            }
        }
        self.answers.to(paths)
    }

    /// Keeps what counts of a county.
    fn keep_answers(&mut self, paths: &[PathBuf], answers: Answers) {
        if let Some(folder) = self.keeping.folder() {
            let file = answers_file(folder, paths);
            match io::keep_answers(&file, paths, &answers) {
                Ok(None) => {}
                Ok(Some(aside)) => self.complain(text::keeping::put_aside(&aside)),
                Err(error) => self.complain(text::keeping::not_kept(&error.words())),
            }
        }
        self.answers.put(paths, answers);
    }

    /// Says something of the county on screen, and reads it again.
    fn say_of_files(
        &mut self,
        ctx: &egui::Context,
        new: Vec<String>,
        say: impl FnOnce(&mut Answers),
    ) {
        let Some(session) = &self.session else { return };
        let paths = session.report().paths.clone();
        let corrections = session.corrections().clone();
        let mut answers = self.kept_answers(&paths);
        say(&mut answers);
        answers.remember();
        self.answering = Some(Answering {
            paths: paths.clone(),
            answers: answers.clone(),
            new,
        });
        answers.corrections = corrections;
        match files::open_again(ctx, paths, answers) {
            Ok(job) => self.opening = Some(job),
            Err(error) => {
                self.answering = None;
                self.complain(text::no_thread(&error));
            }
        }
    }

    /// Answers a question about the county on screen, and reads it again.
    pub(crate) fn answer(&mut self, ctx: &egui::Context, question: &str, choice: Option<&str>) {
        let new = vec![question.to_owned()];
        self.say_of_files(ctx, new, |answers| match choice {
            Some(choice) => answers.give(question, choice),
            None => answers.take_back(question),
        });
    }

    /// Joins these roads from now on, and reads the county on screen again.
    pub(crate) fn join_roads(&mut self, ctx: &egui::Context, joins: RoadJoins) {
        self.say_of_files(ctx, Vec::new(), |answers| answers.joins = joins);
    }

    /// The county was read with what was said: that counts from now on.
    pub(crate) fn take_answered(&mut self) {
        let Some(Answering {
            paths,
            answers,
            new,
        }) = self.answering.take()
        else {
            return;
        };
        self.keep_answers(&paths, answers);
        let Some(session) = &self.session else { return };
        // Whoever says something is told where it does nothing.
        let told = session.report().warnings.iter();
        let mut stray = told.filter(|told| told.kind == Some(io::STRAY));
        let is_new =
            |told: &&io::Warning| new.iter().any(|question| told.what.en.contains(question));
        if let Some(stray) = stray.find(is_new) {
            self.complain(stray.what.clone());
        }
    }

    /// Changes which doubts rest; nothing is read again for that.
    fn change_rest(&mut self, change: impl Fn(&mut Answers)) {
        let Some(session) = &self.session else { return };
        let paths = session.report().paths.clone();
        let mut answers = self.kept_answers(&paths);
        change(&mut answers);
        if let Some(now) = &mut self.answering {
            change(&mut now.answers);
        }
        if let Some(session) = &mut self.session {
            session.let_rest(answers.ignored.clone());
        }
        if self.answering.is_none() {
            self.keep_answers(&paths, answers);
        }
    }

    fn rest(&mut self) {
        let Some((of, why)) = self.view.doctor.resting.take() else {
            return;
        };
        let why = why.trim();
        if why.is_empty() {
            return;
        }
        let when = clock::date_and_time(SystemTime::now());
        let by = self.view.signature.by.trim().to_owned();
        let of: Vec<Ignored> = of
            .into_iter()
            .map(|one| Ignored {
                reason: why.to_owned(),
                when: when.clone(),
                by: by.clone(),
                ..one
            })
            .collect();
        self.change_rest(|answers| {
            for one in &of {
                answers.ignore(one.clone());
            }
        });
        self.say(text::words_of(words::IGNORED_NOW));
    }

    /// Does what is wished about the data.
    pub(crate) fn doctor(&mut self, ctx: &egui::Context, wish: DoctorWish) {
        let doctor = &mut self.view.doctor;
        match wish {
            DoctorWish::Look(file, layer) => {
                let it = Some((file, layer));
                doctor.layer = if doctor.layer == it && self.view.selection.is_none() {
                    None
                } else {
                    it
                };
                self.view.selection = None;
            }
            DoctorWish::Choose(question, choice) => {
                let layers = self
                    .session
                    .iter()
                    .flat_map(|session| &session.report().layers);
                let mut columns = layers.flat_map(|read| read.columns.iter());
                let is_so = columns
                    .find_map(|column| {
                        column
                            .question
                            .as_ref()
                            .filter(|asked| asked.key == question)
                    })
                    .is_some_and(|asked| asked.answer == choice);
                if is_so {
                    doctor.chosen.remove(&question);
                } else {
                    doctor.chosen.insert(question, choice);
                }
            }
            DoctorWish::Drop => doctor.chosen.clear(),
            DoctorWish::Apply => {
                let chosen = std::mem::take(&mut doctor.chosen);
                let new = chosen.keys().cloned().collect();
                self.say_of_files(ctx, new, |answers| {
                    for (question, choice) in &chosen {
                        match choice {
                            Some(choice) => answers.give(question, choice),
                            None => answers.take_back(question),
                        }
                    }
                });
            }
            DoctorWish::Turn(group) => {
                if !doctor.open.remove(&group) {
                    doctor.open.insert(group);
                }
            }
            DoctorWish::BeginRest(of) => doctor.resting = Some((of, String::new())),
            DoctorWish::Why(None) => doctor.resting = None,
            DoctorWish::Why(Some(why)) => {
                if let Some((_, typed)) = &mut doctor.resting {
                    *typed = why;
                }
            }
            DoctorWish::Rest => self.rest(),
            DoctorWish::Wake(one) => self.change_rest(|answers| answers.wake(&one)),
            DoctorWish::Forget => self.say_of_files(ctx, Vec::new(), Answers::forget),
            DoctorWish::Save => self.ask_path(ctx, PathQuestion::SaveMapping),
            DoctorWish::SaveTo(path, over) => self.save_mapping(&path, over),
            DoctorWish::Load => self.ask_path(ctx, PathQuestion::LoadMapping),
            DoctorWish::LoadFrom(path) => match io::read_answers(&path) {
                Ok(loaded) => {
                    let new = loaded.iter().map(|(question, _)| question.to_owned());
                    self.say_of_files(ctx, new.collect(), |answers| answers.join(&loaded));
                }
                Err(error) => self.complain(error.words()),
            },
        }
    }

    fn save_mapping(&mut self, path: &Path, over: Over) {
        let Some(session) = &self.session else { return };
        let report = session.report();
        let allowed = io::refuse_input(path, &report.inputs);
        let allowed = allowed.and_then(|()| io::refuse_table(path, report));
        let paths = report.paths.clone();
        let written = match allowed {
            Ok(()) if over == Over::Nothing && path.exists() => {
                self.complain(text::words_of(words::STANDS));
                return;
            }
            Ok(()) => {
                let answers = self.kept_answers(&paths);
                io::save_atomic(path, io::answers_text(&answers).as_bytes())
            }
            Err(error) => Err(error),
        };
        match written {
            Ok(()) => self.say(text::words_of(words::SAVED)),
            Err(error) => self.complain(error.words()),
        }
    }
}
