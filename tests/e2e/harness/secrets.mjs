// No secret in any log.
import assert from 'node:assert/strict';

/** Searches `logs`, by name, for every token, code, state and secret that the stand-in gave out or saw. */
export async function tellsNoSecret(standin, logs) {
  for (const secret of await standin.secrets()) {
    for (const [log, text] of Object.entries(logs)) assert.ok(!text.includes(secret), `a secret in the log of ${log}: ${secret.slice(0, 6)}…`);
  }
}
