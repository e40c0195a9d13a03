import { isNumeric } from '../wire/numerics.js';
import type { Handler } from './turn.js';

/** Numerics whose numbers are in their sentence too. */
const SENTENCE_ALONE = new Set(['265', '266']);

/** Makes a line of the server readable: what it says, without our own nick, and without what only programs need. */
export const serverText: Handler = (net, { message, at }) => {
  const { command, params, source } = message;
  const numeric = isNumeric(command);
  const first = params[0];
  const addressed = numeric && first !== undefined && (first === '*' || net.isOwn(first));
  const words = SENTENCE_ALONE.has(command) ? params.slice(-1) : addressed ? params.slice(1) : params;
  const text = (numeric ? words : [command, ...words]).join(' ').trim();
  if (text !== '') net.emit({ type: 'server-text', at, from: source?.nick, code: command, text });
};

const motdBegins: Handler = (net) => {
  net.answers.motd.take();
};

/** 372: `me :- text`. */
const motdLine: Handler = (net, { message }) => {
  net.answers.motd.add((message.params.at(-1) ?? '').replace(/^- ?/, ''));
};

const motdEnds: Handler = (net) => {
  const text = net.answers.motd.take();
  if (text !== '') net.emit({ type: 'motd', text });
};

const noMotd: Handler = (net, { message }) => {
  net.emit({ type: 'motd', text: message.params.at(-1) ?? '' });
};

const closing: Handler = (net, { message }) => {
  net.emit({ type: 'closing', text: message.params.join(' ') });
};

const welcome: Handler = (net, turn) => {
  const nick = turn.message.params[0] ?? '';
  net.server = turn.message.source?.nick ?? '';
  // The server may have shortened the nick that we asked for.
  if (nick !== '' && nick !== '*' && nick !== net.own.nick) {
    const from = net.own.nick;
    const holder = net.users.get(nick);
    if (holder !== undefined && holder !== net.own) net.supplant(holder, turn.at);
    net.users.rename(net.own, net.strings.own(nick));
    net.emit({ type: 'nick', at: turn.at, user: net.own, own: true, from, to: nick, channels: [] });
  }
  serverText(net, turn);
};

const isupport: Handler = (net, { at }) => net.refold(at);

const nothing: Handler = () => undefined;

/** What only programs need, and what the connection sees to. */
const SILENT = [
  ...['PING', 'PONG', 'CAP', 'AUTHENTICATE', 'BATCH', 'ACK'],
  ...['004', '010', '670', '691', '902', '903', '904', '905', '906', '907', '908'],
];

/** The server itself: its greeting, what it can, its message of the day, its farewell. */
export const SERVER: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(SILENT.map((command) => [command, nothing])),
  ERROR: closing,
  '001': welcome,
  '005': isupport,
  '372': motdLine,
  '375': motdBegins,
  '376': motdEnds,
  '422': noMotd,
};
