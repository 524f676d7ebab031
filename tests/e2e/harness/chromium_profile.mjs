// The profile of Chromium: what a person has set there, as far as tests need it.
import fs from 'node:fs';
import path from 'node:path';
import { chromiumId } from '../../../tools/manifest.mjs';

/** Among the flags of an extension: it was installed over DevTools, and goes with the browser. */
const FOR_THIS_RUN = 1 << 15;

export class ChromiumProfile {
  constructor(folder) {
    this.folder = folder;
    this.preferences = path.join(folder, 'Default/Preferences');
  }

  /** Whether there was none before. */
  prepare() {
    if (fs.existsSync(this.preferences)) return false;
    fs.mkdirSync(path.dirname(this.preferences), { recursive: true });
    // A button that is not pinned to the toolbar opens its popup later, after an animation. Without developer mode, an
    // unpacked extension is off after a start.
    const extensions = { pinned_extensions: [chromiumId()], ui: { developer_mode: true } };
    fs.writeFileSync(this.preferences, JSON.stringify({ extensions }));
    return true;
  }

  /** Makes of the extension one as "Load unpacked" leaves it: at the next start it is there, and is not installed anew. */
  keepExtension() {
    const preferences = JSON.parse(fs.readFileSync(this.preferences, 'utf8'));
    preferences.extensions.settings[chromiumId()].creation_flags &= ~FOR_THIS_RUN;
    fs.writeFileSync(this.preferences, JSON.stringify(preferences));
  }
}
