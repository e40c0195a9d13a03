import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Feature, Gateway } from '../../../gateways/gateway.js';
import { aboutOf } from '../../../src/core/about.js';
import { capsOf, discoOf, type EntityKind, nodeInfo } from '../../../src/core/discovery.js';
import { Shown } from '../../../src/core/shown.js';
import type { Site } from '../../../src/core/site.js';
import { discoInfoQuery } from '../../../src/xmpp/disco.js';
import type { Element } from '../../../src/xmpp/element.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { verificationOf } from '../../support/caps.js';
import { siteWithout } from './support/site.js';

const KINDS: readonly EntityKind[] = ['gateway', 'network', 'contact', 'no-reply'];
const times = { limits: { expiry: 86_400_000 }, linkTtl: 604_800 };

function siteWith(features: readonly Feature[]): Site {
  const site = siteWithout();
  const gateway: Gateway = Object.assign(Object.create(site.gateway), { features: new Set(features) });
  return { ...site, gateway };
}

/** What disco#info answers, as a client reads it off the wire. */
function answerOf(site: Site, kind: EntityKind): Element {
  const text = serialise(discoInfoQuery(discoOf(site, kind)));
  const query = parseStanza(`<iq xmlns="jabber:client" type="result" id="1">${text}</iq>`)?.elements()[0];
  assert.ok(query !== undefined);
  return query;
}

const featuresOf = (query: Element): readonly string[] =>
  query.elements().flatMap(({ name, attrs }) => (name === 'feature' ? [attrs.var ?? ''] : []));

describe('what an entity says of itself', () => {
  const sites: readonly (readonly Feature[])[] = [[], ['receipts'], ['receipts', 'corrections', 'files', 'reactions']];
  for (const features of sites) {
    for (const kind of KINDS) {
      it(`is what its caps stand for: ${kind} with ${features.join(', ') || 'nothing'}`, () => {
        const site = siteWith(features);
        const caps = capsOf(site, kind);
        const ver = verificationOf(serialise(discoInfoQuery(discoOf(site, kind))));
        assert.equal(caps.attrs.ver, ver);
        assert.equal(caps.attrs.hash, 'sha-1');
        assert.deepEqual(nodeInfo(site, kind, `${caps.attrs.node}#${ver}`), discoOf(site, kind));
        assert.equal(nodeInfo(site, kind, `${caps.attrs.node}#other`), undefined);
        assert.equal(nodeInfo(site, kind, caps.attrs.node ?? ''), undefined);
      });
    }
  }

  it('has the name and the caps of its own that the gateway gives it', () => {
    const plain = siteWith([]);
    const identityOf = (contact: string) =>
      contact === 'ops' ? { category: 'directory', type: 'group', name: 'Operators' } : undefined;
    const gateway: Gateway = Object.assign(Object.create(plain.gateway), { identityOf });
    const site = { ...plain, gateway };
    assert.deepEqual(discoOf(site, 'contact', 'ops').identities, [identityOf('ops')]);
    assert.deepEqual(discoOf(site, 'contact', 'other'), discoOf(plain, 'contact'));
    const caps = new Shown(site).presence('ops', 'romeo@example.org', { available: true }).getChild('c', NS.caps);
    const { node = '', ver = '' } = caps?.attrs ?? {};
    assert.equal(ver, verificationOf(serialise(discoInfoQuery(discoOf(site, 'contact', 'ops')))));
    assert.deepEqual(nodeInfo(site, 'contact', `${node}#${ver}`, 'ops'), discoOf(site, 'contact', 'ops'));
    assert.equal(nodeInfo(site, 'contact', `${node}#${ver}`, 'other'), undefined);
    const usual = new Shown(site).presence('other', 'romeo@example.org', { available: true }).getChild('c', NS.caps);
    assert.equal(usual?.attrs.ver, capsOf(plain, 'contact').attrs.ver);
  });

  it('is what its caps stand for, also with everything that an admin may have it tell', () => {
    const site = siteWithout();
    const about = aboutOf(site.gateway, site.words, times, {
      contacts: {
        abuse: ['mailto:abuse@example.org', 'xmpp:abuse@example.org'],
        admin: ['xmpp:\u00e4dmin@example.org'],
      },
      outage: ['https://example.org/a?b&c', 'https://example.net/'],
      dataPolicy: {
        access: ['partners', 'admins', 'government'],
        terms: 'https://example.org/<terms>',
        deletion: true,
      },
      networkPolicy: { extraInfo: 'One & "two" \u{1f600}', retention: 'infinite' },
    });
    const full = { ...site, about };
    const text = serialise(discoInfoQuery(discoOf(full, 'gateway')));
    assert.equal(capsOf(full, 'gateway').attrs.ver, verificationOf(text));
    assert.notEqual(capsOf(full, 'gateway').attrs.ver, capsOf(site, 'gateway').attrs.ver);
    assert.equal(capsOf(full, 'contact').attrs.ver, capsOf(site, 'contact').attrs.ver, 'contacts tell the same');
  });

  it('has each feature once, and disco#info always', () => {
    for (const kind of KINDS) {
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

  it('says of a contact that only writes just that, whatever the network can do', () => {
    const site = siteWith(['receipts', 'corrections', 'reactions', 'replies', 'retractions', 'files']);
    const features = featuresOf(answerOf(site, 'no-reply'));
    assert.ok(features.includes('urn:xmpp:noreply:0'));
    for (const feature of ['urn:xmpp:receipts', 'urn:xmpp:message-correct:0', 'urn:xmpp:reactions:0', 'jabber:x:oob']) {
      assert.ok(!features.includes(feature), feature);
    }
    for (const kind of ['gateway', 'contact'] as const) {
      assert.ok(!featuresOf(answerOf(site, kind)).includes('urn:xmpp:noreply:0'), kind);
    }
  });

  it('offers search only where there is a directory', () => {
    const site = siteWithout();
    const directory = { directory: { search: async () => [] }, results: 10 };
    const searching = { ...site, about: { ...site.about, directory } };
    assert.ok(featuresOf(answerOf(searching, 'gateway')).includes('jabber:iq:search'));
    assert.ok(!featuresOf(answerOf(searching, 'contact')).includes('jabber:iq:search'));
    assert.ok(!featuresOf(answerOf(site, 'gateway')).includes('jabber:iq:search'));
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
