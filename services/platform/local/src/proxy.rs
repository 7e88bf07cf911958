//! A road between a client and a server that can be cut and made slow: what a network does, without touching either end.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp},
    sync::{Semaphore, watch},
};
use tokio_util::task::AbortOnDropHandle;

use crate::LocalError;

/// Connections at a time; further ones wait to be taken.
const CONNECTIONS: usize = 1_024;
/// What is carried at once.
const LOAD: usize = 16 * 1024;
/// What is carried at once on a slow road.
const TRICKLE: usize = 512;

/// How a road is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    /// As if it were not there.
    Open,
    /// Connections are reset, and new ones too as soon as they are made.
    Cut,
    /// Connections stay and are made, and nothing arrives any more: what a firewall does that drops packets.
    Silent,
    /// Little at a time, each time after a wait.
    Slow(Duration),
}

/// A port of loopback that leads to another one. Dropped, it is closed, and its connections with it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    road: watch::Sender<Road>,
    carried: Arc<AtomicU64>,
    _task: AbortOnDropHandle<()>,
}

impl Proxy {
    /// Opens a road to `target`, which need not listen yet. Needs a tokio runtime.
    pub fn open(target: SocketAddr) -> Result<Proxy, LocalError> {
        let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0));
        let listener = listener.and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
        let listener = listener.and_then(TcpListener::from_std).map_err(LocalError::Port)?;
        let address = listener.local_addr().map_err(LocalError::Port)?;
        let (road, current) = watch::channel(Road::Open);
        let carried = Arc::new(AtomicU64::new(0));
        let task = tokio::spawn(accept(listener, target, current, Arc::clone(&carried)));
        Ok(Proxy { address, road, carried, _task: AbortOnDropHandle::new(task) })
    }

    /// Where the client finds it.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on the road is so, for connections that there are and for new ones.
    pub fn make(&self, road: Road) {
        self.road.send_replace(road);
    }

    /// Bytes that it has carried, in both directions.
    #[must_use]
    pub fn carried(&self) -> u64 {
        self.carried.load(Ordering::Relaxed)
    }
}

async fn accept(listener: TcpListener, target: SocketAddr, road: watch::Receiver<Road>, carried: Arc<AtomicU64>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    // the semaphore is never closed
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let Ok((client, _)) = listener.accept().await else { continue };
        let (road, carried) = (road.clone(), Arc::clone(&carried));
        tokio::spawn(async move {
            connection(client, target, road, &carried).await;
            drop(place);
        });
    }
}

/// One connection, until an end closes it or the road is cut.
async fn connection(mut client: TcpStream, target: SocketAddr, road: watch::Receiver<Road>, carried: &AtomicU64) {
    // whoever is cut off hears it at once, and not after what was under way
    let _ = client.set_zero_linger();
    let carrying = async {
        passable(&mut road.clone()).await;
        let Ok(mut server) = TcpStream::connect(target).await else { return };
        let _ = (client.set_nodelay(true), server.set_nodelay(true), server.set_zero_linger());
        let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
        tokio::join!(
            carry(from_client, to_server, road.clone(), carried),
            carry(from_server, to_client, road.clone(), carried)
        );
    };
    let mut cut = road.clone();
    tokio::select! {
        () = carrying => {}
        // an error: the proxy is gone, and with it the road
        _ = cut.wait_for(|road| *road == Road::Cut) => {}
    }
}

/// Carries until the sender has nothing more, and tells the receiver so.
async fn carry(
    mut from: tcp::ReadHalf<'_>,
    mut to: tcp::WriteHalf<'_>,
    mut road: watch::Receiver<Road>,
    carried: &AtomicU64,
) {
    let mut load = vec![0; LOAD];
    loop {
        let now = passable(&mut road).await;
        let room = if matches!(now, Road::Slow(_)) { TRICKLE } else { LOAD };
        let Some(space) = load.get_mut(..room) else { return };
        let length = match from.read(space).await {
            Ok(0) | Err(_) => break,
            Ok(length) => length,
        };
        // it may have changed while there was nothing to carry
        if let Road::Slow(wait) = passable(&mut road).await {
            tokio::time::sleep(wait).await;
        }
        let Some(read) = load.get(..length) else { return };
        if to.write_all(read).await.is_err() {
            break;
        }
        carried.fetch_add(u64::try_from(length).unwrap_or(0), Ordering::Relaxed);
    }
    let _ = to.shutdown().await;
}

/// Waits while nothing passes; how the road is then.
async fn passable(road: &mut watch::Receiver<Road>) -> Road {
    match road.wait_for(|road| *road != Road::Silent).await {
        Ok(road) => *road,
        Err(_) => Road::Cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that says everything back, and a road to it.
    async fn echo() -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        Proxy::open(address).unwrap()
    }

    async fn said_back(stream: &mut TcpStream, text: &[u8]) -> std::io::Result<Vec<u8>> {
        stream.write_all(text).await?;
        let mut heard = vec![0; text.len()];
        stream.read_exact(&mut heard).await?;
        Ok(heard)
    }

    #[tokio::test]
    async fn an_open_road_carries_and_tells_the_end() {
        let proxy = echo().await;
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        let text = vec![7; 100_000];
        let (mut from, mut to) = stream.split();
        let said = async {
            to.write_all(&text).await.unwrap();
            to.shutdown().await.unwrap();
        };
        let mut heard = Vec::new();
        let (_, all) = tokio::join!(said, from.read_to_end(&mut heard));
        assert_eq!((all.unwrap(), heard == text), (100_000, true));
        assert_eq!(proxy.carried(), 200_000);
    }

    #[tokio::test]
    async fn a_cut_road_resets_what_is_there_and_what_comes_until_it_is_open_again() {
        let proxy = echo().await;
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        assert_eq!(said_back(&mut stream, b"one").await.unwrap(), b"one");
        proxy.make(Road::Cut);
        assert!(stream.read(&mut [0; 8]).await.is_err());
        let another = async { said_back(&mut TcpStream::connect(proxy.address()).await?, b"two").await };
        assert!(another.await.is_err());
        proxy.make(Road::Open);
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        assert_eq!(said_back(&mut stream, b"three").await.unwrap(), b"three");
    }

    #[tokio::test]
    async fn on_a_silent_road_nothing_arrives_and_nothing_is_lost() {
        let proxy = echo().await;
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        assert_eq!(said_back(&mut stream, b"one").await.unwrap(), b"one");
        proxy.make(Road::Silent);
        stream.write_all(b"two").await.unwrap();
        let mut heard = [0; 3];
        assert!(tokio::time::timeout(Duration::from_millis(100), stream.read_exact(&mut heard)).await.is_err());
        proxy.make(Road::Open);
        stream.read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, b"two");
    }

    #[tokio::test]
    async fn a_slow_road_carries_all_the_same() {
        let proxy = echo().await;
        proxy.make(Road::Slow(Duration::from_millis(1)));
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        let text = vec![9; 3 * TRICKLE];
        assert_eq!(said_back(&mut stream, &text).await.unwrap(), text);
    }
}
