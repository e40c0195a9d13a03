import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AddressCodec, AddressResult } from '../../../gateways/gateway.js';
import { promptHandlers } from '../../../src/core/iq/prompt.js';
import type { Request } from '../../../src/core/iq/request.js';
import type { Site, Stores } from '../../../src/core/site.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { DOMAIN, siteWithout } from './support/site.js';

const wrong = (text: string, suggestion?: string): AddressResult => ({
  ok: false,
  problem: {
    type: 'cancel',
    condition: 'item-not-found',
    text: { key: 'echo.address-wrong', params: { address: text } },
  },
  ...(suggestion === undefined ? {} : { suggestion }),
});

/** Mail addresses: the domain in small letters, the rest as it is; a missing dot is guessed at. */
const mail: AddressCodec = {
  parse: (local) => mail.prompt(local),
  format: (address) => address,
  prompt(text) {
    const [, name, domain = ''] = /^(?:mailto:)?([^@\s]+)@([^@\s]+)$/.exec(text) ?? [];
    if (name === undefined) return wrong(text);
    if (!domain.includes('.')) return wrong(text, `${name}@${domain}.example`);
    const address = `${name}@${domain.toLowerCase()}`;
    return { ok: true, address, local: address };
  },
};

/** Nicks and channels of a network. */
const nicks: AddressCodec = {
  parse: (local) => nicks.prompt(local),
  format: (address) => address,
  prompt(text) {
    const address = `${text.toLowerCase()}%irc.example`;
    return /\s/.test(text) ? wrong(text) : { ok: true, address, local: address };
  },
};

async function ask(addresses: AddressCodec, typed: string): Promise<string> {
  const base = siteWithout();
  const gateway = Object.assign(Object.create(base.gateway), { addresses });
  // Nobody is registered: the prompt is for whoever may register.
  const stores = { cache: { user: async () => undefined } } as unknown as Stores;
  const site: Site = { ...base, gateway, stores };
  const iq = parseStanza(
    `<iq xmlns="jabber:client" type="set" id="1" from="romeo@example.org/a" to="${DOMAIN}">` +
      `<query xmlns="jabber:iq:gateway"><prompt>${typed}</prompt></query></iq>`,
  );
  const [from, to, payload] = [parseJid('romeo@example.org/a'), parseJid(DOMAIN), iq?.elements()[0]];
  assert.ok(iq !== undefined && from !== undefined && to !== undefined && payload !== undefined);
  const request: Request = {
    ...{ iq, payload, from, to, type: 'set', kind: 'gateway', contact: '', lang: undefined, before: Promise.resolve() },
  };
  const [answer] = (await promptHandlers(site)['set jabber:iq:gateway']?.(request)) ?? [];
  assert.ok(answer !== undefined);
  return serialise(answer);
}

describe('the prompt', () => {
  it('makes an address with an at sign a JID (XEP-0106)', async () => {
    for (const typed of ['Alice@Example.COM', ' mailto:Alice@Example.COM ', `Alice\\40example.com@${DOMAIN}`]) {
      assert.match(await ask(mail, typed), /<jid>[Aa]lice\\40example\.com@echo\.example\.org<\/jid>/, typed);
    }
  });

  it('names what was probably meant, with the one error of XEP-0100 6.3 and no other address', async () => {
    const answer = await ask(mail, 'alice@mail');
    assert.match(answer, /<error type="modify" code="406"><not-acceptable xmlns="[^"]+"\/>/);
    assert.match(answer, /Write to alice\\40mail\.example@echo\.example\.org instead\./);
    assert.doesNotMatch(answer, /<gone/);
  });

  it('makes nicks and channels JIDs, and says what is none', async () => {
    assert.match(await ask(nicks, 'Romeo'), /<jid>romeo%irc\.example@echo\.example\.org<\/jid>/);
    assert.match(await ask(nicks, '#Verona'), /<jid>#verona%irc\.example@echo\.example\.org<\/jid>/);
    assert.match(await ask(nicks, '&amp;local'), /<jid>\\26local%irc\.example@echo\.example\.org<\/jid>/);
    assert.match(await ask(nicks, 'two words'), /<not-acceptable .*two words is not a contact/);
  });

  it('takes a JID of another domain for what was typed', async () => {
    assert.match(await ask(mail, 'alice@example.com'), /<jid>alice\\40example\.com@/);
  });
});
