/** How the line begins that a program puts under a mail to name itself, in lower case. */
const BEGINNINGS: readonly string[] = [
  ...['sent from my ', 'sent from mail for', 'sent from outlook', 'sent from yahoo', 'sent from proton'],
  ...['sent from samsung'],
  ...['sent from gmail', 'sent from the all', 'sent from ios', 'sent from android', 'sent from mobile', 'sent via '],
  ...['sent with ', 'sent using ', 'sent by ', 'get outlook for ', 'get bluemail', 'get k-9', 'get typeapp'],
  ...['composed on '],
  ...['sent on the go', 'from my iphone', 'secured with tuta', 'sent securely with tuta', 'do you yahoo!?'],
  ...['von meinem ', 'gesendet von ', 'gesendet mit ', 'gesendet aus ', 'diese nachricht wurde von meinem'],
  ...['diese nachricht wurde mit', 'outlook für ios', 'outlook für android', 'holen sie sich outlook'],
  ...['envoyé de ', 'envoyé depuis '],
  ...['envoyé à partir', 'envoyé avec ', 'obtenez outlook', 'télécharger outlook', 'enviado desde '],
  ...['enviado de ', 'enviado do '],
  ...['enviado con ', 'enviado via ', 'enviado por ', 'enviado pelo ', 'enviado a partir d', 'obtener outlook'],
  ...['obter o outlook'],
  ...['enviat des ', 'inviato da ', 'inviato dal ', 'inviato con ', 'inviato tramite ', 'ottieni outlook'],
  ...['verzonden vanaf '],
  ...['verstuurd vanaf ', 'verzonden met ', 'verstuurd met ', 'verzonden via ', 'outlook voor '],
  ...['skickat från ', 'skickades från '],
  ...['hämta outlook', 'sendt fra ', 'sendt med ', 'hent outlook', 'få outlook', 'lähetetty ', 'hanki outlook'],
  ...['saadetud '],
  ...['wysłane z ', 'wysłano z ', 'pobierz outlook', 'wysłane za ', 'odesláno z ', 'posláno z '],
  ...['získejte outlook', 'odoslané z '],
  ...['odoslané zo ', 'poslano s ', 'poslano z ', 'poslato sa ', 'iphone’umdan', "iphone'umdan", 'trimis de '],
  ...['trimis din '],
  ...['elküldve ', 'küldve ', 'отправлено с ', 'отправлено из ', 'отправлено через ', 'надіслано з '],
  ...['надіслано через '],
  ...['изпратено от ', 'στάλθηκε από ', 'εστάλη από ', 'נשלח מ', 'أُرسلت من', 'أرسلت من', 'تم الإرسال من'],
  ...['ارسال شده از'],
  ...['gửi từ ', 'đã gửi từ ', 'dikirim dari ', 'ส่งจาก', '发自我的', '发自', '從我的', '傳送自', '寄自', '来自我的'],
  ...['获取outlook'],
  ...['获取 outlook', '取得 outlook', '나의 iphone에서', '내 iphone에서', 'ios용 outlook', 'android용 outlook'],
  ...['ios版のoutlook'],
];
/** The same where it ends so. */
const ENDINGS: readonly string[] = [
  ...[
    'gesendet',
    'gesendet.',
    'から送信',
    'から送信されました',
    'より送信',
    '에서 보냄',
    '에서 전송됨',
    'gönderildi',
    'gönderildi.',
  ],
  ...['küldve', 'elküldve', 'を入手', '传送', '傳送', '发送', '다운로드', '받기'],
];
/** Units of such a line. */
const LONGEST = 160;
/** Units of one that only its end tells: else it is a sentence that ends so. */
const LONGEST_BY_ENDING = 48;

/** Whether a line only names the program or the telephone that a mail was written with. */
export function isProgramLine(content: string): boolean {
  if (content === '' || content.length > LONGEST) return false;
  const text = content.replace(/^[*_<([\s]+/, '').toLowerCase();
  if (BEGINNINGS.some((beginning) => text.startsWith(beginning))) return !isSentence(text);
  return content.length <= LONGEST_BY_ENDING && DEVICE.test(text) && ENDINGS.some((ending) => text.endsWith(ending));
}

const DEVICE =
  /iphone|ipad|android|galaxy|samsung|huawei|xiaomi|handy|mobile|smartphone|outlook|telefon|スマートフォン|手机|手機|yahoo|gmail|ios/;

/** Words follow: somebody tells what was sent from where. An address behind the name of the program is none. */
function isSentence(text: string): boolean {
  return text.replace(/[[(<]?https?:\/\/\S*/g, '').split(' ').length > 12;
}
