import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capsElement, capsVersion } from '../../../src/xmpp/caps.js';
import { discoInfoQuery, discoItemsQuery, readDiscoInfo, readDiscoItems } from '../../../src/xmpp/disco.js';
import { lastQuery } from '../../../src/xmpp/last.js';
import { pingPayload } from '../../../src/xmpp/ping.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { formatTime, parseTime, timePayload } from '../../../src/xmpp/time.js';
import { versionQuery } from '../../../src/xmpp/version.js';

const DISCO = 'http://jabber.org/protocol/disco#info';

test('the verification strings of the examples in XEP-0115 come out', () => {
  const features = [
    'http://jabber.org/protocol/muc',
    DISCO,
    'http://jabber.org/protocol/disco#items',
    'http://jabber.org/protocol/caps',
  ];
  const simple = { identities: [{ category: 'client', type: 'pc', name: 'Exodus 0.9.1' }], features };
  assert.equal(capsVersion(simple), 'QgayPKawpkPSDYmwT/WM94uAlu0=');
  const complex = {
    identities: [
      { category: 'client', type: 'pc', name: 'Ψ 0.11', lang: 'el' },
      { category: 'client', type: 'pc', name: 'Psi 0.11', lang: 'en' },
    ],
    features,
    forms: [
      {
        type: 'result',
        formType: 'urn:xmpp:dataforms:softwareinfo',
        fields: [
          { name: 'software', kind: 'text-single', values: ['Psi'] },
          { name: 'ip_version', kind: 'text-multi', values: ['ipv6', 'ipv4'] },
          { name: 'os', kind: 'text-single', values: ['Mac'] },
          { name: 'os_version', kind: 'text-single', values: ['10.5.1'] },
          { name: 'software_version', kind: 'text-single', values: ['0.11'] },
        ],
      },
    ],
  } as const;
  assert.equal(capsVersion(complex), 'q07IKJEyjvHSyhy//CH0CxmKi8w=');
});

test('capabilities hash what disco answers, disco#info itself included', () => {
  const info = {
    identities: [{ category: 'gateway', type: 'sms' }],
    features: ['jabber:iq:register', 'jabber:iq:register'],
  };
  const answered = readDiscoInfo(discoInfoQuery(info));
  assert.deepEqual(answered.features, [DISCO, 'jabber:iq:register']);
  assert.equal(capsVersion(answered), capsVersion(info));
  assert.equal(capsElement('https://isthmus.example', info).attrs.ver, capsVersion(info));
});

test('disco mirrors the node, writes identities with languages, and no items are no error', () => {
  assert.equal(
    serialise(
      discoInfoQuery(
        { identities: [{ category: 'gateway', type: 'sms', name: 'SMS', lang: 'en' }], features: [] },
        'n',
      ),
    ),
    `<query xmlns="${DISCO}" node="n"><identity category="gateway" type="sms" name="SMS" xml:lang="en"/><feature var="${DISCO}"/></query>`,
  );
  assert.equal(serialise(discoItemsQuery([])), '<query xmlns="http://jabber.org/protocol/disco#items"/>');
  const items = [{ jid: 'a@b', node: 'n', name: 'N' }, { jid: 'c' }];
  assert.deepEqual(readDiscoItems(discoItemsQuery(items)), items);
});

test('version, ping, time and last activity are answered in their words', () => {
  assert.equal(
    serialise(versionQuery('Isthmus', '1.0')),
    '<query xmlns="jabber:iq:version"><name>Isthmus</name><version>1.0</version></query>',
  );
  assert.equal(serialise(pingPayload()), '<ping xmlns="urn:xmpp:ping"/>');
  assert.equal(serialise(lastQuery(12.9)), '<query xmlns="jabber:iq:last" seconds="12"/>');
  assert.equal(
    serialise(timePayload(0)),
    '<time xmlns="urn:xmpp:time"><tzo>+00:00</tzo><utc>1970-01-01T00:00:00Z</utc></time>',
  );
});

test('times are read in the forms of XEP-0082 only', () => {
  assert.equal(parseTime('1970-01-01T00:00:01Z'), 1000);
  assert.equal(parseTime('1970-01-01T01:00:00.250+01:00'), 250);
  assert.equal(formatTime(250), '1970-01-01T00:00:00.250Z');
  for (const text of ['', 'yesterday', '1970-01-01', '1970-01-01T00:00:00', '1970-13-01T00:00:00Z'])
    assert.equal(parseTime(text), undefined);
});
