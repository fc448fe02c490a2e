//! Messages to the person at the screen: the last in sight, the others in the log.

use std::time::SystemTime;

use super::window::App;
use crate::app::look::text;
use crate::app::panels::Notice;
use crate::session::Session;
use crate::words::Words;

/// So many messages are kept, the latest.
const MOST_MESSAGES: usize = 200;

/// So many things that a move breaks are told in the line.
const MOST_BROKEN: usize = 2;

impl App {
    /// Shows a message.
    pub(crate) fn say(&mut self, words: Words) {
        self.tell(words, false);
    }

    /// Shows bad news.
    pub(crate) fn complain(&mut self, words: Words) {
        self.tell(words, true);
    }

    /// Tells of a thread that ended without an answer.
    pub(crate) fn say_lost(&mut self) {
        self.complain(text::words_of(text::LOST));
    }

    /// Tells of the step that was just taken, if one was; it can be taken back from there.
    pub(crate) fn say_step(&mut self, name: Option<Words>) {
        let Some(name) = name else { return };
        self.say(name);
        let last = self.session.as_ref().and_then(Session::last_step);
        let number = last.map(|step| step.number);
        if let (Some(notice), Some(logged)) = (&mut self.notice, self.log.last_mut()) {
            (notice.step, logged.step) = (number, number);
        }
    }

    /// Tells what the step that was just taken breaks, where it moved measures to other years and that is known by now.
    /// Bad news is told as such.
    pub(crate) fn tell_what_moved(&mut self) {
        let Some(session) = &self.session else { return };
        let Some((step, found)) = self.results.moved.take_untold(session) else {
            return;
        };
        let is_told_of = |notice: &Notice| notice.step == Some(step);
        if !self.notice.as_ref().is_some_and(is_told_of) {
            return;
        }
        let name = session.undo_name().cloned().unwrap_or_default();
        let words = text::later::moved(&name, &found.words(MOST_BROKEN));
        self.say_step(Some(words));
    }

    fn tell(&mut self, words: Words, is_error: bool) {
        let notice = Notice {
            words,
            is_error,
            at: SystemTime::now(),
            step: None,
        };
        self.log.push(notice.clone());
        let over = self.log.len().saturating_sub(MOST_MESSAGES);
        self.log.drain(..over);
        self.notice = Some(notice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;
    use crate::{io, sample};

    #[test]
    fn the_log_keeps_the_latest_messages_in_their_order() {
        let opened = io::open_bytes(&sample::files()).expect("the sample opens");
        let mut app = App::with_session(Session::new(opened), Lang::En);
        for number in 0..MOST_MESSAGES + 5 {
            app.say(Words::new(number.to_string(), number.to_string()));
        }
        app.complain(Words::new("bad", "坏"));
        assert_eq!(app.log.len(), MOST_MESSAGES);
        assert_eq!(app.log[0].words.en, "6");
        assert!(app.log.last().is_some_and(|last| last.is_error));
        assert_eq!(app.notice.as_ref(), app.log.last());
    }
}
