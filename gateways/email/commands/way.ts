import type { Desk, Problem } from '../../gateway.js';
import { orderWay } from '../../orders.js';
import type { EmailAnswers, EmailOrder, Orders } from './orders.js';

const SILENT: Problem = { type: 'wait', condition: 'remote-server-timeout', text: { key: 'email.order.silent' } };

/** The way of orders to the holders of the lanes, by the desk at which a command was given. */
export function ordersOf(desk: Pick<Desk, 'order'>, lanes: readonly string[], laneOf: (jid: string) => string): Orders {
  return orderWay<EmailAnswers, EmailOrder>({ desk, lanes, laneOf, silent: SILENT });
}
