import type { Desk, Problem } from '../../gateway.js';
import type { Severity } from '../alert.js';
import type { Engine } from '../engine/engine.js';
import type { AnswerEvent } from '../engine/event.js';
import type { GroupId } from '../engine/ids.js';
import type { TestOrder } from '../trial/sample-alerts.js';

/** A text that somebody sends by a command. */
export interface SentText {
  /** Of two with the same id one is carried. */
  readonly id: string;
  /** `person:alice`, `list:ops`, `route:db`. */
  readonly to: string;
  /** Bare JID. */
  readonly from: string;
  readonly text: string;
  readonly severity: Severity;
}

/** What commands have done where a lane is held. */
export type AlertOrder =
  | { readonly do: 'answer'; readonly group: GroupId; readonly answer: Omit<AnswerEvent, 'type'> }
  | { readonly do: 'send'; readonly message: SentText }
  | { readonly do: 'test'; readonly route: string; readonly order: TestOrder };

/** What a holder does orders with. */
export interface OrderHost {
  readonly engine: Pick<Engine, 'answer'>;
  /** Resolves when it is in lanes. */
  send(message: SentText): Promise<void>;
  /** Resolves when a test is in lanes. */
  test(route: string, order: TestOrder): Promise<void>;
}

const SILENT: Problem = { type: 'wait', condition: 'remote-server-timeout', text: { key: 'alerts.order.silent' } };

/** Has an order done by whoever holds a lane. Undefined: it is done. Never rejects. */
export async function giveOrder(
  desk: Pick<Desk, 'order'>,
  lane: string,
  order: AlertOrder,
): Promise<Problem | undefined> {
  try {
    return (await desk.order(lane, order)) === 'done' ? undefined : SILENT;
  } catch {
    return SILENT;
  }
}

/** Does an order, on the holder's side (`Hold.room` gets it as an `order`). Rejects where it could not be done. */
export async function workOrder(order: AlertOrder, host: OrderHost): Promise<'done'> {
  if (order.do === 'answer') await host.engine.answer(order.group, order.answer);
  else if (order.do === 'test') await host.test(order.route, order.order);
  else await host.send(order.message);
  return 'done';
}
