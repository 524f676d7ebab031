//! The ports over the seam: the core's world outside in a real browser. Translates types, decides nothing.

mod network;
mod pages;
mod surface;

use tack_browser::{crypto, locks, runtime, storage, time};

use crate::ports::{
    Area, Clock, Lock, Locks, Proof, ProofFailure, PublicKey, Random, Spawn, Storage, StorageFailure, Task,
};

/// The browser.
#[derive(Clone, Copy, Debug)]
pub struct Browser;

impl From<Area> for storage::Area {
    fn from(area: Area) -> Self {
        match area {
            Area::Local => Self::Local,
            Area::Session => Self::Session,
            Area::Sync => Self::Sync,
            Area::Pictures => Self::Database,
        }
    }
}

impl Storage for Browser {
    async fn read(&self, area: Area, key: &str) -> Result<Option<String>, StorageFailure> {
        storage::read(area.into(), key).await.map_err(|_| StorageFailure)
    }

    async fn write(&self, area: Area, key: &str, text: &str) -> Result<(), StorageFailure> {
        storage::write(area.into(), key, text).await.map_err(|_| StorageFailure)
    }

    async fn remove(&self, area: Area, key: &str) -> Result<(), StorageFailure> {
        storage::remove(area.into(), key).await.map_err(|_| StorageFailure)
    }

    async fn list(&self, area: Area, prefix: &str) -> Result<Vec<(String, String)>, StorageFailure> {
        storage::list(area.into(), prefix).await.map_err(|_| StorageFailure)
    }

    async fn keys(&self, area: Area, prefix: &str) -> Result<Vec<String>, StorageFailure> {
        storage::keys(area.into(), prefix).await.map_err(|_| StorageFailure)
    }
}

impl Locks for Browser {
    type Held = Option<locks::Held>;

    async fn lock(&self, lock: Lock) -> Self::Held {
        let name = match lock {
            Lock::Connections => "connections",
            Lock::Choices => "choices",
            Lock::Journal => "journal",
            Lock::Log => "log",
            Lock::Start => "start",
            Lock::Publisher => "publisher",
            Lock::Menu => "menu",
        };
        // Refused only where this context is going away, and nothing that it does counts any more.
        locks::hold(name).await.ok()
    }
}

impl Clock for Browser {
    fn now(&self) -> f64 {
        time::now()
    }

    async fn sleep(&self, ms: u32) {
        time::sleep(ms).await;
    }

    fn stay_awake(&self) {
        runtime::touch();
    }
}

impl Random for Browser {
    fn fill(&self, bytes: &mut [u8]) {
        let filled = crypto::random(bytes);
        // It fails above 65,536 bytes only, and nothing here asks for more than 64.
        debug_assert!(filled.is_ok());
    }
}

impl Proof for Browser {
    async fn sha256(&self, bytes: &[u8]) -> Result<Vec<u8>, ProofFailure> {
        crypto::sha256(bytes).await.map_err(|_| ProofFailure)
    }

    async fn public_key(&self) -> Result<PublicKey, ProofFailure> {
        let key = crypto::public_key().await.map_err(|_| ProofFailure)?;
        Ok(PublicKey { x: key.x, y: key.y })
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ProofFailure> {
        crypto::sign(message).await.map_err(|_| ProofFailure)
    }
}

impl Spawn for Browser {
    fn spawn(&self, task: Task) {
        wasm_bindgen_futures::spawn_local(task);
    }
}
