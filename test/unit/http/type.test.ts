import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mediaSection } from '../../../src/config/schema.js';
import { shapeAt, shapeOf } from '../../../src/config/shape.js';
import { endingFor, isPassive, mayShow, plainType, sniffedType, typeOf } from '../../../src/http/media/type.js';

/** The beginnings of files, as the formats' own specifications give them. */
const HEADS: Readonly<Record<string, Buffer>> = {
  'image/png': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  'image/jpeg': Buffer.from('ffd8ffe000104a46494600010100', 'hex'),
  'image/gif': Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00', 'latin1'),
  'image/webp': Buffer.from('RIFF\x24\x00\x00\x00WEBPVP8 ', 'latin1'),
  'image/avif': Buffer.from('\x00\x00\x00\x1cftypavif\x00\x00\x00\x00', 'latin1'),
  'image/heic': Buffer.from('\x00\x00\x00\x1cftypheic\x00\x00\x00\x00', 'latin1'),
  'image/bmp': Buffer.from('BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00', 'latin1'),
  'audio/mp4': Buffer.from('\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00', 'latin1'),
  'audio/mpeg': Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00', 'latin1'),
  'audio/aac': Buffer.from('fff15080000000000000000000', 'hex'),
  'audio/ogg': Buffer.from(`OggS${'\x00'.repeat(24)}OpusHead`, 'latin1'),
  'audio/flac': Buffer.from('fLaC\x00\x00\x00\x22\x10\x00\x10\x00', 'latin1'),
  'audio/wav': Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt ', 'latin1'),
  'audio/amr': Buffer.from('#!AMR\n\x3c\x00\x00\x00\x00\x00', 'latin1'),
  'video/mp4': Buffer.from('\x00\x00\x00\x1cftypisom\x00\x00\x02\x00', 'latin1'),
  'video/webm': Buffer.from('\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'latin1'),
  'video/ogg': Buffer.from(`OggS${'\x00'.repeat(24)}\x80theora`, 'latin1'),
  'video/3gpp': Buffer.from('\x00\x00\x00\x1cftyp3gp5\x00\x00\x02\x00', 'latin1'),
  'video/quicktime': Buffer.from('\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00', 'latin1'),
  'video/x-matroska': Buffer.from('\x1aE\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska', 'latin1'),
  'application/pdf': Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3', 'latin1'),
  'application/zip': Buffer.from('504b0304140000000800000000', 'hex'),
  'application/gzip': Buffer.from('1f8b0800000000000003000000', 'hex'),
};
const TEXT = Buffer.from('<html><script>alert(1)</script></html>');

/** What the config file may list as shown in a browser. */
const showable = (shapeAt(shapeOf(mediaSection), ['inline'])?.items?.enum ?? []).map(String);

describe('types of files', () => {
  for (const [type, head] of Object.entries(HEADS)) {
    it(`${type} is told by its first octets, whatever was declared`, () => {
      assert.equal(sniffedType(head), type);
      assert.equal(typeOf(head, 'text/html'), type);
      assert.equal(typeOf(head, undefined), type);
      assert.notEqual(endingFor(type), '');
    });
  }

  it('that the config may list are all proven by content and run nothing', () => {
    assert.ok(showable.length > 10);
    for (const type of showable) {
      assert.ok(type in HEADS, `${type} cannot be proven`);
      assert.ok(isPassive(type), type);
    }
  });

  it('are as declared where nothing is proven, but not something that would be proven', () => {
    assert.equal(typeOf(TEXT, 'text/calendar; charset=utf-8'), 'text/calendar');
    assert.equal(typeOf(TEXT, 'image/png'), 'application/octet-stream');
    assert.equal(typeOf(TEXT, undefined), 'application/octet-stream');
    assert.equal(typeOf(TEXT, 'nonsense'), 'application/octet-stream');
    assert.equal(typeOf(Buffer.alloc(0), 'text/plain'), 'text/plain');
  });

  it('of packages are their own, though they are zip inside', () => {
    const zip = HEADS['application/zip'] ?? Buffer.alloc(0);
    const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    assert.equal(typeOf(zip, docx), docx);
    assert.equal(typeOf(zip, 'image/png'), 'application/zip');
  });

  it('are shown only where listed and proven; what runs never', () => {
    const png = HEADS['image/png'] ?? Buffer.alloc(0);
    assert.equal(mayShow(png, ['image/png']), true);
    assert.equal(mayShow(png, ['image/jpeg']), false);
    assert.equal(mayShow(TEXT, ['text/html', 'application/octet-stream']), false);
    assert.equal(mayShow(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), ['image/svg+xml']), false);
    for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/javascript', 'text/xml']) {
      assert.equal(isPassive(type), false, type);
    }
  });

  it('are plain: lower case, without parameters, no line breaks', () => {
    assert.equal(plainType('Text/Plain; charset=utf-8'), 'text/plain');
    for (const text of ['text', 'text/', '/plain', 'text/pl ain', 'text/plain\r\nX: y', `a/${'b'.repeat(65)}`, '']) {
      assert.equal(plainType(text), undefined, text);
    }
  });
});
