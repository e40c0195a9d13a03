import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SEVERITIES } from '../../../../gateways/alerts/alert.js';
import { renderChat } from '../../../../gateways/alerts/render/chat.js';
import { renderIrc } from '../../../../gateways/alerts/render/irc.js';
import { LAYOUTS } from '../../../../gateways/alerts/render/layouts.js';
import { renderMail } from '../../../../gateways/alerts/render/mail.js';
import type { RenderSettings } from '../../../../gateways/alerts/render/settings.js';
import { renderSms } from '../../../../gateways/alerts/render/sms.js';
import { inGsmAlphabet, smsSegments } from '../../../../gateways/alerts/render/sms-length.js';
import { parseTemplate } from '../../../../gateways/alerts/render/template/parse.js';
import type { AlertView, Deed, GroupView } from '../../../../gateways/alerts/render/view.js';
import { renderTexts } from '../../../../gateways/alerts/texts/render.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';

const CATALOGUE = new Catalogue(renderTexts);
const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;

function settings(language: string = 'en', parts: RenderSettings['parts'] = {}): RenderSettings {
  return { words: (key) => CATALOGUE.text({ key }, language), reader: { language, zone: 'Europe/Paris' }, parts };
}

function alert(title: string, more: Partial<AlertView> = {}): AlertView {
  return {
    status: 'firing',
    severity: 'critical',
    title,
    labels: { alertname: 'DiskFull', instance: 'db1' },
    annotations: {},
    links: [],
    startsAt: Date.UTC(2026, 6, 1, 12),
    ...more,
  };
}

function group(more: Partial<GroupView> = {}): GroupView {
  return {
    state: 'firing',
    severity: 'critical',
    route: 'ops',
    alerts: [alert('Disk full on db1')],
    labels: { alertname: 'DiskFull' },
    code: 'K7DM',
    link: 'https://grafana.example/d/1',
    ...more,
  };
}

const SEVERAL = group({ alerts: [alert('Disk full on db1'), alert('Disk full on db2')], total: 12, heldBack: 3 });
const RESOLVED: GroupView = {
  ...group({
    state: 'resolved',
    alerts: [alert('Disk full', { status: 'resolved', endsAt: Date.UTC(2026, 6, 1, 14, 5) })],
  }),
};
const TAKEN = group({ state: 'acknowledged', by: 'Alice Doe', comment: 'on it' });

describe('renderChat', () => {
  it('says what is wrong, where to look and how to take it', () => {
    const text = 'The disk is 95 % full.\nSee the runbook.';
    assert.deepEqual(renderChat(group({ alerts: [alert('Disk full on db1', { text })] }), settings()), {
      text: [
        '🔥 *CRITICAL*: Disk full on db1',
        text,
        'https://grafana.example/d/1',
        'React with ✅ or write “ack K7DM” to take it.',
      ].join('\n'),
      unstyled: false,
    });
  });

  it('lists several, and says how many more there are', () => {
    assert.equal(
      renderChat(SEVERAL, settings()).text,
      [
        '🔥 *CRITICAL*: 12 alerts firing: DiskFull',
        '- 🔥 Disk full on db1',
        '- 🔥 Disk full on db2',
        '… and 10 more',
        'That was too much at once: 3 alerts were held back until now.',
        'https://grafana.example/d/1',
        'React with ✅ or write “ack K7DM” to take it.',
      ].join('\n'),
    );
  });

  it('says who took it and that it is over', () => {
    const { code: _, ...taken } = TAKEN;
    assert.equal(
      renderChat(taken, settings()).text,
      '👀 *ACKNOWLEDGED* by Alice Doe: Disk full on db1\n“on it”\nhttps://grafana.example/d/1',
    );
    assert.match(renderChat(RESOLVED, settings('de')).text, /^✅ \*BEHOBEN\*: Disk full\n/);
  });

  it('says what somebody has done about what goes on', () => {
    const done = (deed: Deed, language: string, by?: string) =>
      renderChat(group({ deed, ...(by !== undefined && { by }) }), settings(language)).text.split('\n')[0];
    assert.equal(done('silenced', 'en', 'Alice'), '🔇 *SILENCED* by Alice: Disk full on db1');
    assert.equal(done('unsilenced', 'en', 'Alice'), '🔥 *SILENCE ENDED* by Alice: Disk full on db1');
    assert.equal(done('released', 'de', 'Alice'), '🔥 *ABGEGEBEN* von Alice: Disk full on db1');
    assert.equal(done('lapsed', 'fr'), '🔥 *DE NOUVEAU OUVERT*: Disk full on db1');
  });

  it('does not count as firing what is over by now', () => {
    const alerts = [alert('Disk full on db1'), alert('Disk full on db2', { status: 'resolved' })];
    const { text } = renderChat(group({ alerts }), settings());
    assert.ok(
      text.startsWith('🔥 *CRITICAL*: 1 alert firing: DiskFull\n- 🔥 Disk full on db1\n- ✅ Disk full on db2\n'),
    );
    assert.ok(renderSms(group({ alerts }), settings()).text.startsWith('1 alert firing: Disk full on db1 https:'));
    assert.ok(renderSms(group({ alerts, total: 30 }), settings('fr')).text.startsWith('29 alertes en cours: '));
  });

  it('has no styling at all where a text of somebody else could make some', () => {
    for (const title of ['*bold*', 'a _b_', '`rm -rf`', '(~x~)', '> quote', 'end* of it', '_x']) {
      const { text, unstyled } = renderChat(group({ alerts: [alert(title)] }), settings());
      assert.ok(unstyled, title);
      assert.ok(text.includes(title));
    }
    for (const title of ['node_cpu_seconds_total', '5 > 3', "it's ~ 5", 'a - b']) {
      assert.ok(!renderChat(group({ alerts: [alert(title)] }), settings()).unstyled, title);
    }
    assert.ok(renderChat(group({ alerts: [alert('x', { text: 'a\n```\nb' })] }), settings()).unstyled);
    assert.ok(renderChat(group({ alerts: [alert('node_cpu')] }), settings('en', { chat: '_{{name}}_' })).unstyled);
  });

  it('does not lose its end, however long the text is', () => {
    const { text } = renderChat(group({ alerts: [alert('x'.repeat(9000))] }), settings());
    assert.ok(text.length <= 4000);
    assert.ok(text.endsWith('x …\nhttps://grafana.example/d/1\nReact with ✅ or write “ack K7DM” to take it.'));
  });

  it('follows the template of the book, which need not think of link and code', () => {
    const chat = '{{severity}} {{labels.alertname | lower}} {{#alerts}}{{labels.instance}}{{/alerts}}';
    assert.match(renderChat(group(), settings('en', { chat })).text, /^critical diskfull db1\nhttps:.*\nReact with/);
    assert.equal(
      renderChat(group(), settings('en', { chat: '{{code}} {{link}}' })).text,
      'K7DM https://grafana.example/d/1',
    );
    assert.match(
      renderChat(group(), settings('en', { title: '{{name | upper}}!' })).text,
      /^🔥 \*CRITICAL\*: DISK FULL ON DB1!\n/,
    );
  });
});

describe('renderSms', () => {
  it('is one message, with code and link', () => {
    assert.deepEqual(renderSms(group(), settings()), {
      text: 'CRITICAL: Disk full on db1 https://grafana.example/d/1 Reply K7DM',
      segments: 1,
    });
    assert.equal(
      renderSms(SEVERAL, settings()).text,
      '12 alerts firing: Disk full on db1, Disk full on db2 https://grafana.example/d/1 Reply K7DM',
    );
    assert.equal(renderSms(RESOLVED, settings('es')).text.startsWith('RESUELTO: Disk full '), true);
  });

  it('cuts the text, never code and link', () => {
    const { text, segments } = renderSms(group({ alerts: [alert(`Disk ${'full '.repeat(100)}`)] }), settings());
    assert.equal(segments, 1);
    assert.match(text, /^CRITICAL: Disk full full .*\.\.\. https:\/\/grafana\.example\/d\/1 Reply K7DM$/);
    assert.ok(text.length > 150 && text.length <= 160);
  });

  it('has code and link whole where the text has something that only looks like them', () => {
    const said = group({ alerts: [alert('Disk K7DMX full, https://grafana.example/d/12')] });
    for (const text of [renderSms(said, settings()).text, renderIrc(said, settings()).text]) {
      assert.match(text, /https:\/\/grafana\.example\/d\/1 .*K7DM\b/);
    }
    const whole = group({ alerts: [alert('Disk full: (K7DM), see https://grafana.example/d/1.')] });
    assert.equal(renderChat(whole, settings()).text.match(/K7DM/g)?.length, 1);
    assert.equal(renderChat(whole, settings()).text.match(/d\/1/g)?.length, 1);
  });

  it('takes a second message where a long link leaves no place for the text', () => {
    const link = `https://grafana.example/${'d'.repeat(120)}`;
    const { text, segments } = renderSms(group({ link }), settings());
    assert.equal(segments, 2);
    assert.ok(text.includes('Disk full on db1') && text.includes(link) && text.endsWith('K7DM'));
  });

  it('keeps to the alphabet of GSM where that loses nothing', () => {
    const { text } = renderSms(group({ alerts: [alert('🔥 “Température” – élevée à Málaga…')] }), settings('es'));
    assert.ok(text.startsWith('CRITICO: "Température" - élevée à Malaga...'), text);
    const cyrillic = renderSms(group({ alerts: [alert('Диск заполнен '.repeat(10))] }), settings());
    assert.match(cyrillic.text, /^CRITICAL: Диск .*\.\.\. https:.* Reply K7DM$/);
  });

  it('counts as it is told to', () => {
    const count = (text: string) => Math.ceil(text.length / 80);
    const { text } = renderSms(group({ alerts: [alert('x'.repeat(500))] }), { ...settings(), count });
    assert.ok(text.length <= 80, text);
  });

  it('does not lose what the template of the book had at its end', () => {
    const sms = '{{alerts.0.title}} {{link}} {{code}}';
    const { text } = renderSms(group({ alerts: [alert('x'.repeat(500))] }), settings('en', { sms }));
    assert.match(text, /x\.\.\. https:\/\/grafana.example\/d\/1 Reply K7DM$/);
  });
});

describe('smsSegments', () => {
  it('counts septets and units', () => {
    assert.deepEqual(
      ['', 'x'.repeat(160), 'x'.repeat(161), 'x'.repeat(306), 'x'.repeat(307)].map(smsSegments),
      [1, 1, 2, 2, 3],
    );
    assert.deepEqual(['€'.repeat(80), '€'.repeat(81)].map(smsSegments), [1, 2]);
    assert.deepEqual(
      ['ж'.repeat(70), 'ж'.repeat(71), '🔥'.repeat(35), '🔥'.repeat(36), '🔥'.repeat(67)].map(smsSegments),
      [1, 2, 1, 2, 3],
    );
    // A pair that would be divided goes into the next message.
    assert.equal(smsSegments('€'.repeat(153)), 3);
  });

  it('changes nothing that has no other letters', () => {
    assert.equal(inGsmAlphabet('Straße à Øst {1}'), 'Straße à Øst {1}');
    assert.equal(inGsmAlphabet('Žluťoučký kůň'), 'Zlutoucky kun');
    assert.equal(inGsmAlphabet('Диск “x”'), 'Диск “x”');
  });
});

describe('renderIrc', () => {
  it('is a line', () => {
    assert.deepEqual(renderIrc(SEVERAL, settings()), {
      command: 'NOTICE',
      text: '[K7DM] 🔥 CRITICAL: 12 alerts firing: Disk full on db1, Disk full on db2 https://grafana.example/d/1 [!ack K7DM]',
    });
  });
});

describe('what the reader can do', () => {
  const media = {
    chat: (view: GroupView) => renderChat(view, settings()).text,
    sms: (view: GroupView) => renderSms(view, settings()).text,
    irc: (view: GroupView) => renderIrc(view, settings()).text,
    mail: (view: GroupView) => renderMail(view, settings()).text,
    html: (view: GroupView) => renderMail(view, settings()).html,
  };
  const TAKE = /to take it|Reply K7DM|!ack K7DM/i;

  it('is to take it only while nobody has it and it is not over; its code is told always', () => {
    const news = group({ by: 'Alice' });
    for (const [name, render] of Object.entries(media)) {
      for (const open of [group(), group({ deed: 'released', by: 'Alice' }), group({ deed: 'lapsed' })]) {
        assert.match(render(open), TAKE, name);
      }
      for (const done of [RESOLVED, TAKEN, news, group({ deed: 'silenced', by: 'Alice' })]) {
        assert.doesNotMatch(render(done), TAKE, name);
        assert.match(render(done), /K7DM|unsilence/, name);
      }
    }
    const comment = group({ deed: 'commented', by: 'Alice', comment: 'which disk?' });
    for (const [name, render] of Object.entries(media)) {
      assert.match(render(comment), TAKE, name);
      assert.doesNotMatch(render({ ...comment, state: 'acknowledged' }), TAKE, name);
      assert.match(render(comment), /comment[\s\S]*which disk\?/i, name);
    }
    assert.match(media.chat(comment), /^💬 \*COMMENT\* by Alice: Disk full on db1\n“which disk\?”\n/);
    assert.match(media.sms(comment), /^COMMENT: Disk full on db1 \(by Alice\): which disk\? /);
    assert.match(media.chat(news), /^🔥 \*CRITICAL\* taken by Alice: Disk full on db1\n/);
  });

  it('is to say whether it is still theirs, or to hear of it again', () => {
    const asked = group({ state: 'acknowledged', deed: 'asked', by: 'Alice' });
    assert.match(media.chat(asked), /^👀 \*STILL YOURS\?\* taken by Alice: .*“ack K7DM” if .*“unack K7DM” if not\.$/s);
    assert.match(media.sms(asked), / Yes: reply K7DM\. No: unack K7DM$/);
    assert.match(media.irc(asked), / \[!ack K7DM or !unack K7DM\]$/);
    assert.match(media.chat(group({ deed: 'silenced' })), /Write “unsilence K7DM” to hear of it again\.$/);
  });

  it('stands in templates of the book only where it is so', () => {
    const chat = '{{name}}{{#code}} reply {{code}}{{/code}}{{#taken}} by {{by}}{{/taken}} ({{id}}) {{link}}';
    const text = (view: GroupView) => renderChat(view, settings('en', { chat })).text;
    assert.match(text(group()), /^Disk full on db1 reply K7DM \(K7DM\) https/);
    assert.match(text(group({ by: 'Alice' })), /^Disk full on db1 by Alice \(K7DM\) https/);
    assert.match(text(RESOLVED), /^Disk full \(K7DM\) https/);
  });
});

describe('renderMail', () => {
  it('has subject, text and List-Id', () => {
    const mail = renderMail(group({ ackUrl: 'https://alerts.example.org/ack/x', route: 'Ops Team' }), {
      ...settings(),
      listDomain: 'alerts.example.org',
    });
    assert.equal(mail.subject, '[CRITICAL] Disk full on db1 [K7DM]');
    assert.equal(mail.listId, '<ops-team.alerts.example.org>');
    assert.equal(
      mail.text,
      [
        'CRITICAL: Disk full on db1',
        '',
        'Since: 2026-07-01 14:00',
        'alertname: DiskFull',
        'instance: db1',
        '',
        'Route: Ops Team',
        '',
        'Take it: https://alerts.example.org/ack/x',
        'To take it, answer this mail with “ack”. Its code is K7DM.',
        'https://grafana.example/d/1',
        '',
      ].join('\n'),
    );
    assert.ok(mail.html.includes('<a href="https://alerts.example.org/ack/x">'));
    assert.match(renderMail(RESOLVED, settings('de')).text, /Dauer: 2 h 5 min/);
  });

  it('escapes all values', () => {
    const evil = `<script>"'&</script>`;
    const links = [
      { url: 'javascript:alert(1)' },
      { url: 'https://x.example/"onclick="x' },
      { url: 'https://ok.example/?a&b' },
    ];
    const mail = renderMail(
      group({
        alerts: [alert(evil, { text: evil, labels: { [evil]: evil }, links }), alert(evil)],
        by: evil,
        comment: evil,
        route: evil,
        ackUrl: 'javascript:alert(1)',
      }),
      settings(),
    );
    assert.ok(!/<script|javascript:|onclick="/.test(mail.html));
    assert.ok(mail.html.includes('&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;'));
    assert.ok(mail.html.includes('href="https://ok.example/?a&amp;b"'));
  });

  it('has a short subject that ends with the code', () => {
    const { subject } = renderMail(group({ alerts: [alert('x\r\nBcc: a@b.example '.repeat(50))] }), settings());
    assert.ok(subject.length <= 160 && subject.endsWith('… [K7DM]'));
    assert.ok(!/[\r\n]/.test(subject));
  });

  it('shows the text where HTML would be cut within a tag', () => {
    const html = `${'<i>x</i>'.repeat(4000)}{{#alerts 100}}{{labels.x}}{{/alerts}}`;
    const alerts = Array.from({ length: 50 }, () => alert('a', { labels: { x: '<'.repeat(16_000) } }));
    const mail = renderMail(group({ alerts }), settings('en', { html }));
    assert.ok(mail.html.includes('<pre>CRITICAL: 50 alerts firing'));
  });
});

describe('all media', () => {
  it('have the same words and readable templates in all languages', () => {
    const keys = Object.keys(renderTexts.en);
    for (const language of LANGUAGES) {
      assert.deepEqual(Object.keys(renderTexts[language]), keys);
      for (const sentence of Object.values(renderTexts[language]))
        assert.ok('template' in parseTemplate(sentence), sentence);
    }
    for (const layout of Object.values(LAYOUTS)) assert.ok('template' in parseTemplate(layout), layout);
  });

  it('keep code and link whole, and their limits, whatever is in an alert', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 100 }),
    );
    const alerts = fc.array(
      fc.record({
        title: text,
        body: text,
        labels: fc.dictionary(text, text, { maxKeys: 3 }),
        severity: fc.constantFrom(...SEVERITIES),
      }),
      { maxLength: 25 },
    );
    const states = fc.constantFrom('firing', 'resolved', 'acknowledged');
    fc.assert(
      fc.property(alerts, states, fc.constantFrom(...LANGUAGES), text, (given, state, language, by) => {
        const view = group({
          state,
          by,
          alerts: given.map(({ title, body, ...more }) => alert(title, { text: body, ...more })),
        });
        const all = settings(language);
        const [chat, sms, irc, mail] = [
          renderChat(view, all),
          renderSms(view, all),
          renderIrc(view, all),
          renderMail(view, all),
        ];
        for (const one of [chat.text, sms.text, irc.text, mail.text, mail.html]) {
          assert.ok(one.includes('K7DM') && one.includes('https://grafana.example/d/1'));
          assert.ok(one.isWellFormed());
          assert.doesNotMatch(one, /(?!\n|\t)\p{Cc}/u);
        }
        assert.ok(mail.subject.includes('K7DM'));
        assert.ok(sms.segments <= 1);
        assert.ok(Buffer.byteLength(irc.text) <= 400);
        assert.doesNotMatch(`${sms.text}${irc.text}${mail.subject}`, /[\r\n]/);
        assert.ok(chat.text.length <= 4000);
      }),
      { numRuns: 200 },
    );
  });
});
