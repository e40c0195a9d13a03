import { randomBytes } from 'node:crypto';
import type { Operation, OperationCall, OperationProblem, OperationResult } from '../../gateway.js';
import { SCOPES, type Scope } from '../book/bot.js';
import { hashOf } from '../book/token-hash.js';
import { allGiven, endOf, given, isProblem, type OperationParts, type Workshop, workshopOf } from './parts.js';

/** Of random octets: as long as nobody can guess. */
const OCTETS = 32;

/** With all of `SCOPES`; a test compares them. Written out, as what other languages have a text by. */
const SCOPES_TEXT =
  'what it may do: send, message, status, events, incidents, acknowledge, silence, routes, oncall, people, audit';

/** Bots of the API that are made while Isthmus runs, beside those of the book. */
export function tokenOperations(parts: () => OperationParts): readonly Operation[] {
  return [
    {
      noun: 'token',
      verb: 'make',
      about: 'make a bot of the API with a token of its own; the token is shown this once',
      arguments: [
        { name: 'name', about: 'what the bot is called, in small letters', required: true, positional: true },
        { name: 'scope', about: SCOPES_TEXT, kind: 'many', required: true },
        { name: 'route', about: 'routes that it may use; default: all', kind: 'many' },
        { name: 'for', about: 'how long it counts, such as 90d; default: until it is revoked', kind: 'duration' },
      ],
      changes: true,
      run: async (call) => await make(await workshopOf(parts()), call),
    },
    {
      noun: 'token',
      verb: 'list',
      about: 'bots of the API, those of the book too, without their tokens',
      arguments: [],
      run: async () => list(await workshopOf(parts())),
    },
    {
      noun: 'token',
      verb: 'revoke',
      about: 'end a bot that was made here: its token is refused',
      arguments: [{ name: 'name', about: 'name of the bot', required: true, positional: true }],
      changes: true,
      run: async (call) => await revoke(await workshopOf(parts()), call),
    },
  ];
}

async function make(workshop: Workshop, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const { book, own, now } = workshop;
  const name = given(call, 'name') ?? '';
  if (!/^[a-z0-9][a-z0-9_.-]{0,63}$/.test(name)) {
    return { problem: call.say('"{name}" is no name. Use small letters, digits, "-", "_" and ".".', { name }) };
  }
  if (book.book.bot(name) !== undefined) {
    return { problem: call.say('There is a bot {name} already. Revoke it first, or choose another name.', { name }) };
  }
  const wanted = allGiven(call, 'scope');
  const scopes = SCOPES.filter((scope) => wanted.includes(scope));
  const unknown = wanted.find((one) => !scopes.includes(one as Scope));
  if (unknown !== undefined || scopes.length === 0) {
    const params = { name: unknown ?? '', names: SCOPES.join(', ') };
    return { problem: call.say('"{name}" is no scope. Use of: {names}.', params) };
  }
  const routes = allGiven(call, 'route');
  const gone = routes.find((route) => book.book.route(route) === undefined);
  if (gone !== undefined) {
    return { problem: call.say('There is no route "{name}". Look at route list.', { name: gone }) };
  }
  const expires = endOf(call, now);
  if (isProblem(expires)) return expires;
  const token = randomBytes(OCTETS).toString('base64url');
  const made = await own.makeToken(name, {
    tokenHash: hashOf(token),
    scopes,
    routes: routes.length === 0 ? 'all' : routes,
    by: call.actor,
    at: now,
    ...(expires === undefined ? {} : { expires }),
  });
  if (!made) return { problem: call.say('There are 500 bots already that were made here. Revoke some first.') };
  await workshop.note(call, 'token-made', name);
  return {
    notes: [call.say('Keep the token now: only its hash is kept, and nobody can show it again.')],
    fields: [
      { name: 'name', label: 'Bot', value: name },
      { name: 'token', label: 'Token', value: token },
    ],
  };
}

function list({ book }: Workshop): OperationResult {
  const { tokens } = book.state;
  return {
    table: {
      columns: [
        { name: 'name', label: 'Bot' },
        { name: 'scopes', label: 'May' },
        { name: 'routes', label: 'Routes', kind: 'word' },
        { name: 'from', label: 'Origin', kind: 'word' },
        { name: 'by', label: 'Made by' },
        { name: 'made', label: 'Made', kind: 'time' },
        { name: 'expires', label: 'Until', kind: 'time' },
      ],
      rows: book.book.bots.map(({ name, scopes, routes, expires }) => ({
        name,
        scopes: [...scopes].join(' '),
        routes: routes === 'all' ? 'all' : routes.join(' '),
        from: tokens.has(name) ? 'here' : 'the book',
        by: tokens.get(name)?.by ?? '',
        made: tokens.get(name)?.at ?? null,
        expires: expires ?? null,
      })),
    },
  };
}

async function revoke(workshop: Workshop, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const name = given(call, 'name') ?? '';
  if (!workshop.book.state.tokens.has(name)) {
    const inBook = workshop.book.book.bot(name) !== undefined;
    return {
      problem: inBook
        ? call.say('{name} is in the book: take it out there.', { name })
        : call.say('There is no bot "{name}".', { name }),
    };
  }
  await workshop.own.revokeToken(name);
  await workshop.note(call, 'token-revoked', name);
  return {
    notes: [call.say('The token of {name} is refused from now on, in all processes within two seconds.', { name })],
  };
}
