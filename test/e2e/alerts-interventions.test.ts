import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { readArguments } from '../../src/cli/operate/arguments.js';
import { ControlClient } from '../../src/cli/operate/control-client.js';
import { type OperationResult, refused } from '../../src/operation.js';
import { AlertsWorld } from '../support/alerts-world.js';

const TOKEN = 'a-token-of-a-script';

describe('what an admin does about alerts at a terminal', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;
  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet'],
      book: (people) => ({
        sources: { script: { kind: 'json', token: TOKEN } },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          romeo: { title: 'Romeo M.', xmpp: 'romeo@example.org' },
        },
        routes: [{ name: 'first', groupBy: ['title'], groupWait: '0s', to: 'juliet' }],
        rotations: {
          night: {
            zone: 'UTC',
            layers: [{ people: ['juliet', 'romeo'], turn: 'daily', start: '2026-01-01T08:00' }],
            overrides: [{ from: '2026-01-03T08:00Z', to: '2026-01-03T20:00Z', people: 'romeo' }],
          },
        },
        admins: 'juliet',
        bots: { ops: { token: 'a-token-of-a-program', scopes: ['silence'] } },
      }),
    });
    juliet = await world.connect('juliet');
  });
  after(async () => await world?.stop());

  /** Runs an operation over the control socket, with the arguments of a terminal. */
  async function isthmus(noun: string, verb: string, ...args: readonly string[]): Promise<OperationResult> {
    const client = await ControlClient.find(join(world.isthmus.dir, 'data', 'control'));
    const operation = (await client.operations()).find((one) => one.noun === noun && one.verb === verb);
    assert.ok(operation, `${noun} ${verb}`);
    const answer = await client.run(noun, verb, readArguments(operation, args));
    if (refused(answer)) throw new Error(answer.problem);
    return answer;
  }
  const refusedWith = async (noun: string, verb: string, ...args: readonly string[]): Promise<string> =>
    await isthmus(noun, verb, ...args).then(() => 'done', String);
  const alert = async (title: string): Promise<number> =>
    (await world.post('script', TOKEN, { title, severity: 'error', labels: { title } })).status;
  const told = async (says: RegExp): Promise<string> => {
    const message = await juliet.waitFor(
      (one) =>
        one.name === 'message' &&
        isFrom(one, `alerts@${world.alerts.domain}`) &&
        says.test(one.getChildText('body') ?? ''),
      `a message that says ${says}`,
    );
    return message.getChildText('body') ?? '';
  };

  it('lists, takes and ends incidents as people do', async () => {
    assert.equal(await alert('The disk is full'), 200);
    const code = /ack ([A-Z0-9]{4})/.exec(await told(/The disk is full/))?.[1] ?? '';
    const { table } = await isthmus('incident', 'list');
    assert.deepEqual(
      table?.rows.map((row) => [row.code, row.status, row.title, row.route]),
      [[code, 'open', 'The disk is full', 'first']],
    );
    await isthmus('incident', 'ack', code, '--comment', 'on it');
    await told(/on it/);
    const shown = await isthmus('incident', 'show', code);
    assert.equal(shown.fields?.find(({ name }) => name === 'status')?.value, 'taken');
    assert.equal(shown.table?.rows[0]?.destination, 'person:juliet');
    await isthmus('incident', 'resolve', code);
    const until = Date.now() + 5000;
    while ((await isthmus('incident', 'list')).table?.rows.length !== 0 && Date.now() < until) await setTimeout(50);
    assert.deepEqual((await isthmus('incident', 'list')).table?.rows, []);
    assert.match(await refusedWith('incident', 'ack', code), /over already|no incident/);
  });

  it('tells who is on call now and next, and who stands in', async () => {
    const { table, notes } = await isthmus('oncall', 'show', 'night', '--at', '2026-01-01T09:00Z');
    const at = (time: string) => Date.parse(`2026-01-${time}Z`);
    assert.deepEqual(
      table?.rows.slice(0, 4).map(({ when, people, from, until, by }) => [when, people, from, until, by]),
      [
        ['now', 'Juliet C.', null, at('02T08:00'), 'layer 1'],
        ['next', 'Romeo M.', at('02T08:00'), at('03T08:00'), 'layer 1'],
        ['next', 'Romeo M.', at('03T08:00'), at('03T20:00'), 'override'],
        ['next', 'Juliet C.', at('03T20:00'), at('04T08:00'), 'layer 1'],
      ],
    );
    assert.deepEqual(notes, ['night: Romeo M. from 2026-01-03T08:00:00.000Z until 2026-01-03T20:00:00.000Z.']);
    const all = await isthmus('oncall', 'show');
    assert.deepEqual(
      all.table?.rows.map(({ rotation, when }) => [rotation, when]),
      [
        ['night', 'now'],
        ['night', 'next'],
      ],
    );
    assert.deepEqual(all.notes, [], 'the override is over');
    assert.match(await refusedWith('oncall', 'show', 'day'), /no rotation "day". Use one of: night/);
  });

  it('silences what matches, and ends that before its time', async () => {
    const made = await isthmus('silence', 'add', 'title=quiet', '--for', '1h', '--comment', 'we know');
    const [silence] = (await isthmus('silence', 'list')).table?.rows ?? [];
    assert.deepEqual([silence?.matchers, silence?.comment], ['title=quiet', 'we know']);
    const id = String(silence?.id);
    assert.ok(made.notes?.[0]?.includes(id));
    await setTimeout(1100);
    assert.equal(await alert('quiet'), 200);
    assert.equal(await alert('loud'), 200);
    await told(/loud/);
    assert.ok(!juliet.received.some((one) => /quiet/.test(one.getChildText('body') ?? '')));
    await isthmus('silence', 'expire', id);
    assert.deepEqual((await isthmus('silence', 'list')).table?.rows, []);
    assert.match(await refusedWith('silence', 'add', 'no matcher', '--for', '1h'), /matcher/);
  });

  it('makes tokens of bots that are shown once, count in the API, outlive a crash, and end when they are revoked', async () => {
    assert.match(await refusedWith('token', 'make', 'ops', '--scope', 'silence'), /is a bot ops already/);
    assert.match(await refusedWith('token', 'make', 'deploy', '--scope', 'all'), /no scope/);
    const made = await isthmus('token', 'make', 'deploy', '--scope', 'incidents');
    const token = String(made.fields?.find(({ name }) => name === 'token')?.value);
    assert.equal(token.length, 43);
    const asks = async (path: string): Promise<number> =>
      (await fetch(`${world.base}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
    const becomes = async (status: number): Promise<void> => {
      for (const until = Date.now() + 15_000; ; await setTimeout(100)) {
        const now = await asks('incidents').catch(() => 0);
        if (now === status) return;
        if (Date.now() > until) assert.equal(now, status);
      }
    };
    await becomes(200);
    assert.equal(await asks('silences'), 403);
    assert.ok(!JSON.stringify(await isthmus('token', 'list')).includes(token));
    await world.isthmus.kill();
    await world.isthmus.start();
    await becomes(200);
    await isthmus('token', 'revoke', 'deploy');
    await becomes(401);
    assert.match(await refusedWith('token', 'revoke', 'ops'), /in the book/);
    assert.ok(!world.isthmus.logs().includes(token));
  });

  it('switches routes off, which take nothing then, and on again', async () => {
    await isthmus('route', 'disable', 'first', '--reason', 'maintenance');
    const [route] = (await isthmus('route', 'list')).table?.rows ?? [];
    assert.deepEqual([route?.name, route?.state, route?.reason], ['first', 'switched off', 'maintenance']);
    await setTimeout(2100);
    assert.equal(await alert('nobody hears'), 409, 'its sender knows that it was not taken');
    await isthmus('route', 'enable', 'first');
    await setTimeout(2100);
    assert.equal(await alert('somebody hears'), 200);
    await told(/somebody hears/);
    const titles = (await isthmus('incident', 'list', '--all')).table?.rows.map(({ title }) => title) ?? [];
    assert.ok(titles.includes('somebody hears') && !titles.includes('nobody hears'), titles.join());
    assert.match(await refusedWith('route', 'enable', 'first'), /enabled already/);
  });
});
