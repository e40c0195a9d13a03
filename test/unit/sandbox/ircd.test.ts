import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient, type RegisterOptions } from '../../../sandbox/irc-client.js';
import {
  type HonestIrcd,
  hostileLines,
  longTags,
  splitCharacter,
  startHonestIrcd,
  startScriptedIrcd,
  welcome,
} from '../../../sandbox/ircd/index.js';

const ALL = ['message-tags', 'batch', 'server-time', 'echo-message', 'labeled-response', 'account-tag'];

describe('the scripted IRC server', () => {
  it('plays what the script says, past all rules', async () => {
    const ircd = await startScriptedIrcd();
    const client = await connectIrc({ port: ircd.port });
    const peer = await ircd.accept();
    client.send('NICK alice');
    assert.equal((await peer.expect('NICK')).params[0], 'alice');
    peer.sendRaw(':irc.test 433 * alice :in use\n\0\r\n');
    assert.equal((await client.waitFor(({ command }) => command === '433', 'a refusal')).params[2], 'in use');
    await assert.rejects(peer.expect('USER', 20), /did not send USER within 20 ms/);
    peer.cut();
    await client.closed();
    await ircd.stop();
  });

  it('welcomes a client with the capabilities of the script', async () => {
    const ircd = await startScriptedIrcd();
    const client = await connectIrc({ port: ircd.port });
    const peer = await ircd.accept();
    const [{ caps }] = await Promise.all([
      welcome(peer, { caps: { batch: '', 'draft/x': 'a,b' } }),
      client.register('alice', { caps: ['batch'] }),
    ]);
    assert.deepEqual([...caps], ['batch']);
    assert.ok(client.received.some(({ raw }) => raw === ':irc.test CAP * LS :batch draft/x=a,b'));
    client.drop();
    await ircd.stop();
  });
});

describe('hostile octets', () => {
  it('are as long as they say, and end', () => {
    assert.equal(longTags(8191).indexOf(' '), 8190, 'the last of 8191 octets is the space');
    for (const { name, octets } of hostileLines('me')) assert.equal(octets.at(-1), 0x0a, name);
  });

  it('cut a character where it cannot be read', () => {
    const [one, two] = splitCharacter();
    assert.ok(one.toString('utf8').endsWith('\ufffd'));
    assert.ok(Buffer.concat([one, two]).toString('utf8').endsWith(':a\u{1f600}b\r\n'));
  });
});

describe('the honest IRC server', () => {
  let ircd: HonestIrcd;
  before(async () => {
    ircd = await startHonestIrcd({ accounts: { alice: 'wonder' } });
  });
  after(async () => await ircd.stop());

  async function logOn(nick: string, options: RegisterOptions = {}): Promise<IrcClient> {
    const client = await connectIrc({ port: ircd.port });
    await client.register(nick, options);
    return client;
  }

  it('relays to a channel and echoes with the same id', async () => {
    const alice = await logOn('alice', { caps: ALL, sasl: { account: 'alice', password: 'wonder' } });
    const bob = await logOn('bob', { caps: ALL });
    const plain = await logOn('carol');
    for (const client of [alice, bob, plain]) await client.join('#relay');
    alice.send('@label=7;+draft/reply=x PRIVMSG #relay :hello');
    const echo = await alice.waitFor(({ command }) => command === 'PRIVMSG', 'the echo');
    const copy = await bob.waitFor(({ command }) => command === 'PRIVMSG', 'the message');
    assert.equal(echo.tags.get('label'), '7');
    assert.equal(copy.tags.get('label'), undefined);
    assert.equal(copy.tags.get('msgid'), echo.tags.get('msgid'));
    assert.equal(copy.tags.get('account'), 'alice');
    assert.equal(copy.tags.get('+draft/reply'), 'x');
    assert.equal(
      (await plain.waitFor(({ command }) => command === 'PRIVMSG', 'the message')).raw,
      ':alice!user@127.0.0.1 PRIVMSG #relay :hello',
    );
    for (const client of [alice, bob, plain]) await client.quit();
  });

  it('keeps history, pages it, and redacts', async () => {
    const caps = [...ALL, 'draft/chathistory', 'draft/message-redaction'];
    const dora = await logOn('dora', { caps });
    await dora.join('#past');
    for (const text of ['one', 'two', 'three']) dora.say('#past', text);
    const [, two] = await Promise.all(
      ['one', 'two', 'three'].map((text) => dora.waitFor(({ params }) => params[1] === text, text)),
    );
    const id = two?.tags.get('msgid') ?? '';
    dora.send(`CHATHISTORY BEFORE #past msgid=${id} 10`);
    const start = await dora.waitFor(({ params }) => params[1] === 'chathistory', 'the batch');
    const one = await dora.waitFor(({ params }) => params[1] === 'one', 'the page');
    assert.equal(`+${one.tags.get('batch')}`, start.params[0]);
    dora.send(`REDACT #past ${id} :oops`);
    const redacted = await dora.waitFor(({ command }) => command === 'REDACT', 'the redaction');
    assert.deepEqual(redacted.params, ['#past', id, 'oops']);
    dora.send(`@label=q REDACT #past ${id}`);
    const fail = await dora.waitFor(({ command }) => command === 'FAIL', 'a refusal');
    assert.deepEqual(fail.params.slice(0, 4), ['REDACT', 'UNKNOWN_MSGID', '#past', id]);
    assert.equal(fail.tags.get('label'), 'q');
    await dora.quit();
  });

  it('has one read marker for all connections of an account, which only moves forward', async () => {
    const options = { caps: [...ALL, 'draft/read-marker'], sasl: { account: 'alice', password: 'wonder' } };
    const [desk, phone] = [await logOn('desk', options), await logOn('phone', options)];
    const marked = async (client: IrcClient) =>
      (await client.waitFor(({ command }) => command === 'MARKREAD', 'a marker')).params;
    const [early, late] = ['timestamp=2026-01-01T00:00:00.000Z', 'timestamp=2026-01-02T00:00:00.000Z'];
    desk.send('JOIN #read');
    assert.deepEqual(await marked(desk), ['#read', '*'], 'a JOIN tells of it');
    desk.send(`MARKREAD #read ${late}`);
    assert.deepEqual(await Promise.all([marked(desk), marked(phone)]), Array(2).fill(['#read', late]));
    phone.send(`MARKREAD #READ ${early}`);
    assert.deepEqual(await marked(phone), ['#read', late]);
    phone.send('MARKREAD #read');
    assert.deepEqual(await marked(phone), ['#read', late]);
    phone.send('MARKREAD #read timestamp=yesterday');
    const fail = await phone.waitFor(({ command }) => command === 'FAIL', 'a refusal');
    assert.deepEqual(fail.params.slice(0, 3), ['MARKREAD', 'INVALID_PARAMS', '#read']);
    await desk.settle();
    assert.ok(!desk.inbox.some(({ command }) => command === 'MARKREAD'), 'what is no news is told only to who asked');
    await desk.quit();
    await phone.quit();
  });

  it('takes a message of several lines as one, and gives it as lines to who cannot', async () => {
    const eve = await logOn('eve', { caps: [...ALL, 'draft/multiline'] });
    const plain = await logOn('frank');
    await eve.join('#lines');
    await plain.join('#lines');
    for (const line of [
      'BATCH +1 draft/multiline #lines',
      '@batch=1 PRIVMSG #lines :a',
      '@batch=1 PRIVMSG #lines :b',
    ]) {
      eve.send(line);
    }
    eve.send('BATCH -1');
    await eve.waitFor(({ command, params }) => command === 'BATCH' && params[1] === 'draft/multiline', 'the echo');
    assert.equal(await plain.waitForText('#lines'), 'a');
    assert.equal(await plain.waitForText('#lines'), 'b');
    await eve.quit();
    await plain.quit();
  });

  it('refuses who may not', async () => {
    const gina = await logOn('gina');
    const hugo = await logOn('hugo');
    await gina.join('#strict');
    gina.send('MODE #strict +mb *!*@nowhere');
    await gina.waitFor(({ command }) => command === 'MODE', 'the mode');
    await hugo.join('#strict');
    hugo.say('#strict', 'silenced');
    assert.equal((await hugo.waitFor(({ command }) => command === '404', 'a refusal')).params[1], '#strict');
    hugo.send('KICK #strict gina');
    await hugo.waitFor(({ command }) => command === '482', 'a refusal');
    gina.send('KICK #strict hugo :out');
    assert.deepEqual((await hugo.waitFor(({ command }) => command === 'KICK', 'the kick')).params, [
      '#strict',
      'hugo',
      'out',
    ]);
    gina.send('MODE #strict +k sesame');
    await gina.waitFor(({ command }) => command === 'MODE', 'the mode');
    await assert.rejects(hugo.join('#strict'), / 475 /);
    await assert.rejects(logOn('GINA'), / 433 /);
    await gina.quit();
    await hugo.quit();
  });

  it('knows who proves a password without saying it (SCRAM-SHA-256)', async () => {
    assert.equal(await provePassword('wonder'), '903');
    assert.equal(await provePassword('blunder'), '904');
  });

  /** The client's side of RFC 5802; resolves with the outcome. */
  async function provePassword(password: string): Promise<string> {
    const client = await connectIrc({ port: ircd.port });
    const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const say = (text: string) => client.send(`AUTHENTICATE ${Buffer.from(text).toString('base64')}`);
    const hear = async () => {
      const line = await client.waitFor(({ command }) => /^(AUTHENTICATE|90[34])$/.test(command), 'the next step');
      return line.command === 'AUTHENTICATE' ? Buffer.from(line.params[0] ?? '', 'base64').toString() : line.command;
    };
    client.send('CAP REQ :sasl');
    client.send('AUTHENTICATE SCRAM-SHA-256');
    await hear();
    say('n,,n=alice,r=abc');
    const first = await hear();
    const [, nonce = '', salt = '', rounds = ''] = /^r=(abc[^,]+),s=([^,]+),i=(\d+)$/.exec(first) ?? [];
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
    const key = hmac(salted, 'Client Key');
    const signed = `n=alice,r=abc,${first},c=biws,r=${nonce}`;
    const signature = hmac(createHash('sha256').update(key).digest(), signed);
    say(`c=biws,r=${nonce},p=${Buffer.from(key.map((octet, at) => octet ^ (signature[at] ?? 0))).toString('base64')}`);
    let answer = await hear();
    if (answer.startsWith('v=')) {
      assert.equal(answer, `v=${hmac(hmac(salted, 'Server Key'), signed).toString('base64')}`);
      client.send('AUTHENTICATE +');
      answer = await hear();
    }
    client.drop();
    return answer;
  }

  it('fills a channel', async () => {
    ircd.populate('#full', 2000);
    ircd.setTopic('#full', 'crowded');
    const ina = await logOn('ina');
    await ina.join('#full');
    const names = ina.received
      .filter(({ command }) => command === '353')
      .flatMap(({ params }) => params[3]?.split(' '));
    assert.equal(names.length, 2001);
    assert.equal(ina.received.find(({ command }) => command === '332')?.params[2], 'crowded');
    await ina.quit();
  });

  it('splits, and comes together again', async () => {
    ircd.populate('#torn', 50, (index) => `torn${index}`);
    const jana = await logOn('jana', { caps: ['batch', 'message-tags'] });
    await jana.join('#torn');
    ircd.split();
    const start = await jana.waitFor(({ params }) => params[1] === 'netsplit', 'the split');
    assert.deepEqual(start.params.slice(1), ['netsplit', 'hub.test', 'leaf.test']);
    const quit = await jana.waitFor(({ command }) => command === 'QUIT', 'somebody who leaves');
    assert.equal(`+${quit.tags.get('batch')}`, start.params[0]);
    assert.equal(quit.params[0], 'hub.test leaf.test');
    ircd.rejoin();
    await jana.waitFor(({ params }) => params[1] === 'netjoin', 'the end of the split');
    await jana.settle();
    assert.equal(jana.received.filter(({ command }) => command === 'QUIT').length, 50);
    assert.equal(jana.received.filter(({ command, nick }) => command === 'JOIN' && nick !== 'jana').length, 50);
    await jana.quit();
  });
});
