import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Feature, Gateway } from '../../../gateways/gateway.js';
import { capsOf, discoOf, isCapsNode } from '../../../src/core/discovery.js';
import type { Site } from '../../../src/core/site.js';
import { discoInfoQuery } from '../../../src/xmpp/disco.js';
import type { Element } from '../../../src/xmpp/element.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { siteWithout } from './support/site.js';

function siteWith(features: readonly Feature[]): Site {
  const site = siteWithout();
  const gateway: Gateway = Object.assign(Object.create(site.gateway), { features: new Set(features) });
  return { ...site, gateway };
}

/** What disco#info answers, as a client reads it off the wire. */
function answerOf(site: Site, kind: 'gateway' | 'contact'): Element {
  const text = serialise(discoInfoQuery(discoOf(site, kind)));
  const query = parseStanza(`<iq xmlns="jabber:client" type="result" id="1">${text}</iq>`)?.elements()[0];
  assert.ok(query !== undefined);
  return query;
}

/** XEP-0115 5.1, from the answer alone. */
function verification(query: Element): string {
  const identities = query
    .elements()
    .filter(({ name }) => name === 'identity')
    .map(({ attrs }) => `${attrs.category}/${attrs.type}/${attrs['xml:lang'] ?? ''}/${attrs.name ?? ''}<`);
  const features = query
    .elements()
    .filter(({ name }) => name === 'feature')
    .map(({ attrs }) => `${attrs.var}<`);
  const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const text = [...identities.sort(order), ...features.sort(order)].join('');
  return createHash('sha1').update(text).digest('base64');
}

const featuresOf = (query: Element): readonly string[] =>
  query.elements().flatMap(({ name, attrs }) => (name === 'feature' ? [attrs.var ?? ''] : []));

describe('what an entity says of itself', () => {
  const sites: readonly (readonly Feature[])[] = [[], ['receipts'], ['receipts', 'corrections', 'files', 'reactions']];
  for (const features of sites) {
    for (const kind of ['gateway', 'contact'] as const) {
      it(`is what its caps stand for: ${kind} with ${features.join(', ') || 'nothing'}`, () => {
        const site = siteWith(features);
        const caps = capsOf(site, kind);
        const ver = verification(answerOf(site, kind));
        assert.equal(caps.attrs.ver, ver);
        assert.equal(caps.attrs.hash, 'sha-1');
        assert.equal(isCapsNode(site, kind, `${caps.attrs.node}#${ver}`), true);
        assert.equal(isCapsNode(site, kind, `${caps.attrs.node}#other`), false);
        assert.equal(isCapsNode(site, kind, caps.attrs.node ?? ''), false);
      });
    }
  }

  it('has each feature once, and disco#info always', () => {
    for (const kind of ['gateway', 'contact'] as const) {
      const features = featuresOf(answerOf(siteWithout(), kind));
      assert.equal(new Set(features).size, features.length);
      assert.ok(features.includes('http://jabber.org/protocol/disco#info'));
    }
  });

  it('promises for a contact what the network can do, and nothing else', () => {
    const namespaces: Partial<Record<Feature, string>> = {
      receipts: 'urn:xmpp:receipts',
      corrections: 'urn:xmpp:message-correct:0',
      reactions: 'urn:xmpp:reactions:0',
      replies: 'urn:xmpp:reply:0',
      retractions: 'urn:xmpp:message-retract:1',
      files: 'jabber:x:oob',
    };
    for (const [feature, namespace] of Object.entries(namespaces) as [Feature, string][]) {
      assert.ok(featuresOf(answerOf(siteWith([feature]), 'contact')).includes(namespace), feature);
      assert.ok(!featuresOf(answerOf(siteWith([]), 'contact')).includes(namespace), feature);
    }
  });

  it('offers registration and the prompt at the gateway alone, and never an upload service', () => {
    const gateway = featuresOf(answerOf(siteWithout(), 'gateway'));
    const contact = featuresOf(answerOf(siteWithout(), 'contact'));
    for (const feature of ['jabber:iq:register', 'jabber:iq:gateway', 'jid\\20escaping']) {
      assert.ok(gateway.includes(feature), feature);
      assert.ok(!contact.includes(feature), feature);
    }
    assert.ok(![...gateway, ...contact].some((feature) => feature.startsWith('urn:xmpp:http:upload')));
  });
});
