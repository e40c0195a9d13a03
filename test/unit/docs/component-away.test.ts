import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { type Ejabberd, startEjabberd } from '../../../sandbox/ejabberd.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import { attribute, connectUser, isFrom } from '../../../sandbox/xmpp-user.js';
import { repositoryRoot } from '../../support/repository.js';
import { Connected } from '../stream/connected.js';

const DOMAIN = 'sms.example.org';
const SECRET = 's3cret';
const COMPONENTS = { [DOMAIN]: SECRET };
const BALANCED = { domainBalancing: { [DOMAIN]: { type: 'bare_source', component_number: 2 } } } as const;

const page = readFileSync(join(repositoryRoot(), 'docs/admin/troubleshooting.md'), 'utf8');

/** What the page says of a server: type and condition of the error, and its words. */
function said(row: string): readonly string[] {
  const [, cell = ''] = new RegExp(`^\\| ${row} \\| (.*) \\|$`, 'm').exec(page) ?? [];
  const [, type = '', condition = '', text = ''] = /`(.+?)` \/ `(.+?)`, \*(.+?)\*/.exec(cell) ?? [];
  return [type, condition, text];
}

/** What a user gets for a message, a request and a subscription, while nobody is connected: type, condition, text of each. */
async function answers(server: Prosody | Ejabberd): Promise<readonly (readonly string[])[]> {
  const user = await connectUser(await server.addUser('romeo'));
  try {
    await user.send(`<message to="x@${DOMAIN}" type="chat" id="message"><body>hi</body></message>`);
    await user.send(`<presence to="x@${DOMAIN}" type="subscribe" id="presence"/>`);
    await user.send(`<iq to="${DOMAIN}" type="get" id="iq"><query xmlns="jabber:iq:register"/></iq>`);
    const got: (readonly string[])[] = [];
    for (const id of ['message', 'presence', 'iq']) {
      const stanza = await user.waitFor((one) => attribute(one, 'id') === id, `the error to the ${id}`, 10_000);
      const error = stanza.getChild('error');
      const condition = error?.getChildElements().find(({ name }) => name !== 'text');
      got.push([attribute(error ?? stanza, 'type') ?? '', condition?.name ?? '', error?.getChildText('text') ?? '']);
    }
    return got;
  } finally {
    await user.close();
  }
}

async function check(t: TestContext, server: Prosody | Ejabberd, row: string): Promise<void> {
  t.after(() => server.stop());
  const [type, condition, text] = said(row);
  assert.ok(type && condition && text, `the page says nothing of: ${row}`);
  for (const [gotType, gotCondition, gotText = ''] of await answers(server)) {
    assert.deepEqual([gotType, gotCondition], [type, condition]);
    assert.ok(gotText.startsWith(text), gotText);
  }
}

describe('while the component is away a user gets what the page on troubleshooting says', () => {
  it('from Prosody', async (t) => {
    await check(t, await startProsody({ components: COMPONENTS }), 'Prosody');
  });

  it('from ejabberd with the rules of config/ejabberd.yml', async (t) => {
    const config: unknown = parse(readFileSync(join(repositoryRoot(), 'config/ejabberd.yml'), 'utf8'));
    const { acl, access_rules, s2s_access } = config as Record<string, unknown>;
    const server = await startEjabberd({ components: COMPONENTS, extra: { acl, access_rules, s2s_access } });
    await check(t, server, 'ejabberd with our rules for `s2s_access`');
  });

  it('from ejabberd without them', async (t) => {
    const server = await startEjabberd({ components: COMPONENTS, extra: { s2s_access: 'all' } });
    await check(t, server, 'ejabberd without them');
  });

  it('from ejabberd that spreads the domain: nothing, once streams had been up', async (t) => {
    const server = await startEjabberd({ components: COMPONENTS, ...BALANCED });
    t.after(() => server.stop());
    assert.match(page, /^\| ejabberd with `domain_balancing` \| nothing at all, once connections had been up/m);
    const place = { host: server.host, port: server.componentPort };
    const options = { server: place, domain: DOMAIN, secret: SECRET, streams: 2 };
    const streams = [new Connected(options).start(), new Connected(options).start()];
    await Promise.all(streams.map((stream) => stream.up()));
    await Promise.all(streams.map(({ connection }) => connection.stop()));
    const user = await connectUser(await server.addUser('romeo'));
    t.after(() => user.close());
    await user.send(`<message to="x@${DOMAIN}" type="chat" id="m"><body>hi</body></message>`);
    // The server reads in order: its answer to this comes behind an error to that, if there was one.
    await user.request(`<iq to="${server.domain}" type="get"><ping xmlns="urn:xmpp:ping"/></iq>`);
    assert.ok(!user.received.some((stanza) => isFrom(stanza, `x@${DOMAIN}`)));
  });
});
