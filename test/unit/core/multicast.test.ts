import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Feature, Gateway } from '../../../gateways/gateway.js';
import { readArrival } from '../../../src/core/arrival.js';
import { recipientsOf } from '../../../src/core/multicast.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { DOMAIN, siteWithout } from './support/site.js';

const plain = siteWithout();
const gateway: Gateway = Object.assign(Object.create(plain.gateway), {
  features: new Set<Feature>(['addresses']),
  elsewhere: (address: { readonly jid: string } | { readonly uri: string }) => {
    const text = 'jid' in address ? address.jid : address.uri;
    return text.includes('example.net') ? `far:${text}` : undefined;
  },
});
const site = { ...plain, gateway };

function read(to: string, ...addresses: readonly string[]) {
  const stanza = parseStanza(
    `<message xmlns='jabber:client' from='juliet@example.org/a' to='${to}' id='m1'><body>Hi</body>` +
      `<addresses xmlns='http://jabber.org/protocol/address'>${addresses.join('')}</addresses></message>`,
  );
  assert.ok(stanza !== undefined);
  const arrival = readArrival(stanza, site);
  assert.ok(arrival !== undefined);
  return recipientsOf(arrival, site).map(({ wish, together }) => ({
    refused: 'refuse' in wish ? wish.refuse.condition : undefined,
    to: together?.map((one) => one.copy?.elsewhere?.contact ?? one.to.bare),
  }));
}

describe('recipients that are none of the gateway', () => {
  const romeo = `<address type='to' jid='romeo@${DOMAIN}'/>`;

  it('go along where the gateway has a contact for them', () => {
    assert.deepEqual(
      read(
        DOMAIN,
        romeo,
        "<address type='cc' jid='a@example.net/home'/>",
        "<address type='bcc' uri='mailto:b@example.net'/>",
      ),
      [{ refused: undefined, to: [`romeo@${DOMAIN}`, 'far:a@example.net', 'far:mailto:b@example.net'] }],
    );
  });

  it('are each one recipient, and none where somebody has delivered to them', () => {
    const twice = "<address type='to' jid='a@example.net/x'/><address type='cc' jid='a@example.net/y'/>";
    const done = "<address type='to' jid='c@example.net' delivered='true'/>";
    assert.deepEqual(read(DOMAIN, romeo, twice, done), [
      { refused: undefined, to: [`romeo@${DOMAIN}`, 'far:a@example.net'] },
    ]);
  });

  it('end all of it where a JID is out of reach, and themselves where they cannot be read', () => {
    assert.deepEqual(read(DOMAIN, romeo, "<address type='to' jid='a@example.com'/>"), [
      { refused: 'forbidden', to: undefined },
    ]);
    assert.deepEqual(read(DOMAIN, romeo, "<address type='to' jid='a@example.net' uri='mailto:a@example.net'/>"), [
      { refused: undefined, to: [`romeo@${DOMAIN}`] },
      { refused: 'jid-malformed', to: undefined },
    ]);
  });

  it('are only told where a contact was written to', () => {
    assert.deepEqual(read(`mercutio@${DOMAIN}`, "<address type='to' jid='a@example.net'/>"), [
      { refused: undefined, to: undefined },
    ]);
  });
});
