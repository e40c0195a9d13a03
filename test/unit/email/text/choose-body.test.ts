import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseBody } from '../../../../gateways/email/text/choose-body.js';

const plain = (text: string) => [{ text }];

describe('the text of a mail', () => {
  it('is its plain form', () => {
    assert.deepEqual(chooseBody({ plain: plain('Hello\r\nBob\r\n'), html: ['<p>Hello<br>Bob</p>'] }), {
      body: 'Hello\nBob',
      kind: 'plain',
    });
  });

  it('is the HTML form where the plain one is empty, a stub, or has far fewer words', () => {
    const html = ['<p>The meeting moved to Tuesday at noon in the large room.</p>'];
    const body = 'The meeting moved to Tuesday at noon in the large room.';
    for (const text of [
      ' \n',
      'View this email in your browser: https://example.org/v',
      'Meeting',
      'https://example.org/x',
    ]) {
      assert.deepEqual(chooseBody({ plain: plain(text), html }), { body, kind: 'html' }, text);
    }
    assert.equal(chooseBody({ plain: plain('The meeting moved, see you'), html }).kind, 'plain');
    assert.equal(chooseBody({ plain: plain('Hi'), html: ['<img src="https://x.org/p.png" width="1">'] }).body, 'Hi');
  });

  it('is none where nothing is to be read', () => {
    assert.deepEqual(chooseBody({ plain: [], html: [] }), { body: '', kind: 'none' });
    assert.deepEqual(chooseBody({ plain: plain('\n'), html: ['<p>&nbsp;</p>'] }), { body: '', kind: 'none' });
  });

  it('is read as HTML where a program calls HTML plain', () => {
    assert.deepEqual(chooseBody({ plain: plain('<html><body>Hi <b>you</b></body></html>'), html: [] }), {
      body: 'Hi you',
      kind: 'html',
    });
  });

  it('comes with all that was left out', () => {
    const text = 'Yes.\n\nOn Mon, 1 Jan 2024 at 10:00, Bob <bob@example.org> wrote:\n> Shall we?\n';
    assert.deepEqual(chooseBody({ plain: plain(text), html: [] }), {
      body: 'Yes.',
      kind: 'plain',
      cut: true,
      full: text.trimEnd(),
      quote: 'Shall we?',
    });
    assert.deepEqual(chooseBody({ plain: plain(text), html: [], strip: false }), {
      body: text.trimEnd(),
      kind: 'plain',
    });
    assert.deepEqual(chooseBody({ plain: plain(text), html: [], subject: 'Fwd: x' }), {
      body: text.trimEnd(),
      kind: 'plain',
    });
  });

  it('has the paragraphs of format=flowed, and the parts one below the other', () => {
    assert.equal(
      chooseBody({ plain: [{ text: 'one \ntwo\n', flowed: { delSp: false } }, { text: 'foot \nnote' }], html: [] })
        .body,
      'one two\n\nfoot \nnote',
    );
  });

  it('has a limit, in the middle of nothing', () => {
    const read = chooseBody({ plain: plain('😀'.repeat(300_000)), html: [] });
    assert.equal(read.cut, true);
    assert.equal(read.full?.length, 600_000);
    assert.ok(read.body.length <= 512 * 1024);
    assert.ok(read.body.isWellFormed() && read.body.endsWith('…'));
  });

  it('holds only what XML can carry', () => {
    assert.equal(chooseBody({ plain: plain('a\0\u000bb\ufffec'), html: [] }).body, 'abc');
    assert.equal(chooseBody({ plain: [], html: ['a&#1;&#xfffe;b'] }).body, 'ab');
  });

  it('keeps the quotation of a program apart by its HTML', () => {
    const html =
      '<div dir="ltr">Yes</div><div class="gmail_quote"><div class="gmail_attr">So schrieb Bob:<br></div>' +
      '<blockquote class="gmail_quote">Shall we?</blockquote></div>';
    const { body, quote } = chooseBody({ plain: [], html: [html] });
    assert.deepEqual({ body, quote }, { body: 'Yes', quote: 'Shall we?' });
    const outlook = '<p>Yes</p><div id="divRplyFwdMsg"><b>Autor:</b> Bob<br><b>Temo:</b> x</div><div>Shall we?</div>';
    assert.equal(chooseBody({ plain: [], html: [outlook] }).body, 'Yes');
    const web =
      '<div>Yes</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Bob &lt;bob@example.org&gt;<br>' +
      '<b>Sent:</b> Monday<br><b>To:</b> Alice<br><b>Subject:</b> Plan</div><div><br></div><div>Shall we?</div>';
    const { body: said, quote: asked } = chooseBody({ plain: [], html: [web] });
    assert.deepEqual({ said, asked }, { said: 'Yes', asked: 'Shall we?' });
    const desktop =
      '<p class=MsoNormal>Yes<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal>' +
      '<b>Von:</b> Bob<br><b>Gesendet:</b> Montag<br><b>An:</b> Alice<br><b>Betreff:</b> Plan</p></div></div><p>Shall we?</p>';
    assert.equal(chooseBody({ plain: [], html: [desktop], styled: true }).body, 'Yes');
    const thunderbird =
      '<p>Yes</p><div class="moz-cite-prefix">Am 01.01.24 um 10:00 schrieb Bob:<br></div>' +
      '<blockquote type="cite"><p>Shall we?</p></blockquote><p>At noon.</p><div class="moz-signature">-- <br>Alice</div>';
    assert.equal(
      chooseBody({ plain: [], html: [thunderbird] }).body,
      'Yes\n\nAm 01.01.24 um 10:00 schrieb Bob:\n\n> Shall we?\n\nAt noon.',
    );
    const apple =
      '<div>Yes</div><br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Von meinem iPhone gesendet</div>' +
      '<div dir="ltr"><br><blockquote type="cite">Am 01.01.2024 um 10:00 schrieb Bob &lt;bob@example.org&gt;:<br><br></blockquote>' +
      '</div><blockquote type="cite"><div>Shall we?</div></blockquote>';
    const iphone = chooseBody({ plain: [], html: [apple] });
    assert.deepEqual([iphone.body, iphone.quote], ['Yes', 'Shall we?']);
    const indented = '<p>He said</p><blockquote>So be it.</blockquote>';
    assert.equal(chooseBody({ plain: [], html: [indented] }).body, 'He said\n\n> So be it.');
    const signed = '<div>Yes</div><div class="gmail_signature">Bob<br>ACME</div>';
    assert.equal(chooseBody({ plain: [], html: [signed] }).body, 'Yes');
  });
});
