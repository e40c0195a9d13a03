import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { emailTexts } from '../../../gateways/email/texts.js';
import { echoTexts } from '../../../gateways/example/texts.js';
import { ircTexts } from '../../../gateways/irc/texts.js';
import { smsTexts } from '../../../gateways/sms/texts.js';
import { german } from '../../../src/core/text/de.js';
import { english } from '../../../src/core/text/en.js';
import { spanish } from '../../../src/core/text/es.js';
import { french } from '../../../src/core/text/fr.js';
import { repositoryRoot } from '../../support/repository.js';

type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Those of the alerts gateway have a test of their own, for templates are in them. */
const PARTS: Readonly<Record<string, Tables>> = {
  core: { en: english, de: german, fr: french, es: spanish },
  sms: smsTexts,
  email: emailTexts,
  irc: ircTexts,
  echo: echoTexts,
};

const LANGUAGES = ['de', 'fr', 'es'] as const;

const places = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

/** Words that are written alike in several languages. */
const ALIKE = new Set(
  (
    'admin alias alphabet application autocrypt bot bots bytes cc code contact contacts dkim dsn gateway id imap irc jid jids lanes ldap mail ' +
    'messages nick nickserv no online openpgp pgp plain pop port proxy route s smtp sms signature spam status subject tag tags text tls to uri url ' +
    'version vcard sasl scram external server normal name account modes notice error information newsletter inbox pin raw tag type upload user operator clients starttls corrections date'
  ).split(' '),
);

/** Without what is filled in nothing is left but words that are alike. */
function isSameEverywhere(text: string): boolean {
  return text
    .replace(/\{\w+\}/g, ' ')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .every((word) => word === '' || ALIKE.has(word));
}

for (const [part, tables] of Object.entries(PARTS)) {
  describe(`the sentences of ${part}`, () => {
    for (const language of LANGUAGES) {
      it(`are all there in ${language}, with the same places, and are none of English`, () => {
        const table = tables[language] ?? {};
        const missing: string[] = [];
        const same: string[] = [];
        for (const [key, text] of Object.entries(tables.en ?? {})) {
          const other = table[key];
          if (other === undefined) missing.push(key);
          else if (other === text && !isSameEverywhere(text)) same.push(`${key}: ${text}`);
          else assert.deepEqual(places(other), places(text), key);
        }
        assert.deepEqual(missing, [], 'no sentence for these keys');
        assert.deepEqual(same, [], 'not translated');
        const unknown = Object.keys(table).filter((key) => tables.en?.[key] === undefined);
        assert.deepEqual(unknown, [], 'keys that English does not have');
      });
    }
  });
}

describe('what users read', () => {
  it('comes from a catalogue: no source of the core or of a gateway holds a sentence of its own', () => {
    const found: string[] = [];
    for (const path of sources()) {
      const code = readFileSync(join(repositoryRoot(), path), 'utf8');
      for (const [line, text] of withoutOthers(code)) found.push(`${path}:${line}: ${text}`);
    }
    assert.deepEqual(found, []);
  });
});

/** What admins, logs and programs read is English, and stands where it is said. */
const FOR_OTHERS =
  /^src\/core\/(host|migrate)\.ts|\/stream\/advice|\/texts?(\/|\.ts)|\/operator\/|\/examin|config|book\/|trial\/|openapi|operations|problem\.ts|finding|check|schema|audit\/|presets|render\//;

function sources(): readonly string[] {
  return ['src/core', 'gateways'].flatMap((part) =>
    readdirSync(join(repositoryRoot(), part), { recursive: true })
      .map((name) => `${part}/${String(name)}`)
      .filter((path) => path.endsWith('.ts') && !FOR_OTHERS.test(path)),
  );
}

/** Sentences in a source, with their lines, but for errors that are thrown and what is logged. */
function withoutOthers(code: string): readonly (readonly [number, string])[] {
  const sentence = /(['"`])([A-Z][a-z]+(?: [^'"`\n]+){2,}[.?!])\1/g;
  return [...code.matchAll(sentence)].flatMap(([, , text = ''], _) => {
    const at = code.indexOf(text);
    const before = code.slice(Math.max(0, at - 120), at);
    if (/Error\($|log\.\w+\(|\.describe\(|\/\/ |\* /.test(before.slice(before.lastIndexOf('\n')))) return [];
    return [[code.slice(0, at).split('\n').length, text] as const];
  });
}
