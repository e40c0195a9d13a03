import { readFileSync } from 'node:fs';
import { explainReason } from '../../config/reason.js';
import type { CommandIo } from '../command.js';
import { findingText } from '../finding-text.js';
import type { Networks } from '../networks.js';
import { readConfig } from '../read-config.js';
import type { SendArguments } from './arguments.js';
import { EXIT, SendError } from './exit-codes.js';

/** Where the API is and by which token. */
export interface SendSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
}

/** Longest file with a token, octets. */
const LARGEST = 4096;

/**
 * Address and token: from the options, else from the environment (`ISTHMUS_URL`, `ISTHMUS_TOKEN`, `ISTHMUS_TOKEN_FILE`), the address
 * else from the config file. Throws `SendError`.
 */
export async function readSettings(
  { options }: Pick<SendArguments, 'options'>,
  env: CommandIo['env'],
  networks: Networks,
): Promise<SendSettings> {
  const url =
    options.url ??
    (options.config === undefined ? filled(env.ISTHMUS_URL) : await urlOf(options.config, networks, env));
  if (url === undefined) {
    throw new SendError(
      EXIT.config,
      'does not know where Isthmus is: give --url http://127.0.0.1:8080, or --config FILE',
    );
  }
  if (!/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/.test(url) || !URL.canParse(url)) {
    throw new SendError(EXIT.config, `${url} is no address of a server: write it like https://alerts.example.org`);
  }
  return { url: url.replace(/\/+$/, ''), token: tokenOf(options, env) };
}

function tokenOf(options: SendArguments['options'], env: CommandIo['env']): string {
  const file = options['token-file'] ?? filled(env.ISTHMUS_TOKEN_FILE);
  const given = options.token ?? (options['token-file'] === undefined ? filled(env.ISTHMUS_TOKEN) : undefined);
  const token = given ?? (file === undefined ? undefined : tokenIn(file));
  if (token === undefined) {
    const how = 'give --token-file FILE, or set ISTHMUS_TOKEN_FILE or ISTHMUS_TOKEN';
    throw new SendError(EXIT.config, `needs the token of a bot of the book: ${how}`);
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new SendError(EXIT.config, 'the token has characters that no token has: is it the right file?');
  }
  return token;
}

function tokenIn(file: string): string {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text === '' || text.length > LARGEST) throw new Error(text === '' ? 'it is empty' : 'it is too long');
    return text;
  } catch (error) {
    throw new SendError(EXIT.config, `the token cannot be read from ${file}: ${explainReason(error)}`);
  }
}

/** Where a process with this config file listens, as seen from its own machine. */
async function urlOf(file: string, networks: Networks, environment: CommandIo['env']): Promise<string> {
  const { result } = await readConfig(networks, file, { environment });
  if (!result.ok) {
    throw new SendError(EXIT.config, result.findings.map((finding) => findingText(file, finding)).join('\n'));
  }
  const { http } = result.config;
  if (http === undefined) {
    throw new SendError(EXIT.config, `${file} has no section http: add it, and restart Isthmus`);
  }
  const { host, port } = http.listen;
  const near = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
