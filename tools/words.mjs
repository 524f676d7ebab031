// Writes the words of a language as an extension ships them: without what is said to translators, to whom the names of
// what is filled in speak too.
// node tools/words.mjs EXTENSION_DIR
import fs from 'node:fs';
import path from 'node:path';

const locales = path.join(process.argv[2], '_locales');
for (const language of fs.readdirSync(locales)) {
  const file = path.join(locales, language, 'messages.json');
  const messages = JSON.parse(fs.readFileSync(file, 'utf8'));
  for (const message of Object.values(messages)) {
    delete message.description;
    const { placeholders } = message;
    message.message = message.message.replace(/\$(\w+)\$/g, (_, name) => placeholders[name.toLowerCase()].content);
    delete message.placeholders;
  }
  fs.writeFileSync(file, JSON.stringify(messages));
}
