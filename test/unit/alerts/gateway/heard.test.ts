import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hearMessage } from '../../../../gateways/alerts/post/heard.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';

const hear = (inner: string, more = '') => {
  const stanza = parseStanza(
    `<message from='a@example.org/x' to='alerts@alerts.example.org' ${more}>${inner}</message>`,
  );
  assert.ok(stanza !== undefined);
  return hearMessage(stanza);
};

describe('what comes back to the agent', () => {
  it('receipts, markers and errors are reports of the message that they name', () => {
    assert.deepEqual(hear(`<received xmlns='urn:xmpp:receipts' id='m'/>`), {
      kind: 'report',
      id: 'm',
      fate: 'delivered',
    });
    assert.deepEqual(hear(`<displayed xmlns='urn:xmpp:chat-markers:0' id='m'/>`), {
      kind: 'report',
      id: 'm',
      fate: 'seen',
    });
    const stanzas = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";
    assert.deepEqual(hear(`<error type='cancel'><item-not-found ${stanzas}/></error>`, `type='error' id='m'`), {
      kind: 'report',
      id: 'm',
      fate: 'failed',
      reason: 'item-not-found',
    });
    assert.deepEqual(hear(`<error type='auth'><registration-required ${stanzas}/></error>`, `type='error' id='m'`), {
      kind: 'report',
      id: 'm',
      fate: 'failed',
      reason: 'registration-required',
      unregistered: true,
    });
    const said = `<text ${stanzas}>The number is not in use.</text>`;
    assert.deepEqual(hear(`<error type='cancel'><gone ${stanzas}/>${said}</error>`, `type='error' id='m'`), {
      kind: 'report',
      id: 'm',
      fate: 'failed',
      reason: 'gone',
      text: 'The number is not in use.',
    });
  });

  it('an error of which nobody knows whether the message went out says nothing', () => {
    const unknown = `<error type='wait'><remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><maybe-sent xmlns='urn:isthmus:error:0'/></error>`;
    assert.equal(hear(unknown, `type='error' id='m'`), undefined);
  });

  it('words are read without what is quoted in them, and with what they speak of', () => {
    const quoted = '&gt; Disk full\nack thanks';
    const heard = hear(
      `<body>${quoted}</body><thread>t</thread><reply xmlns='urn:xmpp:reply:0' id='m' to='b@example.org'/><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='12'/></fallback>`,
    );
    assert.ok(heard?.kind === 'text');
    assert.equal(heard.text, 'ack thanks');
    assert.deepEqual(heard.about, ['m', 't']);
  });

  it('nothing that anybody sends throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, id) => {
        const clean = (one: string) => one.replace(/[^\w ]/g, '');
        hear(`<body>${clean(text)}</body><reactions xmlns='urn:xmpp:reactions:0' id='${clean(id)}'/>`);
        hear(`<error/>`, `type='error' id='${clean(id)}'`);
      }),
    );
  });
});
