// Writes the words of a language as an extension ships them: without what is said to translators.
// node tools/words.mjs EXTENSION_DIR
import fs from 'node:fs';
import path from 'node:path';

const locales = path.join(process.argv[2], '_locales');
for (const language of fs.readdirSync(locales)) {
  const file = path.join(locales, language, 'messages.json');
  const messages = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const message of Object.values(messages)) {
    delete message.description;
    for (const placeholder of Object.values(message.placeholders ?? {})) delete placeholder.example;
  }
  fs.writeFileSync(file, JSON.stringify(messages));
}
