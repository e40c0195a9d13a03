import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NickChoice } from '../../../../gateways/irc/connection/nick-choice.js';
import { NickKeeper } from '../../../../gateways/irc/connection/nick-keeper.js';
import { Self } from '../../../../gateways/irc/connection/self.js';
import type { IrcMessage } from '../../../../gateways/irc/wire/message.js';
import { parseLine } from '../../../../gateways/irc/wire/parse.js';
import { serialiseLine } from '../../../../gateways/irc/wire/serialise.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
function line(text: string): IrcMessage {
  const message = parseLine(text);
  assert.ok(message);
  return message;
}

test('a taken nick: the alternatives, then something behind it, then the end', () => {
  const nicks = new NickChoice('alice', ['ally', 'alice'], () => 0.5);
  assert.equal(nicks.next(false, 'alice'), 'ally');
  assert.equal(nicks.next(false, 'ally'), 'alice__');
  assert.equal(nicks.next(false, 'alice__'), 'alice_500');
  let tries = 0;
  while (nicks.next(false, '') !== undefined) tries += 1;
  assert.ok(tries < 12);
});

test('where the server has cut the nick, the addition fits', () => {
  const nicks = new NickChoice('alexandria', [], () => 0.5);
  assert.equal(nicks.next(false, 'alexandri'), 'alexandr_');
  assert.equal(nicks.next(false, 'alexandr_'), 'alexand__');
});

test('a nick that no server takes becomes one that every server takes', () => {
  assert.equal(new NickChoice('7 Zwerge!', [], () => 0.5).next(true, '7'), 'Zwerge');
  assert.equal(new NickChoice('\u00e9\u00e8', [], () => 0.5).next(true, ''), 'user');
  assert.equal(new NickChoice('averyverylongnick', [], () => 0.5).next(true, ''), 'averyvery');
});

function keeping(monitor: boolean) {
  const clock = new FakeClock();
  const sent: string[] = [];
  const state = { nick: 'alice_' };
  const keeper = new NickKeeper({
    clock,
    wanted: 'alice',
    monitor,
    current: () => state.nick,
    same,
    send: (out) => void sent.push(serialiseLine(out)),
  });
  keeper.start();
  const be = (nick: string, asked: boolean): void => {
    state.nick = nick;
    keeper.changed(asked);
  };
  return { clock, sent, keeper, be };
}

test('MONITOR tells when the nick is free', () => {
  const { sent, keeper, be } = keeping(true);
  assert.deepEqual(sent, ['MONITOR + alice']);
  keeper.receive(line(':s 730 alice_ :Alice!u@h'));
  keeper.receive(line(':s 731 alice_ :bob,Alice'));
  assert.deepEqual(sent.slice(1), ['NICK alice']);
  be('alice', true);
  assert.deepEqual(sent.slice(2), ['MONITOR - alice']);
});

test('without it the nick is asked for every few minutes, and its holder is seen going', () => {
  const { clock, sent, keeper } = keeping(false);
  clock.advance(180_000);
  assert.deepEqual(sent, ['ISON alice']);
  keeper.receive(line(':s 303 alice_ :Alice'));
  clock.advance(180_000);
  assert.deepEqual(sent, ['ISON alice', 'ISON alice']);
  keeper.receive(line(':s 303 alice_ :'));
  assert.equal(sent.at(-1), 'NICK alice');
  clock.advance(20_000);
  keeper.receive(line(':ALICE!u@h QUIT :bye'));
  assert.equal(sent.filter((out) => out === 'NICK alice').length, 2);
  keeper.receive(line(':alice!u@h NICK other'));
  assert.equal(sent.filter((out) => out === 'NICK alice').length, 2, 'not again within seconds');
});

test('an answer to the ISON of somebody else is not ours', () => {
  const { sent, keeper } = keeping(false);
  keeper.receive(line(':s 303 alice_ :bob'));
  assert.deepEqual(sent, []);
});

test('services that take the nick away three times have it their way', () => {
  const { clock, sent, keeper, be } = keeping(false);
  for (let round = 0; round < 3; round += 1) {
    clock.advance(20_000);
    keeper.receive(line(':alice!u@h QUIT :bye'));
    be('alice', true);
    be(`Guest${round}`, false);
  }
  sent.length = 0;
  clock.advance(10_000_000);
  keeper.receive(line(':alice!u@h QUIT :bye'));
  assert.deepEqual(sent, []);
  keeper.want('ally');
  clock.advance(180_000);
  assert.deepEqual(sent, ['ISON ally'], 'another wish of the user begins anew');
});

test('a nick that the server never takes is not asked for again', () => {
  const { clock, sent, keeper } = keeping(true);
  keeper.resign();
  assert.deepEqual(sent, ['MONITOR + alice', 'MONITOR - alice']);
  clock.advance(10_000_000);
  assert.equal(sent.length, 2);
});

test('we learn who we are from what the server says', () => {
  const self = new Self('alice', same);
  assert.equal(self.receive(line(':s 001 Alice1 :Welcome to the X IRC Network Alice1!~al@host.example')), true);
  assert.deepEqual([self.nick, self.user, self.host], ['Alice1', '~al', 'host.example']);
  self.receive(line(':s 396 Alice1 cloak.example :is now your displayed host'));
  assert.equal(self.host, 'cloak.example');
  self.receive(line(':s 396 Alice1 me@user/alice :is now your hidden host'));
  assert.deepEqual([self.user, self.host], ['me', 'user/alice']);
  self.receive(line(':alice1!me@user/alice CHGHOST you new.example'));
  self.receive(line(':bob!u@h CHGHOST evil evil.example'));
  assert.deepEqual([self.user, self.host], ['you', 'new.example']);
  self.receive(line(':alice1!joined@from.example JOIN #c'));
  assert.deepEqual([self.user, self.host], ['joined', 'from.example']);
  self.receive(line(':s 302 alice1 :Alice1*=+oper@far.example'));
  assert.deepEqual([self.user, self.host], ['oper', 'far.example']);
  self.receive(line(':s 900 Alice1 Alice1!u@h alice :You are now logged in'));
  assert.equal(self.account, 'alice');
  self.receive(line(':s 901 Alice1 Alice1!u@h :You are now logged out'));
  assert.equal(self.account, undefined);
});

test('our nick changes when we or services change it, and not to nothing', () => {
  const self = new Self('alice', same);
  assert.equal(self.receive(line(':ALICE!u@h NICK Guest1')), true);
  assert.equal(self.receive(line(':alice!u@h NICK other')), false);
  assert.equal(self.receive(line(':Guest1!u@h NICK :')), false);
  assert.equal(self.nick, 'Guest1');
});
