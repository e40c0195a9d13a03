import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SCOPES } from '../../../gateways/alerts/book/bot.js';
import { RECIPIENT_STATES } from '../../../gateways/alerts/engine/incident-record.js';
import { alertOperations } from '../../../gateways/alerts/operations/operations.js';
import { alertOperationTexts } from '../../../gateways/alerts/operations/texts.js';
import { coreOperations } from '../../../src/core/operator/operator.js';
import { operationTexts } from '../../../src/core/text/operation-texts.js';
import type { Operation, OperationTexts } from '../../../src/operation.js';
import { repositoryRoot } from '../../support/repository.js';

const nobody = (): never => {
  throw new Error('nothing runs here');
};

interface Part {
  readonly operations: readonly Operation[];
  /** Where they stand. */
  readonly folder: string;
  readonly own: OperationTexts;
  /** What they may use besides. */
  readonly common: OperationTexts;
}

const PARTS: Readonly<Record<string, Part>> = {
  core: { operations: coreOperations(nobody), folder: 'src/core/operator', own: operationTexts, common: {} },
  alerts: {
    operations: alertOperations(nobody),
    folder: 'gateways/alerts/operations',
    own: alertOperationTexts,
    common: operationTexts,
  },
};

const places = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

for (const [part, { operations, folder, own, common }] of Object.entries(PARTS)) {
  describe(`the operations of ${part}`, () => {
    const sources = sourcesIn(folder);
    const sentences = new Set([...labelsOf(operations), ...saidIn(sources)]);
    for (const language of ['de', 'fr', 'es'] as const) {
      const table: Readonly<Record<string, string>> = own[language] ?? {};
      const all: Readonly<Record<string, string>> = { ...common[language], ...table };

      it(`say all that they say in ${language} too, with the same places`, () => {
        assert.ok(sentences.size > 60);
        const missing = [...sentences].filter((sentence) => all[sentence] === undefined);
        assert.deepEqual(missing, [], `no text in ${language}`);
        for (const [english, text] of Object.entries(table)) assert.deepEqual(places(text), places(english), english);
        const same = Object.entries(table).filter(([english, text]) => english === text && /\w \w+ \w/.test(text));
        assert.deepEqual(same, [], 'not translated');
      });

      it(`have no text in ${language} that nobody says any more`, () => {
        const whole = sources.join('\n');
        const gone = Object.keys(table).filter((text) => !sentences.has(text) && !isWord(text, whole));
        assert.deepEqual(gone, []);
      });
    }

    it('say nothing but what has a text', () => {
      const found = sources.flatMap((source) =>
        [
          ...source.matchAll(
            /(?:problem: |return |notes: \[|\? |: |push\()(['"`])([A-Z][a-z]+(?: [^'"`\n]+){2,}[.?!])\1/g,
          ),
        ].map(([, , text = '']) => text),
      );
      assert.deepEqual(
        found.filter((text) => !sentences.has(text)),
        [],
      );
    });
  });
}

/** What stands in columns of words comes from elsewhere too: only that it is one of few short ones can be seen here. */
function isWord(text: string, source: string): boolean {
  return /^[a-z][a-z ]{1,20}$/.test(text) && (source.includes(`'${text}'`) || WORDS.has(text));
}

/** States of lanes, steps of messages, and what people who are told know, as they are named where they come from. */
const WORDS: ReadonlySet<string> = new Set([
  ...'up down paused unheld out in accepted submitted taken delivered retry failed unknown expired refused'.split(' '),
  ...RECIPIENT_STATES,
]);

function labelsOf(operations: readonly Operation[]): readonly string[] {
  return operations.flatMap(({ about, confirm, arguments: all }) => [
    about,
    ...(confirm === undefined ? [] : [confirm]),
    ...all.map((argument) => argument.about),
  ]);
}

/** What is said when they run, and the labels of what they answer. */
function saidIn(sources: readonly string[]): readonly string[] {
  const found = sources.flatMap((source) => [
    ...source.matchAll(/\bsay\(\s*'((?:[^'\\]|\\.)*)'/g),
    ...source.matchAll(/\blabel: '((?:[^'\\]|\\.)*)'/g),
  ]);
  const calls = sources.flatMap((source) => [...source.matchAll(/\bsay\((?!\s*['])/g)]);
  assert.equal(calls.length, 0, 'say() with something else than a sentence');
  return found.map(([, text = '']) => text.replaceAll("\\'", "'"));
}

function sourcesIn(folder: string): readonly string[] {
  const path = join(repositoryRoot(), folder);
  return readdirSync(path)
    .filter((name) => !/^(words|operator|texts)\.ts$/.test(name))
    .map((name) => readFileSync(join(path, name), 'utf8'));
}

describe('the operations', () => {
  it('have texts for the words of states, and for what bots may do', () => {
    for (const [language, table] of Object.entries(alertOperationTexts)) {
      const all: Readonly<Record<string, string>> = { ...operationTexts[language], ...table };
      assert.deepEqual(
        [...WORDS].filter((word) => all[word] === undefined),
        [],
        language,
      );
    }
    const make = alertOperations(nobody).find(({ noun, verb }) => noun === 'token' && verb === 'make');
    const scope = make?.arguments.find(({ name }) => name === 'scope');
    assert.equal(scope?.about, `what it may do: ${SCOPES.join(', ')}`);
  });
});
