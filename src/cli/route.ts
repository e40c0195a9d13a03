import { readFile } from 'node:fs/promises';
import type { RouteTest, RouteTestOptions } from '../../gateways/alerts/book/route-test.js';
import { explainReason } from '../config/reason.js';
import { noMore, takeFlag, takeOption } from './cli.js';
import { type Command, type CommandIo, StartError, UsageError } from './command.js';

/** What the alerts gateway brings for trying its routes. */
export interface RouteTester {
  /** Reads the files of the book and tells what they make of a payload. */
  test(files: readonly string[], payload: string, options: Pick<RouteTestOptions, 'source' | 'to'>): Promise<RouteTest>;
}

/** Octets of a payload that are read. */
const LARGEST = 4 * 1024 * 1024;

/** `isthmus route test`: what the book of routes makes of a payload, and why. Sends nothing, needs neither Redis nor a server. */
export function routeCommand(tester: () => Promise<RouteTester>, stdin: AsyncIterable<Uint8Array>): Command {
  return {
    name: 'route',
    summary:
      'tell what the book of routes makes of an alert, and why; exit code 0, or 2 where the book or alert is wrong',
    usage: 'test --book FILE [--book FILE ...] [--payload FILE|-] [--source NAME] [--to ROUTE] [--json]',
    options: [
      { name: '--book FILE', summary: 'a file of routes; several are put together' },
      { name: '--payload FILE', summary: 'the alert as JSON; - or nothing: from standard input' },
      { name: '--source NAME', summary: 'the source that it comes from' },
      { name: '--to ROUTE', summary: 'as if it was written to the address of this route' },
      { name: '--json', summary: 'print {ok, lines}' },
    ],
    async run(args, io) {
      const [what, ...after] = args;
      if (what !== 'test') throw new UsageError('needs the word test');
      const { files, rest } = takeBooks(after);
      const payload = takeOption(rest, '--payload');
      const source = takeOption(payload.rest, '--source');
      const to = takeOption(source.rest, '--to');
      const json = takeFlag(to.rest, '--json');
      noMore(json.rest);
      if (files.length === 0) throw new UsageError('needs --book FILE');
      const text = await payloadOf(payload.value ?? '-', stdin);
      const { test } = await tester();
      const result = await test(files, text, {
        ...(source.value !== undefined && { source: source.value }),
        ...(to.value !== undefined && { to: to.value }),
      });
      print(result, json.given, io);
      return result.ok ? 0 : 2;
    },
  };
}

function print(result: RouteTest, json: boolean, io: CommandIo): void {
  if (json) io.out(JSON.stringify(result, undefined, 2));
  else for (const line of result.lines) io.out(line);
}

function takeBooks(args: readonly string[]): { readonly files: readonly string[]; readonly rest: readonly string[] } {
  const files: string[] = [];
  let rest = args;
  while (rest.some((arg) => arg === '--book' || arg.startsWith('--book='))) {
    const at = rest.findIndex((arg) => arg === '--book' || arg.startsWith('--book='));
    const taken = takeOption(rest.slice(at, rest[at] === '--book' ? at + 2 : at + 1), '--book');
    if (taken.value !== undefined) files.push(taken.value);
    rest = [...rest.slice(0, at), ...rest.slice(rest[at] === '--book' ? at + 2 : at + 1)];
  }
  return { files, rest };
}

async function payloadOf(file: string, stdin: AsyncIterable<Uint8Array>): Promise<string> {
  if (file !== '-') {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      throw new StartError(`${file} cannot be read: ${explainReason(error)}`);
    }
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stdin) {
    size += piece.length;
    if (size > LARGEST) throw new StartError('the payload is larger than 4 MiB');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
