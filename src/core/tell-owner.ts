import type { Account } from '../../gateways/gateway.js';
import { newEnvelopeId } from '../lanes/envelope.js';
import type { TextRef } from '../problem.js';
import { chatMessage } from '../xmpp/messages.js';
import { serialise } from '../xmpp/serialise.js';
import { ownNode } from './addresses.js';
import { Replies } from './replies.js';
import type { Site } from './site.js';

/** Writes to the owner of an account as the gateway itself. Resolves when it is in a lane; rejects where it cannot be. */
export async function tellOwner(site: Site, { id, jid }: Pick<Account, 'id' | 'jid'>, text: TextRef): Promise<void> {
  const envelope = newEnvelopeId();
  const address = { from: ownNode(site.gateway), to: jid, id: envelope };
  await new Replies(site).enqueue(envelope, id, serialise(chatMessage(address, site.words.text(text))));
}
