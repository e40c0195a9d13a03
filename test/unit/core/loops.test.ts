import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readArrival } from '../../../src/core/arrival.js';
import { CommandTree } from '../../../src/core/commands/tree.js';
import { IqDesk } from '../../../src/core/iq/desk.js';
import { Online } from '../../../src/core/online.js';
import type { Stores } from '../../../src/core/site.js';
import type { Element } from '../../../src/xmpp/element.js';
import { readStanza } from './support/desk.js';
import { DOMAIN, siteWithout } from './support/site.js';

const OURS = [DOMAIN, `romeo@${DOMAIN}`, `romeo@${DOMAIN}/a`];

it('a request that seems to come from our own domain is not answered', async () => {
  const sent: Element[] = [];
  // The search takes its buckets already when it is made.
  const site = siteWithout({ stores: { buckets: undefined } as unknown as Stores });
  const desk = new IqDesk(site, { send: (stanza) => sent.push(stanza), tree: new CommandTree(site, new Online(site)) });
  for (const from of OURS) {
    for (const payload of ['<ping xmlns="urn:xmpp:ping"/>', '<query xmlns="urn:unknown"/>', '']) {
      const iq = `<iq type="get" id="1" from="${from}" to="${DOMAIN}">${payload}</iq>`;
      await desk.handle(readStanza(iq), Promise.resolve());
    }
  }
  assert.deepEqual(sent, []);
});

it('a message that seems to come from our own domain, and an error of anybody, ask for nothing', () => {
  const site = siteWithout();
  for (const from of OURS) {
    const message = `<message from="${from}" to="juliet@${DOMAIN}" type="chat"><body>Echo</body></message>`;
    assert.equal(readArrival(readStanza(message), site), undefined);
  }
  const error = `<message from="romeo@example.org" to="juliet@${DOMAIN}" type="error"><body>Echo</body></message>`;
  assert.equal(readArrival(readStanza(error), site), undefined);
});
