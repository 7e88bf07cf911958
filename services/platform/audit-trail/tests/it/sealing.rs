//! Sealing.

use std::time::Duration;

use o2c_audit_trail::{Attestation, Sealer, Signer, seal, verify::verify};
use o2c_identity::SigningKey;
use o2c_store::Store;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::shop::{NAME, Outside, on_both_engines, sealed, used};

#[tokio::test]
async fn each_tenant_has_a_chain_of_its_own() {
    on_both_engines(async |store| {
        used(&store, "acme", "anna", 3).await;
        used(&store, "globex", "bert", 2).await;
        let first = seal(&store).await.unwrap();
        assert_eq!((first.entries, first.heads.len()), (5, 2));
        used(&store, "acme", "anna", 1).await;
        sealed(&store).await;

        let verification = verify(&store, NAME, None).await.unwrap();
        assert_eq!(verification.findings, []);
        assert_eq!((verification.entries, verification.blocks, verification.unsealed), (6, 3, 0));
        assert_eq!(verification.chains["acme"].sealed, 2);
        assert_eq!(verification.chains["globex"].sealed, 1);
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_counted_also_before_there_is_a_chain() {
    on_both_engines(async |store| {
        used(&store, "acme", "anna", 3).await;
        let verification = verify(&store, NAME, None).await.unwrap();
        assert_eq!((verification.findings, verification.blocks, verification.unsealed), (vec![], 0, 3));
    })
    .await;
}

#[tokio::test]
async fn what_nobody_has_sealed_for_days_is_sealed_in_passes() {
    on_both_engines(async |store| {
        used(&store, "acme", "anna", 600).await;
        let mut passes = 0;
        while seal(&store).await.unwrap().entries > 0 {
            passes += 1;
        }
        assert!(passes >= 3, "a pass is bounded: {passes}");
        let verification = verify(&store, NAME, None).await.unwrap();
        assert_eq!((verification.findings, verification.entries, verification.unsealed), (vec![], 600, 0));
    })
    .await;
}

#[tokio::test]
async fn of_two_sealers_at_once_each_entry_is_sealed_once() {
    on_both_engines(async |store| {
        for _ in 0..10 {
            used(&store, "acme", "anna", 5).await;
            // neither asks for the lease: this is what happens where it fails
            let (left, right) = tokio::join!(seal(&store), seal(&store));
            assert!(left.is_ok() || right.is_ok(), "{left:?} {right:?}");
        }
        sealed(&store).await;
        let verification = verify(&store, NAME, None).await.unwrap();
        assert_eq!((verification.findings, verification.entries, verification.unsealed), (vec![], 50, 0));
    })
    .await;
}

#[tokio::test]
async fn several_processes_seal_and_attest_what_was_written() {
    on_both_engines(async |store: Store| {
        let outside = Outside::new();
        let key = std::sync::Arc::new(SigningKey::generate().unwrap());
        let attestation = Attestation { signer: Signer::Own(key.clone()), checkpoints: Some(outside.checkpoints()) };
        let stop = CancellationToken::new();
        let sealers: Vec<_> =
            (0..3).map(|_| Sealer::spawn(store.clone(), Some(attestation.clone()), stop.clone())).collect();
        used(&store, "acme", "anna", 20).await;
        used(&store, "globex", "bert", 20).await;
        stop.cancel();
        for sealer in sealers {
            sealer.await.unwrap();
        }

        let trusted = o2c_identity::TrustedKeys::of(NAME, key.public());
        let verification = verify(&store, NAME, Some((&outside.checkpoints(), &trusted))).await.unwrap();
        assert_eq!((verification.findings, verification.entries, verification.unsealed), (vec![], 40, 0));
        assert!(verification.chains.values().all(|reach| reach.attested == reach.sealed), "{:?}", verification.chains);
    })
    .await;
}

#[tokio::test]
async fn who_commits_first_after_a_pause_does_not_meet_the_sealer() {
    on_both_engines(async |store: Store| {
        if !store.is_alone() {
            // others may have committed: there is no pause to be seen
            return;
        }
        let stop = CancellationToken::new();
        let sealer = Sealer::spawn(store.clone(), None, stop.clone());
        // it has looked, and found nothing
        sleep(Duration::from_millis(1_200)).await;
        let committed = Instant::now();
        used(&store, "acme", "anna", 1).await;
        while verify(&store, NAME, None).await.unwrap().unsealed > 0 {
            sleep(Duration::from_millis(10)).await;
        }
        assert!(committed.elapsed() >= Duration::from_millis(400), "sealed after {:?}", committed.elapsed());
        stop.cancel();
        sealer.await.unwrap();
    })
    .await;
}
