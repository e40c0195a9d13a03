import type { GatewayEvent } from '../gateway.js';
import type { CarrierConfig } from './config.js';

/** registered_delivery (SMPP 3.4 5.2.17): all final states, or failures only; and notifications on the way. */
const REPORT_ALL = 0x01;
const REPORT_FAILURES = 0x02;
const INTERMEDIATE = 0x10;

/** What the carrier shall report of one segment of a message. Nobody waits for the fate of our own questions to phones. */
export function registeredDelivery(
  event: GatewayEvent,
  { registeredDelivery: policy, receipts }: Pick<CarrierConfig, 'registeredDelivery' | 'receipts'>,
  isLast: boolean,
): number {
  if (event.type === 'notice' || policy === 'never') return 0;
  if (receipts.lastSegmentOnly && !isLast) return 0;
  const final = policy === 'always' || event.receipt ? REPORT_ALL : REPORT_FAILURES;
  return receipts.intermediate ? final | INTERMEDIATE : final;
}
