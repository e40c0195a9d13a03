import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { Redis } from 'ioredis';
import { parse, stringify } from 'yaml';
import { startEjabberd } from '../../../../sandbox/ejabberd.js';
import { startProsody } from '../../../../sandbox/prosody.js';
import { startRedis } from '../../../../sandbox/redis.js';
import { attribute, connectUser } from '../../../../sandbox/xmpp-user.js';
import { repositoryRoot } from '../../../support/repository.js';
import type { Block } from './block.js';

const dir = mkdtempSync(join(tmpdir(), 'isthmus-blocks-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** The upload service answers users. */
export async function runProsody({ text }: Block): Promise<void> {
  const shares = await startProsody({ extraGlobal: `http_ports = {}\nhttps_ports = {}\n${text}\n` });
  try {
    const user = await connectUser(await shares.addUser('romeo'));
    const [, service = ''] = /^Component "(.+?)"/.exec(text) ?? [];
    const answer = await user.request(
      `<iq type="get" to="${service}"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>`,
    );
    assert.match(answer.toString(), /urn:xmpp:http:upload:0/);
    await user.close();
  } finally {
    await shares.stop();
  }
}

/** ejabberd knows each key, and a user of its own gets a slot under the rule. */
export async function runEjabberd({ text }: Block): Promise<void> {
  const { modules, acl, ...rest }: { readonly modules: { readonly mod_http_upload: object }; readonly acl: object } =
    parse(text);
  // Debian's configuration has this one.
  const extra = { ...rest, acl: { ...acl, local: { user_regexp: '' } } };
  const upload = { put_url: 'http://127.0.0.1:1/upload', docroot: join(dir, 'upload'), ...modules.mod_http_upload };
  const server = await startEjabberd({ extra, modules: { mod_http_upload: upload } });
  try {
    const user = await connectUser(await server.addUser('romeo'));
    const answer = await user.request(
      `<iq type="get" to="upload.${server.domain}"><request xmlns="urn:xmpp:http:upload:0" filename="a" size="1"/></iq>`,
    );
    assert.equal(attribute(answer, 'type'), 'result', answer.toString());
    await user.close();
  } finally {
    await server.stop();
  }
}

/** Redis takes each line, and has it. */
export async function runRedis({ text }: Block): Promise<void> {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const server = await startRedis({ args: lines.flatMap(([key = '', value = '']) => [`--${key}`, value]) });
  const client = new Redis(server.url);
  try {
    for (const [key = '', value = ''] of lines) {
      assert.deepEqual(await client.config('GET', key), [key, value.replace(/^1gb$/, String(2 ** 30))]);
    }
  } finally {
    client.disconnect();
    await server.stop();
  }
}

/** Postfix knows and uses each parameter. */
export function checkPostfix({ text }: Block): void {
  writeFileSync(join(dir, 'main.cf'), `compatibility_level = 3.6\n${text}`);
  writeFileSync(join(dir, 'master.cf'), 'lmtp unix - - n - - lmtp\n');
  const { out, code } = run('postconf', ['-c', dir, '-n']);
  assert.equal(code, 0, out);
  assert.doesNotMatch(out, /warning|error|fatal/);
  for (const [, name = ''] of text.matchAll(/^(\w+) =/gm)) assert.match(out, new RegExp(`^${name} =`, 'm'));
}

/** A parser of zones takes the lines, and each record says what its kind is. */
export function checkZone({ text }: Block): void {
  const zone = '$ORIGIN mail.example.org.\n$TTL 300\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n';
  const program = [
    'import sys, dns.zone',
    "zone = dns.zone.from_text(sys.stdin.read(), origin='mail.example.org.', relativize=False, check_origin=False)",
    "print(sorted(str(name) + ' ' + rdata.to_text() for name, _, rdata in zone.iterate_rdatas('TXT')))",
  ].join('\n');
  const { out, code } = run('/usr/bin/python3', ['-c', program], zone + text);
  assert.equal(code, 0, out);
  for (const version of ['DKIM1', 'spf1', 'DMARC1']) assert.ok(out.includes(`v=${version}`), out);
}

/** promtool takes it, with our rules beside it. */
export function checkPrometheus({ text }: Block): void {
  copyFileSync(join(repositoryRoot(), 'config/prometheus/isthmus.rules.yml'), join(dir, 'isthmus.rules.yml'));
  const file = join(dir, 'prometheus.yml');
  writeFileSync(file, text);
  const { out, code } = run('/usr/bin/promtool', ['check', 'config', file]);
  assert.equal(code, 0, out);
  assert.match(out, /[1-9]\d* rules found/);
}

/** amtool takes it. */
export function checkAlertmanager({ text }: Block): void {
  const { receivers }: { readonly receivers: readonly { readonly name: string }[] } = parse(text);
  const file = join(dir, 'alertmanager.yml');
  writeFileSync(file, stringify({ route: { receiver: receivers[0]?.name }, receivers }));
  const { out, code } = run('/usr/bin/amtool', ['check-config', file]);
  assert.equal(code, 0, out);
}

export function checkToml({ text }: Block): void {
  const { out, code } = run('/usr/bin/python3', ['-c', 'import sys, tomllib; tomllib.load(sys.stdin.buffer)'], text);
  assert.equal(code, 0, out);
}

export function checkProperties({ text }: Block): void {
  for (const line of text.trim().split('\n')) assert.match(line, /^[\w.]+=\S.*$/);
}

function run(
  command: string,
  args: readonly string[],
  input = '',
): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, encoding: 'utf8' });
  return { code: status, out: error === undefined ? `${stdout}${stderr}` : String(error) };
}
