import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Archive, ArchivedStanza } from '../../../../gateways/gateway.js';
import { CatchUp, type CatchUpPlace } from '../../../../gateways/irc/rooms/catch-up.js';
import type { Sent } from '../../../../gateways/irc/rooms/place.js';
import type { MessageEvent } from '../../../../gateways/irc/state/events.js';
import { Isupport } from '../../../../gateways/irc/wire/isupport.js';
import { type LineOut, serialiseLine } from '../../../../gateways/irc/wire/serialise.js';
import { silentLog } from '../../../../src/log.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { inChannel } from '../state/net.js';

const CAPS = new Map([
  ['draft/chathistory', ''],
  ['batch', ''],
]);

const net = inChannel();
/** A line of the channel; its text is its msgid. */
const line = (id: string): MessageEvent => net.one('message', `@msgid=${id} :alice!a@h PRIVMSG #c :${id}`);
const lines = (...ids: readonly string[]) => ids.map(line);

describe('catching up with a channel', () => {
  let clock: ManualClock;
  let sent: { readonly line: string; readonly hooks: Sent | undefined }[];
  /** `live a`, `past b` */
  let told: string[];
  let caps: ReadonlyMap<string, string>;
  let kept: readonly ArchivedStanza[];
  let catchUp: CatchUp;

  beforeEach(() => {
    clock = new ManualClock();
    sent = [];
    told = [];
    caps = CAPS;
    kept = [];
    const isupport = new Isupport();
    isupport.apply(['me', 'CHATHISTORY=2']);
    const archive: Pick<Archive, 'recent'> = { recent: async () => kept };
    const place: CatchUpPlace = {
      get caps() {
        return caps;
      },
      isupport,
      archive: archive as Archive,
      user: 'romeo@example.org',
      send: (out: LineOut, hooks?: Sent) => void sent.push({ line: serialiseLine(out), hooks }),
      clock,
      log: silentLog,
    };
    catchUp = new CatchUp(place, { contact: '#c%net', name: '#c' }, (event, past) =>
      told.push(`${past ? 'past' : 'live'} ${event.text}`),
    );
  });

  const asked = () => sent.map(({ line: one }) => one);
  /** The connection is lost after `before`, and we are back in the channel. */
  const back = (before?: string): void => {
    if (before !== undefined) catchUp.said(line(before));
    catchUp.stop();
    catchUp.begin();
    catchUp.ask();
    told = [];
  };

  it('tells what the server brings unasked, but for what this user has got, before what is said meanwhile', async () => {
    kept = [
      { id: '1', at: 0, xml: '', networkId: 'a', from: 'alice' },
      { id: '2', at: 1000, xml: '', from: 'alice' },
    ];
    const plain = net.one<'message'>('message', '@time=1970-01-01T00:00:01.000Z :alice!a@h PRIVMSG #c :no id');
    catchUp.unasked([line('a'), plain, line('b')]);
    catchUp.said(line('c'));
    assert.deepEqual(told, []);
    await Promise.resolve();
    assert.deepEqual(told, ['past b', 'live c']);
    assert.deepEqual(asked(), []);
  });

  it('asks for what came after the last line, page by page, and tells it before what is said meanwhile', () => {
    back('a');
    catchUp.said(line('e'));
    assert.deepEqual(asked(), ['CHATHISTORY AFTER #c msgid=a 2']);
    assert.equal(catchUp.take(lines('b', 'c')), true);
    assert.deepEqual(asked().slice(1), ['CHATHISTORY AFTER #c msgid=c 2']);
    catchUp.said(line('f'));
    assert.equal(catchUp.take(lines('d', 'e')), true);
    assert.deepEqual(asked().slice(2), ['CHATHISTORY AFTER #c msgid=e 2']);
    assert.equal(catchUp.take([]), true);
    catchUp.said(line('g'));
    assert.deepEqual(told, ['past b', 'past c', 'past d', 'past e', 'live f', 'live g'], 'e is told once');
  });

  it('begins behind the last line with an id in the archive where another process had the connection', async () => {
    kept = [
      { id: '1', at: 1_767_225_600_000, xml: '', networkId: 'x' },
      { id: '2', at: 1_767_225_601_000, xml: '' },
    ];
    back();
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert.deepEqual(asked(), ['CHATHISTORY AFTER #c msgid=x 2']);
  });

  it('goes by the time where no line has an id', async () => {
    kept = [{ id: '1', at: 1_767_225_600_123, xml: '' }];
    back();
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert.deepEqual(asked(), ['CHATHISTORY AFTER #c timestamp=2026-01-01T00:00:00.123Z 2']);
  });

  it('asks for nothing where the user had got nothing, or the server keeps nothing', async () => {
    back();
    catchUp.said(line('a'));
    await new Promise<void>((resolve) => setImmediate(resolve));
    caps = new Map();
    catchUp.stop();
    catchUp.begin();
    catchUp.ask();
    catchUp.said(line('b'));
    assert.deepEqual([asked(), told], [[], ['live a', 'live b']]);
  });

  it('tells what was held back when the server refuses, or says nothing', () => {
    back('a');
    catchUp.said(line('b'));
    const fail = { tags: new Map(), command: 'FAIL', params: ['CHATHISTORY', 'INVALID_TARGET', 'AFTER', '#c', 'No'] };
    sent[0]?.hooks?.answered?.({ kind: 'error', message: fail });
    assert.deepEqual(told, ['live b']);
    back();
    catchUp.said(line('c'));
    clock.advance(14_999);
    assert.deepEqual(told, []);
    clock.advance(1);
    assert.deepEqual(told, ['live c']);
  });

  it('forgets what was held back when the connection is lost again: the server has it', () => {
    back('a');
    catchUp.said(line('c'));
    back();
    assert.deepEqual(asked(), ['CHATHISTORY AFTER #c msgid=a 2', 'CHATHISTORY AFTER #c msgid=a 2']);
    catchUp.take(lines('b'));
    assert.deepEqual(told, ['past b']);
  });

  it('goes on after our own line, which came back to who had sent it', () => {
    catchUp.said(line('a'));
    catchUp.note(line('own'));
    back();
    assert.deepEqual(asked(), ['CHATHISTORY AFTER #c msgid=own 2']);
  });

  it('takes no history that it has not asked for', () => {
    assert.equal(catchUp.take(lines('a')), false);
  });

  it('asks ten times at most, and holds back a thousand lines at most', () => {
    back('a');
    for (let page = 0; page < 12; page++) catchUp.take(lines(`p${page}`, `q${page}`));
    assert.equal(sent.length, 10);
    back();
    for (let count = 0; count <= 1000; count++) catchUp.said(line(`n${count}`));
    assert.equal(told.length, 1001);
  });
});
