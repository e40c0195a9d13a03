/** The fields that a program repeats before a mail that it quotes. */
type QuotedField = 'from' | 'date' | 'to' | 'cc' | 'subject';

/** Their names in the languages of mail programs, in lower case. */
const NAMES: Readonly<Record<QuotedField, string>> = {
  from:
    'from,von,de,expéditeur,remitente,remetente,da,mittente,van,från,avsändare,fra,lähettäjä,lähde,frá,saatja,od,' +
    'odesílatel,odosielateľ,kimden,gönderen,feladó,küldő,de la,expeditor,от,от кого,отправитель,від,від кого,відправник,' +
    'ад,από,αποστολέας,מאת,من,از,เก็บจาก,จาก,từ,người gửi,dari,差出人,送信者,送信元,发件人,寄件者,寄件人,發件人,' +
    '보낸 사람,보낸사람,발신,발신자,šalje,pošiljatelj,nuo,no,sûtît,nga,nork',
  date:
    'sent,date,sent at,gesendet,datum,gesendet am,envoyé,envoyé le,date d’envoi,enviado,enviado el,enviado em,enviada em,' +
    'enviada,fecha,data,inviato,inviata,verzonden,skickat,sendt,sendt dato,dato,lähetetty,päivämäärä,päiväys,aika,sent,' +
    'dagsetning,saadetud,kuupäev,wysłano,wysłane,odesláno,poslané,poslano,dátum,gönderildi,gönderilme tarihi,tarih,elküldve,' +
    'dátum,küldve,időpont,trimis,trimisă,отправлено,дата,надіслано,дасланае,изпратено,στάλθηκε,ημερομηνία,נשלח,תאריך,' +
    'تاريخ,تاريخ الإرسال,إرسال,التاريخ,ارسال,วันที่,ส่ง,ngày,đã gửi,dikirim,tanggal,送信日時,日付,日時,发送时间,日期,' +
    '寄件日期,傳送時間,发送日期,時間,时间,보낸 날짜,보낸날짜,날짜,išsiųsta,nosūtīts,dërguar,bidalia,data enviament',
  to:
    'to,an,à,destinataire,para,per a,a,destinatario,aan,till,til,vastaanottaja,kenelle,saaja,kellele,do,komu,adresat,' +
    'kime,alıcı,címzett,către,pentru,destinatar,кому,до,получатель,каму,προς,אל,إلى,الى,به,ถึง,đến,tới,kepada,' +
    '宛先,收件人,收件者,받는 사람,받는사람,수신,수신자,za,prejemnik,kam,kam:,nori',
  cc: 'cc,kopie,kopie (cc),copie à,cc:,kopia,kopi,kopio,dw,kopya,másolat,másolatot kap,copie,копия,копія,κοιν,עותק,نسخة,抄送,副本,참조',
  subject:
    'subject,betreff,objet,sujet,asunto,assumpte,assunto,oggetto,onderwerp,ämne,emne,efni,aihe,teema,temat,předmět,věc,' +
    'predmet,zadeva,konu,tárgy,subiect,тема,тэма,относно,предмет,θέμα,נושא,الموضوع,موضوع,เรื่อง,chủ đề,tiêu đề,subjek,' +
    'perihal,件名,题目,主题,主旨,主題,標題,标题,제목,tema,subjekt,gaia',
};

const FIELD_OF: ReadonlyMap<string, QuotedField> = new Map(
  Object.entries(NAMES).flatMap(([field, names]) =>
    names.split(',').map((name): [string, QuotedField] => [name.trim(), fieldOf(field)]),
  ),
);

/** Units that a name has at most. */
const LONGEST_NAME = 24;
const EMPHASIS = /[*_\s]+/g;

function fieldOf(name: string): QuotedField {
  switch (name) {
    case 'from':
    case 'date':
    case 'to':
    case 'cc':
      return name;
    default:
      return 'subject';
  }
}

/** The field that a line gives, such as `*Gesendet:* Montag`; undefined where it is no such line. */
export function quotedFieldOf(content: string): QuotedField | undefined {
  const head = content.slice(0, LONGEST_NAME + 6);
  const at = head.search(/[:：]/);
  if (at < 1) return undefined;
  return FIELD_OF.get(head.slice(0, at).replace(EMPHASIS, ' ').trim().toLowerCase());
}
