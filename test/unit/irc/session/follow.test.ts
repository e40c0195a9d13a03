import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Answer } from '../../../../gateways/irc/connection/labels.js';
import { type Fate, follow, outcomeOf } from '../../../../gateways/irc/follow.js';
import { parseLine } from '../../../../gateways/irc/wire/parse.js';
import type { Problem } from '../../../../src/problem.js';
import { scene, turn } from './support/place.js';

/** `reads`: whether the server reads at once what is written; else when `read` is called. */
function begin(count: number, caps: readonly string[] = [], reads = true, verdict?: () => Promise<unknown>) {
  const unread: (() => void)[] = [];
  const onRead = (read: () => void): void => {
    if (reads) read();
    else unread.push(read);
  };
  const { place, sent } = scene({ caps: new Map(caps.map((name) => [name, ''])), onRead });
  const fates: Fate[] = [];
  const late: Problem[] = [];
  const lines = Array.from({ length: count }, (_, n) => ({ command: 'PRIVMSG', params: ['#a', `${n}`] }));
  const hooks = { told: (fate: Fate) => fates.push(fate), late: (problem: Problem) => late.push(problem) };
  follow(place, lines, { ...hooks, ...(verdict === undefined ? {} : { verdict }) });
  const read = (): void => {
    for (const one of unread.splice(0)) one();
  };
  return { sent, fates, late, read };
}

function message(line: string) {
  const parsed = parseLine(line);
  assert.ok(parsed !== undefined);
  return parsed;
}

const echo = (text: string): Answer => ({ kind: 'echo', message: message(`:juliet PRIVMSG #a :${text}`) });
const refused: Answer = { kind: 'error', message: message(':srv 404 juliet #a :Cannot send to channel') };
const problem = {
  type: 'auth',
  condition: 'forbidden',
  text: { key: 'irc.refused', params: { said: 'Cannot send to channel' } },
  code: 'irc 404',
};

describe('what becomes of the lines of a message', () => {
  it('is known when the server has read the last one, where it gives none back', () => {
    const { sent, fates, read } = begin(2, [], false);
    sent[0]?.written();
    read();
    sent[1]?.written();
    assert.deepEqual(fates, []);
    read();
    assert.deepEqual(fates, [{ kind: 'sent', echoes: [undefined, undefined] }]);
    sent[0]?.answer({ kind: 'silent' });
    sent[1]?.answer({ kind: 'silent' });
    assert.equal(fates.length, 1);
  });

  it('is unknown where the connection ends before the server has read it, and an error where it refuses it before', () => {
    const ended = begin(1, [], false);
    ended.sent[0]?.written();
    ended.sent[0]?.answer({ kind: 'lost', written: true });
    ended.read();
    assert.deepEqual(ended.fates, [{ kind: 'unknown' }]);
    const { sent, fates, late, read } = begin(1, [], false);
    sent[0]?.written();
    sent[0]?.answer(refused);
    read();
    assert.deepEqual(fates, [{ kind: 'refused', problem }]);
    assert.deepEqual(late, []);
  });

  it('is not known by a verdict that did not come in time, before the server has read it', async () => {
    const { sent, fates, read } = begin(1, [], false, async () => undefined);
    sent[0]?.written();
    await turn();
    assert.deepEqual(fates, []);
    read();
    await turn();
    assert.deepEqual(fates, [{ kind: 'sent', echoes: [undefined] }]);
  });

  it('is unknown where nothing shows that the server has read it', () => {
    for (const caps of [[], ['echo-message']]) {
      const { sent, fates } = begin(2, caps, false);
      for (const one of sent) one.written();
      sent[0]?.answer({ kind: 'unread' });
      assert.deepEqual(fates, [{ kind: 'unknown' }]);
      sent[1]?.answer({ kind: 'unread' });
      assert.equal(fates.length, 1);
    }
  });

  it('is known when all are back, where the server gives them back', () => {
    const { sent, fates } = begin(2, ['echo-message']);
    for (const one of sent) one.written();
    sent[1]?.answer(echo('1'));
    assert.equal(fates.length, 0);
    sent[0]?.answer(echo('0'));
    const echoed = fates.map((fate) => (fate.kind === 'sent' ? fate.echoes.map((one) => one?.params[1]) : fate.kind));
    assert.deepEqual(echoed, [['0', '1']]);
  });

  it('is the error of any of them', () => {
    const { sent, fates, late } = begin(2, ['labeled-response']);
    sent[0]?.written();
    sent[0]?.answer(refused);
    assert.deepEqual(fates, [{ kind: 'refused', problem }]);
    sent[1]?.answer({ kind: 'done', messages: [] });
    assert.equal(fates.length, 1);
    assert.deepEqual(late, []);
  });

  it('was told too early where an error comes behind', () => {
    const { sent, fates, late } = begin(1);
    sent[0]?.written();
    sent[0]?.answer(refused);
    assert.deepEqual(
      fates.map(({ kind }) => kind),
      ['sent'],
    );
    assert.deepEqual(late, [problem]);
  });

  it('is that nothing went out, where the connection ends first', () => {
    const { sent, fates } = begin(2, ['echo-message']);
    for (const one of sent) one.answer({ kind: 'lost', written: false });
    assert.deepEqual(fates, [{ kind: 'unsent' }]);
  });

  it('is unknown where it ends in the middle', () => {
    const { sent, fates } = begin(2, ['echo-message']);
    sent[0]?.written();
    sent[0]?.answer({ kind: 'lost', written: true });
    sent[1]?.answer({ kind: 'lost', written: false });
    assert.deepEqual(fates, [{ kind: 'unknown' }]);
  });

  it('is unknown where a line was not taken and another one in front of it goes out', () => {
    const { sent, fates } = begin(2);
    sent[1]?.answer({ kind: 'lost', written: false });
    assert.deepEqual(fates, [], 'the first one may still go out');
    sent[0]?.written();
    sent[0]?.answer({ kind: 'silent' });
    assert.deepEqual(fates, [{ kind: 'unknown' }]);
  });

  it('is that all of nothing went out', () => {
    assert.deepEqual(begin(0).fates, [{ kind: 'sent', echoes: [] }]);
  });

  it('is told exactly once, whatever happens to them', () => {
    const fate = fc.record({
      written: fc.boolean(),
      answer: fc.constantFrom<Answer>(
        echo('x'),
        refused,
        { kind: 'silent' },
        { kind: 'unread' },
        { kind: 'done', messages: [] },
        { kind: 'lost', written: true },
      ),
    });
    fc.assert(
      fc.property(fc.array(fate, { minLength: 1, maxLength: 5 }), fc.boolean(), (all, follows) => {
        const { sent, fates } = begin(all.length, follows ? ['echo-message'] : []);
        all.forEach(({ written, answer }, index) => {
          if (written) sent[index]?.written();
          sent[index]?.answer(written || answer.kind !== 'lost' ? answer : { kind: 'lost', written: false });
        });
        assert.equal(fates.length, 1);
      }),
    );
  });

  it('is tried again, told, or left open', () => {
    assert.deepEqual(outcomeOf({ kind: 'sent', echoes: [] }), { kind: 'accepted', parts: [] });
    assert.deepEqual(outcomeOf({ kind: 'refused', problem: problem as Problem }), { kind: 'rejected', problem });
    assert.equal(outcomeOf({ kind: 'unsent' }).kind, 'retry');
    assert.equal(outcomeOf({ kind: 'unknown' }).kind, 'unknown');
  });
});
