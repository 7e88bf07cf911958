//! Somebody who acted is forgotten, as an operator has it done.

use std::process::Output;

use crate::{
    files::CUSTOMERS,
    server::{Server, o2c, told},
};

#[test]
fn who_acted_is_forgotten_and_what_they_did_is_not() {
    let mut server = Server::start();
    let customers = server.write("customers.csv", CUSTOMERS);
    let words =
        ["import", "customers", customers.to_str().unwrap(), "--tenant", "acme", "--principal", "anna@example.com"];
    let imported = server.run(&words);
    assert!(imported.status.success(), "{}", told(&imported));
    let data = server.file("data");
    let trail = |words: &[&str]| -> Output {
        let place = ["--data-dir", data.to_str().unwrap()];
        o2c(&[&["audit-trail"], words, &place].concat()).output().unwrap()
    };
    let erase = ["erase", "--tenant", "acme", "--principal", "anna@example.com", "--reason"];
    let erase = |reason: &str| trail(&[&erase[..], &[reason]].concat());

    let running = erase("letter 17");
    assert!(!running.status.success() && told(&running).contains("stop it first"), "{}", told(&running));
    server.die();
    for (reason, refused) in [(" ", "--reason: is required"), ("anna@example.com asks", "--reason: names the one")] {
        let output = erase(reason);
        assert!(!output.status.success() && told(&output).contains(refused), "{}", told(&output));
    }
    let listed = || told(&trail(&["list", "orders", "--tenant", "acme"]));
    assert!(listed().contains("by anna@example.com"), "{}", listed());

    let erased = erase("letter 17");
    assert!(erased.status.success() && told(&erased).contains("orders: erased"), "{}", told(&erased));
    let left = listed();
    assert!(!left.contains("anna") && left.contains("by erased (") && left.contains("because: letter 17"), "{left}");
    let verified = trail(&["verify", "orders"]);
    assert!(verified.status.success() && told(&verified).contains("0 findings"), "{}", told(&verified));
    let again = erase("letter 17");
    assert!(!again.status.success() && told(&again).contains("nobody is called that"), "{}", told(&again));
}
