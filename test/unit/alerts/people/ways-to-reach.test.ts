import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SEVERITIES, type Severity } from '../../../../gateways/alerts/alert.js';
import type { Person, PersonAddress, Preference } from '../../../../gateways/alerts/people/person.js';
import { type Presence, planReach, type Tried } from '../../../../gateways/alerts/people/ways-to-reach.js';

const XMPP: PersonAddress = { network: 'xmpp', jid: 'alice@example.org' };
const WORK: PersonAddress = { network: 'xmpp', jid: 'alice@work.example' };
const IRC: PersonAddress = { network: 'irc', jid: 'alice%libera@irc.example.org' };
const SMS: PersonAddress = { network: 'sms', jid: '+33612345678@sms.example.org' };
const SMS2: PersonAddress = { network: 'sms', jid: '+33687654321@sms.example.org' };
const MAIL: PersonAddress = { network: 'email', jid: 'alice\\40example.net@email.example.org' };
const ALL = [XMPP, IRC, SMS, MAIL];

interface Given {
  readonly addresses?: readonly PersonAddress[];
  readonly severity?: Severity;
  readonly presence?: Readonly<Record<string, Presence>>;
  readonly tried?: readonly Tried[];
  readonly preference?: Preference;
}

function plan({ addresses = ALL, severity = 'error', presence = {}, tried = [], preference }: Given) {
  const person: Person = {
    id: 'alice',
    addresses,
    ...(preference === undefined ? {} : { preferences: { [severity]: preference } }),
  };
  return planReach({ person, severity, presence: (jid) => presence[jid] ?? 'unknown', tried });
}

function told(given: Given): string[] {
  return plan(given).steps.map(
    ({ addresses, reason, wait }) => `${addresses.map(({ network }) => network).join('+')} ${reason} ${wait / 1000}`,
  );
}

describe('planReach', () => {
  it('goes to the chat first where somebody is there', () => {
    const expected = ['xmpp online 120', 'sms no-answer 300', 'email no-answer 900', 'irc offline 120'];
    assert.deepEqual(told({ presence: { [XMPP.jid]: 'online' } }), expected);
    assert.deepEqual(told({ presence: { [XMPP.jid]: 'chat' } }), expected);
  });

  it('goes to chat and phone at once where somebody is away', () => {
    for (const show of ['away', 'xa'] as const) {
      assert.deepEqual(told({ addresses: [XMPP, SMS, MAIL], presence: { [XMPP.jid]: show } }), [
        'xmpp+sms away 120',
        'email no-answer 900',
      ]);
    }
  });

  it('disturbs who does not want it for what is critical alone', () => {
    const presence = { [XMPP.jid]: 'dnd' } as const;
    assert.deepEqual(told({ severity: 'critical', addresses: [XMPP, SMS, MAIL], presence }), [
      'xmpp+sms urgent 120',
      'email no-answer 900',
    ]);
    assert.deepEqual(told({ addresses: [XMPP, SMS, MAIL], presence }), ['email quiet 900']);
    assert.deepEqual(told({ addresses: [XMPP, SMS], presence }), ['xmpp quiet 120']);
  });

  it('takes one client that is not to be disturbed for the whole person', () => {
    const presence = { [XMPP.jid]: 'online', [WORK.jid]: 'dnd' } as const;
    assert.deepEqual(told({ addresses: [XMPP, WORK, MAIL], presence }), ['email quiet 900']);
  });

  it('sends SMS, then mail, to who is in no chat, and leaves it at the server at last', () => {
    for (const show of ['offline', 'unknown'] as const) {
      assert.deepEqual(told({ addresses: [XMPP, SMS, MAIL], presence: { [XMPP.jid]: show } }), [
        'sms offline 300',
        'email no-answer 900',
        'xmpp offline 120',
      ]);
    }
  });

  it('goes to IRC where that is where somebody is', () => {
    assert.deepEqual(told({ presence: { [IRC.jid]: 'online' } })[0], 'irc online 120');
  });

  it('tries numbers one after the other', () => {
    assert.deepEqual(told({ addresses: [SMS, SMS2, MAIL] }), [
      'sms offline 300',
      'sms no-answer 300',
      'email no-answer 900',
    ]);
  });

  it('does not try again what was tried, and says when nothing is left', () => {
    const presence = { [XMPP.jid]: 'online' } as const;
    const addresses = [XMPP, SMS, MAIL];
    const tried: Tried[] = [
      { jid: XMPP.jid, outcome: 'sent' },
      { jid: SMS.jid, outcome: 'failed' },
    ];
    assert.deepEqual(told({ addresses, presence, tried }), ['email no-answer 900']);
    assert.deepEqual(plan({ addresses, presence, tried: [...tried, { jid: MAIL.jid, outcome: 'sent' }] }), {
      steps: [],
      nothing: 'exhausted',
    });
    assert.deepEqual(plan({ addresses: [] }), { steps: [], nothing: 'none' });
  });

  it('does as the person wants, whatever presence says', () => {
    const presence = { [XMPP.jid]: 'online' } as const;
    const preference = { steps: [{ networks: ['email'] }, { networks: ['xmpp', 'sms'], wait: 5000 }] } as const;
    assert.deepEqual(told({ presence, preference }), ['email preference 900', 'xmpp+sms preference 5']);
    assert.deepEqual(told({ addresses: [XMPP, SMS], presence, preference: { networks: ['sms'] } }), [
      'sms offline 300',
    ]);
    assert.deepEqual(plan({ preference: { networks: [] } }), { steps: [], nothing: 'none' });
  });

  it('goes by presence where the wanted steps lead to no address of the person', () => {
    assert.deepEqual(told({ addresses: [MAIL], preference: { steps: [{ networks: ['sms'] }] } }), [
      'email no-answer 900',
    ]);
  });

  it('always has a way while an address is left, never the same twice, and waits for a while', () => {
    const shows: Presence[] = ['online', 'chat', 'away', 'xa', 'dnd', 'offline', 'unknown'];
    const all = [XMPP, WORK, IRC, SMS, SMS2, MAIL];
    fc.assert(
      fc.property(
        fc.subarray(all, { minLength: 1 }),
        fc.array(fc.constantFrom(...shows), { minLength: 6, maxLength: 6 }),
        fc.constantFrom(...SEVERITIES),
        (addresses, states, severity) => {
          const presence = Object.fromEntries(all.map(({ jid }, index) => [jid, states[index] ?? 'unknown']));
          const { steps } = plan({ addresses, severity, presence });
          const used = steps.flatMap((step) => step.addresses);
          assert.ok(used.length > 0);
          assert.equal(new Set(used).size, used.length);
          assert.ok(steps.every(({ wait }) => wait > 0 && Number.isFinite(wait)));
        },
      ),
    );
  });
});
