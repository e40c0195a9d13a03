import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainOfMarkdown } from '../../../../gateways/alerts/sources/markdown.js';
import { workMs } from '../../../support/cpu-time.js';

describe('Markdown as plain text', () => {
  it('keeps what is said', () => {
    assert.equal(
      plainOfMarkdown(
        '## The **disk** of `db_1` ##\n\n- see [the page](https://wiki.example/disk "Disk")\n- _now_, ~~never~~',
      ),
      'The disk of db_1\n\n- see the page (https://wiki.example/disk)\n- now, never',
    );
    assert.equal(
      plainOfMarkdown('![](https://a.example/x.png) <https://b.example> [https://c.example](https://c.example)'),
      'https://a.example/x.png https://b.example https://c.example',
    );
    assert.equal(plainOfMarkdown('```sh\nrm *.log *.txt\n```\nok'), 'rm *.log *.txt\nok');
    assert.equal(plainOfMarkdown('snake_case_name 2*3*4 a * b * c \\*x\\*'), 'snake_case_name 2*3*4 a * b * c *x*');
  });

  it('takes no long time for anything', () => {
    for (const part of ['[', '**a ', '![a](', '_a ', '*a ', '`', '#', '<http://']) {
      const before = workMs();
      plainOfMarkdown(part.repeat(40_000));
      assert.ok(workMs() - before < 2000, part);
    }
  });
});
