import type { GatewayCall } from '../../gateway.js';
import type { Writer } from '../candidates.js';

/** Whoever loses a number is told; that it could not be told changes nothing. */
export async function tellFormer({ desk }: GatewayCall, number: string, former: Writer | undefined): Promise<void> {
  const account = former === undefined ? undefined : await desk.account(former.id);
  if (account === undefined || account.born !== former?.born) return;
  await desk.tell(account, { key: 'sms.own.lost', params: { number } }).catch((error: unknown) => {
    desk.log.warn({ error: String(error) }, 'somebody was not told that a number is no longer theirs');
  });
}
