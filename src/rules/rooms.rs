//! Rooms that searches work in, and that threads share.
//!
//! A room holds the states of a lazy automaton as far as texts have led to them. Making a state takes
//! as long as reading some hundred bytes, and there are some two thousand automata, so that rooms are
//! most of a run's memory: a thread does not get rooms of its own, it takes the first that is idle.
//! Hardly ever do two threads ask the same automaton at once; what is made for that stays small, since
//! it is only used then.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The rooms of one automaton.
#[derive(Debug)]
pub(super) struct Rooms<T> {
    /// None where a room is in use.
    places: Mutex<Vec<Option<Box<T>>>>,
}

impl<T> Rooms<T> {
    /// No room yet.
    pub fn new() -> Self {
        Self {
            places: Mutex::new(Vec::new()),
        }
    }

    /// Works in the first idle room, or in a new one where all are in use.
    pub fn work<R>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let (place, idle) = self.take();
        let mut room = idle.unwrap_or_else(|| Box::new(make()));
        let done = work(&mut room);
        // Meanwhile the rooms may have been given up.
        if let Some(place) = self.places().get_mut(place) {
            *place = Some(room);
        }
        done
    }

    /// Gives up all rooms, for an automaton that nobody asks again.
    pub fn give_up(&self) {
        *self.places() = Vec::new();
    }

    fn take(&self) -> (usize, Option<Box<T>>) {
        let mut places = self.places();
        match places.iter().position(Option::is_some) {
            Some(place) => (place, places[place].take()),
            None => {
                places.push(None);
                (places.len() - 1, None)
            }
        }
    }

    /// No lock is held while anything can panic.
    fn places(&self) -> MutexGuard<'_, Vec<Option<Box<T>>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_idle_room_is_used_again() {
        let rooms = Rooms::new();
        let visit = |inside: &dyn Fn()| {
            rooms.work(
                || 0,
                |visits| {
                    inside();
                    *visits += 1;
                    *visits
                },
            )
        };
        assert_eq!(visit(&|| ()), 1);
        assert_eq!(visit(&|| assert_eq!(visit(&|| ()), 1)), 2);
        assert_eq!(visit(&|| ()), 3);
        assert_eq!(visit(&|| rooms.give_up()), 4);
        assert_eq!(visit(&|| ()), 1);
    }
}
