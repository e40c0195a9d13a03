import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailHtml } from '../../../../gateways/email/text/mail-html.js';

test('what looks like something stays, what does something goes', () => {
  const html = mailHtml(
    `<!DOCTYPE html><html><head><title>x</title><script>1</script></head><body onload="x()"><div style="font:14px sans-serif;position:fixed">
    <h1 style="color:#b00020;background:url(https://spy.example/a)">Fire</h1><img src="https://spy.example/b"><form action="https://spy.example"><input></form>
    <a href="javascript:x()">no</a> <a href="https://example.org/runbook" onclick="x()">yes</a><iframe src="https://spy.example"></iframe></div></body></html>`,
    { lang: 'en' },
  );
  assert.match(
    html,
    /^<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><\/head><body>\n<div style="font:14px/,
  );
  assert.match(html, /<h1 style="color:#b00020">Fire<\/h1>/);
  assert.match(html, /<a href="https:\/\/example\.org\/runbook"/);
  assert.doesNotMatch(html, /spy|script|onload|onclick|position|<form|<input|title/i);
});

test('a signature stands behind it, as text', () => {
  assert.match(
    mailHtml('<p>Hi</p>', { behind: '-- \nA <b> & co' }),
    /<p>Hi<\/p>\n<div>-- <br>\nA &lt;b&gt; &amp; co<\/div>\n<\/body>/,
  );
});

test('whatever is in it, it ends, and is one document', () => {
  const html = mailHtml(`</body></html><p>a${'<div>'.repeat(50_000)}`);
  assert.equal(html.split('</html>').length, 2);
});
