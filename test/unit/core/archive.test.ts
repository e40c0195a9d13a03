import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Gateway } from '../../../gateways/gateway.js';
import { CommandTree } from '../../../src/core/commands/tree.js';
import { archiveFeatures, discoOf } from '../../../src/core/discovery.js';
import { problem } from '../../../src/core/errors.js';
import { archiveHandlers } from '../../../src/core/iq/archive.js';
import { IqDesk } from '../../../src/core/iq/desk.js';
import type { Request } from '../../../src/core/iq/request.js';
import { afterLeaving } from '../../../src/core/leaving.js';
import { Online } from '../../../src/core/online.js';
import type { Site } from '../../../src/core/site.js';
import type { Element } from '../../../src/xmpp/element.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { type TestStore, testStore } from '../store/support.js';
import { readStanza } from './support/desk.js';
import { DOMAIN, siteOn, siteWithout } from './support/site.js';

const ROOM = 'verona';
const ROOM_JID = `${ROOM}@${DOMAIN}`;
const JULIET = 'juliet@example.org/balcony';
const ROMEO = 'romeo@example.org/orchard';
const KEEP = { most: 1000, seconds: 2_000_000_000 };
const MAM = 'urn:xmpp:mam:2';

/** 2026-05-04T03:02:01Z */
const THEN = Date.UTC(2026, 4, 4, 3, 2, 1);
/** An id of that time and `ms` more, as `newArchiveId` makes them. */
const idOf = (ms: number): string =>
  `${(THEN + ms).toString(36).padStart(9, '0')}AAAAAAAA${String(ms).padStart(4, '0')}`;
const stanzaOf = (ms: number, nick: string): string =>
  `<message from="${ROOM_JID}/${nick}" type="groupchat" id="${idOf(ms)}"><body>${ms} &amp; more</body></message>`;

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

function siteWith(parts: Partial<Site> = {}): Site {
  const site = siteOn(t.store, parts);
  const gateway: Gateway = Object.assign(Object.create(site.gateway), { archives: true });
  return { ...site, gateway };
}

/** A site where Juliet saw lines at 0, 1, ... 9 ms, the odd ones by the nurse, and Romeo the first three. */
async function played(): Promise<Site> {
  const site = siteWith();
  const archive = site.stores.archive(site.gateway.name);
  for (let ms = 0; ms < 10; ms++) {
    const seenBy = ms < 3 ? ['juliet@example.org', 'romeo@example.org'] : ['juliet@example.org'];
    const from = ms % 2 === 0 ? 'Juliet' : 'Nurse';
    await archive.append(ROOM, [{ id: idOf(ms), at: THEN + ms, xml: stanzaOf(ms, from), seenBy, from }], KEEP);
  }
  return site;
}

interface Asking {
  readonly from?: string;
  readonly to?: string;
  readonly kind?: Request['kind'];
}

/** Asks; undefined where this is no request of an archive, else what is answered. */
async function ask(
  site: Site,
  type: 'get' | 'set',
  payload: string,
  { from = JULIET, to = ROOM_JID, kind = 'contact' }: Asking = {},
): Promise<readonly string[] | undefined> {
  const iq = readStanza(`<iq type="${type}" id="q1" from="${from}" to="${to}">${payload}</iq>`);
  const [asker, asked, query] = [parseJid(from), parseJid(to), iq.elements()[0]];
  assert.ok(asker !== undefined && asked !== undefined && query !== undefined);
  const request: Request = {
    ...{ iq, payload: query, type, from: asker, to: asked, kind, contact: asked.local },
    ...{ lang: undefined, before: Promise.resolve() },
  };
  const answer = await archiveHandlers(site)[`${type} ${MAM}`]?.(request);
  return answer?.map(serialise);
}

function query(conditions: Readonly<Record<string, string | readonly string[]>> = {}, set = '', more = ''): string {
  const fields = Object.entries(conditions).map(([name, given]) => {
    const values = typeof given === 'string' ? [given] : given;
    return `<field var="${name}">${values.map((value) => `<value>${value}</value>`).join('')}</field>`;
  });
  const type = `<field var="FORM_TYPE" type="hidden"><value>${MAM}</value></field>`;
  const form = fields.length === 0 ? '' : `<x xmlns="jabber:x:data" type="submit">${type}${fields.join('')}</x>`;
  const page = set === '' ? '' : `<set xmlns="http://jabber.org/protocol/rsm">${set}</set>`;
  return `<query xmlns="${MAM}" queryid="f27">${form}${page}${more}</query>`;
}

/** The lines of an answer by their time, and its end. */
async function lines(site: Site, asked: string, asking?: Asking): Promise<{ lines: number[]; fin: string }> {
  const answer = (await ask(site, 'set', asked, asking)) ?? assert.fail('no request of an archive');
  const results = answer.slice(0, -1).map((result) => {
    const ms = /<body>(\d+) /.exec(result)?.[1];
    assert.ok(ms !== undefined, result);
    return Number(ms);
  });
  return { lines: results, fin: answer.at(-1) ?? '' };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const fin = (inside: string, attributes = ' complete="true"'): string =>
  `<iq type="result" id="q1" from="${ROOM_JID}" to="${JULIET}"><fin xmlns="${MAM}"${attributes}>` +
  `${inside === '' ? '<set xmlns="http://jabber.org/protocol/rsm"/>' : `<set xmlns="http://jabber.org/protocol/rsm">${inside}</set>`}</fin></iq>`;
const ends = (first: number, last: number): string => `<first>${idOf(first)}</first><last>${idOf(last)}</last>`;
const refusal = (type: string, code: number, condition: string): RegExp =>
  new RegExp(
    `^<iq type="error" from="${ROOM_JID}" to="${JULIET}" id="q1"><error type="${type}" code="${code}"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/><text [^>]+>[^<]+</text></error></iq>$`,
  );

describe('the archive of a room', () => {
  it('gives what the asker saw, each in a message, and then the end', async () => {
    const answer = await ask(await played(), 'set', query({}, '<max>2</max>'));
    const result = (ms: number, nick: string): string =>
      `<message from="${ROOM_JID}" to="${JULIET}" id="${idOf(ms)}"><result xmlns="${MAM}" queryid="f27" id="${idOf(ms)}">` +
      `<forwarded xmlns="urn:xmpp:forward:0"><delay xmlns="urn:xmpp:delay" stamp="2026-05-04T03:02:01${ms === 0 ? '' : `.00${ms}`}Z"/>` +
      `<message from="${ROOM_JID}/${nick}" type="groupchat" id="${idOf(ms)}" xmlns="jabber:client">` +
      `<body>${ms} &amp; more</body></message></forwarded></result></message>`;
    assert.deepEqual(answer, [result(0, 'Juliet'), result(1, 'Nurse'), fin(ends(0, 1), '')]);
  });

  it('is paged both ways', async () => {
    const site = await played();
    assert.deepEqual(await lines(site, query()), { lines: range(0, 9), fin: fin(`${ends(0, 9)}<count>10</count>`) });
    assert.deepEqual(await lines(site, query({}, `<max>4</max><after>${idOf(1)}</after>`)), {
      lines: range(2, 5),
      fin: fin(ends(2, 5), ''),
    });
    assert.deepEqual(await lines(site, query({}, `<max>4</max><after>${idOf(5)}</after>`)), {
      lines: range(6, 9),
      fin: fin(ends(6, 9)),
    });
    assert.deepEqual(await lines(site, query({}, '<max>3</max><before/>')), {
      lines: range(7, 9),
      fin: fin(ends(7, 9), ''),
    });
    assert.deepEqual(await lines(site, query({}, `<max>7</max><before>${idOf(7)}</before>`)), {
      lines: range(0, 6),
      fin: fin(ends(0, 6)),
    });
    assert.deepEqual(await lines(site, query({}, `<after>${idOf(9)}</after>`)), { lines: [], fin: fin('') });
    assert.deepEqual(await lines(site, query({}, '<max>0</max>')), { lines: [], fin: fin('<count>10</count>', '') });
  });

  it('gives a page from its newest message on where that is wanted, with the same ends', async () => {
    const site = await played();
    assert.deepEqual(await lines(site, query({}, '<max>3</max><before/>', '<flip-page/>')), {
      lines: [9, 8, 7],
      fin: fin(ends(7, 9), ''),
    });
    assert.deepEqual(await lines(site, query({}, '<max>3</max>', '<flip-page/>')), {
      lines: [2, 1, 0],
      fin: fin(ends(0, 2), ''),
    });
  });

  it('is searched by time, ids and sender', async () => {
    const site = await played();
    const found = async (
      conditions: Readonly<Record<string, string | readonly string[]>>,
      set = '',
    ): Promise<number[]> => (await lines(site, query(conditions, set))).lines;
    assert.deepEqual(await found({ start: '2026-05-04T03:02:01.004Z' }), range(4, 9));
    assert.deepEqual(await found({ end: '2026-05-04T05:02:01.004+02:00' }), range(0, 4));
    assert.deepEqual(await found({ start: '2026-05-04T03:02:01.004Z', end: '2026-05-04T03:02:01.006Z' }), range(4, 6));
    assert.deepEqual(await found({ 'after-id': idOf(3), 'before-id': idOf(7) }), range(4, 6));
    assert.deepEqual(await found({ 'after-id': idOf(3), 'before-id': idOf(7) }, '<max>2</max><before/>'), range(5, 6));
    assert.deepEqual(await found({ 'after-id': idOf(1) }, `<after>${idOf(3)}</after>`), range(4, 9));
    assert.deepEqual(await found({ ids: [idOf(7), idOf(2)] }), [2, 7]);
    assert.deepEqual(await found({ with: `${ROOM_JID}/Nurse` }), [1, 3, 5, 7, 9]);
    assert.deepEqual(await found({ with: `${ROOM_JID}/Nurse` }, '<max>1</max><before/>'), [9]);
    assert.deepEqual(await found({ with: `${ROOM_JID}/Tybalt` }), []);
    assert.deepEqual(await found({ with: ROOM_JID }), range(0, 9));
    assert.deepEqual(await found({ with: 'tybalt@example.org' }), []);
  });

  it('is what the asker saw, and empty for others, who learn nothing of it', async () => {
    const site = await played();
    const as = (from: string): Asking => ({ from });
    assert.deepEqual((await lines(site, query(), as(ROMEO))).lines, [0, 1, 2]);
    const nobody = 'tybalt@example.org/x';
    const empty = fin('<count>0</count>').replace(JULIET, nobody);
    assert.deepEqual(await lines(site, query(), as(nobody)), { lines: [], fin: empty });
    for (const id of [idOf(1), 'x']) {
      const refused = await ask(site, 'set', query({}, `<after>${id}</after>`), as(nobody));
      assert.match(refused?.[0] ?? '', /<item-not-found /);
    }
    assert.match((await ask(site, 'set', query({ ids: idOf(3) }), as(ROMEO)))?.[0] ?? '', /<item-not-found /);
    assert.deepEqual(await ask(site, 'get', `<metadata xmlns="${MAM}"/>`, as(nobody)), [
      `<iq type="result" id="q1" from="${ROOM_JID}" to="${nobody}"><metadata xmlns="${MAM}"/></iq>`,
    ]);
  });

  it('is forbidden to whom the gateway does not serve', async () => {
    const site = siteWith({ access: (jid) => problem('access-denied', { jid }) });
    const denied = refusal('auth', 403, 'forbidden');
    assert.match((await ask(site, 'set', query()))?.[0] ?? '', denied);
    assert.match((await ask(site, 'get', `<query xmlns="${MAM}"/>`))?.[0] ?? '', denied);
  });

  it('gives at most a hundred messages at once, and fifty where the client does not say', async () => {
    const site = siteWith();
    const seenBy = ['juliet@example.org'];
    const entries = Array.from({ length: 150 }, (_, ms) => ({
      ...{ id: idOf(ms), at: THEN + ms, xml: stanzaOf(ms, 'a'), seenBy },
    }));
    await site.stores.archive(site.gateway.name).append(ROOM, entries, KEEP);
    assert.deepEqual((await lines(site, query({}, '<max>500</max>'))).lines, range(0, 99));
    assert.deepEqual((await lines(site, query({}, '<before/>'))).lines, range(100, 149));
    assert.deepEqual(
      (await lines(site, query({ ids: entries.map(({ id }) => id) }, '<max>120</max>'))).lines,
      range(0, 99),
    );
  });

  it('says what is wrong with a question', async () => {
    const site = await played();
    const refused = async (asked: string): Promise<string> => {
      const answer = (await ask(site, 'set', asked)) ?? [];
      assert.equal(answer.length, 1);
      return answer[0] ?? '';
    };
    const notFound = refusal('cancel', 404, 'item-not-found');
    assert.match(await refused(query({ colour: 'red' })), refusal('cancel', 501, 'feature-not-implemented'));
    assert.match(await refused(query({}, '<index>3</index>')), refusal('cancel', 501, 'feature-not-implemented'));
    assert.match(await refused(query({ start: 'yesterday' })), refusal('modify', 400, 'bad-request'));
    assert.match(await refused(query({}, '<max>x</max>')), refusal('modify', 400, 'bad-request'));
    assert.match(await refused(query({ with: '@' })), refusal('modify', 400, 'jid-malformed'));
    assert.match(
      await refused(query({ ids: Array.from({ length: 300 }, (_, i) => idOf(i)) })),
      refusal('modify', 406, 'policy-violation'),
    );
    assert.match(await refused(query({}, '<after>unknown</after>')), notFound);
    assert.match(await refused(query({}, `<before>${idOf(11)}</before>`)), notFound);
    assert.match(await refused(query({ 'after-id': idOf(11) })), notFound);
    assert.match(await refused(query({ 'before-id': 'x' })), notFound);
    assert.match(await refused(query({ ids: [idOf(1), idOf(11)] })), notFound);
    assert.match(await refused(`<query xmlns="${MAM}" node="n"/>`), notFound);
  });

  it('tells what it can be asked for, and from when to when it reaches', async () => {
    const site = await played();
    const [form] = (await ask(site, 'get', `<query xmlns="${MAM}"/>`)) ?? [];
    assert.ok(form !== undefined);
    const fields = [...form.matchAll(/ var="([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual(fields, ['FORM_TYPE', 'with', 'start', 'end', 'before-id', 'after-id', 'ids']);
    assert.deepEqual(await ask(site, 'get', `<metadata xmlns="${MAM}"/>`), [
      `<iq type="result" id="q1" from="${ROOM_JID}" to="${JULIET}"><metadata xmlns="${MAM}">` +
        `<start id="${idOf(0)}" timestamp="2026-05-04T03:02:01Z"/><end id="${idOf(9)}" timestamp="2026-05-04T03:02:01.009Z"/>` +
        '</metadata></iq>',
    ]);
  });

  it('is asked so often and no more', async () => {
    const site = await played();
    const handlers = archiveHandlers(site);
    const iq = readStanza(`<iq type="set" id="q1" from="${JULIET}" to="${ROOM_JID}">${query({}, '<max>1</max>')}</iq>`);
    const [from, to, payload] = [parseJid(JULIET), parseJid(ROOM_JID), iq.elements()[0]];
    assert.ok(from !== undefined && to !== undefined && payload !== undefined);
    const request: Request = {
      ...{
        iq,
        payload,
        type: 'set',
        from,
        to,
        kind: 'contact',
        contact: ROOM,
        lang: undefined,
        before: Promise.resolve(),
      },
    };
    const answers = await Promise.all(Array.from({ length: 400 }, () => handlers[`set ${MAM}`]?.(request)));
    const refusals = answers.filter((answer) => answer?.length === 1).map((answer) => serialise(answer?.[0] ?? iq));
    assert.ok(refusals.length >= 50 && refusals.length <= 100, `${refusals.length}`);
    assert.match(refusals[0] ?? '', refusal('wait', 500, 'resource-constraint'));
  });
});

describe('archives', () => {
  it('are where the gateway keeps them, and not at the gateway itself', async () => {
    assert.deepEqual(archiveHandlers(siteWithout()), {});
    const site = siteWith();
    assert.equal(await ask(site, 'set', query(), { to: DOMAIN, kind: 'gateway' }), undefined);
    assert.equal(await ask(site, 'get', `<prefs xmlns="${MAM}"/>`), undefined);
    assert.equal(await ask(site, 'set', `<prefs xmlns="${MAM}"/>`), undefined);
  });

  it('are told of where they are', () => {
    const features = ['urn:xmpp:mam:2', 'urn:xmpp:mam:2#extended', 'http://jabber.org/protocol/rsm', 'urn:xmpp:sid:0'];
    assert.deepEqual(archiveFeatures({ archives: true }), features);
    assert.deepEqual(archiveFeatures({ archives: false }), []);
    assert.deepEqual(archiveFeatures({}), []);
    const site = siteWith();
    for (const feature of features) {
      assert.ok(discoOf(site, 'contact').features.includes(feature), feature);
      assert.ok(!discoOf(site, 'gateway').features.includes(feature), feature);
      assert.ok(!discoOf(siteWithout(), 'contact').features.includes(feature), feature);
    }
  });

  it('are asked through the desk', async () => {
    const site = await played();
    const sent: Element[] = [];
    const tree = new CommandTree(site, new Online(site));
    const desk = new IqDesk(site, { send: (stanza) => sent.push(stanza), tree });
    const iq = `<iq type="set" id="q1" from="${JULIET}" to="${ROOM_JID}">${query({}, '<max>2</max>')}</iq>`;
    await desk.handle(readStanza(iq), Promise.resolve());
    assert.deepEqual(
      sent.map(({ name }) => name),
      ['message', 'message', 'iq'],
    );
  });

  it('are empty for whoever has left, and stay as they are for the others', async () => {
    const site = await played();
    const account = {
      id: 'juliet@example.org',
      jid: 'juliet@example.org',
      label: '',
      born: 1,
      rev: 1,
      fields: {},
      since: 0,
    };
    const lanes = { add: async () => {} } as unknown as Site['lanes'];
    await afterLeaving({ ...site, lanes }, account, []);
    assert.deepEqual((await lines(site, query())).lines, []);
    assert.deepEqual((await lines(site, query(), { from: ROMEO })).lines, [0, 1, 2]);
  });
});
