// Where things are.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const artifacts = path.join(root, 'artifacts');

/** The unpacked extension of a browser: "chrome" or "firefox". */
export const dist = (browser) => path.join(root, 'dist', browser);

/** A server of this workspace, as it was built last for use, or in the profile `TACK_SERVERS`. */
export const server = (name) => path.join(root, 'target', process.env.TACK_SERVERS ?? 'release', name);

/**
 * A new folder for what one test leaves: in memory where there is room, since a browser waits for the disk whenever it
 * stores something, and for a disk that others share it may wait for long.
 */
export function scratch() {
  const memory = '/dev/shm';
  const room = fs.existsSync(memory) ? fs.statfsSync(memory) : { bavail: 0, bsize: 0 };
  return fs.mkdtempSync(path.join(room.bavail * room.bsize > 2 ** 31 ? memory : os.tmpdir(), 'tack-e2e-'));
}

export function command(...names) {
  for (const name of names) {
    for (const folder of process.env.PATH.split(':')) {
      const file = path.join(folder, name);
      if (fs.existsSync(file)) return file;
    }
  }
  throw new Error(`not on PATH: ${names.join(', ')}`);
}
