import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReadMarks } from '../../../../gateways/irc/connection/read-marks.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('how far a server has read', () => {
  const scene = () => {
    const pings: string[] = [];
    const read: string[] = [];
    const marks = new ReadMarks((token) => void pings.push(token));
    return { marks, pings, read, write: (line: string) => marks.wait(() => void read.push(line)) };
  };

  it('is asked once for what is written in one turn, and told for all of it', async () => {
    const { marks, pings, read, write } = scene();
    write('one');
    write('two');
    assert.deepEqual(pings, [], 'the lines of the turn come first');
    await turn();
    assert.equal(pings.length, 1);
    assert.ok(marks.pong(pings[0] ?? ''));
    assert.deepEqual(read, ['one', 'two']);
  });

  it('is asked again only when it has answered, for all that was written meanwhile', async () => {
    const { marks, pings, read, write } = scene();
    write('one');
    await turn();
    for (const line of ['two', 'three', 'four']) {
      write(line);
      await turn();
    }
    assert.equal(pings.length, 1);
    assert.ok(marks.pong(pings[0] ?? ''));
    assert.deepEqual(read, ['one']);
    assert.equal(pings.length, 2);
    assert.ok(marks.pong(pings[1] ?? ''));
    assert.deepEqual(read, ['one', 'two', 'three', 'four']);
    write('five');
    await turn();
    assert.equal(pings.length, 3);
  });

  it('is told by the answer to that question and by no other', async () => {
    const { marks, pings, read, write } = scene();
    assert.equal(marks.pong('read0'), false);
    write('one');
    assert.equal(marks.pong('read0'), false, 'nothing was asked yet');
    await turn();
    assert.equal(marks.pong('1'), false);
    assert.ok(marks.pong(pings[0] ?? ''));
    assert.equal(marks.pong(pings[0] ?? ''), false, 'once');
    assert.deepEqual(read, ['one']);
  });
});
