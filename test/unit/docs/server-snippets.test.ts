import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { type DomainBalancing, type EjabberdOptions, startEjabberd } from '../../../sandbox/ejabberd.js';
import { freePort } from '../../../sandbox/free-port.js';
import { startProsody } from '../../../sandbox/prosody.js';
import type { ConnectionOptions } from '../../../src/core/stream/connection.js';
import { el } from '../../../src/xmpp/element.js';
import { repositoryRoot } from '../../support/repository.js';
import { Connected } from '../stream/connected.js';
import { codeBlocks } from './pages.js';

const DOMAIN = 'sms.example.org';
/** `limits.stanza` by default, and what a stanza may grow by on its way. */
const LARGEST = 272 * 1024;

interface EjabberdConfig extends Record<string, unknown> {
  readonly listen: readonly {
    readonly port: number;
    readonly max_stanza_size: number;
    readonly hosts: Readonly<Record<string, { readonly password: string }>>;
  }[];
}

function read(path: string): string {
  return readFileSync(join(repositoryRoot(), path), 'utf8');
}

/** `config/ejabberd.yml` as the settings of a sandbox; everything in it is taken as it stands, but for the port. */
function ejabberdSettings(): EjabberdOptions & { readonly components: Readonly<Record<string, string>> } {
  const { listen, ...extra } = parse(read('config/ejabberd.yml')) as EjabberdConfig;
  const [listener] = listen;
  assert.ok(listener !== undefined && listen.length === 1);
  const { port: _, hosts, ...extraListener } = listener;
  const components = Object.fromEntries(Object.entries(hosts).map(([domain, { password }]) => [domain, password]));
  return { components, extraListener, extra };
}

interface Server {
  readonly host: string;
  readonly componentPort: number;
  readonly domain: string;
}

/** Connects as Isthmus does; resolves when the server has let us in. */
async function attach(
  t: TestContext,
  { host, componentPort: port, domain: serverDomain }: Server,
  options: Pick<ConnectionOptions, 'secret'> & Partial<ConnectionOptions>,
): Promise<Connected> {
  const connected = new Connected({ server: { host, port }, domain: DOMAIN, serverDomain, ...options });
  t.after(() => connected.connection.stop());
  await connected.start().up();
  return connected;
}

/** A stanza as large as the largest that the defaults let out; nobody answers an error. */
const largest = (to: string) =>
  el('message', { from: DOMAIN, to, type: 'error' }, el('body', {}, 'x'.repeat(LARGEST - 200)));

describe('the server snippets', () => {
  it('config/prosody.cfg.lua makes Prosody take the component and its largest stanza', async (t) => {
    const port = await freePort();
    const snippet = read('config/prosody.cfg.lua').replace('5347', String(port));
    const secret = /component_secret = "(.+)"/.exec(snippet)?.[1] ?? '';
    const prosody = await startProsody({ extraGlobal: snippet });
    t.after(() => prosody.stop());
    const place = { host: prosody.host, domain: prosody.domain, componentPort: port };
    const connected = await attach(t, place, { secret, maxStanzaBytes: LARGEST });
    assert.equal(await connected.track(largest(prosody.domain)), 'acked');
  });

  it('config/ejabberd.yml makes ejabberd take the component and its largest stanza, and each of its keys is known there', async (t) => {
    const settings = ejabberdSettings();
    const ejabberd = await startEjabberd(settings);
    t.after(() => ejabberd.stop());
    const connected = await attach(t, ejabberd, {
      secret: settings.components[DOMAIN] ?? '',
      maxStanzaBytes: LARGEST,
    });
    assert.equal(await connected.track(largest(ejabberd.domain)), 'acked');
  });

  it('with config/ejabberd.yml a component gets nothing of the other domains of its listener', async (t) => {
    const settings = ejabberdSettings();
    const secret = settings.components[DOMAIN] ?? '';
    const OTHER = 'irc.example.org';
    const ejabberd = await startEjabberd({ ...settings, components: { ...settings.components, [OTHER]: 'other' } });
    t.after(() => ejabberd.stop());
    const sms = await attach(t, ejabberd, { secret });
    const other = await attach(t, ejabberd, { secret: 'other', domain: OTHER });
    for (let index = 0; index < 20; index++) {
      sms.connection.send(el('message', { from: DOMAIN, to: `x@${OTHER}`, id: `${index}` }));
    }
    await other.until(({ stanzas }) => stanzas.length === 20, 'all of them');
    await sms.track(el('message', { from: DOMAIN, to: ejabberd.domain, type: 'error' }));
    assert.deepEqual(sms.seen.stanzas, []);
  });

  it('the snippet of the page for several connections makes ejabberd spread the domain over them', async (t) => {
    const settings = ejabberdSettings();
    const [, spread = ''] = codeBlocks(read('docs/admin/attaching.md'), 'yaml');
    const { domain_balancing: balancing, ...nothing } = parse(spread) as {
      readonly domain_balancing: Readonly<Record<string, DomainBalancing>>;
    };
    assert.deepEqual(nothing, {});
    const { type, component_number: streams } = balancing[DOMAIN] ?? {};
    assert.equal(type, 'bare_source');
    const ejabberd = await startEjabberd({ ...settings, domainBalancing: balancing });
    t.after(() => ejabberd.stop());
    const secret = settings.components[DOMAIN] ?? '';
    assert.equal(streams, 2);
    const options = { secret, streams, maxStanzaBytes: LARGEST };
    const all = await Promise.all([attach(t, ejabberd, options), attach(t, ejabberd, options)]);
    for (const connected of all) {
      assert.equal(connected.connection.barrierForm, 'name');
      assert.equal(await connected.track(largest(ejabberd.domain)), 'acked');
      assert.doesNotMatch(connected.seen.log.join('\n'), /^(warn|error)/m);
    }
  });

  it('the page on attaching shows the same as the files', () => {
    const page = read('docs/admin/attaching.md');
    const prosody = read('config/prosody.cfg.lua');
    for (const block of codeBlocks(page, 'lua')) {
      for (const line of block.split('\n')) assert.ok(prosody.includes(line), `not in the file: ${line}`);
    }
    const [shown] = codeBlocks(page, 'yaml');
    assert.deepEqual(parse(shown ?? ''), parse(read('config/ejabberd.yml')));
  });

  it('the page on attaching says of each other server that nobody ran its snippet', () => {
    const page = read('docs/admin/attaching.md');
    for (const server of ['Openfire', 'MongooseIM', 'Tigase']) {
      assert.match(page, new RegExp(`^## ${server}\\n\\nNot run in our tests`, 'm'));
    }
  });
});
