// No secret in any log, nor anywhere else where it does not belong.
import assert from 'node:assert/strict';

/** Searches `logs`, by name, for every token, code, state and secret that the stand-in gave out or saw, and for `more`. */
export async function tellsNoSecret(standin, logs, more = []) {
  for (const secret of [...await standin.secrets(), ...more]) {
    for (const [log, text] of Object.entries(logs)) assert.ok(!text.includes(secret), `a secret in the log of ${log}: ${secret.slice(0, 6)}…`);
  }
}

/** All that the extension keeps, as texts by area and key. Runs in the background. */
async function all() {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const found = {};
  const note = (area, key, value) => { found[`${area} ${key}`] = typeof value === 'string' ? value : JSON.stringify(value); };
  for (const area of ['local', 'sync', 'session']) {
    for (const [key, value] of Object.entries(await browser.storage[area].get())) note(area, key, value);
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const objects = () => database.transaction(store).objectStore(store);
      const [keys, values] = [await done(objects().getAllKeys()), await done(objects().getAll())];
      keys.forEach((key, n) => note(`${name}/${store}`, key, values[n]));
    }
    database.close();
  }
  return found;
}

/** All that the extension keeps in storage and IndexedDB, as texts by area and key: "local journal.v1.…". */
export const kept = (browser) => browser.inBackground(all);

/**
 * Searches all that the extension keeps for secrets. Two have their place: the token and the sealed handle in the record
 * of their connection. That these are there, and among those that are searched for, shows that the search finds them.
 */
export async function keepsNoSecret({ browser, standin }, more = []) {
  const stored = await kept(browser);
  const known = new Set([...await standin.secrets(), ...more]);
  const records = Object.keys(stored).filter((name) => name.startsWith('local connection.v1.'));
  assert.notEqual(records.length, 0, 'a connection is kept');
  for (const name of records) {
    const { access_token: token, refresh_handle: handle, ...rest } = JSON.parse(stored[name]);
    assert.ok(known.has(token) && known.has(handle), `${name} has a token and a handle, and both are known`);
    stored[name] = JSON.stringify(rest);
  }
  assert.ok(stored['tack/keys proof'], 'the proof key is kept');
  await tellsNoSecret(standin, stored, more);
}
