import type {
  GatewayMetrics,
  Intake,
  IntakeEvent,
  Media,
  PutIntake,
  SharedBuckets,
  WebContext,
} from '../../gateways/gateway.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import { derivedKey } from '../store/derived-key.js';
import type { Site } from './site.js';

/** Whether it is what a gateway has put into a lane of its own. */
export function isIntakeEvent(event: unknown): event is IntakeEvent {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'intake';
}

/** Puts things into lanes of a gateway. */
export function putIntakeOf(site: Site): PutIntake {
  const { gateway, lanes, limits, clock, tracer } = site;
  const own = new Set(gateway.lanes);
  return ({ id, lane, conversation, data, expires }: Intake) => {
    if (!own.has(lane)) return Promise.reject(new Error(`the ${gateway.name} gateway has no lane ${lane}`));
    const trace = tracer?.current;
    const envelope: Envelope<IntakeEvent> = {
      v: ENVELOPE_VERSION,
      id,
      gateway: gateway.name,
      account: '',
      rev: 0,
      conversation,
      kind: 'message',
      event: { type: 'intake', data },
      at: clock.now(),
      ...(expires === undefined ? {} : { expires }),
      ...(trace === undefined ? {} : { trace }),
    };
    return lanes.add(lane, envelope, { giveUpAfter: limits.patience });
  };
}

/** What the HTTP side of a gateway gets. */
export function webContextOf(site: Site, media: Media | undefined): WebContext {
  const { gateway, stores, words, clock, log, pressed } = site;
  return {
    put: putIntakeOf(site),
    neighbour: site.neighbour,
    admins: site.admins,
    newId: newEnvelopeId,
    kv: stores.kv(gateway.name),
    buckets: bucketsOf(site),
    ...(media === undefined ? {} : { media }),
    derivedKey: (purpose) => keyFor(site, purpose),
    text: (ref, lang) => words.text(ref, lang),
    hasRoom: () => !pressed(),
    clock,
    log,
    metrics: metricsOf(site),
  };
}

/** Buckets under the name of a gateway. */
function bucketsOf({ gateway, stores, clock }: Site): SharedBuckets {
  return {
    async take(key, { rate, burst }, most) {
      const demand = { key: `${gateway.name} ${key}`, cost: most };
      const [admission] = await stores.buckets.admit([demand], rate, burst, clock.now());
      if (admission === undefined) throw new Error('a bucket was not answered for');
      return { taken: admission.allowed, wait: admission.wait };
    },
  };
}

/** Counters and gauges under the name of a gateway. */
export function metricsOf({ gateway, metrics }: Site): GatewayMetrics {
  return {
    count: (name, labels = {}, by) => {
      // What all gateways count together.
      if (name === 'rate_limited') metrics.count('rate_limited', { network: gateway.name, scope: labels.scope ?? '' });
      else metrics.countOf(`${gateway.name}_${name}`, labels, by);
    },
    gauge: (name, value, labels) => metrics.gaugeOf(`${gateway.name}_${name}`, value, labels),
  };
}

/** A key of 32 octets for one purpose of a gateway. */
export function keyFor({ gateway, stores }: Site, purpose: string): Buffer {
  const { ring } = stores.secrets;
  const key = derivedKey(ring, ring.current, `${gateway.name} ${purpose}`);
  if (key === undefined) throw new Error('the current key is not in the ring');
  return key;
}
