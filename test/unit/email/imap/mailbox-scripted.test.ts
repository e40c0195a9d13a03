import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { type ScriptedImap, type ScriptedImapOptions, startScriptedImap } from '../../../../sandbox/imap-script.js';
import { CountingClock } from '../../../support/counting-clock.js';
import { MemoryCursor, mailOf, pause, serverAt, until, Watched } from './parts.js';

/** Between a mail that was not safe and the next attempt. */
const PAUSE_MS = 1000;

describe('a mailbox at servers that do less, or other, than they should', () => {
  const servers: ScriptedImap[] = [];
  const open: Watched[] = [];
  const serve = async (options: ScriptedImapOptions = {}) => {
    const server = await startScriptedImap(options);
    servers.push(server);
    return server;
  };
  const watch = (
    server: ScriptedImap,
    options: ConstructorParameters<typeof Watched>[1] = {},
    cursor = new MemoryCursor(),
  ) => {
    const watched = new Watched(serverAt(server.port, 'romeo'), options, cursor);
    open.push(watched);
    return watched;
  };
  const verbs = (server: ScriptedImap, verb: string) =>
    server.commands.filter((command) => command.split(' ').slice(1).join(' ').startsWith(verb));

  afterEach(async () => {
    for (const { mailbox } of open.splice(0)) mailbox.close();
    for (const server of servers.splice(0)) await server.stop();
  });

  test('a wrong password is tried once', async () => {
    const server = await serve({
      script: ({ tag, verb }) => (verb === 'LOGIN' ? [`${tag} NO [AUTHENTICATIONFAILED] Wrong password`] : undefined),
    });
    const watched = watch(server);
    await until(() => watched.mailbox.state === 'parked', 'it is parked');
    await pause(300);
    assert.equal(verbs(server, 'LOGIN').length, 1);
    assert.deepEqual(watched.states, [
      {
        state: 'parked',
        reason: {
          type: 'auth',
          condition: 'not-authorized',
          text: { key: 'email.imap.sign-in-refused', params: { said: ' (Wrong password)' } },
          code: 'imap sign-in-refused',
        },
      },
    ]);
    await assert.rejects(watched.mailbox.folders(), /sign-in-refused/);
    server.script = () => undefined;
    watched.mailbox.resume(serverAt(server.port, 'romeo'));
    await watched.up();
    assert.equal((await watched.mailbox.folders()).length, 3);
  });

  test('a password that turns out to be wrong while the mailbox closes is told, and closing in order waits for that', async () => {
    const server = await serve({
      script: ({ tag, verb, client }) => {
        if (verb !== 'LOGIN') return undefined;
        setTimeout(() => client.send(`${tag} NO [AUTHENTICATIONFAILED] Wrong password`), 200);
        return [];
      },
    });
    const [drained, closed] = [watch(server), watch(server)];
    await until(() => verbs(server, 'LOGIN').length === 2, 'both have given the password');
    closed.mailbox.close();
    await drained.mailbox.drain(5000);
    assert.equal(drained.states.at(-1)?.reason?.code, 'imap sign-in-refused');
    await until(() => closed.states.at(-1)?.reason?.code === 'imap sign-in-refused', 'it is told');
    await pause(200);
    assert.equal(server.clients.length, 2);
  });

  test('who leaves gives no server the password, and waits for none that has not been given it', async () => {
    const since = performance.now();
    const silent = createServer();
    const sockets: Socket[] = [];
    silent.on('connection', (socket) => sockets.push(socket));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const unheard = new Watched(serverAt(port, 'romeo'));
    const server = await serve({
      script: ({ tag, verb, client }) => {
        if (verb !== 'CAPABILITY') return undefined;
        setTimeout(() => client.send('* CAPABILITY IMAP4rev1', `${tag} OK done`), 200);
        return [];
      },
    });
    const slow = watch(server);
    await until(() => sockets.length === 1 && verbs(server, 'CAPABILITY').length === 1, 'both are connected');
    await Promise.all([unheard.mailbox.drain(120_000), slow.mailbox.drain(120_000)]);
    assert.ok(performance.now() - since < 60_000, 'it did not wait');
    await pause(300);
    assert.equal(verbs(server, 'LOGIN').length, 0);
    assert.deepEqual([unheard.states, slow.states], [[], []]);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  test('who leaves takes all timers along, also that of a mail which is to be handed over once more', async () => {
    const server = await serve();
    server.add('Subject: one\r\n\r\n');
    const clock = new CountingClock();
    const cursor = new MemoryCursor();
    cursor.json = JSON.stringify({ uidValidity: '1000', lastUid: 0, recent: [] });
    const watched = watch(server, { clock }, cursor);
    let handed = 0;
    watched.onMail = async () => {
      handed += 1;
      throw new Error('not now');
    };
    await until(() => handed === 1, 'the mail is handed over');
    await watched.mailbox.drain(8000);
    await pause(50);
    assert.deepEqual(clock.open, []);
  });

  test('too many connections is no wrong password', async () => {
    let refusals = 2;
    const server = await serve({
      script: ({ tag, verb }) => {
        if (verb !== 'LOGIN' || refusals === 0) return undefined;
        refusals -= 1;
        return [`${tag} NO [ALERT] Too many simultaneous connections. (Failure)`];
      },
    });
    const watched = watch(server);
    await watched.up();
    assert.deepEqual(
      watched.states.map(({ state, reason }) => `${state} ${reason?.code ?? ''}`),
      ['down imap too-many-connections', 'up '],
    );
  });

  test('throttling is waited out with the connection given up', async () => {
    let throttled = true;
    const server = await serve();
    server.script = ({ tag, verb }) => {
      if (verb !== 'UID FETCH' || !throttled) return undefined;
      throttled = false;
      return [`${tag} BAD Request is throttled. Suggested Backoff Time: 700 milliseconds`];
    };
    const watched = watch(server);
    await until(() => watched.mailbox.state === 'down', 'it is down');
    assert.equal(watched.states.at(-1)?.reason?.code, 'imap throttled');
    const since = performance.now();
    await watched.up();
    assert.ok(performance.now() - since >= 690, 'no sooner than the server asked for');
    assert.equal(server.clients.length, 2);
  });

  test('without IDLE it asks now and then', async () => {
    const server = await serve({ capabilities: ['IMAP4rev1'] });
    const watched = watch(server, { timings: { noop: 40 } });
    await until(() => verbs(server, 'NOOP').length > 0, 'it has asked');
    server.add(mailOf('one'));
    await watched.mailCount(1);
    assert.equal(verbs(server, 'IDLE').length, 0);
  });

  test('a server that refuses the IDLE that it offers is asked now and then', async () => {
    const server = await serve({
      script: ({ tag, verb }) => (verb === 'IDLE' ? [`${tag} BAD no such command`] : undefined),
    });
    const watched = watch(server, { timings: { noop: 40 } });
    await until(() => verbs(server, 'IDLE').length === 1, 'it has tried');
    server.add(mailOf('one'));
    await watched.mailCount(1);
    assert.equal(verbs(server, 'IDLE').length, 1);
    assert.equal(server.clients.length, 1);
  });

  test('a server that ends IDLE at once is not asked for it again and again', async () => {
    const server = await serve({
      script: ({ tag, verb }) => (verb === 'IDLE' ? ['+ idling', `${tag} OK over`] : undefined),
    });
    const watched = watch(server, { timings: { noop: 40 } });
    await until(() => verbs(server, 'IDLE').length === 1, 'it has tried');
    server.add(mailOf('one'));
    await watched.mailCount(1);
    assert.equal(verbs(server, 'IDLE').length, 1);
  });

  test('IDLE is ended by the next command and given again, once for each change', async () => {
    const server = await serve();
    const watched = watch(server);
    await watched.up();
    await until(() => server.clients[0]?.idling !== undefined, 'it idles');
    for (let count = 1; count <= 3; count += 1) {
      server.add(mailOf(`mail ${count}`));
      await watched.mailCount(count);
      await until(() => server.clients[0]?.idling !== undefined, 'it idles again');
    }
    await pause(200);
    const given = verbs(server, 'IDLE').length;
    assert.ok(given <= 7, `${given} times`);
    await pause(200);
    assert.equal(verbs(server, 'IDLE').length, given);
  });

  test('a mail that comes between FETCH and IDLE is not overlooked', async () => {
    const server = await serve();
    let late = true;
    server.script = ({ tag, verb, client }) => {
      if (verb !== 'IDLE' || !late) return undefined;
      late = false;
      // It is told before the client is known to idle.
      server.add(mailOf('in between'));
      client.idling = tag;
      return ['* 1 EXISTS', '+ idling'];
    };
    const watched = watch(server);
    await watched.mailCount(1);
    assert.deepEqual(watched.subjects, ['in between']);
  });

  test('a mail of which the server says nothing is found when IDLE is given again', async () => {
    const server = await serve();
    const watched = watch(server, { timings: { idle: 150 } });
    await watched.up();
    server.mails.push({ uid: 1, text: mailOf('silent'), flags: [] });
    server.uidNext = 2;
    await watched.mailCount(1);
  });

  for (const [when, timings, capabilities] of [
    ['in IDLE', {}, undefined],
    ['at a NOOP', { noop: 50 }, ['IMAP4rev1']],
  ] as const) {
    for (const code of ['', '[SERVERBUG] ']) {
      test(`a server that warns ${when} (${code}) shows that connection nothing new: the next one is asked`, async () => {
        let stale: unknown;
        const server = await serve({
          ...(capabilities === undefined ? {} : { capabilities }),
          script: ({ tag, verb, client }) => {
            if (client !== stale) return undefined;
            return verb === 'NOOP' ? [`* NO ${code}Internal error`, `${tag} OK done`] : [`${tag} OK done`];
          },
        });
        const watched = watch(server, { timings });
        await watched.up();
        await until(() => verbs(server, capabilities === undefined ? 'IDLE' : 'NOOP').length > 0, 'it waits');
        stale = server.clients[0];
        server.mails.push({ uid: 1, text: mailOf('unseen'), flags: [] });
        server.uidNext = 2;
        if (capabilities === undefined) server.clients[0]?.send(`* NO ${code}Internal error`);
        await watched.mailCount(1);
        assert.equal(server.clients.length, 2);
      });
    }
  }

  test('warnings that say nothing against the folder, or that come with other commands, end no connection', async () => {
    const server = await serve({
      script: ({ tag, verb }) =>
        verb === 'UID FETCH' ? ['* NO the mailbox is not safe from others', `${tag} OK done`] : undefined,
    });
    const watched = watch(server);
    await watched.up();
    await until(() => verbs(server, 'IDLE').length > 0, 'it waits');
    const [client] = server.clients;
    client?.send('* NO [ALERT] The office closes at five', '* NO [OVERQUOTA] The mailbox is nearly full');
    assert.equal((await watched.mailbox.folders()).length, 3);
    await until(() => verbs(server, 'IDLE').length > 1, 'it waits again');
    assert.equal(server.clients.length, 1);
  });

  test('without UIDNEXT it begins behind the last mail', async () => {
    const server = await serve({ withoutUidNext: true });
    server.add(mailOf('old'));
    server.add(mailOf('older'));
    const watched = watch(server);
    await watched.up();
    assert.equal(watched.cursor.cursor?.lastUid, 2);
    server.add(mailOf('new'));
    await watched.mailCount(1);
    assert.deepEqual(watched.subjects, ['new']);
  });

  test('UIDNEXT that shrinks without a word is a new numbering', async () => {
    const server = await serve();
    server.add(mailOf('old'));
    const first = watch(server);
    await first.up();
    server.add(mailOf('one'));
    await until(() => first.cursor.cursor?.lastUid === 2, 'the cursor has passed it');
    first.mailbox.close();
    server.mails = [];
    server.uidNext = 1;
    server.add(mailOf('one'));
    server.add(mailOf('fresh'));
    server.uidNext = 2;
    const second = watch(server, {}, first.cursor);
    await second.mailCount(1);
    await pause(100);
    assert.deepEqual(second.subjects, ['fresh']);
  });

  test('a mail that is listed and cannot be fetched is new when the folder is numbered anew and has it', async () => {
    const server = await serve({
      script: ({ tag, verb, rest }) =>
        verb === 'UID FETCH' && server.uidValidity === 1000 && /^2[ ,:].*BODY/.test(rest)
          ? [`${tag} OK done`]
          : undefined,
    });
    const watched = watch(server, { window: 1 });
    await watched.up();
    for (const subject of ['one', 'two', 'three']) server.add(mailOf(subject));
    await watched.mailCount(2);
    await until(() => watched.cursor.cursor?.lastUid === 3, 'the cursor has passed them');
    assert.deepEqual(watched.subjects, ['one', 'three']);
    server.uidValidity = 2000;
    server.clients[0]?.cut();
    await watched.mailCount(3);
    assert.deepEqual(watched.subjects, ['one', 'three', 'two']);
  });

  test('another UIDVALIDITY while it watches: nothing is lost, nothing comes twice', async () => {
    const server = await serve();
    const watched = watch(server);
    await watched.up();
    for (const subject of ['one', 'two', 'three']) server.add(mailOf(subject));
    await watched.mailCount(3);
    await until(() => watched.cursor.cursor?.lastUid === 3, 'the cursor has passed them');
    const texts = server.mails.map(({ text }) => text);
    server.mails = [];
    server.uidNext = 501;
    server.uidValidity = 2000;
    for (const text of [texts[2] ?? '', mailOf('four'), texts[0] ?? '', texts[1] ?? '', mailOf('five')])
      server.add(text);
    server.clients[0]?.cut();
    await watched.mailCount(5);
    await until(() => watched.cursor.cursor?.lastUid === 505, 'the cursor is in the new numbering');
    assert.deepEqual(watched.subjects, ['one', 'two', 'three', 'four', 'five']);
    assert.equal(watched.cursor.cursor?.uidValidity, '2000');
  });

  test('the same mail twice in the inbox has one identity; another mail under the same id has another', async () => {
    const server = await serve();
    const watched = watch(server);
    await watched.up();
    server.add(mailOf('same'));
    server.add(mailOf('same'));
    server.add(mailOf('same', { body: 'Something else.' }));
    server.add(mailOf('nameless', { id: '' }));
    await watched.mailCount(4);
    const [first, second, third, fourth] = watched.mails.map(({ identity }) => identity);
    assert.equal(first, second);
    assert.notEqual(first, third);
    assert.match(fourth ?? '', /^[0-9a-f]{64}$/);
    assert.equal(watched.mails[3]?.envelope.messageId, undefined);
  });

  test('drafts are no mail', async () => {
    const server = await serve();
    const watched = watch(server);
    await watched.up();
    server.add(mailOf('draft'), ['\\Draft']);
    server.add(`X-Mozilla-Draft-Info: internal/draft\r\n${mailOf('of Mozilla')}`);
    server.add(mailOf('sent'));
    await watched.mailCount(1);
    await until(() => watched.cursor.cursor?.lastUid === 3, 'the cursor has passed all');
    assert.deepEqual(watched.subjects, ['sent']);
  });

  test('a connection that is open and silent is given up', async () => {
    const server = await serve();
    let silent = false;
    server.script = () => (silent ? [] : undefined);
    const watched = watch(server, { timings: { silence: 150, idle: 100 } });
    await watched.up();
    silent = true;
    await until(() => watched.mailbox.state === 'down', 'the silence is noticed');
    assert.equal(watched.states.at(-1)?.reason?.code, 'imap timeout');
    silent = false;
    await watched.up();
  });

  test('a server that says nothing at all is given up', async () => {
    const server = await serve({ greeting: '' });
    server.script = () => [];
    const watched = watch(server, { timings: { connect: 150 } });
    await until(() => watched.mailbox.state === 'down', 'the silence is noticed');
    assert.equal(watched.states[0]?.reason?.code, 'imap timeout');
  });

  for (const [what, greeting] of [
    ['HTTP', 'HTTP/1.1 400 Bad Request'],
    ['a refusal', '* BYE Too many connections from your address'],
    ['brackets without end', `* OK ${'('.repeat(2000)}`],
    ['nulls', '\0\0\0\0* \0OK'],
  ] as const) {
    test(`a greeting of ${what} is a failure like others`, async () => {
      const server = await serve({ greeting });
      server.script = () => [];
      const watched = watch(server, { timings: { connect: 300, silence: 200 } });
      await until(() => watched.mailbox.state === 'down', 'it is down');
      assert.equal(watched.mails.length, 0);
    });
  }

  test('answers that are cut, doubled or senseless end no process', async () => {
    const server = await serve();
    let turn = 0;
    const nonsense = [
      '* 1 FETCH (UID 1 BODY[]<0> {9999}\r\nshort',
      '* 1 FETCH (UID 99999999999999999999 FLAGS (((((',
      '* FETCH\r\n* 1 FETCH\r\n* -1 EXISTS\r\n* 99999999999999999999 EXISTS\r\n',
      'A999 OK who asked\r\n',
      `* VANISHED 1:4294967295\r\n`,
      '+ go on\r\n+ go on\r\n',
      `* LIST ("\\" {3}\r\n`,
      '* BYE\r\n',
    ];
    server.script = ({ verb, client }) => {
      if (verb !== 'UID FETCH' || turn >= nonsense.length) return undefined;
      client.sendRaw(nonsense[turn] ?? '');
      turn += 1;
      client.cut();
      return [];
    };
    const watched = watch(server);
    await until(() => turn === nonsense.length, 'all was said');
    server.add(mailOf('sense'));
    await watched.mailCount(1);
    assert.deepEqual(watched.subjects, ['sense']);
  });

  test('a mail over the limit comes as head and outline, and whole when it is asked for', async () => {
    const server = await serve();
    const watched = watch(server, { maxSize: 1000 });
    await watched.up();
    const large = mailOf('large', { body: 'x'.repeat(5000) });
    server.add(large);
    server.add(mailOf('small'));
    await watched.mailCount(2);
    const [mail] = watched.mails;
    assert.equal(mail?.octets, 'too-large');
    assert.equal(mail.truncated, true);
    assert.equal(mail.size, large.length);
    assert.match(Buffer.from(mail.header ?? '').toString(), /^From: Juliet[\s\S]*\r\n\r\n$/);
    assert.equal(mail.envelope.messageId, 'large@example.org');
    const whole = await mail.fetchRest?.(10_000);
    assert.equal(Buffer.from(whole ?? '').toString(), large);
    await assert.rejects(async () => await mail.fetchRest?.(2000), /too-large/);
  });

  test('a server that understates the size of a mail does not get it past the limit', async () => {
    const server = await serve();
    server.script = ({ tag, verb, rest }) => {
      if (verb !== 'UID FETCH' || !rest.includes('RFC822.SIZE') || server.mails.length === 0) return undefined;
      return ['* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 10)', `${tag} OK done`];
    };
    const watched = watch(server, { maxSize: 1000 });
    await watched.up();
    server.add(mailOf('large', { body: 'x'.repeat(5000) }));
    await watched.mailCount(1);
    assert.equal(watched.mails[0]?.octets, 'too-large');
  });

  test('a mail over which the server stumbles does not stop those behind it', async () => {
    const server = await serve();
    server.script = ({ verb, rest, client }) => {
      if (verb !== 'UID FETCH' || !rest.includes('BODY.PEEK[') || rest.includes('HEADER.FIELDS')) return undefined;
      const wanted = (rest.split(' ')[0] ?? '').split(',');
      if (!wanted.includes('2')) return undefined;
      client.cut();
      return [];
    };
    const watched = watch(server);
    await watched.up();
    for (const subject of ['one', 'bad', 'three']) server.add(mailOf(subject));
    await watched.mailCount(3);
    await until(() => watched.cursor.cursor?.lastUid === 3, 'the cursor has passed all');
    const bad = watched.mails.find(({ uid }) => uid === 2);
    assert.equal(bad?.octets, 'too-large');
    assert.equal(bad.header?.length, 0);
  });

  test('a mail that is being fetched while one before it fails comes behind it, however long that takes', async () => {
    const server = await serve();
    const held: (() => void)[] = [];
    let isHolding = true;
    server.script = ({ tag, verb, rest, client }) => {
      if (!isHolding || verb !== 'UID FETCH' || !rest.startsWith('2 ') || !rest.includes('BODY.PEEK[]'))
        return undefined;
      const text = server.mails[1]?.text ?? '';
      const row = `* 2 FETCH (UID 2 FLAGS () BODY[]<0> {${text.length}}`;
      held.push(() => client.sendRaw(`${row}\r\n${text})\r\n${tag} OK done\r\n`));
      return [];
    };
    let fail = (): void => {};
    const refused = new Promise<never>((_, reject) => {
      fail = () => reject(new Error('no lane'));
    });
    const clock = new CountingClock();
    const watched = watch(server, { clock, timings: { noop: 20 } });
    let attempts = 0;
    watched.onMail = async ({ uid }) => {
      if (uid === 1 && attempts++ === 0) await refused;
    };
    await watched.up();
    server.add(mailOf('one'));
    await until(() => attempts === 1, 'the first is being handed over');
    server.add(mailOf('two'));
    await until(() => held.length === 1, 'the second is being fetched');
    fail();
    await until(() => clock.open.includes(PAUSE_MS), 'the pause behind the failure');
    await until(() => !clock.open.includes(PAUSE_MS), 'its end');
    isHolding = false;
    held[0]?.();
    await watched.mailCount(2);
    assert.deepEqual(watched.subjects, ['one', 'two']);
  });

  test('nothing new is handed over behind a mail that failed, before all that went with it have their end', async () => {
    const server = await serve();
    const clock = new CountingClock();
    const watched = watch(server, { clock, timings: { noop: 20 } });
    const attempts: number[] = [];
    const failing: (() => void)[] = [];
    watched.onMail = async ({ uid }) => {
      attempts.push(uid);
      if (attempts.length <= 2) await new Promise((_, reject) => failing.push(() => reject(new Error('no lane'))));
    };
    await watched.up();
    for (const subject of ['one', 'two']) server.add(mailOf(subject));
    await until(() => failing.length === 2, 'both are being handed over');
    failing[0]?.();
    await until(() => clock.open.includes(PAUSE_MS), 'the pause behind the failure');
    server.add(mailOf('three'));
    await until(() => !clock.open.includes(PAUSE_MS), 'its end');
    // Before each NOOP it has looked for what is to be handed over.
    const looks = verbs(server, 'NOOP').length;
    await until(() => verbs(server, 'NOOP').length > looks + 2, 'it has looked again');
    assert.deepEqual(attempts, [1, 2]);
    failing[1]?.();
    await watched.mailCount(3);
    assert.deepEqual(attempts, [1, 2, 1, 2, 3]);
  });

  test('a mail whose content the server calls NIL is told as it is, and stops none behind it', async () => {
    const server = await serve();
    server.script = ({ tag, verb, rest }) => {
      if (verb !== 'UID FETCH' || !rest.startsWith('2 ') || rest.includes('RFC822.SIZE')) return undefined;
      const [, from = '0'] = /BODY\.PEEK\[\]<(\d+)/.exec(rest) ?? [];
      const content = rest.includes('PEEK[HEADER]') ? 'BODY[HEADER] NIL BODYSTRUCTURE NIL' : `BODY[]<${from}> NIL`;
      return [`* 2 FETCH (UID 2 FLAGS () ${content})`, `${tag} OK done`];
    };
    const watched = watch(server);
    await watched.up();
    for (const [index, subject] of ['one', 'bad', 'three'].entries()) {
      server.add(mailOf(subject));
      await watched.mailCount(index + 1);
    }
    await until(() => watched.cursor.cursor?.lastUid === 3, 'the cursor has passed all');
    const bad = watched.mails.find(({ uid }) => uid === 2);
    assert.equal(bad?.octets, 'too-large');
    assert.equal(bad.header?.length, 0);
    await assert.rejects(async () => await bad.fetchRest?.(1000), /no-such-mail/);
  });

  test('a mail without a Message-ID, of which the server says NIL, comes as all others', async () => {
    const server = await serve();
    server.script = ({ tag, verb, rest }) => {
      if (verb !== 'UID FETCH' || !rest.includes('HEADER.FIELDS') || server.mails.length === 0) return undefined;
      return ['* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 10 BODY[HEADER.FIELDS (MESSAGE-ID)] NIL)', `${tag} OK done`];
    };
    const watched = watch(server);
    await watched.up();
    server.add(mailOf('one'));
    await watched.mailCount(1);
  });

  test('once another process holds the lane nothing is written', async () => {
    const server = await serve();
    const watched = watch(server, { timings: { idle: 50 } });
    await watched.up();
    watched.mayWrite = false;
    await pause(150);
    const before = server.commands.length;
    await pause(300);
    assert.equal(server.commands.length, before);
    await assert.rejects(watched.mailbox.folders(), /closed/);
  });

  test('the poll tier comes, looks and goes', async () => {
    const server = await serve();
    const watched = watch(server, { tier: 'poll', timings: { poll: 400, linger: 20 } });
    await until(() => verbs(server, 'LOGOUT').length === 1, 'it has gone');
    server.add(mailOf('one'));
    await watched.mailCount(1);
    assert.equal(server.clients.length, 2);
    assert.equal(verbs(server, 'IDLE').length, 0);
    await until(() => verbs(server, 'LOGOUT').length === 2, 'it has gone again');
    assert.deepEqual(
      watched.states.map(({ state }) => state),
      ['up'],
    );
    // What is asked does not wait for the next visit.
    assert.equal((await watched.mailbox.folders()).length, 3);
    watched.mailbox.tier = 'idle';
    await until(() => server.clients.at(-1)?.idling !== undefined, 'it idles');
  });

  test('a mail is not moved by a UID of another numbering', async () => {
    const server = await serve();
    server.add(mailOf('one'));
    const watched = watch(server);
    await watched.up();
    await assert.rejects(watched.mailbox.move({ uidValidity: '1', uid: 1 }, 'junk'), /no-such-mail/);
    assert.equal(verbs(server, 'UID MOVE').length, 0);
    await watched.mailbox.move({ uidValidity: '1000', uid: 1 }, 'junk');
    assert.deepEqual(
      verbs(server, 'UID MOVE').map((command) => command.split(' ').slice(1).join(' ')),
      ['UID MOVE 1 Junk'],
    );
  });

  test('without MOVE and UIDPLUS a mail is copied and marked, and nothing is expunged', async () => {
    const server = await serve({ capabilities: ['IMAP4rev1'] });
    server.add(mailOf('one'));
    const watched = watch(server);
    await watched.up();
    await watched.mailbox.move({ uidValidity: '1000', uid: 1 }, 'junk');
    assert.equal(verbs(server, 'UID COPY 1 Junk').length, 1);
    assert.equal(verbs(server, 'UID STORE 1 +FLAGS.SILENT (\\Deleted)').length, 1);
    assert.equal(server.commands.filter((command) => command.includes('EXPUNGE')).length, 0);
  });

  test('flags that are changed together take one command for each kind', async () => {
    const server = await serve();
    for (let count = 1; count <= 5; count += 1) server.add(mailOf(`mail ${count}`));
    const watched = watch(server);
    await watched.up();
    const uids = [1, 2, 3, 4, 5, 9];
    const kept = await Promise.all(
      uids.map((uid) => watched.mailbox.flag({ uidValidity: '1000', uid }, { add: ['\\Seen', '$MDNSent'] })),
    );
    assert.deepEqual(kept, [true, true, true, true, true, false]);
    assert.deepEqual(
      verbs(server, 'UID STORE').map((command) => command.split(' ').slice(1).join(' ')),
      ['UID STORE 1,2,3,4,5 +FLAGS.SILENT ($MDNSent \\Seen)'],
    );
  });

  test('changes that a server without QRESYNC tells by place are told by UID', async () => {
    const server = await serve();
    const watched = watch(server);
    await watched.up();
    server.add(mailOf('one'));
    server.add(mailOf('two'));
    await watched.mailCount(2);
    await until(() => server.clients[0]?.idling !== undefined, 'it idles');
    server.mails[1] = { uid: 2, text: mailOf('two'), flags: ['\\Seen'] };
    server.clients[0]?.send('* 2 FETCH (FLAGS (\\Seen))');
    await until(() => watched.flags.length > 0, 'the flags are told');
    assert.deepEqual(watched.flags[0], { uid: 2, flags: ['\\Seen'] });
    await until(() => server.clients[0]?.idling !== undefined, 'it idles');
    server.mails.shift();
    server.clients[0]?.send('* 1 EXPUNGE');
    await until(() => watched.gone.length > 0, 'the leaving is told');
    assert.deepEqual(watched.gone, [1]);
  });

  test('what is asked while the connection breaks is asked again over the next', async () => {
    const server = await serve();
    let cuts = 1;
    server.script = ({ verb, client }) => {
      if (verb !== 'LIST' || cuts === 0) return undefined;
      cuts -= 1;
      client.cut();
      return [];
    };
    const watched = watch(server);
    assert.equal((await watched.mailbox.folders()).length, 3);
  });

  test('a cursor that cannot be kept at the very beginning: nothing is watched before it is', async () => {
    const server = await serve();
    const cursor = new MemoryCursor();
    cursor.broken = true;
    const watched = watch(server, {}, cursor);
    await until(() => watched.mailbox.state === 'down', 'it is down');
    cursor.broken = false;
    await watched.up();
    assert.equal(cursor.cursor?.lastUid, 0);
  });

  test('many mails at once, with gaps of any size between their UIDs, are all handed over in order', async () => {
    const server = await serve();
    const first = watch(server);
    await first.up();
    const uids: number[] = [];
    const addMany = (count: number) => {
      for (let index = 0; index < count; index += 1) {
        if (index === 30) server.uidNext += 1_000_000;
        uids.push(server.add(mailOf(`mail ${uids.length}`)));
      }
    };
    addMany(350);
    await first.mailCount(350);
    await until(() => first.cursor.cursor?.lastUid === uids.at(-1), 'the cursor has passed all');
    first.mailbox.close();
    addMany(450);
    const second = watch(server, {}, first.cursor);
    await second.mailCount(450);
    await until(() => second.cursor.cursor?.lastUid === uids.at(-1), 'the cursor has passed all');
    assert.deepEqual([...first.uids, ...second.uids], uids);
  });

  test('many mails at once are all handed over, also where news of another mail comes among them', async () => {
    const server = await serve();
    const old = server.add(mailOf('old'));
    const watched = watch(server);
    await watched.up();
    // As a lane does: what is safe at once has the mailbox look again.
    watched.onMail = async () => await pause(20);
    await until(() => server.clients[0]?.idling !== undefined, 'it idles');
    let listed = 0;
    server.script = ({ verb, rest, client }) => {
      // Ahead of what was asked for; once alone, as flags are told once.
      if (verb === 'UID FETCH' && rest.startsWith(`${old + 1}:*`) && listed++ === 0) {
        client.send(`* 1 FETCH (UID ${old} FLAGS (\\Seen))`);
      }
      return undefined;
    };
    for (let count = 1; count < 150; count += 1) {
      server.mails.push({ uid: server.uidNext, text: mailOf(`mail ${count}`), flags: [] });
      server.uidNext += 1;
    }
    // All of them are told of at once: no later word makes it look again.
    const last = server.add(mailOf('mail 150'));
    await watched.mailCount(150);
    await until(() => watched.cursor.cursor?.lastUid === last, 'the cursor has passed all');
    assert.deepEqual(
      watched.uids,
      Array.from({ length: 150 }, (_, index) => old + 1 + index),
    );
    assert.equal(listed, 1);
  });
});
