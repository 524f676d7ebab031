//! Records of `storage`: JSON under a key. One that cannot be read is set aside and reported: it neither crashes
//! anything nor is it lost without a word.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tack_protocol::ProblemKind;

use crate::ports::{Area, Ports, Storage, StorageFailure};
use crate::{json, notices};

const ASIDE: &str = "aside.";
/// How often a storage that refuses what cannot be found again is asked once more.
pub const STORE_AGAIN: usize = 3;
/// After how long each time, milliseconds.
pub const STORE_AGAIN_MS: u32 = 500;

/// The record under `key`; `None` too for one that cannot be read, which then stands under `aside.KEY`.
///
/// # Errors
/// The storage failed.
pub async fn read<P: Ports, T: DeserializeOwned>(
    ports: &P,
    area: Area,
    key: &str,
) -> Result<Option<T>, StorageFailure> {
    let mut record = None;
    let mut parse = |text: &str| {
        record = json::parse(text);
        record.is_some()
    };
    read_by(ports, area, key, &mut parse).await?;
    Ok(record)
}

// One future for the records of all types, not one for each.
async fn read_by<P: Ports>(
    ports: &P,
    area: Area,
    key: &str,
    parse: &mut dyn FnMut(&str) -> bool,
) -> Result<(), StorageFailure> {
    match ports.read(area, key).await? {
        Some(text) if !parse(&text) => set_aside(ports, area, key, &text).await,
        _ => Ok(()),
    }
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
    let mut parse = |key: &str, text: &str| {
        let record = json::parse(text);
        let is_read = record.is_some();
        records.extend(record.map(|record| (key.to_owned(), record)));
        is_read
    };
    list_by(ports, area, prefix, &mut parse).await?;
    Ok(records)
}

async fn list_by<P: Ports>(
    ports: &P,
    area: Area,
    prefix: &str,
    parse: &mut dyn FnMut(&str, &str) -> bool,
) -> Result<(), StorageFailure> {
    for (key, text) in ports.list(area, prefix).await? {
        if !parse(&key, &text) {
            // Where there is no room to set it aside, it stays where it is, and the others are there all the same.
            let _ = set_aside(ports, area, &key, &text).await;
        }
    }
    Ok(())
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
    write_text(ports, area, key, json::text(record)).await
}

async fn write_text<P: Storage>(
    ports: &P,
    area: Area,
    key: &str,
    text: Option<String>,
) -> Result<(), StorageFailure> {
    ports.write(area, key, &text.ok_or(StorageFailure)?).await
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
