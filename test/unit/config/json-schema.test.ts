import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fastify from 'fastify';
import { parse } from 'yaml';
import { documentedBook } from '../../../gateways/alerts/book/schema/book-schema.js';
import { alertsModule } from '../../../gateways/alerts/module.js';
import { emailModule } from '../../../gateways/email/module.js';
import { echoModule } from '../../../gateways/example/module.js';
import { ircModule } from '../../../gateways/irc/module.js';
import { smsModule } from '../../../gateways/sms/module.js';
import type { Path } from '../../../src/config/finding.js';
import { jsonSchema, SCHEMA_FILE } from '../../../src/config/json-schema.js';
import { isSecret, resolveSecrets } from '../../../src/config/secret-files.js';
import { keysOf, type Shape, shapeAt, shapeOf } from '../../../src/config/shape.js';
import { parseSource } from '../../../src/config/source.js';
import { wholeShape } from '../../../src/config/whole-shape.js';

const modules = [smsModule, emailModule, ircModule, alertsModule, echoModule];
const written = jsonSchema(modules);

/** What the schema says of a config, by the validator that fastify brings along; undefined where it fits. */
async function objection(config: unknown): Promise<string | undefined> {
  const app = fastify({
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, strict: false } },
  });
  app.post('/', { schema: { body: JSON.parse(written) } }, () => 'fits');
  const answer = await app.inject({ method: 'POST', url: '/', payload: JSON.parse(JSON.stringify(config)) });
  await app.close();
  return answer.statusCode === 200 ? undefined : answer.body;
}

describe('the JSON Schema of the config file', () => {
  test('is in the repository as it is generated, and named in the example', () => {
    assert.equal(readFileSync(join('config', SCHEMA_FILE), 'utf8'), written, 'run: node scripts/docs.mjs');
    assert.match(
      readFileSync('config/isthmus.example.yaml', 'utf8'),
      /^# yaml-language-server: \$schema=isthmus\.schema\.json\n/,
    );
  });

  test('takes the example, short forms and files of secrets, and no slips', async () => {
    const example = parse(readFileSync('config/isthmus.example.yaml', 'utf8'));
    assert.equal(await objection(example), undefined);
    const short = { ...example, redis: { urlFile: 'redis.secret' } };
    short.gateways = {
      echo: { domain: 'echo.example.org', secretFile: 'x', server: '127.0.0.1:5347' },
      email: {
        domain: 'email.example.org',
        secret: 'x',
        ownMailboxes: true,
        addresses: { domain: 'mail.example.org', lmtp: '127.0.0.1:2424', smtp: '127.0.0.1:25', keepRaw: '1d' },
      },
    };
    assert.equal(await objection(short), undefined);
    for (const [slip, expected] of [
      [{ ...example, limit: {} }, /additional properties/],
      [{ ...example, limits: { burst: 'many' } }, /limits\/burst must be integer/],
      [{ ...example, gateways: { pigeon: {} } }, /gateways must NOT have additional properties/],
      [{ ...example, log: { level: 'loud' } }, /log\/level must be equal to one of/],
    ] as const) {
      assert.match((await objection(slip)) ?? 'nothing', expected);
    }
  });
});

/** Each place of a secret, with a value in which nothing but that place is filled. */
function secretPlaces(shape: Shape, path: Path = []): { path: Path; at: Shape }[] {
  const own = Object.entries(shape.properties ?? {}).flatMap(([name, one]) =>
    isSecret(name, one) && one.properties === undefined && one.items === undefined
      ? [{ path: [...path, name], at: shape }]
      : secretPlaces(one, [...path, name]),
  );
  const more =
    typeof shape.additionalProperties === 'object' ? secretPlaces(shape.additionalProperties, [...path, 'x']) : [];
  const items = shape.items === undefined ? [] : secretPlaces(shape.items, [...path, 0]);
  return [...own, ...more, ...items, ...(shape.anyOf ?? []).flatMap((one) => secretPlaces(one, path))];
}

function filled(path: Path, value: unknown): unknown {
  return [...path].reverse().reduce((inner, part) => (typeof part === 'number' ? [inner] : { [part]: inner }), value);
}

describe('each secret', () => {
  const dir = mkdtempSync(join(tmpdir(), 'isthmus-twins-'));
  const file = join(dir, 'one.secret');
  writeFileSync(file, 'from the file\n', { mode: 0o600 });
  after(() => rmSync(dir, { recursive: true }));
  const shapes: [name: string, shape: Shape][] = [
    ['the config', wholeShape(modules)],
    ['the book of routes', shapeOf(documentedBook)],
  ];

  for (const [name, shape] of shapes) {
    test(`of ${name} may stand in a file of its own`, () => {
      const places = secretPlaces(shape);
      assert.ok(places.length >= 4, `${places.length} secrets`);
      for (const { path, at } of places) {
        const plain = String(path.at(-1));
        const parent = path.slice(0, -1);
        const value = filled([...parent, `${plain}File`], 'one.secret');
        const found = resolveSecrets(value, shape, [], parseSource(''), { config: dir });
        assert.deepEqual([...found.contents.values()], ['from the file'], path.join('.'));
        assert.deepEqual(found.findings, []);
        if (name === 'the config')
          assert.ok(keysOf(at).includes(`${plain}File`), `${path.join('.')} has no file beside it`);
      }
    });
  }

  test('is known as one: no key sounds like a secret and is none', () => {
    // What they hold is public, a size, an address or a name.
    const known = /^(tokenUrl|keyFile|keepRaw|key\w*Prefix|authservIds|authData|authorizeUrl|keywords|tokens?Per\w+)$/;
    const sounds = /pass|secret|token|credential|key|auth/i;
    const walk = (shape: Shape, path: string): void => {
      for (const [name, one] of Object.entries(shape.properties ?? {})) {
        const at = `${path}.${name}`;
        const text = one.type === 'string' && one.enum === undefined;
        if (text && sounds.test(name) && !name.endsWith('File') && !known.test(name))
          assert.ok(isSecret(name, one), at);
        walk(one, at);
      }
      if (typeof shape.additionalProperties === 'object') walk(shape.additionalProperties, `${path}.*`);
      if (shape.items !== undefined) walk(shape.items, `${path}[]`);
      for (const option of shape.anyOf ?? []) walk(option, path);
    };
    for (const [name, shape] of shapes) walk(shape, name);
    assert.equal(shapeAt(wholeShape(modules), ['redis', 'url'])?.secret, true);
  });
});
