import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SEVERITIES, type Severity } from '../../../../gateways/alerts/alert.js';
import type { Person, PersonPlace } from '../../../../gateways/alerts/people/person.js';
import { type Presence, planReach } from '../../../../gateways/alerts/people/ways-to-reach.js';

const XMPP: PersonPlace = { medium: 'xmpp', uri: 'xmpp:alice@example.org' };
const WORK: PersonPlace = { medium: 'xmpp', uri: 'xmpp:alice@work.example' };
const IRC: PersonPlace = { medium: 'irc', uri: 'irc://libera/alice' };
const SMS: PersonPlace = { medium: 'sms', uri: 'sms:+33612345678' };
const SMS2: PersonPlace = { medium: 'sms', uri: 'sms:+33687654321' };
const MAIL: PersonPlace = { medium: 'email', uri: 'mailto:alice@example.net' };
const HOOK: PersonPlace = { medium: 'hook', uri: 'hook:https://example.net/alice' };
const ALL = [XMPP, IRC, SMS, MAIL];

interface Given extends Pick<Person, 'least' | 'steps'> {
  readonly places?: readonly PersonPlace[];
  readonly severity?: Severity;
  readonly presence?: Readonly<Record<string, Presence>>;
  readonly tried?: readonly PersonPlace[];
}

function plan({ places = ALL, severity = 'error', presence = {}, tried = [], ...wishes }: Given) {
  return planReach({
    person: { name: 'alice', places, ...wishes },
    severity,
    presence: ({ uri }) => presence[uri] ?? 'unknown',
    tried: new Set(tried.map(({ uri }) => uri)),
  });
}

function told(given: Given): string[] {
  return plan(given).steps.map(
    ({ places, reason, wait }) => `${places.map(({ medium }) => medium).join('+')} ${reason} ${wait / 1000}`,
  );
}

describe('planReach', () => {
  it('goes to the chat first where somebody is there', () => {
    const expected = ['xmpp online 120', 'sms no-answer 300', 'email no-answer 900', 'irc offline 120'];
    assert.deepEqual(told({ presence: { [XMPP.uri]: 'online' } }), expected);
    assert.deepEqual(told({ presence: { [XMPP.uri]: 'chat' } }), expected);
  });

  it('goes to chat and phone at once where somebody is away', () => {
    for (const show of ['away', 'xa'] as const) {
      assert.deepEqual(told({ places: [XMPP, SMS, MAIL], presence: { [XMPP.uri]: show } }), [
        'xmpp+sms away 120',
        'email no-answer 900',
      ]);
    }
  });

  it('disturbs who does not want it for what is critical alone', () => {
    const presence = { [XMPP.uri]: 'dnd' } as const;
    assert.deepEqual(told({ severity: 'critical', places: [XMPP, SMS, MAIL], presence }), [
      'xmpp+sms urgent 120',
      'email no-answer 900',
    ]);
    assert.deepEqual(told({ places: [XMPP, SMS, MAIL], presence }), ['email quiet 900']);
    assert.deepEqual(told({ places: [XMPP, SMS], presence }), ['xmpp quiet 120']);
  });

  it('takes one client that is not to be disturbed for the whole person', () => {
    const presence = { [XMPP.uri]: 'online', [WORK.uri]: 'dnd' } as const;
    assert.deepEqual(told({ places: [XMPP, WORK, MAIL], presence }), ['email quiet 900']);
  });

  it('sends SMS, then mail, to who is in no chat, and leaves it at the server at last', () => {
    for (const show of ['offline', 'unknown'] as const) {
      assert.deepEqual(told({ places: [XMPP, SMS, MAIL], presence: { [XMPP.uri]: show } }), [
        'sms offline 300',
        'email no-answer 900',
        'xmpp offline 120',
      ]);
    }
  });

  it('goes to IRC where that is where somebody is', () => {
    assert.deepEqual(told({ presence: { [IRC.uri]: 'online' } })[0], 'irc online 120');
  });

  it('tries numbers one after the other', () => {
    assert.deepEqual(told({ places: [SMS, SMS2, MAIL] }), [
      'sms offline 300',
      'sms no-answer 300',
      'email no-answer 900',
    ]);
  });

  it('does not try again what was tried, and says when nothing is left', () => {
    const presence = { [XMPP.uri]: 'online' } as const;
    const places = [XMPP, SMS, MAIL];
    const tried = [XMPP, SMS];
    assert.deepEqual(told({ places, presence, tried }), ['email no-answer 900']);
    assert.deepEqual(plan({ places, presence, tried: places }), { steps: [], nothing: 'exhausted' });
    assert.deepEqual(plan({ places: [] }), { steps: [], nothing: 'none' });
  });

  it('does as the person wants, whatever presence says', () => {
    const presence = { [XMPP.uri]: 'online' } as const;
    const steps = { error: [{ media: ['email'] }, { media: ['xmpp', 'sms'], wait: 5000 }] } as const;
    assert.deepEqual(told({ presence, steps }), ['email preference 900', 'xmpp+sms preference 5']);
    assert.deepEqual(told({ presence, steps, severity: 'info' })[0], 'xmpp online 120');
  });

  it('uses a medium only for what is bad enough', () => {
    const least = { sms: 'critical', email: 'error' } as const;
    assert.deepEqual(told({ places: [SMS, MAIL], least }), ['email no-answer 900']);
    assert.deepEqual(told({ places: [SMS, MAIL], least, severity: 'critical' })[0], 'sms offline 300');
    assert.deepEqual(plan({ places: [SMS, MAIL], least, severity: 'info' }), { steps: [], nothing: 'none' });
  });

  it('goes by presence where the wanted steps lead to no place of the person', () => {
    assert.deepEqual(told({ places: [MAIL], steps: { error: [{ media: ['sms'] }] } }), ['email no-answer 900']);
  });

  it('tells programs at once, which nothing disturbs', () => {
    for (const show of ['online', 'away', 'dnd', 'offline'] as const) {
      const [first] = plan({ places: [XMPP, HOOK, SMS, MAIL], presence: { [XMPP.uri]: show } }).steps;
      assert.ok(first?.places.includes(HOOK));
    }
  });

  it('always has a way while an address is left, never the same twice, and waits for a while', () => {
    const shows: Presence[] = ['online', 'chat', 'away', 'xa', 'dnd', 'offline', 'unknown'];
    const all = [XMPP, WORK, IRC, SMS, SMS2, MAIL, HOOK];
    fc.assert(
      fc.property(
        fc.subarray(all, { minLength: 1 }),
        fc.array(fc.constantFrom(...shows), { minLength: 7, maxLength: 7 }),
        fc.constantFrom(...SEVERITIES),
        (places, states, severity) => {
          const presence = Object.fromEntries(all.map(({ uri }, index) => [uri, states[index] ?? 'unknown']));
          const { steps } = plan({ places, severity, presence });
          const used = steps.flatMap((step) => step.places);
          assert.ok(used.length > 0);
          assert.equal(new Set(used).size, used.length);
          assert.ok(steps.every(({ wait }) => wait > 0 && Number.isFinite(wait)));
        },
      ),
    );
  });
});
