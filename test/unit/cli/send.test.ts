import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { LIMITS } from '../../../gateways/alerts/sources/limits.js';
import { addressesOf, readScriptMail } from '../../../gateways/email/mime/script-mail.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { runCli } from '../../../src/cli/cli.js';
import { Networks } from '../../../src/cli/networks.js';
import { batches } from '../../../src/cli/send/batches.js';
import { LONGEST_TEXT, pieces } from '../../../src/cli/send/pieces.js';
import { linesOf } from '../../../src/cli/send/read-input.js';
import { sendCommand } from '../../../src/cli/send/send.js';
import { type Clock, systemClock } from '../../../src/clock.js';
import { WebServer } from '../../support/web-server.js';

const TOKEN = 'a-token';

interface Request {
  readonly key: string;
  readonly authorization: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const problem = (status: number, reason: string, more: Readonly<Record<string, unknown>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: `urn:isthmus:problem:${reason}`, detail: `It is ${reason}.`, status, ...more }),
});

async function* input(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

describe('isthmus send', () => {
  let server: WebServer;
  let dir: string;
  const requests: Request[] = [];
  /** What comes before the usual answer, in this order. */
  const answers: (Answer | 'cut')[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'idempotency-key': key = '' } = request.headers;
    assert.equal(request.url, '/api/v1/messages');
    requests.push({ key: String(key), authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
    const next = answers.shift() ?? {
      status: 202,
      body: JSON.stringify({ id: `m${requests.length}`, status: 'queued' }),
    };
    if (next === 'cut') {
      request.socket.destroy();
      return;
    }
    response.writeHead(next.status, next.headers).end(next.body);
  }

  before(async () => {
    dir = await tempDir('send');
    server = await WebServer.start((request, response) => void answer(request, response));
  });

  afterEach(() => {
    requests.length = 0;
    answers.length = 0;
  });

  after(async () => {
    await server.stop();
    await removeTempDir(dir);
  });

  /** Runs it as a script does: with the address and token in the environment. */
  async function send(
    args: readonly string[],
    stdin: AsyncIterable<Uint8Array> = input(),
    env: Readonly<Record<string, string>> = { ISTHMUS_URL: server.url, ISTHMUS_TOKEN: TOKEN },
    clock: Clock = systemClock,
  ) {
    const [out, err]: [string[], string[]] = [[], []];
    const command = sendCommand({
      networks: new Networks({}),
      mailReader: async () => ({ read: (octets) => readScriptMail(octets, 0), addresses: addressesOf }),
      stdin,
      clock,
    });
    const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line), env };
    const code = await runCli([command], ['send', ...args], io);
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  it('sends the text of its arguments with all that is said of it', async () => {
    const { code, out, err } = await send([
      ...['--to', 'alice,list:ops', '--to=xmpp:bob@example.org', '--title', 'Backup', '--severity=error'],
      ...['--expires', '2h', '--thread', 'backup', '--reply-to', 'm0', '--file', 'https://example.org/a.log', '--json'],
      ...['--', 'it', '--failed'],
    ]);
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out), { id: 'm1', status: 'queued' });
    assert.deepEqual(requests[0]?.body, {
      to: ['alice', 'list:ops', 'xmpp:bob@example.org'],
      text: 'it --failed',
      title: 'Backup',
      severity: 'error',
      thread: 'backup',
      replyTo: 'm0',
      files: [{ url: 'https://example.org/a.log' }],
      expiresIn: '2h',
    });
    assert.equal(requests[0]?.authorization, `Bearer ${TOKEN}`);
  });

  it('sends standard input as one message, cut where it is too long for one', async () => {
    assert.equal((await send(['--to', 'alice'], input('one\n', 'two\n'))).code, 0);
    assert.equal(requests[0]?.body.text, 'one\ntwo');
    assert.equal((await send(['--to', 'alice'], input('x\n'.repeat(LONGEST_TEXT)))).code, 0);
    const [, first, second] = requests;
    assert.equal(first?.body.thread, first?.key);
    assert.equal(second?.body.thread, first?.key);
    assert.equal(second?.key, `${first?.key}-2`);
    assert.equal((await send(['--to', 'alice'], input(' \n'))).code, 65);
    assert.match((await send(['--to', 'alice'], input('x'.repeat(2_000_000)))).err, /at most 1 MiB/);
  });

  it('takes the token from a file, and says what is missing', async () => {
    const file = join(dir, 'token');
    await writeFile(file, 'from-a-file\n');
    const env = { ISTHMUS_URL: server.url };
    assert.equal((await send(['--to', 'a', '--token-file', file, 'x'], input(), env)).code, 0);
    assert.equal((await send(['--to', 'a', 'x'], input(), { ...env, ISTHMUS_TOKEN_FILE: file })).code, 0);
    assert.deepEqual(
      requests.map(({ authorization }) => authorization),
      ['Bearer from-a-file', 'Bearer from-a-file'],
    );
    const without = await send(['--to', 'a', 'x'], input(), env);
    assert.equal(without.code, 78);
    assert.match(without.err, /--token-file/);
    assert.equal((await send(['--to', 'a', '--token-file', join(dir, 'none'), 'x'], input(), env)).code, 78);
    assert.equal((await send(['--to', 'a', 'x'], input(), {})).code, 78);
    assert.equal((await send(['--to', 'a', '--url', 'nowhere', 'x'])).code, 78);
  });

  it('tries again with the same key when it is told to come later, or hears nothing', async () => {
    const later = { ...problem(503, 'no-room'), headers: { 'retry-after': '7' } };
    answers.push(later, problem(429, 'rate-over'), 'cut', problem(409, 'key-busy'));
    const waits: number[] = [];
    const after = (ms: number, run: () => void) => {
      waits.push(ms);
      return systemClock.after(0, run);
    };
    const { code, err } = await send(['--to', 'alice', 'x'], input(), undefined, { ...systemClock, after });
    assert.equal(code, 0, err);
    assert.equal(requests.length, 5);
    assert.equal(new Set(requests.map(({ key }) => key)).size, 1);
    for (const [index, least] of [7000, 2000, 4000, 8000].entries()) {
      const wait = waits[index] ?? 0;
      assert.ok(wait >= least && wait <= 1.2 * least, `it waited ${wait} ms before try ${index + 2}`);
    }
  });

  it('ends by the codes of sysexits, and says what Isthmus said', async () => {
    const cases: readonly [Answer, number, RegExp][] = [
      [problem(401, 'not-known'), 77, /It is not-known/],
      [problem(403, 'scope-missing'), 77, /It is scope-missing/],
      [
        problem(422, 'fields-wrong', { errors: [{ path: 'to[0]', message: 'there is no person "al"' }] }),
        67,
        /no person/,
      ],
      [problem(422, 'fields-wrong', { errors: [{ path: 'severity', message: 'no such' }] }), 65, /severity: no such/],
      [{ status: 404, body: 'Not Found' }, 78, /has no API/],
      [{ status: 302, headers: { location: 'https://example.org/' } }, 76, /elsewhere/],
      [{ status: 200, body: '<html>' }, 76, /right address/],
    ];
    for (const [given, code, says] of cases) {
      answers.push(given);
      const ended = await send(['--to', 'al', 'x']);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, says);
    }
    assert.equal(requests.length, cases.length, 'none of these is tried twice');
    answers.push(problem(503, 'no-room'));
    assert.equal((await send(['--to', 'a', '--retry', '10ms', 'x'])).code, 75);
    const away = await send(['--to', 'a', '--retry', '10ms', '--url', 'http://127.0.0.1:1', '--token', 't', 'x']);
    assert.equal(away.code, 69);
    assert.match(away.err, /does Isthmus run/);
  });

  it('refuses what it does not know by 64', async () => {
    for (const args of [
      [],
      ['--to'],
      ['--to', 'a', '--colour', 'red', 'x'],
      ['--to', 'a', '--follow', 'x'],
      ['--to', 'a', '--follow', '-t'],
      ['--to', 'a', '--wait', 'soon', '--follow'],
      ['-bs'],
      ['-Z', 'a'],
    ]) {
      const { code, err } = await send(args);
      assert.equal(code, 64, args.join(' '));
      assert.match(err, /usage: isthmus send/);
    }
    assert.equal((await send(['--to', 'a', '--file', join(dir, 'nowhere'), 'x'])).code, 66);
    assert.equal((await send(['--to', 'a', '--file', dir, 'x'])).code, 66);
    assert.equal(requests.length, 0);
  });

  it('follows its input, and goes on where one message cannot be sent', async () => {
    answers.push({ status: 202, body: '{}' }, problem(503, 'no-room'));
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('one\ntw');
      yield Buffer.from('o\n');
      while (requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
      yield Buffer.from('three\r\n');
      while (requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      yield Buffer.from('\n\nfour');
    }
    const { code } = await send(['--to', 'a', '--follow', '--wait', '50ms', '--retry', '10ms'], slowly());
    assert.equal(code, 75);
    assert.deepEqual(
      requests.map(({ body }) => body.text),
      ['one\ntwo', 'three', '\n\nfour'],
    );
    assert.equal(new Set(requests.map(({ key }) => key)).size, 3);
    requests.length = 0;
    answers.push(problem(401, 'not-known'));
    assert.equal((await send(['--to', 'a', '--follow', '--wait', '1ms'], input('one\n', 'two\n'))).code, 77);
  });

  it('takes mails as sendmail does', async () => {
    const mail = [
      'From: cron <root@host.example.org>',
      'To: root, Alice <alice@example.org>,',
      ' list:ops',
      'Bcc: bob@example.org',
      'Subject: =?utf-8?q?Sicherung_=C3=BCberf=C3=A4llig?=',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Die Sicherung ist =FCberf=E4llig.',
      '-- ',
      'host',
    ].join('\n');
    assert.equal((await send(['-t', '-oi', '-i', '-f', 'root', '-Fcron'], input(mail))).code, 0);
    assert.deepEqual(requests[0]?.body.to, ['root', 'list:ops', 'mailto:alice@example.org', 'mailto:bob@example.org']);
    assert.equal(requests[0]?.body.title, 'Sicherung überfällig');
    assert.match(String(requests[0]?.body.text), /^Die Sicherung ist überfällig\.\n-- ?\nhost$/);
    assert.equal((await send(['-i', 'carol@example.net'], input(mail))).code, 0);
    assert.deepEqual(requests[1]?.body.to, ['mailto:carol@example.net']);
    assert.equal((await send(['-t'], input('Subject: x\n\ny\n'))).code, 67);
    assert.equal((await send(['-t'], input('To: a\nSubject: only this\n\n'))).code, 0);
    assert.equal(requests[2]?.body.text, 'only this');
    assert.equal((await send(['-t'], input('To: a\n\n'))).code, 65);
  });
});

describe('texts of isthmus send', () => {
  it('are as long as the API takes them', () => assert.equal(LONGEST_TEXT, LIMITS.text));

  it('are cut where lines end, else between words, and never within a character', () => {
    assert.deepEqual(pieces('aaaaaa\nbbb', 8), ['aaaaaa', 'bbb']);
    assert.deepEqual(pieces('aaaaaa bbb', 8), ['aaaaaa', 'bbb']);
    assert.deepEqual(pieces('aaaaaaaaab', 8), ['aaaaaaaa', 'ab']);
    assert.deepEqual(pieces('aaaaaaa🙂b', 8), ['aaaaaaa', '🙂b']);
    assert.deepEqual(pieces(' \n'), []);
    const all = pieces('ab cd\n'.repeat(5000), 100);
    assert.ok(all.every((piece) => piece.length <= 100));
    assert.equal(all.join('\n'), 'ab cd\n'.repeat(5000).trimEnd());
  });

  it('keep a bounded part of what is read while nothing can be sent', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; read < 10_000; read++) yield Buffer.from(`${'x'.repeat(1000)}\n`);
    }
    const reading = batches(linesOf(endless()), { wait: 0, clock: systemClock });
    const first = await reading.next();
    assert.ok(first.done === false && first.value.length <= LONGEST_TEXT);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(read < 200, `it has read ${read} lines ahead`);
    let lines = first.value.split('\n').length;
    for await (const batch of reading) {
      assert.ok(batch.length <= LONGEST_TEXT);
      lines += batch.split('\n').length;
    }
    assert.equal(lines, 10_000);
  });
});
