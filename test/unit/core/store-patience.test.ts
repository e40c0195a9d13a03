import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Site } from '../../../src/core/site.js';
import { StorePatience } from '../../../src/core/store-patience.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { ManualClock } from '../xmpp/manual-clock.js';
import { siteWithout } from './support/site.js';

const PATIENCE_MS = 10_000;
const AWAY = new Error('Connection is closed.');
const FULL = Object.assign(new Error("OOM command not allowed when used memory > 'maxmemory'."), {
  name: 'ReplyError',
});

/** A store that fails as it is told to, and one stanza that needs it. */
class Scene {
  readonly clock = new ManualClock();
  /** What an attempt fails with; undefined: the store answers. */
  failure: Error | undefined;
  losing = false;
  stream: number | undefined = 1;
  attempts = 0;
  readonly told: string[] = [];
  readonly #patience: StorePatience;

  constructor() {
    const lanes = { losingWithin: () => this.losing } as unknown as Lanes;
    const plain = siteWithout({ clock: this.clock, lanes });
    const site: Site = { ...plain, limits: { ...plain.limits, patience: PATIENCE_MS } };
    this.#patience = new StorePatience({ site, stream: () => this.stream });
  }

  /** A stanza comes; `asked`: its sender waits for an answer. */
  comes(name: string, asked: boolean): Promise<void> {
    return this.#patience.keep({
      work: async () => {
        this.attempts += 1;
        if (this.failure !== undefined) throw this.failure;
        this.told.push(`${name} done`);
      },
      refuse: asked ? ({ type, condition }) => this.told.push(`${name} ${type} ${condition}`) : undefined,
      missed: () => this.told.push(`${name} missed`),
    });
  }

  async passes(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      await new Promise(setImmediate);
      this.clock.advance(250);
    }
    await new Promise(setImmediate);
  }
}

describe('what a user does while the store is away', () => {
  it('is done once, as soon as the store is back', async () => {
    const scene = new Scene();
    scene.failure = AWAY;
    const done = scene.comes('presence', false);
    await scene.passes(3000);
    assert.deepEqual(scene.told, []);
    assert.ok(scene.attempts > 3);
    scene.failure = undefined;
    await scene.passes(250);
    await done;
    assert.deepEqual(scene.told, ['presence done']);
  });

  it('is refused after the time that messages wait, and what comes later after one attempt', async () => {
    const scene = new Scene();
    scene.failure = AWAY;
    const first = scene.comes('first', true);
    await scene.passes(PATIENCE_MS - 500);
    assert.deepEqual(scene.told, []);
    await scene.passes(1000);
    await first;
    assert.deepEqual(scene.told, ['first wait resource-constraint']);
    const { attempts } = scene;
    await scene.comes('second', true);
    assert.equal(scene.attempts, attempts + 1);
    assert.deepEqual(scene.told.slice(1), ['second wait resource-constraint']);
    scene.failure = undefined;
    await scene.comes('third', true);
    scene.failure = AWAY;
    void scene.comes('fourth', true);
    await scene.passes(PATIENCE_MS - 500);
    assert.deepEqual(scene.told.slice(2), ['third done'], 'a store that was back is waited for anew');
  });

  it('is refused without an attempt while there is a stream to do it by', async () => {
    const scene = new Scene();
    scene.losing = true;
    await scene.comes('asked', true);
    assert.equal(scene.attempts, 0);
    assert.deepEqual(scene.told, ['asked wait resource-constraint']);
  });

  it('is missed where nobody waits for an answer, and what follows need not wait for that', async () => {
    const scene = new Scene();
    scene.losing = true;
    scene.failure = AWAY;
    await scene.comes('presence', false);
    await scene.passes(250);
    assert.equal(scene.attempts, 2, 'one of them behind the others');
    assert.deepEqual(scene.told, ['presence missed']);
  });

  it('is not waited for where the store is full', async () => {
    const scene = new Scene();
    scene.failure = FULL;
    await scene.comes('asked', true);
    await scene.comes('presence', false);
    assert.equal(scene.attempts, 2);
    assert.deepEqual(scene.told, ['asked wait resource-constraint', 'presence missed']);
  });

  it('ends with its stream, after which all is asked for anew', async () => {
    for (const next of [undefined, 2]) {
      const scene = new Scene();
      scene.failure = AWAY;
      const done = scene.comes('presence', false);
      await scene.passes(500);
      scene.stream = next;
      scene.failure = undefined;
      await scene.passes(500);
      await done;
      assert.deepEqual(scene.told, [], 'what was said on an old stream is not stored after a new one is up');
    }
  });

  it('fails as before where the store is not the reason', async () => {
    const scene = new Scene();
    scene.failure = new Error('a mistake');
    await assert.rejects(scene.comes('presence', false), /a mistake/);
    assert.equal(scene.attempts, 1);
  });
});
