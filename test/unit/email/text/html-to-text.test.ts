import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HTML_LIMITS } from '../../../../gateways/email/text/html-reader.js';
import { type HtmlTextOptions, htmlToText } from '../../../../gateways/email/text/html-to-text.js';
import { workMs } from '../../../support/cpu-time.js';

const text = (html: string, options?: HtmlTextOptions): string => htmlToText(html, options).lines.join('\n');

describe('HTML as text', () => {
  it('has paragraphs, lines and white space as a browser shows them', () => {
    assert.equal(text('<p>one\n two</p>\n<p>three<br>four</p>'), 'one two\n\nthree\nfour');
    assert.equal(text('<div>a</div><div>b<div>c</div></div>d'), 'a\nb\nc\nd');
    assert.equal(text('a<br><br>b<div><br></div><div>c</div>'), 'a\n\nb\n\nc');
    assert.equal(text('<h1>Title</h1>text<hr>end'), 'Title\n\ntext\n---\nend');
    assert.equal(text('Donau&shy;dampf&nbsp;&nbsp;schiff &lt;&amp;&#x20ac;'), 'Donaudampf schiff <&€');
    assert.equal(text('<pre>a  b\n\n  c</pre>'), 'a  b\n\n  c');
    assert.equal(text('<p>a<p>b</p></p>c'), 'a\n\nb\n\nc');
  });

  it('has links with what they lead to', () => {
    assert.equal(text('<a href="https://x.org/a?b=1&amp;c=2">here</a>.'), 'here [https://x.org/a?b=1&c=2].');
    assert.equal(text('<a href="https://www.x.org/">x.org</a>'), 'x.org');
    assert.equal(
      text('<a href="mailto:bob@x.org">bob@x.org</a> <a href="mailto:bob@x.org">Bob</a>'),
      'bob@x.org Bob [bob@x.org]',
    );
    assert.equal(text('<a href="#top">top</a> <a href="java\nscript:x">run</a> <a name=x></a>'), 'top run');
    assert.equal(text('<a href="https://x.org/"><img src="https://x.org/i.png"></a>'), '[https://x.org/]');
    assert.equal(text('<a href="https://x.org/"><div>Big</div><div>button</div></a>'), 'Big\nbutton\n[https://x.org/]');
  });

  it('has lists', () => {
    assert.equal(
      text('<ul><li>a<li>b<ul><li>c</ul></ul><ol start=9><li>x<li>y</ol>'),
      '- a\n- b\n  - c\n\n9. x\n10. y',
    );
    assert.equal(text('<ul><li>a<br>b</li><li></li></ul>'), '- a\n  b');
    assert.equal(text('<dl><dt>t<dd>d</dl>'), 't\n  d');
  });

  it('has tables, the cells of a row on one line where they are short', () => {
    assert.equal(
      text('<table><tr><td>Total</td><td></td><td>5 €</td></tr><tr><th>a<th>b</table>'),
      'Total | 5 €\na | b',
    );
    assert.equal(text('<table><tr><td><div>a</div></td><td><p>b</p></td></tr></table>'), 'a\n\nb');
  });

  it('has quotations with their depth', () => {
    assert.equal(
      text('x<blockquote>q1<blockquote><p>q2</p><p>q3</p></blockquote>q4</blockquote>y'),
      'x\n\n> q1\n>\n> > q2\n> >\n> > q3\n>\n> q4\n\ny',
    );
  });

  it('has no images but their names, and nothing that is hidden', () => {
    const options = { imageName: (id: string) => (id === '1@x' ? 'photo.jpg' : undefined) };
    assert.equal(
      text('<img src="cid:1@x"><img src="cid:2@x"><img src=y alt=Logo><img alt="😀">', options),
      '[photo.jpg][Logo]😀',
    );
    for (const hidden of ['width=1', 'height="0"', 'style="width: 1px"', 'width="2px"'])
      assert.equal(text(`<img alt=p ${hidden}>`), '', hidden);
    for (const shown of ['width=100', 'width="1%"', 'style="max-width:1px"', 'width="100%"'])
      assert.equal(text(`<img alt=p ${shown}>`), '[p]', shown);
    for (const hidden of [
      'style="DISPLAY : none !important"',
      'hidden',
      'style="color:red;max-height:0;overflow:hidden"',
      'style="mso-hide:all"',
      'style="font-size:0px"',
    ]) {
      assert.equal(text(`<div ${hidden}>pre<b>header</b></div>x`), 'x', hidden);
    }
    assert.equal(text('<title>t</title><style>s</style><script>c("</b>")</script><!-- <b> --><![if x]>x'), 'x');
    assert.equal(text('<div>&zwnj;&nbsp;&zwnj;&nbsp;</div>x'), 'x');
  });

  it('has emphasis as message styling where readers take it for such', () => {
    const styled = (html: string) => text(html, { styled: true });
    assert.equal(styled('a <b>bold</b>, <i>it</i> <s>no</s> <code>x*y</code>'), 'a *bold*, _it_ ~no~ `x*y`');
    assert.equal(styled('<b><i>both</i></b> <b><strong>once</strong></b>'), '*_both_* *once*');
    assert.equal(styled('w<b>or</b>d 2<b>3</b>'), 'word 23');
    assert.equal(styled('<b>W</b>ord <b> spaced </b>x'), 'Word *spaced* x');
    assert.equal(styled('<b>a<br>b</b> <b>2*3</b> <b></b>'), 'a\nb 2*3');
    assert.equal(htmlToText('a <b>b</b>', { styled: true }).styled, true);
    assert.equal(htmlToText('a<b>b</b>', { styled: true }).styled, false);
    assert.equal(text('a <b>b</b>'), 'a b');
  });
});

describe('any HTML', () => {
  it('takes time by its length only', () => {
    const hostile: Record<string, string> = {
      flat: '<p>Hello <b>world</b> and <a href="https://example.org/x">link</a></p>\n'.repeat(28_000),
      nested: '<div>'.repeat(400_000),
      quotations: '<blockquote>x'.repeat(150_000),
      unopened: `${'<div>'.repeat(5000)}${'</x>'.repeat(300_000)}`,
      lists: '<ul><li>x'.repeat(200_000),
      emphasis: '<i><b>x '.repeat(200_000),
      attributes: `<a ${'x=y '.repeat(500_000)}>`,
      brackets: '<'.repeat(2_000_000),
      comments: '<!--'.repeat(500_000),
      cells: '<td>x'.repeat(400_000),
      styles: `<p style="${'a:b;'.repeat(400_000)}">`,
      links: '<a href=http://x.y>a'.repeat(100_000),
      forms: '<form><svg><p>'.repeat(140_000),
    };
    for (const [name, html] of Object.entries(hostile)) {
      const started = workMs();
      const { lines } = htmlToText(html, { styled: true });
      const took = workMs() - started;
      assert.ok(took < 8000, `${name}: ${took} ms`);
      assert.ok(lines.join('\n').length < 600_000, name);
    }
  });

  it('keeps the text of what is too deep', () => {
    const deep = `${'<div><span>'.repeat(5000)}found${'</span></div>'.repeat(5000)}<p>after</p>`;
    assert.equal(text(deep), 'found\n\nafter');
    assert.equal(text(`${'<div>'.repeat(5000)}<p>one</p><p>two</p><script>no</script>`), 'one\ntwo');
  });

  it('ends at its limits and says so', () => {
    const whole = htmlToText('<p>abc</p>');
    assert.equal(whole.cut, false);
    for (const limits of [
      { ...HTML_LIMITS, input: 5 },
      { ...HTML_LIMITS, events: 1 },
    ]) {
      assert.equal(htmlToText('<p>abc</p>', { limits }).cut, true);
    }
    const { lines, cut } = htmlToText('<p>abcdef</p><p>x</p>', { output: 5 });
    assert.deepEqual({ lines, cut }, { lines: ['abcdef…'], cut: true });
  });

  it('never throws, and shows no tag', () => {
    const piece = fc.constantFrom(
      ...[
        '<p>',
        '</p>',
        '<b>',
        '</b>',
        '<td>',
        '<tr>',
        '<table>',
        '</table>',
        '<li>',
        '<ul>',
        '</ul>',
        '<br>',
        '<blockquote>',
      ],
      ...[
        '</blockquote>',
        '<a href=http://x>',
        '</a>',
        '<pre>',
        '</pre>',
        '<script>',
        '</script>',
        ' ',
        'w',
        '&amp;',
        '&#0;',
        '<!--',
        '-->',
        '<i',
        '"',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, styled) => {
        const { lines } = htmlToText(pieces.join(''), { styled });
        for (const line of lines) assert.ok(!line.includes('\n'));
      }),
      { numRuns: 3000 },
    );
  });
});
