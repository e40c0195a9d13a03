import { newEnvelopeId } from '../lanes/envelope.js';
import { chatMessage } from '../xmpp/messages.js';
import { serialise } from '../xmpp/serialise.js';
import { Replies } from './replies.js';
import type { Site } from './site.js';

/**
 * Tells somebody (bare JID) who has come online the message of the day (XEP-0133 4.24), where they were not told it yet. It goes through
 * the lane and is marked behind that, so that at a crash it may come twice and never not at all.
 */
export async function tellDayMessage(site: Site, jid: string): Promise<void> {
  const { gateway, notices, stores, log } = site;
  const notice = notices?.find('motd', gateway.name);
  if (notice === undefined) return;
  try {
    const [told] = await stores.notices.told(gateway.name, notice.id, [jid]);
    if (told === true) return;
    const id = newEnvelopeId();
    await new Replies(site).enqueue(
      id,
      jid,
      serialise(chatMessage({ from: gateway.domain, to: jid, id }, notice.text)),
    );
    await stores.notices.markTold(gateway.name, notice.id, [jid]);
  } catch (error) {
    // Their next login brings it.
    log.warn({ error: String(error) }, 'somebody was not told the message of the day: the store does not answer');
  }
}
