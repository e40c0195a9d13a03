import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  Envelope,
  Feature,
  Gateway,
  GatewayEvent,
  Hold,
  HoldContext,
  Outcome,
  UserEvent,
} from '../../../gateways/gateway.js';
import { problem } from '../../../src/core/errors.js';
import { GatewayLane } from '../../../src/core/gateway-lane.js';
import { Metrics } from '../../../src/core/metrics.js';
import { Recollection } from '../../../src/core/recollection.js';
import type { Site } from '../../../src/core/site.js';
import type { LaneHold, Tenure } from '../../../src/lanes/handler.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { silentLog } from '../../../src/log.js';
import { siteWithout } from './support/site.js';

const ROMEO = 'romeo@example.org';

/** What a gateway gets to see of the core when it holds a lane, and what the lane sees of it; `user` is the gateway's. */
async function opened(
  parts: Partial<Site>,
  user?: Hold['user'],
): Promise<{ readonly context: HoldContext; readonly hold: LaneHold }> {
  const account = { id: ROMEO, jid: ROMEO, label: '', born: 0, rev: 1, fields: {}, since: 0 };
  const stores = { cache: { get: async () => account } } as unknown as Site['stores'];
  const plain = siteWithout({ stores, ...parts });
  let seen: HoldContext | undefined;
  const gateway: Gateway = Object.assign(Object.create(plain.gateway), {
    hold: async (_lane: string, context: HoldContext) => {
      seen = context;
      const hold: Hold = { depth: 1, free: () => 0, submit() {}, drain: async () => {}, close: async () => {} };
      return user === undefined ? hold : { ...hold, user };
    },
  });
  const none = {} as never;
  const lane = new GatewayLane({ ...plain, gateway }, 'echo.0', {
    outcomes: none,
    incoming: none,
    fates: none,
    kv: none,
    recollection: none,
  });
  const hold = await lane.open({ lane: 'echo.0' } as Tenure);
  assert.ok(seen);
  return { context: seen, hold };
}

async function contextOf(parts: Partial<Site>): Promise<HoldContext> {
  return (await opened(parts)).context;
}

it('gives what users do to the gateway, in place of what is to be sent, and again where it failed', async () => {
  const heard: UserEvent[] = [];
  const events: UserEvent[] = [
    { type: 'presence', account: ROMEO, state: { available: true, show: 'dnd' } },
    { type: 'subscription', account: ROMEO, contact: 'nurse', wanted: true },
    { type: 'allowed', account: ROMEO, contact: 'nurse' },
  ];
  const { hold } = await opened({}, async (event) => {
    heard.push(event);
    if (heard.length === 1) throw new Error('not now');
  });
  const outcomes: string[] = [];
  for (const event of [events[0], ...events]) {
    const head = { v: 1, id: 'e1', gateway: 'echo', account: ROMEO, rev: 1, conversation: 'c', at: 0 };
    const outcome = await new Promise<Outcome>((settle) => hold.submit({ ...head, kind: 'presence', event }, settle));
    outcomes.push(outcome.kind);
  }
  assert.deepEqual(outcomes, ['retry', 'accepted', 'accepted', 'accepted']);
  assert.deepEqual(heard, [events[0], ...events]);
});

it('walks all users who may use the gateway, page by page, each with all accounts', async () => {
  const account = (jid: string, label = '') => ({ id: label === '' ? jid : `${jid}/${label}`, jid, label });
  const pages = [['a@x'], ['denied@x'], [], ['c@x']];
  const accounts = {
    page: async (_: string, from = '0') => ({
      users: (pages[Number(from)] ?? []).map((jid) => ({ jid, all: [account(jid), account(jid, 'work')] })),
      next: Number(from) + 1 < pages.length ? String(Number(from) + 1) : undefined,
    }),
  };
  const denied = { type: 'cancel', condition: 'forbidden', text: { key: 'no' } } as const;
  const { context } = await opened({
    stores: { accounts } as unknown as Site['stores'],
    access: (jid) => (jid.startsWith('denied') ? denied : undefined),
  });
  const seen: string[] = [];
  for await (const all of context.users()) seen.push(...all.map(({ id }) => id));
  assert.deepEqual(seen, ['a@x', 'a@x/work', 'c@x', 'c@x/work']);
});

it('finds whose a unique value of registrations is, unless it has changed since', async () => {
  const fields: Record<string, Record<string, string>> = { 'a@x': { nick: 'ann' }, 'b@x': { nick: 'other' } };
  const { context } = await opened({
    stores: {
      accounts: {
        holder: async (_gateway: string, field: string, value: string) =>
          field === 'nick' ? { ann: 'a@x', bob: 'b@x' }[value] : undefined,
      },
      cache: { get: async (_gateway: string, id: string) => ({ id, fields: fields[id] }) },
    } as unknown as Site['stores'],
  });
  assert.deepEqual(
    await Promise.all(['ann', 'bob', 'carl'].map(async (value) => (await context.holderOf(value))?.id)),
    ['a@x', undefined, undefined],
  );
});

it('knows the account of a registered user', async () => {
  assert.equal((await (await contextOf({})).account(ROMEO))?.jid, ROMEO);
});

it('knows nobody whom the rules deny now, so that answers of the network do not reach them', async () => {
  const context = await contextOf({ access: (jid) => problem('access-denied', { jid }) });
  assert.equal(await context.account(ROMEO), undefined);
});

type Answer = () => Promise<readonly undefined[]>;

/** A lane whose hold notes what it gets; `answers` are those of the store, one a question. */
async function laneOf(
  answers: Answer[],
  submit: Hold['submit'] = (_, settle) => settle({ kind: 'accepted', parts: [] }),
  own: Partial<Site> = {},
) {
  const got: string[] = [];
  const get = () => answers.shift()?.() ?? Promise.resolve([undefined]);
  const all = [{ id: ROMEO, jid: ROMEO, label: '', born: 0, rev: 1, fields: {}, since: 0 }];
  const cache = { get: async () => all[0], known: () => ({ user: { jid: ROMEO, default: all[0], all } }) };
  const plain = siteWithout({ stores: { references: { get }, cache } as unknown as Site['stores'], ...own });
  const hold: Hold = {
    depth: 9,
    free: () => 3,
    submit: (envelope, settle) => {
      got.push(envelope.event?.type === 'message' ? envelope.event.body : '');
      submit(envelope, settle);
    },
    drain: async () => {},
    close: async () => {},
  };
  const gateway: Gateway = Object.assign(Object.create(plain.gateway), {
    features: new Set<Feature>(['corrections']),
    hold: async () => hold,
    lanesFor: () => ['echo.1'],
  });
  const site = { ...plain, gateway };
  const none = {} as never;
  const parts = { outcomes: none, incoming: none, fates: none, kv: none, recollection: new Recollection(site) };
  const opened = await new GatewayLane(site, 'echo.0', parts).open({ lane: 'echo.0' } as Tenure);
  return { opened, got };
}

const message = (body: string, replaces?: string, conversation = 'a'): Envelope<GatewayEvent> => ({
  v: 1,
  id: `e${body}`,
  gateway: 'echo',
  account: ROMEO,
  rev: 1,
  conversation,
  kind: 'message',
  at: 0,
  event: {
    type: 'message',
    from: ROMEO,
    to: 'x',
    contact: conversation,
    receipt: false,
    body,
    ...(replaces === undefined ? {} : { replaces: { id: replaces } }),
  },
});

describe('a message that speaks of an earlier one', () => {
  it('waits for the store, and only its own conversation waits with it', async () => {
    let answer: (found: readonly undefined[]) => void = () => {};
    const { opened, got } = await laneOf([
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    ]);
    const outcomes: Promise<Outcome>[] = [message('one', 'm0'), message('two'), message('other', undefined, 'b')].map(
      (envelope) => new Promise((resolve) => opened.submit(envelope, resolve)),
    );
    assert.deepEqual(got, ['other']);
    assert.equal(opened.free(), 2, 'what waits takes room');
    answer([undefined]);
    await Promise.all(outcomes);
    assert.deepEqual(got, ['other', 'Correction: one', 'two'], 'in order, and in words where nobody remembers');
    await opened.drain(new AbortController().signal);
    assert.equal(opened.free(), 3);
  });

  it('is tried again when the store does not answer', async () => {
    const { opened, got } = await laneOf([() => Promise.reject(new Error('away'))]);
    const outcome = await new Promise<Outcome>((resolve) => opened.submit(message('one', 'm0'), resolve));
    assert.equal(outcome.kind, 'retry');
    assert.deepEqual(got, []);
  });

  it('is unknown where the gateway throws, as without looking it up', async () => {
    const { opened } = await laneOf([], () => {
      throw new Error('a bug');
    });
    const outcome = await new Promise<Outcome>((resolve) => opened.submit(message('one', 'm0'), resolve));
    assert.equal(outcome.kind, 'unknown');
  });
});

it('tells that nobody knows, and logs it, where something throws after a message went to another lane', async () => {
  const logged: unknown[] = [];
  const log = { ...silentLog, error: (_: object, what: string) => logged.push(what), child: () => silentLog };
  const metrics = Object.assign(new Metrics(), {
    count: () => {
      throw new Error('a bug');
    },
  });
  const lanes = { status: () => ({ state: 'up', since: 0 }), add: async () => {} } as unknown as Lanes;
  const refused: Outcome = { kind: 'unsupported', feature: 'x' };
  const elsewhere: Outcome = { kind: 'elsewhere', otherwise: refused };
  const { opened } = await laneOf([], (_, settle) => settle(elsewhere), { log, metrics, lanes });
  const outcome = await new Promise<Outcome>((resolve) => opened.submit(message('one'), resolve));
  assert.equal(outcome.kind, 'unknown');
  assert.deepEqual(logged, ['a message was lost from sight on its way to another lane']);
});
