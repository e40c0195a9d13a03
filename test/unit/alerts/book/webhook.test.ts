import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bookOf, findings } from './helpers.js';

const book = (webhook: string, scopes = '[events]') => `
routes: [{ name: db, to: "xmpp:a@example.org" }]
bots:
  ci:
    token: token-of-the-bot-ci
    scopes: ${scopes}
    webhook: ${webhook}
`;
const SECRET = 'secret: a-secret-of-both-sides';
const URL = 'url: "https://bot.example.net/events"';

describe('the webhook of a bot in the book', () => {
  it('has all events, and no more than it says', () => {
    const { webhook } = bookOf(book(`{ ${URL}, ${SECRET} }`)).bot('ci') ?? {};
    assert.equal(webhook?.url, 'https://bot.example.net/events');
    assert.equal(webhook?.secret, 'a-secret-of-both-sides');
    assert.ok(webhook?.events.has('message') && webhook.events.has('incident.opened'));
    assert.deepEqual([webhook?.batch, webhook?.headers], [20, {}]);
    const text = book(`{ ${URL}, ${SECRET}, events: incident.taken, batch: 1, headers: { Authorization: Bearer x } }`);
    const few = bookOf(text).bot('ci')?.webhook;
    assert.deepEqual([...(few?.events ?? [])], ['incident.taken']);
    assert.deepEqual([few?.batch, few?.headers], [1, { Authorization: 'Bearer x' }]);
  });

  it('is an error where it could not work, or would not be safe', () => {
    const found = (webhook: string, scopes?: string) => findings(book(webhook, scopes)).join('\n');
    assert.equal(found(`{ ${URL}, ${SECRET} }`), '');
    assert.match(found(`{ ${URL} }`), /error: .*secret.*secretFile/);
    assert.match(found(`{ ${URL}, secret: short }`), /at least 16/);
    assert.match(found(`{ ${SECRET} }`), /error: .*url/);
    for (const url of ['ftp://a.example/', 'bot.example.net', 'https://u:p@a.example/'])
      assert.match(found(`{ url: "${url}", ${SECRET} }`), /error: .*webhook\.url/, url);
    assert.match(found(`{ ${URL}, ${SECRET}, events: [incident.lost] }`), /error: .*events/);
    assert.match(found(`{ ${URL}, ${SECRET}, batch: 101 }`), /error: .*batch/);
    for (const header of ['Host: a', 'Content-Length: "1"', 'X-Isthmus-Signature: x', '"a b": x', 'X-A: "a\\r\\nb"'])
      assert.match(found(`{ ${URL}, ${SECRET}, headers: { ${header} } }`), /error: .*headers/, header);
    assert.match(found(`{ ${URL}, ${SECRET} }`, '[send]'), /error: .*add events to the scopes/);
    assert.match(
      findings(book(`{ ${URL}, ${SECRET} }`), { http: false }).join('\n'),
      /error: bots\.ci\.webhook goes over HTTP/,
    );
  });

  it('is warned of without https', () => {
    const [found = '', ...others] = findings(book(`{ url: "http://bot.example.net/", ${SECRET} }`));
    assert.match(found, /warning: bots\.ci\.webhook\.url is not https/);
    assert.deepEqual(others, []);
  });
});
