//! Every state × every step, for both kinds.

use super::{Kind, State, Step};

/// Where each step leads from each state: R(eleased), I (picked), A (packed), S(hipped), D(elivered), X (cancelled).
fn row(kind: Kind, state: State) -> String {
    let letter = |state: State| match state {
        State::Planned => 'P',
        State::Released => 'R',
        State::Picked => 'I',
        State::Packed => 'A',
        State::Shipped => 'S',
        State::Delivered => 'D',
        State::Cancelled => 'X',
    };
    Step::ALL.into_iter().map(|step| state.after(kind, step).map_or('-', letter)).collect()
}

#[test]
fn goods_go_one_step_after_the_other_and_are_cancelled_only_before_they_left() {
    let rows: Vec<String> = State::ALL.into_iter().map(|state| row(Kind::Goods, state)).collect();
    //                 release pick pack ship deliver cancel
    assert_eq!(rows, ["R----X", "-I---X", "--A--X", "---S-X", "----D-", "------", "------"]);
}

#[test]
fn an_activation_is_released_and_then_shipped_and_delivered_at_once() {
    let rows: Vec<String> = State::ALL.into_iter().map(|state| row(Kind::Activation, state)).collect();
    assert_eq!(rows, ["R----X", "---D-X", "------", "------", "------", "------", "------"]);
}

#[test]
fn what_can_still_be_cancelled_is_live() {
    let live: Vec<State> = State::ALL.into_iter().filter(|state| state.is_live()).collect();
    assert_eq!(live, [State::Planned, State::Released, State::Picked, State::Packed]);
}

#[test]
fn names_round_trip() {
    for state in State::ALL {
        assert_eq!(State::of_name(state.name()), Some(state));
    }
    assert_eq!(State::of_name("LOST"), None);
}
