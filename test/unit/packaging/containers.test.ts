import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { echoModule } from '../../../gateways/example/module.js';
import { loadConfig } from '../../../src/config/load.js';

interface Stage {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The stages of the Dockerfile with their instructions, a line each. */
function stages(): readonly Stage[] {
  const whole = readFileSync('Dockerfile', 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ');
  const found: { name: string; lines: string[] }[] = [];
  for (const line of whole.split('\n').filter((one) => one.trim() !== '')) {
    const [, name] = /^FROM \S+ AS (\S+)$/.exec(line) ?? [];
    if (name !== undefined) found.push({ name, lines: [] });
    else found.at(-1)?.lines.push(line);
  }
  return found;
}

const stage = (name: string): readonly string[] => stages().find((one) => one.name === name)?.lines ?? [];
const compose = parse(readFileSync('compose.yaml', 'utf8'));

describe('the image', () => {
  it('copies only what there is, and from stages before it', () => {
    const seen: string[] = [];
    for (const { name, lines } of stages()) {
      for (const line of lines) {
        const [, from, paths = ''] = /^COPY (?:--from=(\S+) )?(.+)$/.exec(line) ?? [];
        const sources = paths.split(' ').slice(0, -1);
        if (from !== undefined) assert.ok(seen.includes(from), `${name}: ${line}`);
        else for (const path of sources) assert.ok(existsSync(path), `${name}: there is no ${path}`);
      }
      seen.push(name);
    }
    assert.deepEqual(seen, ['build', 'isthmus', 'trial-prosody', 'tour', 'test']);
  });

  it('runs as a fixed user under an init, with all parts of the program and a check of its health', () => {
    const lines = stage('isthmus');
    const has = (pattern: RegExp) =>
      assert.ok(
        lines.some((line) => pattern.test(line)),
        String(pattern),
      );
    has(/^RUN .*useradd --uid 10014 /);
    has(/^USER isthmus$/);
    has(/^ENTRYPOINT \["\/usr\/bin\/tini", "--", "node"/);
    has(/^STOPSIGNAL SIGTERM$/);
    has(/^HEALTHCHECK .*CMD \["isthmus", "health", "--config", "\/etc\/isthmus\/isthmus\.yaml"\]$/);
    for (const part of ['src', 'gateways', 'console']) has(new RegExp(`^COPY --from=build /build/dist/${part} `));
    // After the user nothing is installed or written any more.
    assert.ok(!lines.slice(lines.indexOf('USER isthmus')).some((line) => line.startsWith('RUN')));
  });
});

describe('the compose file', () => {
  it('starts Prosody, Redis and Isthmus, which may write nothing but its data', () => {
    const { isthmus, prosody, redis } = compose.services;
    assert.equal(isthmus.read_only, true);
    assert.deepEqual(isthmus.cap_drop, ['ALL']);
    assert.deepEqual(Object.keys(isthmus.depends_on), ['prosody', 'redis']);
    assert.ok(redis.command.join(' ').includes('--maxmemory-policy noeviction'));
    assert.deepEqual(prosody.ports, ['127.0.0.1:5222:5222']);
    const names = stages().map(({ name }) => name);
    for (const { build } of Object.values<{ build?: { target: string } }>(compose.services)) {
      if (build !== undefined) assert.ok(names.includes(build.target), build.target);
    }
  });

  it('has a config in which nothing is wrong but that everybody may read it, and a server that knows its secret', () => {
    const { ok, findings } = loadConfig('config/trial/isthmus.yaml', [echoModule]);
    assert.ok(ok, JSON.stringify(findings));
    assert.deepEqual(
      findings.map(({ message }) => message).filter((message) => !/read by every user/.test(message)),
      [],
    );
    const server = readFileSync('config/trial/prosody.cfg.lua', 'utf8');
    assert.match(server, /Component "echo\.localhost"\n {2}component_secret = "trial"/);
    const lua = spawnSync('lua5.4', ['-e', 'assert(loadfile("config/trial/prosody.cfg.lua"))'], { encoding: 'utf8' });
    assert.equal(lua.stderr, '');
    assert.equal(lua.status, 0);
  });
});
