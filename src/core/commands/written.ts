import type { Account, MessageEvent, Problem, Written } from '../../../gateways/gateway.js';
import { ENVELOPE_VERSION, newEnvelopeId } from '../../lanes/envelope.js';
import { contactJid } from '../addresses.js';
import { problem } from '../errors.js';
import { Placing } from '../placing.js';
import type { Site } from '../site.js';

/**
 * Sends what a user wrote into a command, as if a client had sent it: to the same lanes, in the order of its conversation, and
 * with the same errors and receipts. Undefined when it is in a lane, else why it is not. Rejects where the store does.
 */
export async function sendWritten(site: Site, account: Account, written: Written): Promise<Problem | undefined> {
  const { gateway, lanes, clock, limits } = site;
  const { to, replyTo, ...content } = written;
  const [first, ...others] = to;
  if (first === undefined) return problem('message-internal');
  if (to.length > limits.recipients)
    return problem('recipients-too-many', { count: to.length, most: limits.recipients });
  const recipients = to.map((one) => ({ ...one, jid: contactJid(gateway, one.contact) }));
  const id = newEnvelopeId();
  const settings = gateway.settingsOf?.(account);
  const event: MessageEvent = {
    type: 'message',
    from: account.jid,
    to: contactJid(gateway, first.contact),
    contact: first.contact,
    stanzaId: id,
    receipt: gateway.features.has('receipts') && settings?.receipts !== 'false',
    ...(settings === undefined ? {} : { settings }),
    ...content,
    ...(replyTo === undefined ? {} : { reply: { id, networkIds: [replyTo] } }),
    ...(others.length === 0 && first.type === 'to' ? {} : { recipients }),
  };
  const refused = gateway.limit?.(event);
  if (refused !== undefined) return refused;
  const conversation = `${account.id}>${first.contact}`;
  const ways = gateway.lanesFor(first.contact, conversation, account);
  if ('condition' in ways) return ways;
  const lane = await new Placing(site).place(ways, conversation, account.jid);
  if (typeof lane !== 'string') return lane;
  const at = clock.now();
  const { born, rev } = account;
  await lanes.add(
    lane,
    {
      v: ENVELOPE_VERSION,
      id,
      gateway: gateway.name,
      account: account.id,
      born,
      rev,
      conversation,
      kind: 'message',
      event,
      at,
      expires: at + (gateway.lasts ?? limits.expiry),
    },
    { giveUpAfter: limits.patience },
  );
  return undefined;
}
