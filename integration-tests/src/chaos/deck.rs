//! A deck of cards: what is drawn from it comes in the order of chance, and everything has come before anything comes again.

use o2c_testkit::Chance;

#[derive(Clone, Debug)]
pub struct Deck<T> {
    cards: Vec<T>,
    left: Vec<T>,
}

impl<T: Clone> Deck<T> {
    pub fn of(cards: Vec<T>) -> Self {
        Self { cards, left: Vec::new() }
    }

    /// The next card; of those that are left rather one that is wanted.
    pub fn draw(&mut self, chance: &mut Chance, mut wanted: impl FnMut(&T) -> bool) -> Option<T> {
        if self.left.is_empty() {
            self.left.clone_from(&self.cards);
            for at in (1..self.left.len()).rev() {
                self.left.swap(at, chance.index(at + 1));
            }
        }
        let at = self.left.iter().position(&mut wanted).unwrap_or(0);
        (at < self.left.len()).then(|| self.left.remove(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_card_comes_once_in_a_round_and_a_wanted_one_first() {
        let (mut deck, mut chance) = (Deck::of((0..10).collect()), Chance::new(5));
        assert_eq!(deck.draw(&mut chance, |card| *card == 7), Some(7));
        let mut rest: Vec<i32> = (0..9).filter_map(|_| deck.draw(&mut chance, |_| true)).collect();
        assert!(!rest.is_sorted());
        rest.sort_unstable();
        assert_eq!(rest, [0, 1, 2, 3, 4, 5, 6, 8, 9]);
        assert_eq!(Deck::<i32>::of(Vec::new()).draw(&mut chance, |_| true), None);
    }
}
