//! What is sent can be checked by whoever has the secret: with the library of the standard, and with one that knows Ed25519.

use std::process::Command;

use base64::{Engine, prelude::BASE64_STANDARD};
use o2c_kernel::new_uuid;
use o2c_proto::gateway::v1::{
    RotateWebhookSecretRequest, WebhookDeliveryState::Delivered, WebhookSignatureAlgorithm, WebhookSubscription,
};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::json;

use crate::{
    endpoint::{Endpoint, Received},
    world::{World, held, in_both_worlds, subscription},
};

/// Reads cases a line each: a secret, the headers, the body. Answers for each whether the library accepts it.
const SCRIPT: &str = r#"
import json, sys
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
for line in sys.stdin:
    case = json.loads(line)
    try:
        Webhook(case["secret"]).verify(case["body"], case["headers"])
        print("true")
    except WebhookVerificationError:
        print("false")
"#;

/// Whether the library of the standard accepts each, with that secret; none where it is not there.
fn accepted(cases: &[(&str, &Received)]) -> Option<Vec<bool>> {
    let there = Command::new("python3").args(["-c", "import standardwebhooks"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: signatures (python3 with the package standardwebhooks is not there)");
        return None;
    }
    let case = |(secret, received): &(&str, &Received)| {
        let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        let headers: serde_json::Map<String, serde_json::Value> =
            names.iter().map(|name| ((*name).to_owned(), received.header(name).into())).collect();
        let body = std::str::from_utf8(&received.bytes).unwrap();
        json!({ "secret": secret, "headers": headers, "body": body }).to_string()
    };
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("cases");
    std::fs::write(&file, cases.iter().map(case).collect::<Vec<_>>().join("\n")).unwrap();
    let input = std::fs::File::open(&file).unwrap();
    let output = Command::new("python3").args(["-c", SCRIPT]).stdin(input).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().lines().map(|line| line == "true").collect())
}

async fn sent_after(world: &World, endpoint: &Endpoint, subscription: &str, count: usize) -> Received {
    world.take(&[held(new_uuid(), 1)]).await;
    world.until(subscription, Delivered, count).await;
    endpoint.received().pop().unwrap()
}

async fn rotate(
    world: &World,
    id: &str,
    grace_seconds: i32,
    algorithm: WebhookSignatureAlgorithm,
) -> WebhookSubscription {
    let request = RotateWebhookSecretRequest {
        request_id: new_uuid().to_string(),
        webhook_subscription_id: id.to_owned(),
        algorithm: algorithm.into(),
        grace_seconds: Some(grace_seconds),
    };
    world.client.clone().rotate_webhook_secret(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn the_library_of_the_standard_accepts_what_is_sent_and_nothing_else() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let first = world.subscribe(&endpoint.url(), &[]).await;
        let id = first.webhook_subscription_id.as_str();
        world.dispatch();
        let by_first = sent_after(&world, &endpoint, id, 1).await;
        let second = rotate(&world, id, 3_600, WebhookSignatureAlgorithm::HmacSha256).await;
        let by_both = sent_after(&world, &endpoint, id, 2).await;
        let third = rotate(&world, id, 0, WebhookSignatureAlgorithm::HmacSha256).await;
        let by_third = sent_after(&world, &endpoint, id, 3).await;
        world.shutdown().await;

        assert_eq!([second.secrets.len(), third.secrets.len()], [2, 1]);
        assert_eq!(by_both.header("webhook-signature").split(' ').count(), 2);
        let mut changed = by_first.clone();
        changed.bytes = changed.bytes.iter().map(|byte| if *byte == b'1' { b'2' } else { *byte }).collect();
        let (first, second, third) = (first.secret.as_str(), second.secret.as_str(), third.secret.as_str());
        let cases = [
            (first, &by_first, true),
            (first, &changed, false),
            (second, &by_first, false),
            (first, &by_both, true),
            (second, &by_both, true),
            (third, &by_third, true),
            (first, &by_third, false),
            (second, &by_third, false),
        ];
        let asked: Vec<(&str, &Received)> = cases.iter().map(|(secret, received, _)| (*secret, *received)).collect();
        let Some(answers) = accepted(&asked) else { return };
        assert_eq!(answers, cases.iter().map(|(_, _, expected)| *expected).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_public_key_checks_what_ed25519_has_signed_beside_the_former_secret() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let first = world.subscribe(&endpoint.url(), &[]).await;
        let id = first.webhook_subscription_id.as_str();
        let rotated = rotate(&world, id, 3_600, WebhookSignatureAlgorithm::Ed25519).await;
        assert_eq!(rotated.secret, "", "the private half stays here");
        let public = rotated.secrets[0].public_key.strip_prefix("whpk_").unwrap();
        world.dispatch();
        let received = sent_after(&world, &endpoint, id, 1).await;
        world.shutdown().await;
        let signatures: Vec<&str> = received.header("webhook-signature").split(' ').collect();
        assert_eq!(signatures.len(), 2);
        let signature = BASE64_STANDARD.decode(signatures[0].strip_prefix("v1a,").unwrap()).unwrap();
        let content =
            [received.id().as_bytes(), b".", received.header("webhook-timestamp").as_bytes(), b".", &received.bytes];
        let key = UnparsedPublicKey::new(&ED25519, BASE64_STANDARD.decode(public).unwrap());
        key.verify(&content.concat(), &signature).unwrap();
        key.verify(&content[..4].concat(), &signature).unwrap_err();
        if let Some(answers) = accepted(&[(first.secret.as_str(), &received)]) {
            assert_eq!(answers, [true], "who still has the former secret");
        }
    })
    .await;
}

#[tokio::test]
async fn a_secret_is_shown_to_who_asked_for_it_and_kept_nowhere() {
    in_both_worlds(async |world| {
        let request = subscription("http://127.0.0.1:9/", &[]);
        let client = &mut world.client.clone();
        let made = client.create_webhook_subscription(request.clone()).await.unwrap().into_inner();
        let again = client.create_webhook_subscription(request).await.unwrap().into_inner();
        assert!(made.secret.starts_with("whsec_") && made.secret.len() == 6 + 44, "{}", made.secret);
        assert_eq!(made, again, "a repeated request has the same answer");
        assert_eq!(world.subscription(&made.webhook_subscription_id).await.secret, "");
        let value = BASE64_STANDARD.decode(&made.secret[6..]).unwrap();
        let answers = o2c_testkit::plant(
            &world.store,
            &format!(
                "UPDATE idempotency_key SET hash = hash WHERE {} LIKE '%{}%'",
                match world.store.engine() {
                    o2c_store::Engine::Sqlite => "hex(response)",
                    o2c_store::Engine::Postgres => "upper(encode(response, 'hex'))",
                },
                hex(&value),
            ),
        )
        .await;
        assert_eq!(answers, 0, "the stored answer has no secret");
        assert!(!format!("{:?}", world.webhooks).contains(&made.secret));
    })
    .await;
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
