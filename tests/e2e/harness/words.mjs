// The words that people read, by the names they have in the English messages.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

const messages = JSON.parse(fs.readFileSync(path.join(root, 'extension/_locales/en/messages.json'), 'utf8'));

/** A message as it stands, its placeholders filled. */
export function word(key, ...args) {
  const { message, placeholders = {} } = messages[key] ?? {};
  if (message === undefined) throw new Error(`no message "${key}"`);
  return message.replace(/\$(\w+)\$/g, (_, name) => placeholders[name.toLowerCase()].content.replace(/\$(\d)/g, (__, n) => args[n - 1]));
}

/** A text as a pattern that matches just it. */
export const exactly = (text) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** The title of a problem, as a pattern. */
export const problem = (kind) => exactly(word(`problem_${kind}_title`));
