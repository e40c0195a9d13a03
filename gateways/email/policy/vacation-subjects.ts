/**
 * How the subject of an automatic reply begins, by language (BCP 47): what Exchange, Notes, Gmail and the `vacation` of Sieve and of
 * old write, and what people write there themselves. `Auto:` is not among them: who writes it sets a field as well, and to Germans it is a
 * car. In small letters, normalised as `subjectForm` does it.
 */
export const VACATION_SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  ar: ['رد تلقائي', 'الرد التلقائي', 'خارج المكتب'],
  bg: ['автоматичен отговор', 'извън офиса'],
  bs: ['automatski odgovor', 'odsutan'],
  ca: ['resposta automàtica', "fora de l'oficina"],
  cs: ['automatická odpověď', 'mimo kancelář', 'nepřítomnost'],
  da: ['automatisk svar', 'autosvar', 'ikke til stede', 'fraværsbesked', 'fraværende'],
  de: [
    'automatische antwort',
    'automatische rückmeldung',
    'automatische rueckmeldung',
    'autoantwort',
    'abwesenheitsnotiz',
    'abwesenheitsnachricht',
    'abwesenheitsmeldung',
    'abwesenheitsbenachrichtigung',
    'abwesenheitsassistent',
    'abwesenheit:',
    'abwesend:',
    'ich bin im urlaub',
    'nicht im büro',
    'nicht im haus',
    'urlaubsbenachrichtigung',
  ],
  el: ['αυτόματη απάντηση', 'εκτός γραφείου'],
  en: [
    'automatic reply',
    'automatic response',
    'automated reply',
    'automated response',
    'auto reply',
    'auto-reply',
    'autoreply',
    'auto response',
    'auto-response',
    'autoresponse',
    'autoresponder',
    'out of office',
    'out-of-office',
    'out of the office',
    'ooo:',
    'ooo -',
    'i am out of the office',
    'i am currently out of the office',
    'currently out of the office',
    'away from my mail',
    'away from my email',
    'away from the office',
    'i am on vacation',
    'vacation reply',
    'vacation response',
    'vacation message',
    'on annual leave',
    'on leave:',
  ],
  es: [
    'respuesta automática',
    'respuesta automatica',
    'fuera de la oficina',
    'fuera de oficina',
    'ausente de la oficina',
  ],
  et: ['automaatvastus', 'automaatne vastus', 'kontorist väljas'],
  eu: ['erantzun automatikoa'],
  fa: ['پاسخ خودکار'],
  fi: ['automaattinen vastaus', 'poissa toimistosta', 'poissaoloviesti', 'poissaoloilmoitus'],
  fr: [
    'réponse automatique',
    'reponse automatique',
    'absence du bureau',
    'absent du bureau',
    'absente du bureau',
    "message d'absence",
    "notification d'absence",
    "avis d'absence",
    'en dehors du bureau',
  ],
  gl: ['resposta automática', 'fóra da oficina'],
  he: ['תשובה אוטומטית', 'מענה אוטומטי', 'מחוץ למשרד'],
  hi: ['स्वचालित उत्तर', 'स्वचालित जवाब'],
  hr: ['automatski odgovor', 'izvan ureda'],
  hu: ['automatikus válasz', 'házon kívül', 'irodán kívül'],
  id: ['balasan otomatis', 'di luar kantor'],
  is: ['sjálfvirkt svar', 'ekki á skrifstofunni'],
  it: ['risposta automatica', 'fuori ufficio', 'fuori sede', "assente dall'ufficio", 'assenza dal'],
  ja: ['自動応答', '自動返信', '不在通知', '不在のお知らせ', '不在:', '休暇中'],
  ko: ['자동 회신', '자동회신', '자동 응답', '자동응답', '부재 중', '부재중'],
  lt: ['automatinis atsakymas', 'ne biure'],
  lv: ['automātiska atbilde', 'automātiskā atbilde'],
  ms: ['balasan automatik', 'di luar pejabat'],
  nb: ['automatisk svar', 'autosvar', 'fraværsmelding', 'fraværsassistent', 'ute av kontoret', 'ikke på kontoret'],
  nl: [
    'automatisch antwoord',
    'automatische reactie',
    'automatische beantwoording',
    'automatisch bericht',
    'afwezigheidsmelding',
    'afwezigheidsbericht',
    'afwezigheidsassistent',
    'afwezig:',
    'afwezig -',
    'buiten kantoor',
    'niet op kantoor',
    'niet aanwezig:',
  ],
  pl: [
    'automatyczna odpowiedź',
    'odpowiedź automatyczna',
    'autoodpowiedź',
    'autoresponder',
    'poza biurem',
    'nieobecność w biurze',
    'nieobecność:',
  ],
  pt: [
    'resposta automática',
    'resposta automatica',
    'fora do escritório',
    'ausência do escritório',
    'ausência temporária',
  ],
  ro: ['răspuns automat', 'raspuns automat', 'în afara biroului', 'plecat din birou'],
  ru: ['автоматический ответ', 'автоответ', 'вне офиса', 'нет на месте', 'нет на работе', 'я в отпуске', 'отпуск:'],
  sk: ['automatická odpoveď', 'mimo kancelárie', 'neprítomnosť'],
  sl: ['samodejni odgovor', 'samodejno sporočilo', 'odsoten:'],
  sr: ['аутоматски одговор', 'automatski odgovor', 'van kancelarije'],
  sv: [
    'automatiskt svar',
    'autosvar',
    'frånvaromeddelande',
    'frånvaro:',
    'frånvarande',
    'ej på kontoret',
    'semestersvar',
  ],
  th: ['การตอบกลับอัตโนมัติ', 'ตอบกลับอัตโนมัติ', 'ไม่อยู่ที่สำนักงาน'],
  tr: ['otomatik yanıt', 'otomatik cevap', 'ofis dışında', 'ofis dışındayım'],
  uk: ['автоматична відповідь', 'автовідповідь', 'поза офісом'],
  vi: ['trả lời tự động', 'thư trả lời tự động'],
  zh: ['自动答复', '自动回复', '自動回覆', '自動答覆', '自動回信', '不在办公室', '不在辦公室', '外出自动'],
};

const LONGEST = 200;

/**
 * A subject as it is compared with the table: its first 200 characters, composed (NFC), in small letters, with one kind of apostrophe,
 * dash, colon and space.
 */
export function subjectForm(subject: string): string {
  return subject
    .slice(0, LONGEST)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘ʼ]/gu, "'")
    .replace(/[‐‑‒–—]/gu, '-')
    .replace(/：/gu, ':')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** By the first character, so that few have to be compared. */
const starts = new Map<string, string[]>();
for (const start of new Set(Object.values(VACATION_SUBJECTS).flat())) {
  const first = start.charAt(0);
  starts.set(first, [...(starts.get(first) ?? []), start]);
}

/** Whether a subject begins as that of an automatic reply. One that answers such a mail (`Re: ...`) does not. */
export function isVacationSubject(subject: string): boolean {
  const form = subjectForm(subject);
  return (starts.get(form.charAt(0)) ?? []).some((start) => form.startsWith(start));
}
