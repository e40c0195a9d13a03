/**
 * What mail programs and people write of a quotation: that somebody wrote it. In lower case, as it stands in the line that
 * introduces the quotation.
 */
export const WROTE: readonly string[] = [
  // English, German, French, Spanish, Catalan, Portuguese, Galician, Italian, Romanian
  ...['wrote', 'writes', 'schrieb', 'schreibt', 'a écrit', 'écrivait', 'ecrit', 'écrit', 'escribió'],
  ...['escribio'],
  ...['escribe', 'va escriure', 'ha escrit', 'escreveu', 'escrebeu', 'escribiu', 'ha scritto', 'scrive', 'a scris'],
  // Dutch, Afrikaans, Swedish, Danish, Norwegian, Icelandic, Finnish, Estonian
  ...['schreef', 'het geskryf', 'skrev', 'skreiv', 'følgende', 'skrifaði', 'kirjoitti', 'kirjutas'],
  // Polish, Czech, Slovak, Slovene, Croatian, Bosnian, Serbian, Lithuanian, Latvian, Hungarian, Turkish, Albanian, Basque
  ...['napisał', 'pisze', 'napsal', 'napísal', 'je napisal', 'je napisao', 'napisao', 'napisala', 'је написао', 'rašė'],
  ...['parašė', 'rakstīja', 'írta', 'ezt írta', 'yazdı', 'şunları yazdı', 'shkroi', 'idatzi du', 'idatzi zuen'],
  // Russian, Ukrainian, Belarusian, Bulgarian, Macedonian, Greek, Armenian, Georgian
  ...['пишет', 'писал', 'написал', 'пише', 'писав', 'написав', 'напісаў', 'піша', 'написа', 'έγραψε', 'գրել է'],
  ...['დაწერა'],
  // Hebrew, Arabic, Persian, Hindi, Thai, Vietnamese, Indonesian, Malay, Filipino
  ...['כתב', 'מאת', 'كتب', 'نوشت', 'ने लिखा', 'เขียน', 'đã viết', 'menulis', 'sumulat'],
  // Chinese, Japanese, Korean
  ...['写道', '寫道', '写到', '寫到', '写了', '撰写', 'さんは書きました', 'は書きました', 'が書きました', 'のメール'],
  ...['作成', '작성', '님이 씀', '님이 쓴 글', '썼습니다'],
];

/** First words of a line that introduces a quotation, in lower case: how one begins that goes on in the next line. */
export const OPENERS: ReadonlySet<string> = new Set([
  ...['on', 'at', 'am', 'um', 'le', 'el', 'em', 'a', 'il', 'op', 'den', 'på', 'kl', 'dnia', 'w', 'dne', 'dňa'],
  ...['în', 'pe'],
  ...['v', 'у', 'в', 'на', 'vào', 'pada', 'στις', 'την', 'ons', 'tarihinde', 'بتاريخ', 'في', 'در'],
  ...['בתאריך', 'ב', 'na', 'dana', 'u', 'o', 'kuupäeval', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  ...['saturday', 'sunday', 'montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag', 'sonntag', 'lundi'],
  ...['mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche', 'понедельник', 'вторник', 'среда', 'четверг'],
  ...['пятница', 'суббота', 'воскресенье'],
]);
