import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Element } from '../../../src/xmpp/element.js';
import { bodyOf, from, hears, isError, messages, ROMEO, send, settled } from './support/heard-messages.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';

describe('over a network that carries everything', () => {
  let running: RunningHost;
  let back: Element;
  before(async () => {
    running = await RunningHost.start({}, { section: { features: 'all', answers: true } });
    send(
      running,
      'm1',
      '<body>O Romeo</body><markable xmlns="urn:xmpp:chat-markers:0"/><origin-id xmlns="urn:xmpp:sid:0" id="o1"/>',
    );
    back = await hears(running, (message) => bodyOf(message) === 'O Romeo', 'the text that comes back');
  });
  after(() => running.stop());

  it('a message asks for what the network wants to know, and says that nobody types', () => {
    assert.ok(back.getChild('request', 'urn:xmpp:receipts'));
    assert.ok(back.getChild('markable', 'urn:xmpp:chat-markers:0'));
    assert.ok(back.getChild('active', 'http://jabber.org/protocol/chatstates'));
    assert.equal(back.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs.id, back.attrs.id);
  });

  it('a correction finds its message, and what comes back corrects what came back', async () => {
    send(running, 'm2', '<body>O Romeo!</body><replace xmlns="urn:xmpp:message-correct:0" id="m1"/>');
    const got = await hears(running, (message) => bodyOf(message) === 'O Romeo!', 'the correction');
    assert.equal(got.getChild('replace', 'urn:xmpp:message-correct:0')?.attrs.id, back.attrs.id);
  });

  it('a correction right behind its message finds it too, and order holds', async () => {
    send(running, 'q1', '<body>eihgt</body>');
    send(running, 'q2', '<body>eight</body><replace xmlns="urn:xmpp:message-correct:0" id="q1"/>');
    send(running, 'q3', '<body>behind</body>');
    await hears(running, (message) => bodyOf(message) === 'behind', 'what was said behind it');
    const said = messages(running).filter((message) => ['eihgt', 'eight', 'behind'].includes(bodyOf(message) ?? ''));
    assert.deepEqual(said.map(bodyOf), ['eihgt', 'eight', 'behind']);
    assert.equal(said[1]?.getChild('replace', 'urn:xmpp:message-correct:0')?.attrs.id, said[0]?.attrs.id);
  });

  it('a correction of somebody else is no correction: it is put into words', async () => {
    send(running, 'm3', `<body>I said this</body><replace xmlns="urn:xmpp:message-correct:0" id="${back.attrs.id}"/>`);
    const got = await hears(running, (message) => bodyOf(message) === 'Correction: I said this', 'the words');
    assert.equal(got.getChild('replace', 'urn:xmpp:message-correct:0'), undefined);
  });

  it('what speaks of a message that nobody remembers is put into words', async () => {
    send(running, 'm4', '<body>Nine</body><replace xmlns="urn:xmpp:message-correct:0" id="never"/>');
    await hears(running, (message) => bodyOf(message) === 'Correction: Nine', 'the correction in words');
    send(running, 'm5', '<reactions xmlns="urn:xmpp:reactions:0" id="never"><reaction>🌹</reaction></reactions>');
    await hears(running, (message) => bodyOf(message) === '(I reacted with 🌹.)', 'the reaction in words');
    send(running, 'm6', '<retract xmlns="urn:xmpp:message-retract:1" id="never"/>');
    await hears(
      running,
      (message) => bodyOf(message) === '(I withdrew an earlier message.)',
      'the retraction in words',
    );
  });

  it('a reply names the message on both sides, by its author, with the quote marked', async () => {
    const quote = '&gt; O Romeo&#10;';
    send(
      running,
      'm7',
      `<body>${quote}Wherefore?</body><reply xmlns="urn:xmpp:reply:0" id="${back.attrs.id}" to="${ROMEO}"/>` +
        '<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="0" end="10"/></fallback>',
    );
    const got = await hears(running, (message) => bodyOf(message) === '> O Romeo\nWherefore?', 'the reply');
    assert.deepEqual(got.getChild('reply', 'urn:xmpp:reply:0')?.attrs.id, 'm1');
    assert.deepEqual(got.getChild('reply', 'urn:xmpp:reply:0')?.attrs.to, USER);
    const mark = got.getChild('fallback', 'urn:xmpp:fallback:0')?.getChild('body');
    assert.deepEqual([mark?.attrs.start, mark?.attrs.end], ['0', '10']);
  });

  it('reactions find their message by the id of the stanza and by that of the client', async () => {
    send(
      running,
      'm8',
      `<reactions xmlns="urn:xmpp:reactions:0" id="${back.attrs.id}"><reaction>👍</reaction></reactions>`,
    );
    const reactionTo = (id: string | undefined) => (message: Element) =>
      message.getChild('reactions', 'urn:xmpp:reactions:0')?.attrs.id === id;
    const got = await hears(running, reactionTo('m1'), 'the reaction to the message of the user');
    assert.equal(got.getChild('reactions', 'urn:xmpp:reactions:0')?.getChildText('reaction'), '👍');
    assert.equal(bodyOf(got), undefined);
    assert.ok(got.getChild('store', 'urn:xmpp:hints'));
    send(running, 'm9', '<reactions xmlns="urn:xmpp:reactions:0" id="o1"><reaction>🌹</reaction></reactions>');
    await hears(running, reactionTo(back.attrs.id), 'the reaction to the message of the contact');
  });

  it('a marker of the user is told, and that of the contact goes forward only', async () => {
    send(running, 'm10', '<body>Later</body><markable xmlns="urn:xmpp:chat-markers:0"/>');
    const later = await hears(running, (message) => bodyOf(message) === 'Later', 'the later text');
    const read = (id: string) => (message: Element) =>
      message.getChild('displayed', 'urn:xmpp:chat-markers:0')?.attrs.id === id;
    send(running, 'd1', `<displayed xmlns="urn:xmpp:chat-markers:0" id="${later.attrs.id}"/>`);
    const marker = await hears(running, read('m10'), 'the contact has read it');
    assert.ok(marker.getChild('store', 'urn:xmpp:hints'));
    send(running, 'd2', `<displayed xmlns="urn:xmpp:chat-markers:0" id="${back.attrs.id}"/>`);
    send(running, 'd3', '<body>After the markers</body>');
    await hears(running, (message) => bodyOf(message) === 'After the markers', 'what came behind');
    assert.equal(messages(running).filter(read('m1')).length, 0, 'an earlier message was read before');
  });

  it('typing is told to who is online, not kept, and never a text', async () => {
    send(running, 'c0', '<composing xmlns="http://jabber.org/protocol/chatstates"/>');
    send(running, 'c1', '<body>Nobody saw me</body>');
    await hears(running, (message) => bodyOf(message) === 'Nobody saw me', 'the text behind');
    const typing = (message: Element) =>
      message.getChild('composing', 'http://jabber.org/protocol/chatstates') !== undefined;
    assert.equal(messages(running).some(typing), false, 'nobody is online');
    running.send(`<presence from="${USER}/a" to="${DOMAIN}"/>`);
    await running.hears((heard) => heard.includes('<presence'), 'the presence of the gateway');
    send(running, 'c2', '<composing xmlns="http://jabber.org/protocol/chatstates"/>');
    const got = await hears(running, typing, 'the contact types too');
    assert.equal(bodyOf(got), undefined);
    assert.ok(got.getChild('no-store', 'urn:xmpp:hints'));
  });

  it('several files come each by itself, so that clients show them', async () => {
    const [one, two] = ['https://up.example.org/1.jpg', 'https://up.example.org/2.jpg'];
    send(
      running,
      'f1',
      `<body>Look</body><x xmlns="jabber:x:oob"><url>${one}</url></x><x xmlns="jabber:x:oob"><url>${two}</url></x>`,
    );
    const last = await hears(running, (message) => bodyOf(message) === two, 'the last file');
    assert.equal(last.getChild('x', 'jabber:x:oob')?.getChildText('url'), two);
    const target = last.getChild('file-sharing', 'urn:xmpp:sfs:0')?.getChild('sources')?.elements()[0]?.attrs.target;
    assert.equal(target, two);
    assert.equal(last.getChild('fallback', 'urn:xmpp:fallback:0')?.attrs.for, 'urn:xmpp:sfs:0');
    const bodies = messages(running)
      .map(bodyOf)
      .filter((body) => body === 'Look' || body === one || body === two);
    assert.deepEqual(bodies, ['Look', one, two]);
  });

  it('subject, thread, headers and an invitation come back as they went', async () => {
    send(
      running,
      's1',
      '<subject>Tonight</subject><body>At eight</body><thread>t1</thread>' +
        '<headers xmlns="http://jabber.org/protocol/shim"><header name="Urgency">high</header></headers>' +
        '<x xmlns="jabber:x:conference" jid="ball@rooms.example.org"/>',
    );
    const got = await hears(running, (message) => message.getChildText('subject') === 'Tonight', 'the subject');
    assert.equal(got.getChildText('thread'), 't1');
    assert.equal(got.getChild('headers', 'http://jabber.org/protocol/shim')?.getChildText('header'), 'high');
    assert.equal(got.getChild('x', 'jabber:x:conference')?.attrs.jid, 'ball@rooms.example.org');
  });

  it('whole objects come back as they went, byte for byte, with words for who cannot show them', async () => {
    const signed = 'Content-Type: multipart/signed; boundary="b"\n\n--b\nA&lt;&amp;&gt; \t\n--b--\n\n';
    const E2E = 'urn:ietf:params:xml:ns:xmpp-e2e';
    send(running, 'e1', `<body>hint</body><e2e xmlns="${E2E}">${signed}</e2e>`);
    const e2e = await hears(running, (message) => message.getChild('e2e', E2E) !== undefined, 'the S/MIME object');
    const content = 'Content-Type: multipart/signed; boundary="b"\n\n--b\nA<&> \t\n--b--\n\n';
    assert.equal(e2e.getChildText('e2e', E2E), content);
    assert.equal(bodyOf(e2e), '(A signed or encrypted message, S/MIME. Your program cannot show it.)');
    assert.equal(e2e.getChild('fallback', 'urn:xmpp:fallback:0')?.attrs.for, E2E);

    send(running, 'e2', '<openpgp xmlns="urn:xmpp:openpgp:0">hQEMA0==</openpgp><thread>t2</thread>');
    const pgp = await hears(running, (message) => message.getChildText('thread') === 't2', 'the OpenPGP message');
    assert.equal(pgp.getChildText('openpgp', 'urn:xmpp:openpgp:0'), 'hQEMA0==');
    assert.equal(pgp.getChild('encryption', 'urn:xmpp:eme:0')?.attrs.namespace, 'urn:xmpp:openpgp:0');

    const octets = Buffer.from(Array.from({ length: 256 }, (_, at) => at)).toString('base64');
    send(running, 'e3', `<mime xmlns="urn:isthmus:mime:0"><data>${octets}</data></mime><thread>t3</thread>`);
    const mime = await hears(running, (message) => message.getChildText('thread') === 't3', 'the MIME entity');
    assert.equal(mime.getChild('mime', 'urn:isthmus:mime:0')?.getChildText('data'), octets);

    const hash = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
    send(
      running,
      'e4',
      '<mime xmlns="urn:isthmus:mime:0" size="812345"><url>https://up.example.org/mail.eml</url>' +
        `<hash xmlns="urn:xmpp:hashes:2" algo="sha-256">${hash}</hash></mime><thread>t4</thread>`,
    );
    const large = await hears(running, (message) => message.getChildText('thread') === 't4', 'the large entity');
    const linked = large.getChild('mime', 'urn:isthmus:mime:0');
    assert.deepEqual([linked?.attrs.size, linked?.getChildText('url')], ['812345', 'https://up.example.org/mail.eml']);
    assert.equal(linked?.getChildText('hash', 'urn:xmpp:hashes:2'), hash);
  });

  it('one message to several is one for the network, with one end for each of them', async () => {
    const address = (type: string, who: string) => `<address type="${type}" ${who}/>`;
    send(
      running,
      'x1',
      '<body>To you all</body><request xmlns="urn:xmpp:receipts"/><addresses xmlns="http://jabber.org/protocol/address">' +
        address('to', `jid="mercutio@${DOMAIN}"`) +
        address('cc', 'uri="echo:benvolio"') +
        address('to', `jid="benvolio@${DOMAIN}"`) +
        address('bcc', `jid="nobody@${DOMAIN}"`) +
        address('to', `jid="tybalt@${DOMAIN}" delivered="true"`) +
        address('to', 'uri="fax:1"') +
        '</addresses>',
      DOMAIN,
    );
    await hears(
      running,
      (message) => isError(message) && from(message) === `nobody@${DOMAIN}`,
      'the one who is nobody',
    );
    for (const who of ['mercutio', 'benvolio']) {
      const theirs = (message: Element) => from(message) === `${who}@${DOMAIN}`;
      await hears(running, (message) => theirs(message) && bodyOf(message) === 'To you all', `the answer of ${who}`);
      await hears(
        running,
        (message) => theirs(message) && message.getChild('received', 'urn:xmpp:receipts')?.attrs.id === 'x1',
        `the receipt of ${who}`,
      );
    }
    await settled(running, 'p1');
    const answers = messages(running).filter((message) => bodyOf(message) === 'To you all');
    assert.equal(answers.length, 2, 'nobody twice, however he is written');
    const errors = messages(running).filter((message) => isError(message) && message.attrs.id === 'x1');
    assert.deepEqual(errors.map(from).sort(), [DOMAIN, `nobody@${DOMAIN}`].sort());
    const malformed = errors.find((message) => from(message) === DOMAIN)?.getChild('error');
    assert.ok(malformed?.getChild('jid-malformed', 'urn:ietf:params:xml:ns:xmpp-stanzas'));
    assert.match(malformed?.getChildText('text', 'urn:ietf:params:xml:ns:xmpp-stanzas') ?? '', /fax:1/);
    assert.equal(
      messages(running).some((message) => from(message) === `tybalt@${DOMAIN}`),
      false,
    );
  });
});

describe('over a network that carries only text', () => {
  let running: RunningHost;
  before(async () => {
    running = await RunningHost.start({}, { section: { features: 'none', answers: true } });
  });
  after(() => running.stop());

  it('reactions are told by what came and went', async () => {
    const react = (id: string, ...emojis: readonly string[]) =>
      send(
        running,
        id,
        `<reactions xmlns="urn:xmpp:reactions:0" id="x">${emojis.map((emoji) => `<reaction>${emoji}</reaction>`).join('')}</reactions>`,
      );
    react('r1', '👍');
    react('r2', '👍', '🌹');
    react('r3', '🌹', '🎉');
    react('r4', '🎉');
    react('r5', '🎉');
    react('r6');
    await hears(running, (message) => bodyOf(message) === '(I took back my reaction.)', 'the last of them');
    assert.deepEqual(messages(running).map(bodyOf), [
      '(I reacted with 👍.)',
      '(I reacted with 🌹.)',
      '(I reacted with 🎉 and took back 👍.)',
      '(I took back my reaction 🌹.)',
      '(I reacted with 🎉.)',
      '(I took back my reaction.)',
    ]);
  });

  it('one message to several is one for each, and each has its own end', async () => {
    send(
      running,
      'x1',
      '<body>One by one</body><addresses xmlns="http://jabber.org/protocol/address">' +
        `<address type="to" jid="mercutio@${DOMAIN}"/><address type="bcc" jid="benvolio@${DOMAIN}/phone"/>` +
        `<address type="cc" jid="mercutio@${DOMAIN}"/><address type="to" uri="echo:mercutio"/><address type="to" jid="nobody@${DOMAIN}"/>` +
        '<address type="replyto" jid="juliet@example.org"/></addresses>',
      ROMEO,
    );
    for (const who of ['romeo', 'mercutio', 'benvolio']) {
      await hears(running, (message) => from(message) === `${who}@${DOMAIN}` && bodyOf(message) === 'One by one', who);
    }
    await hears(running, (message) => isError(message) && from(message) === `nobody@${DOMAIN}`, 'the error of nobody');
    await settled(running, 'p1');
    const theirs = messages(running).filter((message) => bodyOf(message) === 'One by one');
    assert.equal(theirs.length, 3, 'nobody twice');
    assert.equal(messages(running).filter(isError).length, 1);
  });

  it('too many recipients, or one who is not ours, is refused as a whole', async () => {
    const many = Array.from({ length: 51 }, (_, at) => `<address type="to" jid="c${at}@${DOMAIN}"/>`).join('');
    const to = (addresses: string) =>
      `<body>Refused</body><addresses xmlns="http://jabber.org/protocol/address">${addresses}</addresses>`;
    send(running, 'y1', to(many), DOMAIN);
    send(
      running,
      'y2',
      to(`<address type="to" jid="c1@${DOMAIN}"/><address type="to" jid="a@elsewhere.example"/>`),
      DOMAIN,
    );
    const condition = async (id: string) => {
      const error = await hears(running, (message) => isError(message) && message.attrs.id === id, id);
      return [error.getChild('error')?.attrs.type, error.getChild('error')?.elements()[0]?.name];
    };
    assert.deepEqual(await condition('y1'), ['modify', 'not-acceptable']);
    assert.deepEqual(await condition('y2'), ['auth', 'forbidden']);
    await settled(running, 'p2');
    assert.equal(messages(running).filter(({ attrs }) => attrs.id === 'y1' || attrs.id === 'y2').length, 2);
    assert.equal(
      messages(running).some((message) => bodyOf(message) === 'Refused'),
      false,
    );
  });

  it('at either address of the gateway it goes to those whom it names, and neither address is one of them', async () => {
    for (const [id, to] of [
      ['w1', DOMAIN],
      ['w2', `gateway@${DOMAIN}`],
    ] as const) {
      send(
        running,
        id,
        `<body>Not for you, ${id}</body><addresses xmlns="http://jabber.org/protocol/address">` +
          `<address type="to" jid="${ROMEO}"/><address type="cc" jid="gateway@${DOMAIN}"/><address type="cc" jid="${DOMAIN}"/></addresses>`,
        to,
      );
      await hears(running, (message) => from(message) === ROMEO && bodyOf(message) === `Not for you, ${id}`, 'romeo');
      await settled(running, `p${id}`);
      const errors = messages(running).filter((message) => message.attrs.id === id);
      assert.deepEqual(errors.map(from), [to, to]);
      for (const error of errors) {
        const [condition, text] = error.getChild('error')?.elements() ?? [];
        assert.equal(condition?.name, 'jid-malformed');
        assert.match(text?.getText() ?? '', /gw\.test is no address/);
      }
    }
    assert.equal(messages(running).filter((message) => bodyOf(message) === 'Not for you, w1').length, 1);
  });

  it('addresses that a server has delivered to already only tell', async () => {
    send(
      running,
      'z1',
      '<body>A copy</body><addresses xmlns="http://jabber.org/protocol/address">' +
        `<address type="to" jid="${ROMEO}" delivered="true"/><address type="cc" jid="tybalt@${DOMAIN}" delivered="true"/></addresses>`,
    );
    await hears(running, (message) => bodyOf(message) === 'A copy', 'the one copy');
    await settled(running, 'p3');
    assert.equal(messages(running).filter((message) => bodyOf(message) === 'A copy').length, 1);
  });
});
