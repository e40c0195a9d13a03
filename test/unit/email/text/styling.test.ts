import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { safeHtml } from '../../../../gateways/email/text/safe-html.js';
import { stylingToHtml } from '../../../../gateways/email/text/styling.js';
import { workMs } from '../../../support/cpu-time.js';

const inner = (html: string): string => {
  const [, body = ''] = /<body>\n([\s\S]*)\n<\/body>/.exec(html) ?? [];
  return body;
};
const styled = (text: string): string => inner(stylingToHtml(text));
const QUOTE = '<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">';

describe('message styling as HTML', () => {
  it('has the spans of XEP-0393 5.2 with their marks', () => {
    assert.equal(
      styled('a *b* _c_ ~d~ `e<`'),
      ['<div>a <strong>*b*</strong> <em>_c_</em> <del>~d~</del> <code>`e&lt;`</code></div>'].join(''),
    );
    assert.equal(styled('*_both_ here*'), '<div><strong>*<em>_both_</em> here*</strong></div>');
    assert.equal(styled('* no* 2*3*4 **'), '<div>* no* 2*3*4 **</div>');
  });

  it('has blocks', () => {
    assert.equal(styled('a\nb'), '<div>a<br>\nb</div>');
    assert.equal(styled('```\n*x* <y>\n```\nz'), '<pre>*x* &lt;y&gt;</pre>\n<div>z</div>');
    assert.equal(
      styled('> q\n>> r\nmine'),
      `${QUOTE}\n<div>q</div>\n${QUOTE}\n<div>r</div>\n</blockquote>\n</blockquote>\n<div>mine</div>`,
    );
    // A block that is not ended ends with its quotation.
    assert.equal(styled('> ```\n> x\ny'), `${QUOTE}\n<pre>x</pre>\n</blockquote>\n<div>y</div>`);
  });

  it('has links, and nothing of a user as a tag', () => {
    assert.equal(
      styled('see https://x.org/?a=1&b=2. "<script>"'),
      '<div>see <a href="https://x.org/?a=1&amp;b=2">https://x.org/?a=1&amp;b=2</a>. &quot;&lt;script&gt;&quot;</div>',
    );
    assert.equal(inner(stylingToHtml('*a*', { unstyled: true })), '<div>*a*</div>');
    assert.ok(stylingToHtml('a', { lang: 'de' }).includes('<html lang="de">'));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(!/<(?!\/?(?:div|br|strong|em|del|code|pre|blockquote|a)[ >])/.test(styled(text)));
      }),
    );
  });

  it('takes time by length only', () => {
    const started = workMs();
    for (const text of ['*'.repeat(200_000), '*a '.repeat(70_000), '> '.repeat(70_000), '*a _b ~c `d '.repeat(20_000)])
      styled(text);
    assert.ok(workMs() - started < 3000);
    const begun = process.cpuUsage();
    styled(`https://a${')'.repeat(1900)}b `.repeat(500));
    assert.ok(process.cpuUsage(begun).user < 400_000);
  });
});

describe('HTML that people can open', () => {
  const safe = (html: string): string => {
    const [, body = ''] = /<body>([\s\S]*)<\/body>/.exec(safeHtml(html)) ?? [];
    return body;
  };

  it('keeps text, layout and links', () => {
    assert.equal(
      safe('<p style="color:red; background:url(//x)">a &amp; <a href="https://x.org/" onclick="y()">b</a></p>'),
      '<p style="color:red">a &amp; <a href="https://x.org/" rel="noopener noreferrer nofollow" target="_blank">b</a></p>',
    );
  });

  it('runs and loads nothing', () => {
    assert.equal(safe('<script>a()</script><img src="https://t.org/p.gif" alt="x">'), '<img alt="x">');
    assert.equal(
      safe('<a href=" java\nscript:x()">a</a>'),
      '<a rel="noopener noreferrer nofollow" target="_blank">a</a>',
    );
    assert.equal(safe('<svg><p>x</svg><form action=x><input>y</form><iframe src=z></iframe>'), 'y');
    assert.equal(safe('<div style="width:expression(x)">a<b>c</div>'), '<div>a<b>c</b></div>');
    assert.equal(safe('<img src="cid:1">'), '<img>');
    assert.match(
      safeHtml('<img src="cid:1">', { image: () => 'data:image/png;base64,AA==' }),
      /src="data:image\/png;base64,AA=="/,
    );
    assert.match(safeHtml(''), /default-src 'none'/);
    assert.match(safeHtml('', { title: '</title><script>' }), /<title>&lt;\/title&gt;&lt;script&gt;<\/title>/);
  });
});
