import { after, before, describe } from 'node:test';
import type { Gateway, GatewayModule, HoldContext } from '../../gateways/gateway.js';
import { systemClock } from '../../src/clock.js';
import { ArchiveAbility } from '../../src/core/archive-ability.js';
import { hasArchives } from '../../src/core/discovery.js';
import { Metrics } from '../../src/core/metrics.js';
import { Catalogue } from '../../src/core/text/catalogue.js';
import { english } from '../../src/core/text/en.js';
import { silentLog } from '../../src/log.js';
import { TestContext } from '../support/test-context.js';
import { type TestStore, testStore } from '../unit/store/support.js';
import { describesItself } from './description.js';
import { endsInOrder } from './endings.js';
import { registersByEveryFace } from './faces.js';
import { carriesFeatures } from './features.js';
import type { Fixture } from './fixture.js';
import { worksInLanes } from './in-lanes.js';
import { carriesIn } from './inward.js';
import { carriesOut } from './outward.js';
import { showsPresence } from './presence.js';
import { keepsRooms } from './rooms.js';

/** One gateway under test. */
export interface Subject {
  readonly fixture: Fixture;
  readonly gateway: Gateway;
  readonly words: Catalogue;
  readonly store: TestStore;
  /** Another gateway of the same configuration, as another process has it. */
  another(): Gateway;
  /** Opens the first lane (of another gateway, where one is given) and waits until it may be submitted to; closed after the test. */
  open(
    t: { after(close: () => Promise<void>): void },
    gateway?: Gateway,
  ): Promise<{
    readonly hold: Awaited<ReturnType<Gateway['hold']>>;
    readonly context: TestContext;
  }>;
}

/**
 * What every gateway promises by gateways/gateway.ts, tried at the contract, with a real store and real lanes. A new
 * gateway brings a fixture and nothing else.
 */
export function conformance(name: string, makeFixture: () => Promise<Fixture>): void {
  describe(`the ${name} gateway keeps the contract`, () => {
    let subject: Subject | undefined;
    before(async () => {
      const [fixture, store] = await Promise.all([makeFixture(), testStore()]);
      subject = makeSubject(fixture, store);
    });
    after(async () => {
      await subject?.fixture.close();
      await subject?.store.close();
    });
    const get = (): Subject => {
      if (subject === undefined) throw new Error('the fixture could not be made');
      return subject;
    };
    describesItself(get);
    registersByEveryFace(get);
    carriesOut(get);
    carriesIn(get);
    showsPresence(get);
    carriesFeatures(get);
    keepsRooms(get);
    endsInOrder(get);
    worksInLanes(get);
  });
}

function makeSubject(fixture: Fixture, store: TestStore): Subject {
  const { module, section } = fixture;
  const another = (): Gateway => create(module, section);
  const gateway = another();
  const words = new Catalogue({ en: english }, module.texts);
  const open: Subject['open'] = async (t, opened = gateway) => {
    const lane = opened.lanes[0] ?? '';
    const context = contextOn(store, opened, words, lane);
    fixture.far.watch?.(context);
    const hold = await opened.hold(lane, context satisfies HoldContext);
    t.after(async () => {
      fixture.far.connection?.restore();
      await hold.close();
    });
    await context.until(() => hold.free() > 0, 'the lane has room');
    await fixture.far.ready?.(hold, context);
    return { hold, context };
  };
  return { fixture, gateway, words, store, another, open };
}

/** What a hold of a lane sees of the core. */
export function contextOn({ store }: TestStore, gateway: Gateway, words: Catalogue, lane: string): TestContext {
  const archive = store.archive(gateway.name);
  const ability = new ArchiveAbility({
    archive,
    gateway: gateway.name,
    clock: systemClock,
    log: silentLog,
    metrics: new Metrics(),
  });
  const kept = hasArchives(gateway) ? ability : undefined;
  return new TestContext(lane, store.kv(gateway.name), store.rates, words, kept);
}

function create(module: GatewayModule, section: Readonly<Record<string, unknown>>): Gateway {
  return module.create(module.config.parse(section), { clock: systemClock, log: silentLog });
}
