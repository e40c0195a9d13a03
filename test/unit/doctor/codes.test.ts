import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { alertsDiagnoses } from '../../../gateways/alerts/examination/diagnoses.js';
import { emailDiagnoses } from '../../../gateways/email/examination/diagnoses.js';
import type { Diagnosis } from '../../../gateways/gateway.js';
import { ircDiagnoses } from '../../../gateways/irc/examination/diagnoses.js';
import { smsDiagnoses } from '../../../gateways/sms/examination/diagnoses.js';
import { configDiagnoses } from '../../../src/cli/doctor/config-result.js';
import { CORE_AREAS } from '../../../src/cli/doctor/doctor.js';
import { unfinished } from '../../../src/cli/doctor/run-areas.js';
import { repositoryRoot } from '../../support/repository.js';

const tables: readonly Readonly<Record<string, Diagnosis>>[] = [
  configDiagnoses,
  unfinished,
  smsDiagnoses,
  emailDiagnoses,
  ircDiagnoses,
  alertsDiagnoses,
  ...CORE_AREAS.map(({ diagnoses }) => diagnoses),
];
const all = tables.flatMap((table) => Object.entries(table));
const codes = new Set(all.map(([code]) => code));

it('every code of the doctor means one thing, is kebab-case, and says in sentences why it matters', () => {
  assert.equal(codes.size, all.length);
  for (const [code, { title, why }] of all) {
    assert.match(code, /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
    assert.match(title, /[^.]$/, code);
    assert.match(why, /^\W?[A-Z].{20,}\.$/, code);
  }
});

it('pages of the documentation name only codes that there are', () => {
  for (const page of ['troubleshooting', 'attaching', 'doctor']) {
    const text = readFileSync(join(repositoryRoot(), `docs/admin/${page}.md`), 'utf8');
    const rows = text.split('\n').filter((line) => line.startsWith('|') || line.includes('`secret-refused`'));
    const named = rows.flatMap((line) =>
      [...line.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map(([, code = '']) => code),
    );
    const known = (code: string) => codes.has(code) || STREAM_CONDITIONS.has(code);
    assert.deepEqual(
      named.filter((code) => !known(code)),
      [],
      page,
    );
  }
});

/** Conditions of streams, which stand in the same tables. */
const STREAM_CONDITIONS = new Set([
  'connect-failed',
  'handshake-refused',
  'not-authorized',
  'host-unknown',
  'invalid-namespace',
  'negotiation-timeout',
  'no-barrier',
  'remote-server-timeout',
  'remote-server-not-found',
  'redis-server',
  'maxmemory-policy',
]);

it('every finding of the doctor was planted in a test', () => {
  const tests = ['machine', 'redis', 'xmpp', 'sms', 'email', 'irc', 'http-and-alerts', 'whole']
    .map((name) => readFileSync(join(repositoryRoot(), `test/unit/doctor/${name}.test.ts`), 'utf8'))
    .join('\n');
  assert.deepEqual(
    [...codes].filter((code) => !tests.includes(`'${code}'`)),
    [],
  );
});
