import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import { answerOf, type Operation, timeText } from './operation.js';

/** Letters of a name that are looked at; what keeps files takes out what is dangerous in it. */
const LONGEST_NAME = 255;
/** Of these there may be room later. */
const PASSING: ReadonlySet<string> = new Set(['quota', 'full', 'unavailable']);
const LATER_MS = 60_000;

/** Files that go with messages: kept here, or where the XMPP server keeps those of its users. */
export function fileOperations({ keep }: HttpParts): readonly Operation[] {
  return [
    {
      name: 'putFile',
      method: 'POST',
      path: '/files',
      scope: 'message',
      summary: 'Keeps a file, for the files of a message: gives the address by which its recipients load it',
      query: { name: 'Name of the file' },
      octets: true,
      status: 201,
      answer: 'FileKept',
      problems: [404, 422],
      async run({ bot, request: { body, query, headers } }) {
        if (keep === undefined) return { problem: problem('no-files') };
        if (body.byteLength === 0) return { problem: problem('file-empty') };
        const mediaType = headers['content-type'];
        const name = (query.name ?? '').slice(0, LONGEST_NAME);
        const result = await keep(body, {
          name: name === '' ? 'file' : name,
          bot: bot.name,
          ...(mediaType !== undefined && { mediaType }),
        });
        if (!result.ok) {
          const params = { why: result.why };
          return PASSING.has(result.why)
            ? { problem: problem('file-no-room', { params, retryAfter: LATER_MS }) }
            : { problem: problem('file-refused', { params }) };
        }
        const { url, name: shown, mediaType: type, size, expires } = result.file;
        const until = expires === undefined ? {} : { expires: timeText(expires) };
        return answerOf(201, 'FileKept', { url, name: shown, mediaType: type, size, ...until }, { location: url });
      },
    },
  ];
}
