/** Words of the line that parts a reply from the mail that it answers, in lower case and without the dashes. */
const ORIGINAL: ReadonlySet<string> = new Set([
  ...['original message', 'original mail', 'original email', 'original appointment', 'reply message'],
  ...['reply above this line'],
  ...['originalnachricht', 'ursprüngliche nachricht', 'ursprüngliche mail', 'original-nachricht', 'message original'],
  ...["message d'origine", 'message d’origine', "courriel d'origine", 'mensaje original', 'missatge original'],
  ...['mensagem original', 'mensaxe orixinal', 'messaggio originale', 'messaggio originario', 'oorspronkelijk bericht'],
  ...['origineel bericht', 'ursprungligt meddelande', 'originalmeddelande', 'oprindelig meddelelse'],
  ...['original meddelelse'],
  ...['opprinnelig melding', 'original melding', 'alkuperäinen viesti', 'oorspronkelike boodskap', 'algsõnum'],
  ...['wiadomość oryginalna', 'oryginalna wiadomość', 'původní zpráva', 'pôvodná správa', 'izvirno sporočilo'],
  ...['izvorna poruka', 'originalna poruka', 'özgün ileti', 'orijinal mesaj', 'orjinal mesaj', 'özgün mesaj'],
  ...['eredeti üzenet', 'eredeti levél', 'mesaj original', 'mesajul original', 'исходное сообщение', 'исходное письмо'],
  ...['оригинальное сообщение', 'вихідне повідомлення', 'оригінальне повідомлення', 'оригинално съобщение'],
  ...['αρχικό μήνυμα', 'πρωτότυπο μήνυμα', 'הודעה מקורית', 'ההודעה המקורית', 'الرسالة الأصلية', 'رسالة أصلية'],
  ...['پیام اصلی', 'ข้อความต้นฉบับ', 'thư gốc', 'tin nhắn gốc', 'pesan asli', 'mesej asal', '元のメッセージ'],
  ...['オリジナルメッセージ'],
  ...[
    'original message',
    '原始邮件',
    '原始郵件',
    '原邮件',
    '原始信件',
    '邮件原件',
    '回复的原邮件',
    '원본 메시지',
    '원본 메일',
    '원본메시지',
  ],
]);

/** The same for mail that was forwarded. */
const FORWARDED: ReadonlySet<string> = new Set([
  ...['forwarded message', 'forwarded mail', 'begin forwarded message', 'start of forwarded message', 'forwarded by'],
  ...['weitergeleitete nachricht', 'anfang der weitergeleiteten nachricht', 'weitergeleitete e-mail'],
  ...['message transféré'],
  ...['message réexpédié', 'début du message réexpédié', 'début du message transféré', 'mensaje reenviado'],
  ...['missatge reenviat'],
  ...['inicio del mensaje reenviado', 'mensagem encaminhada', 'mensagem reencaminhada'],
  ...['início da mensagem encaminhada'],
  ...['messaggio inoltrato', 'inizio messaggio inoltrato', 'forwarded bericht', 'doorgestuurd bericht'],
  ...['begin doorgestuurd bericht', 'vidarebefordrat meddelande', 'vidarebefordrat brev', 'vidarebefordrat mejl'],
  ...['videresendt meddelelse', 'videresendt besked', 'videresendt melding', 'start på videresendt besked'],
  ...['edelleenlähetetty viesti', 'välitetty viesti', 'edastatud kiri', 'przekazana wiadomość'],
  ...['wiadomość przekazana dalej'],
  ...['początek przekazywanej wiadomości', 'treść przekazanej wiadomości', 'přeposlaná zpráva', 'preposlaná správa'],
  ...['posredovano sporočilo', 'proslijeđena poruka', 'yönlendirilmiş mesaj', 'iletilmiş mesaj', 'iletilen ileti'],
  ...['yönlendirilen ileti', 'továbbított üzenet', 'továbbított levél', 'mesaj redirecționat', 'mesaj redirecţionat'],
  ...['пересылаемое сообщение', 'пересланное сообщение', 'переадресованное сообщение'],
  ...['начало переадресованного сообщения'],
  ...['пересылаемое письмо', 'переслане повідомлення', 'препратено съобщение', 'προωθημένο μήνυμα'],
  ...['הודעה שהועברה', 'הודעה מועברת', 'رسالة معاد توجيهها', 'الرسالة المعاد توجيهها'],
  ...['پیام باز ارسال شده', 'ข้อความที่ส่งต่อ', 'thư đã chuyển tiếp', 'pesan terusan', 'pesan diteruskan'],
  ...[
    '転送メッセージ',
    '転送されたメッセージ',
    '转发的邮件',
    '转发邮件信息',
    '轉寄郵件',
    '轉寄的郵件',
    '已轉寄的郵件',
    '转发的消息',
    '전달된 메시지',
    '전달된 메일',
  ],
]);

const LONGEST = 100;
const AROUND = /^[-\u2010-\u2015_=*\s<>:：]$/u;

/**
 * What a line between two mails says; undefined for other lines. An "original message" stands between dashes, since people
 * write such words too; forwarded mail may be introduced with a colon.
 */
export function delimiterOf(content: string): 'original' | 'forwarded' | undefined {
  if (content.length > LONGEST) return undefined;
  const dashed = /^[-\u2010-\u2015_=*]{2}/u.test(content);
  if (!dashed && !/[:：]$/u.test(content)) return undefined;
  const words = withoutDashes(content).toLowerCase();
  if (FORWARDED.has(words)) return 'forwarded';
  return dashed && ORIGINAL.has(words) ? 'original' : undefined;
}

function withoutDashes(content: string): string {
  let start = 0;
  let end = content.length;
  while (start < end && AROUND.test(content.charAt(start))) start += 1;
  while (end > start && AROUND.test(content.charAt(end - 1))) end -= 1;
  return content.slice(start, end);
}
