import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  channelSettings,
  type RoomChange,
  registeredOnlyMode,
  roomChange,
  roomConfig,
  roomKind,
} from '../../../../gateways/irc/rooms/room-modes.js';
import { Isupport } from '../../../../gateways/irc/wire/isupport.js';

function network(chanmodes: string, keylen = 23): Isupport {
  const isupport = new Isupport();
  isupport.apply(['me', `CHANMODES=${chanmodes}`, `KEYLEN=${keylen}`]);
  return isupport;
}

const LIBERA = network('eIbq,k,flj,CFLMPQRSTcgimnprstuz');
const UNREAL = network('beI,fkL,lH,cdimnprstzCDGKMNOPQRSTVZ');
const INSPIRCD = network('IXbeg,k,FHJLfjl,ACKMNOPQRSTcimnprstuz');
const UNDERNET = network('b,k,l,imnpstrDducCNMTR');
const OLD = network('b,k,l,imnpst');

const channel = (modes: Record<string, string>, topic?: string) => ({
  modes: new Map(Object.entries(modes)),
  topic: topic === undefined ? undefined : { text: topic, by: undefined, at: undefined },
});

/** As MODE writes it, and the topic behind a `|`. */
function written(change: RoomChange): string {
  if (!change.ok) return change.fault === 'bad-key' ? 'bad-key' : `no ${change.key}`;
  const modes = change.modes
    .map(({ sign, mode, param }) => `${sign}${mode}${param === undefined ? '' : ` ${param}`}`)
    .join(', ');
  return change.topic === undefined ? modes : `${modes}|${change.topic}`;
}

describe('the kind of a room', () => {
  it('follows the modes', () => {
    assert.deepEqual(roomKind(channel({ n: '', t: '' }), LIBERA), {
      moderated: false,
      membersOnly: false,
      passwordProtected: false,
      hidden: false,
      persistent: false,
      nonAnonymous: true,
    });
    assert.deepEqual(roomKind(channel({ m: '', i: '', k: 'x', s: '', P: '' }), LIBERA), {
      moderated: true,
      membersOnly: true,
      passwordProtected: true,
      hidden: true,
      persistent: true,
      nonAnonymous: true,
    });
    assert.equal(roomKind(channel({ p: '' }), OLD).hidden, true);
  });

  it('knows where r marks a registered channel', () => {
    assert.deepEqual(
      [LIBERA, UNREAL, INSPIRCD, UNDERNET, OLD].map((isupport) => registeredOnlyMode(isupport)),
      ['r', 'R', 'R', 'r', undefined],
    );
    assert.equal(roomKind(channel({ r: '' }), LIBERA).persistent, false);
    assert.equal(roomKind(channel({ r: '' }), INSPIRCD).persistent, true);
  });
});

describe('the configuration of a room', () => {
  it('shows what can be changed', () => {
    assert.deepEqual(roomConfig(channel({ m: '', t: '', l: '25', k: 'key' }, 'news'), OLD), {
      description: 'news',
      moderated: true,
      membersOnly: false,
      passwordProtected: true,
      password: 'key',
      listed: true,
      mayChangeSubject: false,
      mostOccupants: 25,
    });
    assert.equal(roomConfig(channel({ k: '' }), OLD).password, '*');
    assert.equal(roomConfig(channel({ s: '' }), OLD).listed, false);
    assert.deepEqual(roomConfig(channel({}), network('b,,,')), { description: '' });
    assert.deepEqual(channelSettings(channel({ r: '', n: '' }), LIBERA), { registeredOnly: true, noExternal: true });
    assert.deepEqual(channelSettings(channel({}), network('b,k,l,imps')), {});
  });

  it('becomes changes of modes', () => {
    const nt = channel({ n: '', t: '' }, 'news');
    const table: [Parameters<typeof roomChange>[1], string][] = [
      [{}, ''],
      [{ moderated: true, membersOnly: true, mayChangeSubject: true }, '+m, +i, -t'],
      [{ moderated: false, mayChangeSubject: false, noExternal: true }, ''],
      [{ listed: false }, '+s'],
      [{ listed: true }, ''],
      [{ mostOccupants: 50 }, '+l 50'],
      [{ mostOccupants: undefined }, ''],
      [{ passwordProtected: true, password: 'secret' }, '+k secret'],
      [{ password: 'secret' }, '+k secret'],
      [{ passwordProtected: false, password: 'secret' }, ''],
      [{ passwordProtected: true }, 'bad-key'],
      [{ password: '' }, ''],
      [{ description: 'other\r\nnews' }, '|other news'],
      [{ description: '' }, '|'],
      [{ description: 'news' }, ''],
      [{ registeredOnly: true, noExternal: false }, '+r, -n'],
    ];
    for (const [wanted, expected] of table)
      assert.equal(written(roomChange(nt, wanted, LIBERA)), expected, JSON.stringify(wanted));
  });

  it('changes what is set', () => {
    const set = channel({ s: '', p: '', l: '10', k: 'old', m: '' });
    assert.equal(written(roomChange(set, { listed: true }, OLD)), '-s, -p');
    assert.equal(written(roomChange(set, { listed: false }, OLD)), '');
    assert.equal(written(roomChange(set, { mostOccupants: undefined }, OLD)), '-l');
    assert.equal(written(roomChange(set, { mostOccupants: 10 }, OLD)), '');
    assert.equal(written(roomChange(set, { mostOccupants: 11 }, OLD)), '+l 11');
    assert.equal(written(roomChange(set, { passwordProtected: false }, OLD)), '-k old');
    assert.equal(written(roomChange(set, { password: 'new' }, OLD)), '-k old, +k new');
    assert.equal(written(roomChange(set, { passwordProtected: true, password: 'old' }, OLD)), '');
    assert.equal(written(roomChange(set, { passwordProtected: true }, OLD)), '');
    assert.equal(written(roomChange(channel({ k: '' }), { passwordProtected: true, password: '*' }, OLD)), '');
    assert.equal(written(roomChange(channel({ k: '' }), { passwordProtected: false }, OLD)), '-k *');
  });

  it('refuses keys that are none, and what the network has not', () => {
    for (const password of [
      'two words',
      'a,b',
      ':x',
      'a:b',
      '-x',
      'x\r\nQUIT',
      '\u007f',
      'x'.repeat(24),
      'ä'.repeat(12),
    ]) {
      assert.equal(written(roomChange(channel({}), { passwordProtected: true, password }, OLD)), 'bad-key', password);
    }
    const bare = network('b,,,');
    assert.equal(written(roomChange(channel({}), { moderated: true }, bare)), 'no moderated');
    assert.equal(written(roomChange(channel({}), { moderated: false }, bare)), '');
    assert.equal(written(roomChange(channel({}), { listed: false }, bare)), 'no listed');
    assert.equal(written(roomChange(channel({}), { mostOccupants: 5 }, bare)), 'no mostOccupants');
    assert.equal(written(roomChange(channel({}), { password: 'x' }, bare)), 'no passwordProtected');
    assert.equal(written(roomChange(channel({}), { registeredOnly: true }, bare)), 'no registeredOnly');
  });
});
