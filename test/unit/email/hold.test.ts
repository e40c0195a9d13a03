import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EmailHold } from '../../../gateways/email/hold.js';
import type { Envelope, MessageEvent, Outcome } from '../../../gateways/gateway.js';
import { until } from '../../support/until.js';
import { ALICE, mercutio, SendingWorld } from './sending/support.js';

const nothing = async (): Promise<void> => undefined;
const DONE: Outcome = { kind: 'accepted', parts: [] };

/** A hold whose mails go out for real. */
function holdOf({ context, departures, ending, pools }: SendingWorld): EmailHold {
  return new EmailHold({
    context,
    departures,
    desk: { take: async () => DONE },
    say: { say: async () => DONE },
    marks: { plain: async () => undefined },
    readings: { signal: () => undefined },
    readReports: { later: nothing },
    direct: undefined,
    mailboxes: undefined,
    orders: { follow: async () => undefined },
    users: { wrote: () => undefined, hear: nothing, accounts: () => undefined, later: nothing },
    signIns: { later: nothing },
    aliases: undefined,
    smarthostWatch: { follow: () => () => undefined },
    ending,
    closed: async () => pools.sweep(),
  });
}

describe('a lane that is given back', () => {
  let world: SendingWorld;
  let looked: ((isThere: boolean) => void) | undefined;
  before(async () => {
    world = await SendingWorld.start();
    // It is looked for in the folder of sent mail, which takes longer than the process has.
    world.own.isSent = async () => {
      return await new Promise<boolean>((resolve) => {
        looked = resolve;
      });
    };
  });
  after(() => world.stop());

  async function close(hold: EmailHold): Promise<void> {
    let closed = false;
    const closing = hold.close().then(() => {
      closed = true;
    });
    await until(() => {
      world.context.clock.advance(20);
      return closed;
    }, 'the end of the hold');
    await closing;
  }

  it('gives back mails that wait behind one without an answer as not begun, and never sends them', async () => {
    world.peer.setRules({ at: 'dot', do: { close: true } });
    const hold = holdOf(world);
    const outcomes = new Map<string, Outcome>();
    const submit = (envelope: Envelope<MessageEvent>): string => {
      hold.submit(envelope, (outcome) => outcomes.set(envelope.id, outcome));
      return envelope.id;
    };
    const first = submit(world.envelope({ body: 'one' }, mercutio()));
    const second = submit(world.envelope({ body: 'two' }, mercutio()));
    world.context.accounts.set(mercutio().id, mercutio({ 'x-hold': '20' }));
    const held = submit(world.envelope({ body: 'three' }, mercutio()));
    await until(() => looked !== undefined, 'the look for the first');
    await close(hold);
    assert.equal(outcomes.get(first)?.kind, 'unknown');
    const back = { kind: 'retry', after: 0, reason: 'closed', scope: 'lane' };
    assert.deepEqual([outcomes.get(second), outcomes.get(held)], [back, back]);
    looked?.(false);
    // Behind them all.
    assert.equal((await world.send({ contact: ALICE }, mercutio())).kind, 'retry');
    assert.deepEqual([world.texts(), world.context.waits.size], [['one'], 0]);
  });
});
