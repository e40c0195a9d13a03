import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GatewayEvent } from '../../../gateways/gateway.js';
import { problem } from '../../../src/core/errors.js';
import { Fates } from '../../../src/core/fates.js';
import { Outcomes } from '../../../src/core/outcomes.js';
import { Recollection } from '../../../src/core/recollection.js';
import { Registrar } from '../../../src/core/registrar.js';
import { Replies } from '../../../src/core/replies.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteOn } from './support/site.js';

const ROMEO = 'romeo@example.org';

describe('a message of which the network says late that it has it', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  /** A registered user, and the ids of the stanzas that go to it. */
  async function world() {
    const told: string[] = [];
    const stanzas: string[] = [];
    const add = async (_lane: string, { id, stanza = '' }: Envelope) => {
      told.push(id);
      stanzas.push(stanza);
    };
    const lanes = { add } as unknown as Lanes;
    const site = siteOn(store.store, { lanes });
    const result = await new Registrar(site).register(ROMEO, new Map([['nick', 'romeo']]));
    assert.ok(result.ok);
    const { born } = result.account;
    const replies = new Replies(site);
    const fates = new Fates(site, replies);
    const outcomes = new Outcomes(site, replies, fates, new Recollection(site));
    const sent = (id: string): Envelope<GatewayEvent> => ({
      v: 1,
      id,
      gateway: site.gateway.name,
      account: ROMEO,
      born,
      rev: 1,
      conversation: `${ROMEO}>juliet`,
      kind: 'message',
      at: 0,
      event: {
        type: 'message',
        from: `${ROMEO}/a`,
        to: `juliet@${DOMAIN}`,
        contact: 'juliet',
        body: 'hi',
        receipt: true,
        stanzaId: id,
      },
    });
    const unknown = (id: string) =>
      outcomes.settle([{ envelope: sent(id), outcome: { kind: 'unknown', maybeSent: true, reason: 'no answer' } }]);
    const report = (id: string, state: 'delivered' | 'failed') => fates.report({ ids: [{ id, certain: true }], state });
    return { told, stanzas, outcomes, sent, unknown, report };
  }

  it('has its receipt, also one that came before the answer', async () => {
    const { told, outcomes, sent, unknown, report } = await world();
    await unknown('e1');
    await outcomes.late(sent('e1'), [{ id: 'n1' }], true);
    await report('n1', 'delivered');
    assert.deepEqual(told, ['e1.e', 'e1.d']);
    await unknown('e2');
    await report('n2', 'delivered');
    await outcomes.late(sent('e2'), [{ id: 'n2' }], true);
    assert.deepEqual(told.slice(2), ['e2.e', 'e2.d']);
  });

  it('has no second error when it fails, but one where none was told', async () => {
    const { told, outcomes, sent, unknown, report } = await world();
    await unknown('e3');
    await outcomes.late(sent('e3'), [{ id: 'n3' }], true);
    await report('n3', 'failed');
    assert.deepEqual(told, ['e3.e']);
    await outcomes.late(sent('e4'), [{ id: 'n4' }], false);
    await report('n4', 'failed');
    assert.deepEqual(told, ['e3.e', 'e4.f']);
  });

  it('is not told to be unknown after it was told to have failed, by whoever knows only that it had begun', async () => {
    const { told, stanzas, outcomes, sent, unknown } = await world();
    await outcomes.settle([
      { envelope: sent('e5'), outcome: { kind: 'rejected', problem: problem('message-expired') } },
    ]);
    await unknown('e5');
    assert.deepEqual(told, ['e5.e', 'e5.e']);
    assert.equal(stanzas[1], stanzas[0]);
    await unknown('e6');
    assert.notEqual(stanzas[2]?.replaceAll('e6', 'e5'), stanzas[0]);
  });
});
