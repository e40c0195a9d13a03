import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchOf } from '../../../../gateways/alerts/webhooks/batch.js';
import { xmppDiagnoses } from '../../../../src/cli/doctor/xmpp-diagnoses.js';
import { componentLines } from '../../../../src/cli/servers/component-lines.js';
import { SERVERS } from '../../../../src/cli/servers/server-type.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { repositoryRoot } from '../../../support/repository.js';
import type { Block } from './block.js';

/** Our own parser takes it. What it means is tried in the tests of its feature. */
export function checkXml({ text }: Block): void {
  const element = parseStanza(text.trim());
  assert.ok(element !== undefined, 'not XML of one element');
}

interface Posted {
  readonly bot: string;
  readonly events: readonly {
    readonly id: string;
    readonly cursor: number;
    readonly type: string;
    readonly at: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

/** What is posted to the web server of a bot: made anew of the same events it is the same, but for the ids. */
export function checkPosted({ text }: Block): void {
  const shown: Posted = JSON.parse(text);
  const page = shown.events.map(({ cursor, type, at, data }) => ({
    cursor,
    event: { type, at: Date.parse(at), data },
  }));
  const next = page.at(-1)?.cursor ?? 0;
  const { body = '' } = batchOf(
    { events: page, next, lost: false },
    { bot: shown.bot, after: 0, most: 100, isFor: () => true },
  );
  const made: Posted = JSON.parse(body);
  const withoutIds = ({ events, ...head }: Posted) => ({ ...head, events: events.map(({ id, ...event }) => event) });
  assert.deepEqual(withoutIds(made), withoutIds(shown));
  for (const { id } of [...shown.events, ...made.events]) assert.match(id, /^[a-z]{30}$/);
}

/** The doctor finds what is shown, says why as it is shown, and shows the lines that it would write. */
export function checkDoctor({ text }: Block): void {
  const [, code = '', domain = ''] = /^ {2}error +([\w-]+): component (\S+)$/m.exec(text) ?? [];
  const known: Readonly<Record<string, { readonly severity: string; readonly why: string }>> = xmppDiagnoses;
  assert.equal(known[code]?.severity, 'error', `${code} is no error of the doctor`);
  const lines = text.split('\n').map((line) => line.trim());
  const { file, apply, port } = SERVERS.prosody;
  const write = componentLines('prosody', { domain, secret: '...', port }).split('\n');
  for (const line of [known[code]?.why ?? '', `-> in ${file} (then ${apply}):`, ...write]) {
    assert.ok(lines.includes(line.trim()), `${line} is not shown`);
  }
}

/** Lines of a script that is played, in its order; some may be left out. */
export function checkScript({ text }: Block): void {
  const folder = join(repositoryRoot(), 'test/e2e/scripts');
  const scripts = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.stanzas'));
  const lines = text.trim().split('\n');
  const holds = scripts.some((name) => {
    let next = 0;
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) if (line === lines[next]) next += 1;
    return next === lines.length;
  });
  assert.ok(holds, `no script in ${folder} has these lines`);
}
