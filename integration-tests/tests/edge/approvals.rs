//! Nobody approves by an API key what they have asked for, nor by themselves what a key of theirs has asked for: every
//! method of the contract that approves, every way in which one person can ask and decide.

use o2c_integration_tests::Mesh;
use serde_json::{Value, json};

use super::{
    client::{Client, serve, text},
    signed::token,
};

const OWN: (u16, &str) = (403, "REQUESTER_IS_APPROVER");

/// People at the edge, with their tokens and keys.
struct Office {
    client: Client,
    issuer: o2c_identity::SigningKey,
}

impl Office {
    /// Somebody by their own token, in a role.
    fn person(&self, name: &str, role: &str) -> Client {
        let roles = ["tenant-administrator", role];
        self.client.with("authorization", &token(&self.issuer, "default", name, &roles))
    }

    /// An API key of a role, made by somebody who has the role.
    async fn key(&self, name: &str, role: &str) -> Client {
        let wanted = json!({ "apiKey": { "name": "machine", "roles": [role] } });
        let made = self.person(name, role).post("/v1/apiKeys", &wanted).await.done();
        self.client.with("authorization", &format!("Bearer {}", text(&made, "secret")))
    }

    /// All ways in which somebody acts in a role.
    async fn ways(&self, name: &str, role: &str) -> [(&'static str, Client); 2] {
        [("token", self.person(name, role)), ("key", self.key(name, role).await)]
    }
}

#[tokio::test]
async fn a_person_and_their_keys_do_not_approve_for_one_another() {
    let mut mesh = Mesh::signed().await;
    let approving = mesh.mesh.contract.methods().filter(|(_, access)| access.approval);
    let mut approving: Vec<String> = approving.map(|(path, _)| path.rsplit('/').next().unwrap().to_owned()).collect();
    approving.sort();
    assert_eq!(approving, ["BatchDecideCreditReviews", "DecideCreditReview", "DecideWriteOff"], "try each here");

    let listening = serve(&mesh).await;
    let office = Office { client: Client::of(&listening), issuer: mesh.issuer_key() };
    reviews(&mut mesh, &office).await;
    write_offs(&mut mesh, &office).await;
    listening.shutdown().await;
    mesh.assert_book_ties().await;
}

/// Orders over the limit, taken and released.
async fn reviews(mesh: &mut Mesh, office: &Office) {
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("POOR").with_credit_limit("100.00").create().await;
    let order = json!({ "submit": true, "order": { "customerId": customer, "currencyCode": "GBP", "lines": [{
        "productId": kettle, "quantity": { "value": "10" }, "unitPrice": { "value": "19.99" },
        "billingRule": "BILLING_RULE_ON_SHIPMENT",
    }] } });
    let deciding = office.ways("ann", "credit-analyst").await;
    let bob = office.key("bob", "credit-analyst").await;
    for (asked_by, asking) in office.ways("ann", "order-clerk").await {
        asking.post("/v1/orders", &order).await.done();
        mesh.settle().await;
        let open = bob.get("/v1/creditReviews").await.done()["creditReviews"][0].clone();
        assert_eq!(open["requestedBy"], "ann", "{asked_by}");
        let id = text(&open, "creditReviewId");
        let decide = format!("/v1/creditReviews/{id}:decide");
        let say = |decision: &str| json!({ "decision": decision, "reason": "known for years" });
        for (decided_by, deciding) in &deciding {
            for decision in
                ["CREDIT_REVIEW_DECISION_RELEASE", "CREDIT_REVIEW_DECISION_REJECT", "CREDIT_REVIEW_DECISION_RECHECK"]
            {
                let own = deciding.post(&decide, &say(decision)).await;
                assert_eq!(own.reason(), OWN, "{asked_by}, {decided_by}, {decision}: {}", own.json);
            }
            let mut one = say("CREDIT_REVIEW_DECISION_RELEASE");
            one["creditReviewId"] = id.clone().into();
            let batch = json!({ "requests": [one] });
            let own = deciding.post("/v1/creditReviews:batchDecide", &batch).await.done();
            let reason = &own["results"][0]["error"]["details"][0]["reason"];
            assert_eq!(reason, OWN.1, "{asked_by}, {decided_by}: {own}");
        }
        let released = bob.post(&decide, &say("CREDIT_REVIEW_DECISION_RELEASE")).await.done();
        assert_eq!(released["decidedBy"], "bob", "{asked_by}");
        mesh.settle().await;
    }
}

/// A debt, given up in two halves: asked for in one role and decided in another, which one person has after the other.
async fn write_offs(mesh: &mut Mesh, office: &Office) {
    let boiler = mesh.product("BOILER", 100).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&boiler, 10, "19.99").submit().await;
    mesh.settle().await;
    mesh.ship(&order).await;
    mesh.settle().await;
    let item = mesh.open_items(&customer).await.remove(0).open_item_id;
    let amount = json!({ "currencyCode": "GBP", "units": "100" });
    let asked = |by: &'static str| json!({ "openItemId": item, "reason": by, "amount": amount });
    let mut waiting = Vec::new();
    for (asked_by, asking) in office.ways("cleo", "ar-clerk").await {
        let made: Value = asking.post("/v1/writeOffs", &asked(asked_by)).await.done();
        assert_eq!((&made["requestedBy"], &made["state"]), (&json!("cleo"), &json!("WRITE_OFF_STATE_REQUESTED")));
        waiting.push((asked_by, text(&made, "writeOffId")));
    }
    // The keys of before go on, and she has another role: that she is given no key of it beside them is another wall.
    let (dora, cleo) = (office.key("dora", "controller").await, office.person("cleo", "controller"));
    for (asked_by, id) in waiting {
        let decide = format!("/v1/writeOffs/{id}:decide");
        for approve in [true, false] {
            let own = cleo.post(&decide, &json!({ "approve": approve, "reason": "court order" })).await;
            assert_eq!(own.reason(), OWN, "{asked_by}: {}", own.json);
        }
        let decided = dora.post(&decide, &json!({ "approve": true, "reason": "court order" })).await.done();
        assert_eq!(decided["decidedBy"], "dora", "{asked_by}");
    }
}
