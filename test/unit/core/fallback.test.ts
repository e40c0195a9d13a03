import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Feature } from '../../../gateways/gateway.js';
import { contentOf } from '../../../src/core/content.js';
import { type Carried, type Content, carry } from '../../../src/core/fallback.js';
import { Catalogue } from '../../../src/core/text/catalogue.js';
import { english } from '../../../src/core/text/en.js';
import { readMessage } from '../../../src/xmpp/messages.js';
import { parseStanza } from '../../../src/xmpp/parse.js';

const words = new Catalogue({ en: english });
const plain = (content: Partial<Content>, ...features: Feature[]): Carried | undefined =>
  carry({ files: [], ...content }, new Set(features), (ref) => words.text(ref));

const URL = 'https://upload.example.org/rose.jpg';

/** What is asked for, and the text that a network without features gets. */
const IN_WORDS: readonly [string, Partial<Content>, string | undefined][] = [
  ['a text', { body: 'Hello' }, 'Hello'],
  ['a text with line breaks and spaces', { body: ' a\n b ' }, ' a\n b '],
  ['an empty text', { body: '' }, undefined],
  ['blanks', { body: ' \n\t' }, undefined],
  ['nothing', {}, undefined],
  ['a correction', { body: 'eight', replaces: 'm1' }, 'Correction: eight'],
  ['a correction to nothing', { replaces: 'm1' }, undefined],
  ['a retraction', { retracts: 'm1' }, '(I withdrew an earlier message.)'],
  [
    'a retraction with the words that clients add',
    { retracts: 'm1', body: 'unsupported' },
    '(I withdrew an earlier message.)',
  ],
  ['a reaction', { reactions: { id: 'm1', emojis: ['👍'] } }, '(I reacted with 👍.)'],
  ['several reactions', { reactions: { id: 'm1', emojis: ['👍', '🌹'] } }, '(I reacted with 👍 🌹.)'],
  ['a reaction taken back', { reactions: { id: 'm1', emojis: [] } }, '(I took back my reaction.)'],
  ['a reply', { body: 'Yes', reply: { id: 'm1', quote: 'Wherefore?' } }, 'Re "Wherefore?": Yes'],
  ['a reply without a quote', { body: 'Yes', reply: { id: 'm1' } }, 'Yes'],
  [
    'a reply to a long text',
    { body: 'Yes', reply: { id: 'm1', quote: `${'word '.repeat(20)}end` } },
    `Re "${'word '.repeat(7)}word…": Yes`,
  ],
  ['a subject', { subject: 'Tonight', body: 'At eight' }, 'Tonight: At eight'],
  ['a subject alone', { subject: 'Tonight' }, 'Tonight'],
  ['a blank subject', { subject: ' ', body: 'At eight' }, 'At eight'],
  ['a file', { files: [{ url: URL }] }, URL],
  ['a file whose address is the text', { body: URL, files: [{ url: URL }] }, URL],
  ['a file with a text', { body: 'Look', files: [{ url: URL }] }, `Look\n${URL}`],
  ['a file with a description', { files: [{ url: URL, description: 'A rose' }] }, `A rose ${URL}`],
  [
    'a corrected reply with a subject',
    { body: 'Yes', subject: 'S', replaces: 'm1', reply: { id: 'm2', quote: 'Q' } },
    'Correction: Re "Q": S: Yes',
  ],
];

describe('what a network cannot carry is put into words', () => {
  for (const [what, content, text] of IN_WORDS) {
    it(what, () => assert.deepEqual(plain(content), text === undefined ? undefined : { body: text }));
  }
});

describe('what a network can carry is left to it', () => {
  it('and the body is the text alone', () => {
    assert.deepEqual(plain({ body: 'eight', replaces: 'm1' }, 'corrections'), {
      body: 'eight',
      replaces: { id: 'm1' },
    });
    assert.deepEqual(plain({ body: 'Yes', reply: { id: 'm1', to: 'a@b', quote: 'Q' } }, 'replies'), {
      body: 'Yes',
      reply: { id: 'm1', to: 'a@b', quote: 'Q' },
    });
    assert.deepEqual(plain({ body: 'B', subject: 'S' }, 'subjects'), { body: 'B', subject: 'S' });
    assert.deepEqual(plain({ files: [{ url: URL }] }, 'files'), { body: '', files: [{ url: URL }] });
  });

  it('and a retraction or reaction still has words beside it', () => {
    assert.deepEqual(plain({ retracts: 'm1' }, 'retractions')?.retracts, { id: 'm1' });
    assert.notEqual(plain({ retracts: 'm1' }, 'retractions')?.body, '');
    const reactions = { id: 'm1', emojis: ['👍'] };
    assert.deepEqual(plain({ reactions }, 'reactions')?.reactions, { ...reactions, added: ['👍'], removed: [] });
  });
});

describe('whatever is asked for', () => {
  const features: readonly Feature[] = ['corrections', 'reactions', 'replies', 'retractions', 'files', 'subjects'];
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((value) => value.trim() !== '');
  const content = fc.record(
    {
      body: text,
      subject: text,
      replaces: text,
      reply: fc.record({ id: text, quote: text }),
      files: fc.array(fc.record({ url: fc.webUrl() }), { maxLength: 2 }),
    },
    { requiredKeys: ['files'] },
  );

  it('nothing of it is dropped in silence', () => {
    fc.assert(
      fc.property(content, fc.subarray([...features]), (asked, has) => {
        const carried = plain(asked, 'styling', ...has);
        const says = asked.body !== undefined || asked.subject !== undefined || asked.files.length > 0;
        if (!says) return assert.equal(carried, undefined);
        assert.ok(carried !== undefined);
        if (asked.body !== undefined) assert.ok(carried.body.includes(asked.body));
        for (const file of asked.files) {
          assert.ok(carried.files?.some(({ url }) => url === file.url) ?? carried.body.includes(file.url));
        }
        if (asked.subject !== undefined)
          assert.ok(carried.subject === asked.subject || carried.body.includes(asked.subject));
        if (asked.replaces !== undefined) {
          assert.ok(carried.replaces?.id === asked.replaces || carried.body.startsWith('Correction: '));
        }
      }),
    );
  });

  it('nothing is declared that the network has no form for', () => {
    fc.assert(
      fc.property(content, fc.subarray([...features]), (asked, has) => {
        const carried = plain(asked, ...has) ?? { body: '' };
        const native: Partial<Record<keyof Carried, Feature>> = {
          replaces: 'corrections',
          reply: 'replies',
          subject: 'subjects',
          files: 'files',
          reactions: 'reactions',
          retracts: 'retractions',
        };
        for (const [key, feature] of Object.entries(native)) {
          if (key in carried) assert.ok(has.includes(feature), key);
        }
      }),
    );
  });
});

describe('the content of a message stanza', () => {
  const contentIn = (inner: string): Content => {
    const stanza = parseStanza(`<message xmlns="jabber:client" type="chat" from="a@b" to="c@d">${inner}</message>`);
    assert.ok(stanza !== undefined);
    return contentOf(readMessage(stanza), new Set(), Date.now());
  };

  it('has a reply without the quote in front of it, and the quote without its marks', () => {
    const body = '&gt; Wherefore art thou?&#10;&gt; 🌹 Romeo&#10;Here';
    const end = [...'> Wherefore art thou?\n> 🌹 Romeo\n'].length;
    const content = contentIn(
      `<body>${body}</body><reply xmlns="urn:xmpp:reply:0" id="x" to="c@d"/>` +
        `<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="0" end="${end}"/></fallback>`,
    );
    assert.equal(content.body, 'Here');
    assert.deepEqual(content.reply, { id: 'x', to: 'c@d', quote: 'Wherefore art thou?\n🌹 Romeo' });
  });

  it('has a reply whole where no part of it is marked as the quote', () => {
    const content = contentIn('<body>&gt; quoted&#10;Here</body><reply xmlns="urn:xmpp:reply:0" id="x"/>');
    assert.equal(content.body, '> quoted\nHere');
    assert.deepEqual(content.reply, { id: 'x' });
  });

  it('survives marks that lie outside of the text', () => {
    for (const range of ['start="5" end="2"', 'start="0" end="9999"', 'start="999" end="9999"', 'start="-1" end="2"']) {
      const content = contentIn(
        '<body>Here I am</body><reply xmlns="urn:xmpp:reply:0" id="x"/>' +
          `<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body ${range}/></fallback>`,
      );
      assert.equal(typeof (content.body ?? ''), 'string', range);
    }
  });

  it('keeps a text that only says that it quotes something without being a reply', () => {
    const content = contentIn(
      '<body>&gt; a&#10;b</body><fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="0" end="4"/></fallback>',
    );
    assert.equal(content.body, '> a\nb');
  });
});

describe('the text as HTML', () => {
  const read = (inner: string, ...features: Feature[]) => {
    const stanza = parseStanza(`<message xmlns='jabber:client'>${inner}</message>`);
    assert.ok(stanza !== undefined);
    const set = new Set<Feature>(features);
    return carry(contentOf(readMessage(stanza), set, 0), set, (ref) => words.text(ref));
  };
  const html = (type: string) => `<content xmlns='urn:xmpp:content' type='${type}'>&lt;b&gt;Hi&lt;/b&gt;</content>`;

  it('goes along where the network has a place for it', () => {
    assert.deepEqual(read(`<body>Hi</body>${html('text/html; charset=utf-8')}`, 'html'), {
      body: 'Hi',
      html: '<b>Hi</b>',
    });
    assert.deepEqual(read(`<body>Hi</body>${html('text/html')}`), { body: 'Hi' });
    assert.deepEqual(read(`<body>Hi</body>${html('text/markdown')}`, 'html'), { body: 'Hi' });
    assert.deepEqual(read(`<body>Hi</body><content xmlns='urn:xmpp:content' type='text/html'/>`, 'html'), {
      body: 'Hi',
    });
  });

  it('is left out where it would not say what the text says', () => {
    const link = "<x xmlns='jabber:x:oob'><url>https://upload.example.org/a</url></x>";
    assert.equal(read(`<body>Hi</body>${link}${html('text/html')}`, 'html')?.html, undefined);
    assert.equal(read(`<body>Hi</body><body xml:lang='it'>Ciao</body>${html('text/html')}`, 'html')?.html, undefined);
    assert.equal(read(html('text/html'), 'html'), undefined);
  });
});
