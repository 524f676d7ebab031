//! Records of `storage`: JSON under a key. One that cannot be read is set aside and reported: it neither crashes
//! anything nor is it lost without a word.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tack_protocol::ProblemKind;

use crate::ports::{Area, Ports, Storage, StorageFailure};
use crate::{json, notices};

const ASIDE: &str = "aside.";

/// The record under `key`; `None` too for one that cannot be read, which then stands under `aside.KEY`.
///
/// # Errors
/// The storage failed.
pub async fn read<P: Ports, T: DeserializeOwned>(
    ports: &P,
    area: Area,
    key: &str,
) -> Result<Option<T>, StorageFailure> {
    let Some(text) = ports.read(area, key).await? else { return Ok(None) };
    let record = json::parse(&text);
    if record.is_none() {
        set_aside(ports, area, key, &text).await?;
    }
    Ok(record)
}

/// All records whose keys begin with `prefix`, with their keys.
///
/// # Errors
/// The storage failed.
pub async fn list<P: Ports, T: DeserializeOwned>(
    ports: &P,
    area: Area,
    prefix: &str,
) -> Result<Vec<(String, T)>, StorageFailure> {
    let mut records = Vec::new();
    for (key, text) in ports.list(area, prefix).await? {
        match json::parse(&text) {
            Some(record) => records.push((key, record)),
            // Where there is no room to set it aside, it stays where it is, and the others are there all the same.
            None => drop(set_aside(ports, area, &key, &text).await),
        }
    }
    Ok(records)
}

/// Puts a record under `key`.
///
/// # Errors
/// The storage failed.
pub async fn write<P: Storage, T: Serialize>(
    ports: &P,
    area: Area,
    key: &str,
    record: &T,
) -> Result<(), StorageFailure> {
    ports.write(area, key, &json::text(record).ok_or(StorageFailure)?).await
}

/// The keys of what was set aside of the records whose keys begin with `prefix`.
///
/// # Errors
/// The storage failed.
pub async fn aside<P: Storage>(ports: &P, area: Area, prefix: &str) -> Result<Vec<String>, StorageFailure> {
    ports.keys(area, &[ASIDE, prefix].concat()).await
}

/// Deletes what was set aside of the records whose keys begin with `prefix`.
///
/// # Errors
/// The storage failed.
pub async fn drop_aside<P: Storage>(ports: &P, area: Area, prefix: &str) -> Result<(), StorageFailure> {
    for (key, _) in ports.list(area, &[ASIDE, prefix].concat()).await? {
        ports.remove(area, &key).await?;
    }
    Ok(())
}

/// Puts a record that cannot be read elsewhere, and tells the person.
async fn set_aside<P: Ports>(ports: &P, area: Area, key: &str, text: &str) -> Result<(), StorageFailure> {
    ports.write(area, &[ASIDE, key].concat(), text).await?;
    ports.remove(area, key).await?;
    notices::trouble(ports, &ProblemKind::RecordSetAside.into()).await;
    Ok(())
}
