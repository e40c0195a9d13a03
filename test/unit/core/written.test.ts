import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sendWritten } from '../../../src/core/commands/written.js';
import type { Site } from '../../../src/core/site.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { siteWithout } from './support/site.js';

const ROMEO = { id: 'romeo@example.org', jid: 'romeo@example.org', label: '', born: 3, rev: 2, fields: {}, since: 0 };

function world(parts: Partial<Site> = {}) {
  const added: { readonly lane: string; readonly envelope: Envelope }[] = [];
  const lanes = {
    status: () => ({ state: 'up', since: 0, parked: 0 }),
    add: async (lane: string, envelope: Envelope) => void added.push({ lane, envelope }),
  } as unknown as Lanes;
  const stores = { detours: {} } as unknown as Site['stores'];
  return { added, site: siteWithout({ lanes, stores, ...parts }) };
}

it('goes the way that a message of a client goes', async () => {
  const { added, site } = world();
  const to = [{ type: 'to', contact: 'nurse' }] as const;
  assert.equal(await sendWritten(site, ROMEO, { to, body: 'Hello', subject: 'A word', replyTo: 'n1' }), undefined);
  const [one] = added;
  const { lane, envelope } = one ?? assert.fail('nothing was added');
  assert.equal(lane, 'echo.0');
  const { id, account, born, conversation, kind, event } = envelope;
  assert.deepEqual([account, born, conversation, kind], [ROMEO.id, 3, 'romeo@example.org>nurse', 'message']);
  assert.deepEqual(event, {
    type: 'message',
    from: 'romeo@example.org',
    to: `nurse@${site.gateway.domain}`,
    contact: 'nurse',
    stanzaId: id,
    receipt: true,
    body: 'Hello',
    subject: 'A word',
    reply: { id, networkIds: ['n1'] },
  });
});

it('names several recipients, and one who is to stay unseen', async () => {
  for (const to of [
    [
      { type: 'to', contact: 'nurse' },
      { type: 'bcc', contact: 'friar' },
    ],
    [{ type: 'bcc', contact: 'friar' }],
  ] as const) {
    const { added, site } = world();
    assert.equal(await sendWritten(site, ROMEO, { to, body: 'Hello' }), undefined);
    const event = added[0]?.envelope.event as { readonly recipients?: readonly unknown[] };
    assert.deepEqual(
      event.recipients,
      to.map((one) => ({ ...one, jid: `${one.contact}@${site.gateway.domain}` })),
    );
  }
});

it('says why it cannot be sent', async () => {
  const { added, site } = world();
  const many = Array.from(
    { length: site.limits.recipients + 1 },
    (_, n) => ({ type: 'to', contact: `c${n}` }) as const,
  );
  assert.equal((await sendWritten(site, ROMEO, { to: many, body: 'x' }))?.text.key, 'recipients.too-many');
  const none = { type: 'cancel', condition: 'item-not-found', text: { key: 'no.way' } } as const;
  const closed = world({ gateway: Object.assign(Object.create(site.gateway), { lanesFor: () => none }) });
  assert.equal(await sendWritten(closed.site, ROMEO, { to: [{ type: 'to', contact: 'nurse' }], body: 'x' }), none);
  assert.deepEqual([...added, ...closed.added], []);
});
