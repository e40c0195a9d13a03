import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Ask, StreamRequests } from '../../../src/core/stream-requests.js';
import { Uploads } from '../../../src/core/uploads.js';
import { silentLog } from '../../../src/log.js';
import type { Element } from '../../../src/xmpp/element.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { ManualClock } from '../xmpp/manual-clock.js';

const NS = 'urn:xmpp:http:upload:0';
const FILE = { name: 'photo.jpg', size: 5000, type: 'image/jpeg' };
const SLOT = `<slot xmlns="${NS}"><put url="https://up.example.org/1"/><get url="https://up.example.org/g1"/></slot>`;
const INFO = `<query xmlns="http://jabber.org/protocol/disco#info"><feature var="${NS}"/>
  <x xmlns="jabber:x:data" type="result"><field var="FORM_TYPE" type="hidden"><value>${NS}</value></field>
  <field var="max-file-size"><value>10000</value></field></x></query>`;
const NO_INFO = '<query xmlns="http://jabber.org/protocol/disco#info"><feature var="urn:xmpp:ping"/></query>';
const ITEMS = `<query xmlns="http://jabber.org/protocol/disco#items"><item jid="rooms.example.org"/>
  <item jid="example.org" node="config"/><item jid="up.example.org"/><item jid="sms.example.org"/></query>`;
const refusal = (condition: string, more = ''): string =>
  `!<error type="wait"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>${more}</error>`;

let clock: ManualClock;
/** Requests in their order: `from to what`. */
let asked: string[];
/** What the server answers by `to what`; a leading `!` is an error, nothing is no answer until the time is over. */
let answers: Record<string, string | undefined>;
let requests: StreamRequests;
let uploads: Uploads;

const ask: Ask = async (iq, timeout) => {
  const [payload] = iq.elements();
  const what = payload?.ns.replace(/.*[#:]([a-z]+)(:0)?$/, '$1') ?? '';
  const { from, to } = iq.attrs;
  asked.push(`${from} ${to} ${what}`);
  const answer = answers[`${to} ${what}`];
  if (answer === undefined) {
    return await new Promise((resolve) => {
      clock.after(timeout, () => resolve({ ok: false, failure: 'timeout' }));
    });
  }
  const error = answer.startsWith('!');
  return { ok: true, iq: parsed(`<iq type="${error ? 'error' : 'result'}">${answer.replace('!', '')}</iq>`) };
};

function parsed(xml: string): Element {
  const element = parseStanza(xml);
  assert.ok(element !== undefined, xml);
  return element;
}

/** Lets time go by until a promise has ended. */
async function withTime<T>(work: Promise<T>): Promise<T> {
  let done = false;
  void work.finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!done) clock.advance(500);
  }
  return await work;
}

beforeEach(() => {
  clock = new ManualClock();
  asked = [];
  answers = {
    'example.org info': NO_INFO,
    'example.org items': ITEMS,
    'rooms.example.org info': NO_INFO,
    'up.example.org info': INFO,
    'up.example.org upload': SLOT,
  };
  requests = new StreamRequests();
  requests.opened(ask);
  uploads = new Uploads({ requests, domain: 'sms.example.org', serverDomain: 'example.org', clock, log: silentLog });
});

describe('the upload service of the server', () => {
  it('is found among its items and gives a slot; where it is is remembered for an hour', async () => {
    const slot = { put: 'https://up.example.org/1', get: 'https://up.example.org/g1', headers: {} };
    assert.deepEqual(await uploads.slot(FILE), slot);
    assert.deepEqual(asked.sort(), [
      'sms.example.org example.org info',
      'sms.example.org example.org items',
      'sms.example.org rooms.example.org info',
      'sms.example.org up.example.org info',
      'sms.example.org up.example.org upload',
    ]);
    asked = [];
    await uploads.slot(FILE);
    assert.deepEqual(asked, ['sms.example.org up.example.org upload']);
    clock.advance(3_600_000);
    asked = [];
    await uploads.slot(FILE);
    assert.equal(asked.length, 5);
  });

  it('may be the server itself', async () => {
    answers = { 'example.org info': INFO, 'example.org items': ITEMS, 'example.org upload': SLOT };
    assert.ok((await withTime(uploads.slot(FILE))) !== undefined);
  });

  it('is looked for once by those who ask at the same time', async () => {
    await Promise.all([uploads.slot(FILE), uploads.slot(FILE), uploads.slot(FILE)]);
    assert.equal(asked.filter((one) => one.endsWith('items')).length, 1);
  });

  it('that is not there is not looked for again for ten minutes', async () => {
    answers['up.example.org info'] = NO_INFO;
    assert.equal(await uploads.slot(FILE), undefined);
    asked = [];
    clock.advance(599_000);
    assert.equal(await uploads.slot(FILE), undefined);
    assert.deepEqual(asked, []);
    answers['up.example.org info'] = INFO;
    clock.advance(1000);
    assert.ok((await uploads.slot(FILE)) !== undefined);
  });

  it('is not asked for what is larger than it takes', async () => {
    assert.equal(await uploads.slot({ ...FILE, size: 10_001 }), undefined);
    assert.ok(!asked.some((one) => one.endsWith('upload')));
    answers['up.example.org upload'] = refusal(
      'not-acceptable',
      `<file-too-large xmlns="${NS}"><max-file-size>4000</max-file-size></file-too-large>`,
    );
    assert.equal(await uploads.slot(FILE), undefined);
    answers['up.example.org upload'] = SLOT;
    asked = [];
    assert.equal(await uploads.slot({ ...FILE, size: 4001 }), undefined);
    assert.deepEqual(asked, []);
    assert.ok((await uploads.slot({ ...FILE, size: 4000 })) !== undefined);
  });
});

describe('a server that drops our requests without a word', () => {
  it('costs some seconds once, not for each file', async () => {
    answers = {};
    const began = clock.monotonic();
    assert.equal(await withTime(uploads.slot(FILE)), undefined);
    assert.ok(clock.monotonic() - began <= 15_000, `${clock.monotonic() - began} ms`);
    asked = [];
    assert.equal(await uploads.slot(FILE), undefined);
    assert.deepEqual(asked, []);
  });

  it('for slots only is left alone for five minutes', async () => {
    answers['up.example.org upload'] = undefined;
    assert.equal(await withTime(uploads.slot(FILE)), undefined);
    asked = [];
    assert.equal(await uploads.slot(FILE), undefined);
    assert.deepEqual(asked, []);
    answers['up.example.org upload'] = SLOT;
    clock.advance(300_000);
    assert.ok((await uploads.slot(FILE)) !== undefined);
  });
});

describe('a service that refuses', () => {
  it('until a time is not asked before', async () => {
    const stamp = new Date(clock.now() + 60_000).toISOString();
    answers['up.example.org upload'] = refusal('resource-constraint', `<retry xmlns="${NS}" stamp="${stamp}"/>`);
    assert.equal(await uploads.slot(FILE), undefined);
    answers['up.example.org upload'] = SLOT;
    clock.advance(59_000);
    assert.equal(await uploads.slot(FILE), undefined);
    clock.advance(1001);
    assert.ok((await uploads.slot(FILE)) !== undefined);
  });

  it('servers may let in a user of ours, who asks from then on', async () => {
    answers['up.example.org upload'] = undefined;
    requests = new StreamRequests();
    requests.opened(async (iq, timeout) => {
      const [payload] = iq.elements();
      if (payload?.name !== 'request') return await ask(iq, timeout);
      asked.push(`${iq.attrs.from} slot`);
      const answer = iq.attrs.from === 'sms.example.org' ? refusal('forbidden') : SLOT;
      const type = answer.startsWith('!') ? 'error' : 'result';
      return { ok: true, iq: parsed(`<iq type="${type}">${answer.replace('!', '')}</iq>`) };
    });
    uploads = new Uploads({ requests, domain: 'sms.example.org', serverDomain: 'example.org', clock, log: silentLog });
    assert.ok((await uploads.slot(FILE)) !== undefined);
    await uploads.slot(FILE);
    assert.deepEqual(
      asked.filter((one) => one.endsWith('slot')),
      ['sms.example.org slot', 'upload@sms.example.org slot', 'upload@sms.example.org slot'],
    );
  });

  it('one file for its type or name takes the next', async () => {
    for (const condition of ['not-acceptable', 'bad-request']) {
      answers['up.example.org upload'] = refusal(condition);
      assert.equal(await uploads.slot(FILE), undefined);
      answers['up.example.org upload'] = SLOT;
      assert.ok((await uploads.slot(FILE)) !== undefined);
    }
    asked = [];
    assert.equal(await uploads.slot({ ...FILE, size: 0 }), undefined);
    assert.deepEqual(asked, []);
  });

  it('everybody is left alone', async () => {
    answers['up.example.org upload'] = refusal('not-allowed');
    assert.equal(await uploads.slot(FILE), undefined);
    assert.equal(asked.filter((one) => one.endsWith('upload')).length, 2);
    asked = [];
    assert.equal(await uploads.slot(FILE), undefined);
    assert.deepEqual(asked, []);
  });

  it('nothing and takes no file is left alone too', async () => {
    assert.ok((await uploads.slot(FILE)) !== undefined);
    uploads.failed('it answers the upload with 500');
    assert.equal(await uploads.slot(FILE), undefined);
    clock.advance(300_000);
    assert.ok((await uploads.slot(FILE)) !== undefined);
  });
});

describe('without a stream in this process', () => {
  it('there is no slot, at once; with it there is', async () => {
    requests = new StreamRequests();
    uploads = new Uploads({ requests, domain: 'sms.example.org', serverDomain: 'example.org', clock, log: silentLog });
    assert.equal(await uploads.slot(FILE), undefined);
    const closed = requests.opened(ask);
    assert.ok((await uploads.slot(FILE)) !== undefined);
    closed();
    assert.equal(await uploads.slot(FILE), undefined);
  });
});
