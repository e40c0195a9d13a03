import type { HoldContext } from '../gateway.js';
import { Candidates } from './candidates.js';
import type { CarrierConfig, SmsConfig } from './config.js';
import { Departures } from './departures.js';
import { Inbound } from './inbound.js';
import { Outbound } from './outbound.js';
import { Owners } from './ownership/owners.js';
import { Pool } from './ownership/pool.js';
import { Clearance } from './policy/clearance.js';
import type { Destinations } from './policy/destinations.js';
import { Gatekeeper } from './policy/gatekeeper.js';
import type { OptOuts } from './policy/opt-outs.js';
import { Spending } from './policy/spending.js';
import { Replies } from './replies.js';
import { SenderChoice } from './sender-choice.js';
import { Senders } from './senders.js';

interface TrafficOptions {
  readonly config: SmsConfig;
  readonly carrier: CarrierConfig;
  /** True where this lane is the only one of the gateway. */
  readonly alone: boolean;
  readonly context: HoldContext;
  /** Of all lanes of this process. */
  readonly optOuts: OptOuts;
  readonly destinations: Destinations;
}

/** The two ways of one lane, and what both of them look at. */
interface Traffic {
  readonly outbound: Outbound;
  readonly inbound: Inbound;
  /** Undefined: phones cannot refuse texts. */
  readonly optOuts: OptOuts | undefined;
}

/** Puts the parts of one lane together; nothing of them runs yet. */
export function trafficOf({ config, carrier, alone, context, optOuts, destinations }: TrafficOptions): Traffic {
  const { numbers } = config;
  const { kv, clock } = context;
  const senders = new Senders(numbers.shared, numbers.own.inventory);
  const candidates = new Candidates({ kv, clock, ttl: numbers.replyTtl, alone });
  const owners = new Owners({ kv, clock });
  const followed = config.keywords.enabled ? optOuts : undefined;
  const spending = new Spending({
    kv,
    clock,
    get limits() {
      return config.spending;
    },
  });

  const inbound = new Inbound({
    context,
    carrier,
    defaultCountry: config.defaultCountry,
    reassembly: config.reassembly,
    senders,
    replies: new Replies({ context, numbers, senders, candidates, owners }),
    gatekeeper: new Gatekeeper({
      context,
      get keywords() {
        return config.keywords;
      },
      destinations,
      optOuts,
    }),
  });
  const departures = new Departures({
    config,
    carrier,
    context,
    senders,
    choice: choiceOf(numbers, senders, owners, context),
    candidates,
    clearance: new Clearance({ optOuts: followed, spending }),
    spending,
    optOuts: followed,
  });
  return { inbound, outbound: new Outbound({ carrier, context, departures }), optOuts: followed };
}

/** How the number of a message is found; nothing is asked of the store where the config has no use for it. */
function choiceOf(
  { shared, pool, userChoice, own, replyTtl }: SmsConfig['numbers'],
  senders: Senders,
  owners: Owners,
  { kv, clock }: Pick<HoldContext, 'kv' | 'clock'>,
): SenderChoice {
  // What has a name in place of a number gets no answers, so it need not be told apart.
  const answerable = shared.filter((number) => /^\+?\d+$/.test(number));
  return new SenderChoice({
    senders,
    userChoice,
    phones: own.phones,
    owners: own.inventory.length > 0 || own.phones ? owners : undefined,
    pool: pool && answerable.length > 1 ? new Pool({ kv, clock, numbers: answerable, ttl: replyTtl }) : undefined,
  });
}
