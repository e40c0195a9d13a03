import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type QuoteOptions, type Stripped, stripQuotes } from '../../../../gateways/email/text/quotes.js';
import { workMs } from '../../../support/cpu-time.js';

const strip = (text: string, options?: QuoteOptions): Stripped => stripQuotes(text.split('\n'), options);
/** A mail that must stay as it is. */
const stays = (text: string, options?: QuoteOptions): void =>
  assert.deepEqual(strip(text, options), { body: text, cut: false });

/** What programs of many languages write before a quotation. */
const ATTRIBUTIONS = [
  'On Mon, Jan 1, 2024 at 10:00 AM Bob <bob@example.org> wrote:',
  'On 01/01/2024 10:00, Bob wrote:',
  'Bob wrote:',
  'Am Mo., 1. Jan. 2024 um 10:00 Uhr schrieb Bob <bob@example.org>:',
  'Am 01.01.24 um 10:00 schrieb Bob:',
  'Le lun. 1 janv. 2024 à 10:00, Bob <bob@example.org> a écrit :',
  'El lun, 1 ene 2024 a las 10:00, Bob (<bob@example.org>) escribió:',
  'Em seg., 1 de jan. de 2024 às 10:00, Bob <bob@example.org> escreveu:',
  'Il giorno lun 1 gen 2024 alle ore 10:00 Bob <bob@example.org> ha scritto:',
  'Op ma 1 jan 2024 om 10:00 schreef Bob <bob@example.org>:',
  'Den mån 1 jan. 2024 kl 10:00 skrev Bob <bob@example.org>:',
  'Den man. 1. jan. 2024 kl. 10.00 skrev Bob <bob@example.org>:',
  'man. 1. jan. 2024 kl. 10:00 skrev Bob <bob@example.org>:',
  'ma 1. tammik. 2024 klo 10.00 Bob (bob@example.org) kirjoitti:',
  'pon., 1 sty 2024 o 10:00 Bob <bob@example.org> napisał(a):',
  'W dniu 1.01.2024 o 10:00, Bob pisze:',
  'po 1. 1. 2024 v 10:00 odesílatel Bob <bob@example.org> napsal:',
  'Bob <bob@example.org>, 1 Oca 2024 Pzt, 10:00 tarihinde şunu yazdı:',
  'Bob <bob@example.org> ezt írta (időpont: 2024. jan. 1., H, 10:00):',
  'În lun., 1 ian. 2024 la 10:00, Bob <bob@example.org> a scris:',
  'пн, 1 янв. 2024 г. в 10:00, Bob <bob@example.org>:',
  'Понедельник, 1 января 2024, 10:00 +03:00 от Bob <bob@example.org>:',
  '01.01.2024 10:00, Bob пишет:',
  'пн, 1 січ. 2024 р. о 10:00 Bob <bob@example.org> пише:',
  'Στις Δευ 1 Ιαν 2024 στις 10:00 π.μ., ο χρήστης Bob <bob@example.org> έγραψε:',
  '\u202bבתאריך יום ב׳, 1 בינו׳ 2024 ב-10:00 מאת \u202aBob\u202c\u200f <\u202abob@example.org\u202c\u200f>:\u202c',
  'في الاثنين، 1 يناير 2024 10:00 كتب Bob <bob@example.org>:',
  '2024年1月1日(月) 10:00 Bob <bob@example.org>:',
  '2024/01/01 10:00、Bobのメール:',
  'Bob <bob@example.org> 于2024年1月1日周一 10:00写道：',
  '在 2024/1/1 10:00, Bob 写道:',
  'Bob <bob@example.org> 於 2024年1月1日 週一 10:00寫道：',
  '2024년 1월 1일 (월) 오전 10:00, Bob <bob@example.org>님이 작성:',
  'Vào Th 2, 1 thg 1, 2024 vào lúc 10:00 Bob <bob@example.org> đã viết:',
  'ในวันที่ จ. 1 ม.ค. 2024 เวลา 10:00 Bob <bob@example.org> เขียนว่า:',
];

/** Header lines before a mail that Outlook quotes: from, sent, to, subject. */
const HEADERS: readonly (readonly [string, string, string, string])[] = [
  ['From', 'Sent', 'To', 'Subject'],
  ['Von', 'Gesendet', 'An', 'Betreff'],
  ['De ', 'Envoyé ', 'À ', 'Objet '],
  ['De', 'Enviado el', 'Para', 'Asunto'],
  ['De', 'Enviada em', 'Para', 'Assunto'],
  ['Da', 'Inviato', 'A', 'Oggetto'],
  ['Van', 'Verzonden', 'Aan', 'Onderwerp'],
  ['Från', 'Skickat', 'Till', 'Ämne'],
  ['Fra', 'Sendt', 'Til', 'Emne'],
  ['Lähettäjä', 'Lähetetty', 'Vastaanottaja', 'Aihe'],
  ['Od', 'Wysłano', 'Do', 'Temat'],
  ['Od', 'Odesláno', 'Komu', 'Předmět'],
  ['Kimden', 'Gönderildi', 'Kime', 'Konu'],
  ['Feladó', 'Elküldve', 'Címzett', 'Tárgy'],
  ['De la', 'Trimis', 'Către', 'Subiect'],
  ['От', 'Отправлено', 'Кому', 'Тема'],
  ['Від', 'Надіслано', 'Кому', 'Тема'],
  ['Από', 'Στάλθηκε', 'Προς', 'Θέμα'],
  ['מאת', 'נשלח', 'אל', 'נושא'],
  ['差出人', '送信日時', '宛先', '件名'],
  ['发件人', '发送时间', '收件人', '主题'],
  ['寄件者', '寄件日期', '收件者', '主旨'],
  ['보낸 사람', '보낸 날짜', '받는 사람', '제목'],
];

describe('a quotation below an answer', () => {
  it('goes with the line that introduces it, in any language', () => {
    for (const attribution of ATTRIBUTIONS) {
      for (const gap of ['\n', '\n\n']) {
        assert.deepEqual(
          strip(`Yes.\n\n${attribution}${gap}> Shall we?\n>\n>> Deeper\n> At noon?\n`),
          { body: 'Yes.', cut: true, quote: 'Shall we?\n\nAt noon?' },
          attribution,
        );
      }
    }
  });

  it('goes without marks where its introduction is sure', () => {
    for (const attribution of ATTRIBUTIONS.filter((line) => line.includes('bob@example.org'))) {
      assert.deepEqual(
        strip(`Yes.\n\n${attribution}\n\nShall we?`),
        { body: 'Yes.', cut: true, quote: 'Shall we?' },
        attribution,
      );
    }
    stays('Bob wrote:\nShall we?');
    stays('On 3 May 2024 at 10:30 these people wrote:\nBob\nCarol');
    assert.equal(
      strip('Yes.\n\n---- On Mon, 01 Jan 2024 10:00:00 +0000 Bob <bob@example.org> wrote ----\n\nq').body,
      'Yes.',
    );
    stays('I agree with what he wrote:\nwe shall.');
  });

  it('goes with the header of Outlook, in any language', () => {
    for (const [from, sent, to, subject] of HEADERS) {
      const fields = `${from}: Bob\n${sent}: 1.1.2024 10:00\n${to}: alice@example.org\n${subject}: Plan`;
      for (const before of ['', '________________________________\n', '-----Original Message-----\n']) {
        assert.deepEqual(
          strip(`Yes.\n\n${before}${fields}\n\nShall we?`),
          { body: 'Yes.', cut: true, quote: 'Shall we?' },
          from,
        );
      }
      assert.equal(strip(`Yes.\n\n${fields.replace(/^([^:]*):/gm, '*$1:*')}\n\nShall we?`).body, 'Yes.', from);
    }
    assert.equal(strip('Yes.\n\nFrom: Bob\nDate: x\nTo: a,\n b\nSubject: long\n line\nq').quote, 'q');
    stays('From: Berlin\nTo: Paris\nDate: 3 May');
    stays('Subject: the journey\nAll is well.');
  });

  it('goes with a line of dashes, in any language', () => {
    for (const words of [
      'Original Message',
      'Ursprüngliche Nachricht',
      "Message d'origine",
      'Mensaje original',
      'Исходное сообщение',
      '元のメッセージ',
      '原始邮件',
      '원본 메시지',
    ]) {
      for (const dashes of ['-----', '________', '--------- ']) {
        assert.equal(strip(`Yes.\n\n${dashes}${words}${dashes.trim()}\nx`).body, 'Yes.', words);
      }
    }
  });

  it('goes with an introduction that was wrapped', () => {
    const wrapped = 'On Mon, Jan 1, 2024 at 10:00 AM Bob with a long name <\nbob@example.org> wrote:';
    assert.equal(strip(`Thanks!\n${wrapped}\n\n> q`).body, 'Thanks!');
    assert.equal(
      strip('Bis dann!\nAm Montag, den 1. Januar 2024 um 10:00 Uhr\nschrieb Bob\n<bob@example.org>:\n> q').body,
      'Bis dann!',
    );
  });

  it('goes without an introduction, but not when a sentence leads to it', () => {
    assert.deepEqual(strip('Yes.\n\n> Shall we?'), { body: 'Yes.', cut: true, quote: 'Shall we?' });
    stays('I meant this:\n> Shall we?');
    stays('I have never understood what Bob wrote:\n> Shall we?');
    stays('Please mail bob@example.org:\n> Shall we?');
  });

  it('goes with what Apple quotes of the introduction', () => {
    assert.deepEqual(strip('Yes.\n\n> On 1 Jan 2024, at 10:00, Bob <bob@example.org> wrote:\n>\n> Shall we?'), {
      body: 'Yes.',
      cut: true,
      quote: 'Shall we?',
    });
  });
});

describe('a quotation above or between', () => {
  it('goes when it is one at the top', () => {
    assert.deepEqual(strip('Bob wrote:\n> Shall we?\n\nYes.'), { body: 'Yes.', cut: true, quote: 'Shall we?' });
    assert.deepEqual(strip('> Shall we?\nYes.'), { body: 'Yes.', cut: true, quote: 'Shall we?' });
  });

  it('stays between answers, the rest below goes', () => {
    const between = '> Shall we?\n\nYes.\n\n> At noon?\n\nNo, at one.';
    stays(between);
    assert.deepEqual(strip(`${between}\n\n> Bob\n-- \nAlice`), { body: between, cut: true, quote: 'Bob' });
    const introduced = `On Mon, Jan 1, 2024 at 10:00 AM Bob <bob@example.org> wrote:\n${between}`;
    stays(introduced);
    stays(`-----Original Message-----\nFrom: Bob\nSent: x\nTo: y\nSubject: z\n\n${between}`);
  });

  it('is the mail where there is nothing else', () => {
    stays('> Shall we?');
    stays('On Mon, Jan 1, 2024 at 10:00 AM Bob <bob@example.org> wrote:\n> Shall we?');
  });

  it('is no face and no line of a mailbox file', () => {
    stays('well\n>:(');
    stays('well\n>From here on');
  });
});

describe('forwarded mail', () => {
  it('stays whole', () => {
    const mail = 'FYI\n\nFrom: Bob\nSent: x\nTo: y\nSubject: z\n\nq\n-- \nBob';
    for (const subject of ['Fwd: z', 'WG: z', 'Tr : z', 'FW: Re: z']) stays(mail, { subject });
    assert.equal(strip(mail, { subject: 'Re: Fwd: z' }).body, 'FYI');
    for (const line of [
      '---------- Forwarded message ---------',
      'Begin forwarded message:',
      '-------- Weitergeleitete Nachricht --------',
      '---------- 転送メッセージ ----------',
    ]) {
      stays(`FYI\n\n${line}\nFrom: Bob <b@x.org>\nDate: x\nSubject: z\nTo: y\n\nq`);
    }
  });
});

describe('a signature', () => {
  it('goes behind its mark, however that was written', () => {
    for (const mark of ['-- ', '--=20', '=2D- ', '=2D-', '--', '—']) {
      assert.deepEqual(strip(`Yes.\n${mark}\nBob\nACME`), { body: 'Yes.', cut: true }, mark);
    }
    assert.deepEqual(strip('Yes.\n-- \nBob\n\nOn 1.1.2024 10:00 Bob <b@x.org> wrote:\n> q'), {
      body: 'Yes.',
      cut: true,
      quote: 'q',
    });
  });

  it('stays where the mark parts sections, or nothing else is there', () => {
    stays('one\n--\ntwo\n--\nthree');
    stays('-- \nBob');
    stays(
      `one\n--\n${'a long line of text, not at all like the name and the address of somebody who signs a letter, '.repeat(2).trim()}`,
    );
    stays('diff\n---\n+++');
  });

  it('goes where a program names itself', () => {
    for (const line of [
      'Sent from my iPhone',
      'Get Outlook for iOS [https://aka.ms/o0ukef]',
      'Von meinem iPhone gesendet',
      'Envoyé de mon iPhone',
      'Enviado desde mi iPhone',
      'Inviato da iPhone',
      'Verstuurd vanaf mijn iPhone',
      'Skickat från min iPhone',
      'Lähetetty iPhonesta',
      'Wysłane z iPhone’a',
      'Отправлено с iPhone',
      'iPhoneから送信',
      '发自我的iPhone',
      '나의 iPhone에서 보냄',
      "iPhone'umdan gönderildi",
    ]) {
      assert.deepEqual(strip(`Yes.\n\n${line}`), { body: 'Yes.', cut: true }, line);
    }
    stays('Yes.\nSent from my office this morning');
    stays('Yes.\n\nSent from my office this morning by the courier who came along when you had left');
  });

  it('goes with the footer of a list', () => {
    const footer =
      '_______________________________________________\ndev mailing list\ndev@lists.example.org\nhttps://lists.example.org/dev';
    assert.deepEqual(strip(`Yes.\n-- \nBob\n${footer}`), { body: 'Yes.', cut: true });
  });
});

describe('any text', () => {
  it('takes time by its length only', () => {
    const texts = [
      'On ',
      '',
      'On 1 Jan 2024 10:00:',
      '>',
      '> ',
      'wrote:',
      'From: a',
      'From: a@b\nTo: x\n',
      '--',
      '-- ',
      '> a\nOn x wrote:',
      '-----x-----',
      `${'[@'.repeat(150)}:`,
      `${'* '.repeat(150)}:`,
      `On ${'@<'.repeat(150)}:`,
      '_'.repeat(90),
      `${'-'.repeat(49)} x:`,
    ].map((line) => `${line}\n`.repeat(20_000).split('\n'));
    for (const lines of texts) {
      const started = workMs();
      stripQuotes(lines);
      const took = workMs() - started;
      assert.ok(took < 5000, `${lines[0]}: ${took} ms`);
    }
    for (const line of ['>'.repeat(1_000_000), 'On '.repeat(500_000), '-'.repeat(1_000_000), ':'.repeat(1_000_000)]) {
      const started = workMs();
      stripQuotes([line, line]);
      assert.ok(workMs() - started < 3000);
    }
  });

  it('keeps words of its own, and loses none that are not told of', () => {
    const line = fc.constantFrom(
      'a',
      '',
      '> q',
      '>> r',
      '-- ',
      'On 1.1.2024 10:00 B <b@x.org> wrote:',
      'From: a',
      'To: b@x',
      'Subject: c',
      'x:',
      '--',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const { body, cut } = stripQuotes(lines);
        const whole = lines.join('\n').trim();
        assert.ok(whole.includes(body.trim()));
        assert.equal(body.trim() === '', whole === '');
        assert.equal(cut, body.trim() !== whole);
      }),
      { numRuns: 2000 },
    );
  });
});
