import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { type Ejabberd, startEjabberd } from '../../../sandbox/ejabberd.js';
import { freePort } from '../../../sandbox/free-port.js';
import { startProsody } from '../../../sandbox/prosody.js';
import { systemClock } from '../../../src/clock.js';
import { ComponentConnection } from '../../../src/core/stream/connection.js';
import { silentLog } from '../../../src/log.js';
import { repositoryRoot } from '../../support/repository.js';
import { codeBlocks } from './pages.js';

const DOMAIN = 'sms.example.org';

interface Listener {
  readonly port: number;
  readonly ip: string;
  readonly module: string;
  readonly hosts: Readonly<Record<string, { readonly password: string }>>;
}

function read(path: string): string {
  return readFileSync(join(repositoryRoot(), path), 'utf8');
}

/** Connects as Isthmus does; resolves when the server has let us in, rejects with the reason where it does not. */
async function attach(port: number, secret: string, serverDomain: string): Promise<void> {
  let connection: ComponentConnection | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      connection = new ComponentConnection({
        server: { host: '127.0.0.1', port },
        domain: DOMAIN,
        secret,
        serverDomain,
        clock: systemClock,
        log: silentLog,
        onStanza: () => undefined,
        onUp: resolve,
        onDown: (end) => reject(new Error(`${end.condition} ${end.text ?? ''}`)),
      });
      connection.start();
    });
  } finally {
    await connection?.stop();
  }
}

describe('the server snippets', () => {
  it('config/prosody.cfg.lua makes Prosody take the component', async () => {
    const port = await freePort();
    const snippet = read('config/prosody.cfg.lua').replace('5347', String(port));
    const secret = /component_secret = "(.+)"/.exec(snippet)?.[1] ?? '';
    const prosody = await startProsody({ extraGlobal: snippet });
    after(() => prosody.stop());
    await attach(port, secret, prosody.domain);
  });

  it('config/ejabberd.yml makes ejabberd take the component, and each of its keys is known there', async () => {
    const { listen } = parse(read('config/ejabberd.yml')) as { listen: readonly Listener[] };
    const [listener] = listen;
    assert.ok(listener !== undefined && listen.length === 1);
    const { port: _, hosts, ...keys } = listener;
    const components = Object.fromEntries(Object.entries(hosts).map(([domain, { password }]) => [domain, password]));
    const ejabberd: Ejabberd = await startEjabberd({ components, extraListener: keys });
    after(() => ejabberd.stop());
    await attach(ejabberd.componentPort, components[DOMAIN] ?? '', ejabberd.domain);
  });

  it('the page on attaching shows the same as the files', () => {
    const page = read('docs/admin/attaching.md');
    const prosody = read('config/prosody.cfg.lua') + read('config/prosody-privileges.cfg.lua');
    for (const block of codeBlocks(page, 'lua')) {
      for (const line of block.split('\n')) assert.ok(prosody.includes(line), `not in the file: ${line}`);
    }
    const [shown, privileges] = codeBlocks(page, 'yaml');
    assert.deepEqual(parse(shown ?? ''), parse(read('config/ejabberd.yml')));
    // That the servers do what these say is tried in test/e2e/privileges.test.ts.
    assert.deepEqual(parse(privileges ?? ''), parse(read('config/ejabberd-privileges.yml')));
  });
});
