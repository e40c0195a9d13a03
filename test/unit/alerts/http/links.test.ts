import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { type ActionLink, ActionLinks } from '../../../../gateways/alerts/http/links/action-link.js';
import { languageOf } from '../../../../gateways/alerts/http/links/language.js';
import { HttpWorld } from './support.js';

let world: HttpWorld;
beforeEach(async () => {
  world = new HttpWorld();
  await world.open();
});
afterEach(async () => {
  await world.close();
});

function pathOf(more: Partial<ActionLink> = {}): string {
  const incident = 'abcdefghijklmnopqrst-3';
  const link = { action: 'ack', incident, person: 'alice', expires: world.clock.now() + 3_600_000, ...more } as const;
  return `/a/${new ActionLinks(world.linkKey, world.clock).make(link)}`;
}

async function page(path: string, method = 'GET', language = 'en') {
  const response = await world.ask(path, { method, headers: { 'accept-language': language } });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('a link', () => {
  it('tells by GET what it would do, and does nothing, however often it is looked at', async () => {
    world.incident();
    const path = pathOf();
    for (let n = 0; n < 3; n += 1) {
      const { status, text, headers } = await page(path);
      assert.equal(status, 200);
      assert.match(text, /<h1>Take this alert\?<\/h1>/);
      assert.match(text, /Disk &lt;full&gt; &amp; &quot;hot&quot;/);
      assert.match(text, /as Alice/);
      assert.match(text, /<form method="post"><button type="submit">Take it<\/button><\/form>/);
      assert.match(text, /name="viewport"/);
      assert.doesNotMatch(text, /<script|onclick|src=|href=/);
      assert.match(
        headers.get('content-security-policy') ?? '',
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
      );
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('cache-control'), 'no-store');
    }
    assert.equal(world.answers.length, 0);
  });

  it('acts by POST, once, and then says who took it', async () => {
    const incident = world.incident();
    const path = pathOf();
    const done = await page(path, 'POST');
    assert.equal(done.status, 200);
    assert.match(done.text, /Taken by Alice/);
    const [given] = world.answers;
    assert.deepEqual(
      [given?.group, given?.answer.kind, given?.answer.by, given?.answer.incident],
      [incident.group, 'ack', { title: 'Alice', person: 'alice' }, 3],
    );
    world.incident({ taken: { by: 'Alice', at: world.clock.now() } });
    for (const method of ['GET', 'POST']) {
      const again = await page(path, method);
      assert.equal(again.status, 410);
      assert.match(again.text, /used already/);
      assert.match(again.text, /Taken by Alice, Nov 1[45], 2023/);
    }
    assert.equal(world.answers.length, 1);
  });

  it('acts once also when it is pressed twice at the same time', async () => {
    world.incident();
    const path = pathOf();
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await page(path, 'POST')).status));
    assert.deepEqual(statuses.sort(), [200, 410, 410, 410]);
    assert.equal(world.answers.length, 1);
  });

  it('can be used again after it could not be kept', async () => {
    world.incident();
    const path = pathOf();
    world.lanes = 'down';
    assert.equal((await page(path, 'POST')).status, 503);
    world.lanes = 'up';
    assert.equal((await page(path, 'POST')).status, 200);
  });

  it('silences for as long as it says, where the person may', async () => {
    world.incident();
    const duration = 4 * 3_600_000;
    assert.equal((await page(pathOf({ action: 'silence', duration }), 'POST')).status, 403);
    const path = pathOf({ action: 'silence', duration, person: 'bob' });
    assert.match((await page(path)).text, /Silence this alert for 4 h\?/);
    assert.match((await page(path, 'POST')).text, /Silenced by bob until Nov 1[45], 2023/);
    assert.equal(world.answers[0]?.answer.duration, duration);
  });

  it('says what is the matter where it cannot be used', async () => {
    world.incident();
    const path = pathOf();
    assert.equal((await page(`${path}x`)).status, 404);
    assert.equal((await page(path.replace('alice', 'bob'), 'POST')).status, 404);
    assert.equal((await page(pathOf({ person: 'carol' }), 'POST')).status, 403);
    assert.equal((await page(pathOf({ incident: 'zzz-1' }), 'POST')).status, 410);
    world.incident({ closed: 1 });
    assert.match((await page(path, 'POST')).text, /This is over/);
    world.clock.advance(3_600_000);
    assert.match((await page(path)).text, /too old/);
    assert.equal(world.answers.length, 0);
  });

  it('speaks four languages', async () => {
    world.incident();
    const path = pathOf();
    for (const [wanted, language, heading] of [
      ['de-CH, fr;q=0.5', 'de', 'übernehmen'],
      ['fr', 'fr', 'charge ?'],
      ['ja, es;q=0.2', 'es', '¿Atender'],
      ['ja', 'en', 'Take'],
    ] as const) {
      const { text, headers } = await page(path, 'GET', wanted);
      assert.equal(headers.get('content-language'), language);
      assert.match(text, new RegExp(`<html lang="${language}">`));
      assert.ok(text.includes(heading), text);
    }
  });
});

describe('tokens and languages', () => {
  it('a token changed anywhere is none of ours', () => {
    const links = new ActionLinks(world.linkKey, world.clock);
    const token = pathOf().slice(3);
    assert.equal(links.read(token).state, 'good');
    assert.equal(new ActionLinks(Buffer.alloc(32, 8), world.clock).read(token).state, 'wrong');
    fc.assert(
      fc.property(fc.nat(token.length - 2), fc.constantFrom('a', 'B', '7', '~', '-', '%', ''), (at, by) => {
        const changed = token.slice(0, at) + by + token.slice(at + 1);
        if (changed !== token) assert.equal(links.read(changed).state, 'wrong', changed);
      }),
    );
  });

  it('a link that was used is not another one with another last letter, which decodes to the same octets', () => {
    const links = new ActionLinks(world.linkKey, world.clock);
    const token = pathOf().slice(3);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const good = [...letters].filter((last) => links.read(`${token.slice(0, -1)}${last}`).state !== 'wrong');
    assert.deepEqual(good, [token.slice(-1)]);
  });

  it('any text can be read', () => {
    const links = new ActionLinks(world.linkKey, world.clock);
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        assert.equal(links.read(text).state, 'wrong');
        assert.ok(['en', 'de', 'fr', 'es'].includes(languageOf(text)));
      }),
    );
  });
});
