import { parseDuration } from '../../../units.js';
import { targetKey } from '../../book/place.js';
import { BOT } from '../../engine/origin.js';
import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import { answerOf, bodyOf, type Operation, timeText } from './operation.js';
import { severityProblem } from './permissions.js';
import { recipientsOf } from './recipients.js';

/** Texts to people, places, lists and routes, and what has become of them. */
export function messageOperations({ book, send, messages, clock, audit }: HttpParts): readonly Operation[] {
  return [
    {
      name: 'sendMessage',
      method: 'POST',
      path: '/messages',
      scope: 'message',
      summary: 'Sends a text to people and places',
      body: 'MessageRequest',
      status: 202,
      answer: 'MessageAccepted',
      problems: [409, 415, 422],
      async run(call) {
        const body = bodyOf('MessageRequest', call);
        if (!body.ok) return body;
        const { to, expiresIn, title, thread, replyTo, files, ...message } = body.value;
        const { bot, id } = call;
        const tooBad = severityProblem(bot, message.severity);
        if (tooBad !== undefined) return { problem: tooBad };
        const found = recipientsOf(typeof to === 'string' ? [to] : to, book(), bot);
        if ('problem' in found) return found;
        if (replyTo !== undefined && (await messages.read(replyTo))?.bot !== bot.name) {
          return { problem: problem('reply-unknown') };
        }
        const keys = found.members.map(targetKey);
        const now = clock.now();
        // First of all: what becomes of it may be told before it is known to be in a lane.
        await messages.open(id, { bot: bot.name, at: now, to: keys });
        await send({
          ...message,
          id,
          bot: bot.name,
          to: found.members,
          files: files.map(({ url, name }) => ({ url, ...(name !== undefined && { name }) })),
          ...(title !== undefined && { title }),
          ...(thread !== undefined && { thread }),
          ...(replyTo !== undefined && { replyTo }),
          ...(expiresIn !== undefined && { expires: now + (parseDuration(expiresIn) ?? 0) }),
        });
        const row = { actor: `${BOT}${bot.name}`, action: 'message-sent', object: id, outcome: 'done' } as const;
        await Promise.all(keys.map((destination) => audit({ ...row, destination })));
        const recipients = keys.map((key) => ({ to: key }));
        return answerOf(
          202,
          'MessageAccepted',
          { id, status: 'queued', recipients },
          { location: `/api/v1/messages/${id}` },
        );
      },
    },
    {
      name: 'messageStatus',
      method: 'GET',
      path: '/messages/:id',
      scope: 'status',
      summary: 'What has become of a message, for each recipient',
      status: 200,
      answer: 'MessageStatus',
      problems: [404],
      async run({ bot, request }) {
        const id = request.params.id ?? '';
        const record = /^[\w-]{1,64}$/.test(id) ? await messages.read(id) : undefined;
        if (record?.bot !== bot.name) return { problem: problem('message-unknown') };
        const recipients = record.recipients.map(({ to, state, at, reason }) => ({
          to,
          status: state,
          at: timeText(at),
          ...(reason !== undefined && { reason }),
        }));
        return answerOf(200, 'MessageStatus', { id, at: timeText(record.at), recipients });
      },
    },
  ];
}
