//! Processes that show one another certificates, exchanged while they run.

use std::{net::SocketAddr, path::Path, process::Command, sync::Arc, time::Duration};

use o2c_identity::{CertificateFiles, Certificates};
use o2c_integration_tests::Mesh;
use o2c_kernel::{Call, Clock, Deadline, TenantId, Zone, system};
use o2c_proto::runtime::v1::{GetBacklogRequest, runtime_service_client::RuntimeServiceClient};
use o2c_rpc::{Transport, outbound, remote::Tls};
use o2c_runtime::{Listening, Secured, Socket};
use tempfile::TempDir;
use tonic::{Code, Status};

const PATIENCE: Duration = Duration::from_secs(10);

/// An authority, and what it has signed; all in one folder.
struct Authority(TempDir);

impl Authority {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        openssl(place.path(), &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ca.key"]);
        let subject = [
            "-subj",
            "/CN=authority",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign",
        ];
        openssl(
            place.path(),
            &[&["req", "-x509", "-new", "-key", "ca.key", "-days", "2", "-out", "ca.crt"], &subject[..]].concat(),
        );
        Self(place)
    }

    /// Signs for a role, over what was signed for it before.
    fn sign(&self, role: &str, into: &Path) -> CertificateFiles {
        let folder = self.0.path();
        let (key, request, certificate) = (format!("{role}.key"), format!("{role}.csr"), format!("{role}.crt"));
        openssl(folder, &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", &key]);
        openssl(folder, &["req", "-new", "-key", &key, "-subj", &format!("/CN={role}"), "-out", &request]);
        std::fs::write(folder.join("extensions"), format!("subjectAltName=DNS:{role}\nbasicConstraints=CA:FALSE\n"))
            .unwrap();
        openssl(
            folder,
            &[
                "x509",
                "-req",
                "-in",
                &request,
                "-CA",
                "ca.crt",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                "extensions",
                "-out",
                &certificate,
            ],
        );
        openssl(folder, &["pkcs8", "-topk8", "-nocrypt", "-in", &key, "-out", "pkcs8.key"]);
        let files = CertificateFiles {
            certificate: into.join(&certificate),
            key: into.join(&key),
            authorities: into.join(format!("{role}.ca.crt")),
        };
        std::fs::copy(folder.join(&certificate), &files.certificate).unwrap();
        std::fs::copy(folder.join("pkcs8.key"), &files.key).unwrap();
        std::fs::copy(folder.join("ca.crt"), &files.authorities).unwrap();
        files
    }
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let done = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

async fn serve(mesh: &Mesh, certificates: &Arc<Certificates>, mutual: bool) -> Listening {
    let secured = Some(Secured { certificates: Arc::clone(certificates), mutual });
    let socket = Socket { address: SocketAddr::from(([127, 0, 0, 1], 0)), secured };
    o2c_runtime::serve(mesh.mesh.served(), &[], o2c_proto::DESCRIPTORS, socket).await.unwrap()
}

/// Asks for the backlog over a new connection; waits until one can be made.
async fn ask(listening: &Listening, name: &str, certificates: Option<&Arc<Certificates>>) -> Result<(), Status> {
    let tls = certificates.map(|certificates| Tls::of_process(name, Arc::clone(certificates)));
    let transport = Transport::remote_over(vec![listening.address.to_string().parse().unwrap()], tls);
    let call = Call::internal(system(TenantId::default(), "test"), "test", PATIENCE, &Clock::system(), &Zone::UTC);
    let until = Deadline::after(PATIENCE);
    loop {
        let request = outbound(&call, GetBacklogRequest::default());
        match RuntimeServiceClient::new(transport.clone()).get_backlog(request).await {
            Err(status) if status.message().contains("no replica") && !until.expired() => {
                tokio::task::yield_now().await
            }
            answer => return answer.map(drop),
        }
    }
}

fn refused(answer: Result<(), Status>) -> bool {
    matches!(answer, Err(status) if status.code() != Code::Unauthenticated)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_let_in_who_shows_a_certificate_of_their_authority() {
    let (mesh, place) = (Mesh::new().await, tempfile::tempdir().unwrap());
    let (ours, theirs) = (Authority::new(), Authority::new());
    let orders = Certificates::read(ours.sign("orders", place.path())).unwrap();
    let billing = Certificates::read(ours.sign("billing", place.path())).unwrap();
    let stranger = Certificates::read(theirs.sign("stranger", place.path())).unwrap();
    let listening = serve(&mesh, &orders, true).await;
    ask(&listening, "orders", Some(&billing)).await.unwrap();
    assert!(refused(ask(&listening, "credit", Some(&billing)).await), "it is not whom one wanted");
    assert!(refused(ask(&listening, "orders", Some(&stranger)).await), "a certificate of another authority");
    assert!(refused(ask(&listening, "orders", None).await), "in the clear");
    ask(&listening, "orders", Some(&billing)).await.expect("and it serves on");
    listening.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_are_exchanged_while_processes_run() {
    let (mesh, place) = (Mesh::new().await, tempfile::tempdir().unwrap());
    let (old, new) = (Authority::new(), Authority::new());
    let orders = Certificates::read(old.sign("orders", place.path())).unwrap();
    let billing = Certificates::read(old.sign("billing", place.path())).unwrap();
    let listening = serve(&mesh, &orders, true).await;
    ask(&listening, "orders", Some(&billing)).await.unwrap();
    let of_new = Certificates::read(new.sign("credit", place.path())).unwrap();
    assert!(refused(ask(&listening, "orders", Some(&of_new)).await));

    new.sign("orders", place.path());
    new.sign("billing", place.path());
    let exchanged = async {
        while ask(&listening, "orders", Some(&of_new)).await.is_err()
            || ask(&listening, "orders", Some(&billing)).await.is_err()
        {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), exchanged).await.unwrap();
    listening.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_edge_asks_its_callers_for_no_certificate() {
    let (mesh, place, authority) = (Mesh::new().await, tempfile::tempdir().unwrap(), Authority::new());
    let gateway = Certificates::read(authority.sign("gateway", place.path())).unwrap();
    let listening = serve(&mesh, &gateway, false).await;
    let address = listening.address.to_string();
    let done = tokio::task::spawn_blocking(move || {
        let arguments = ["s_client", "-connect", &address, "-alpn", "h2", "-brief", "-verify_return_error"];
        Command::new("openssl")
            .args(arguments)
            .arg("-CAfile")
            .arg(authority.0.path().join("ca.crt"))
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    });
    let done = done.await.unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success() && told.contains("TLSv1.3"), "{told}");
    listening.shutdown().await;
}
