import type { Sentences } from './catalogue.js';
import { germanCommands } from './commands-de.js';

/** German sentences of the core. */
export const german: Sentences = {
  'access.banned': 'Die Verwalter haben dich von diesem Gateway ausgeschlossen. Bitte sie, das aufzuheben.',
  'access.banned-why':
    'Die Verwalter haben dich von diesem Gateway ausgeschlossen: {reason}. Bitte sie, das aufzuheben.',
  'access.denied': 'Dieses Gateway bedient {jid} nicht. Bitte seine Verwalter, es zu erlauben.',
  'access.paid':
    '{jid} darf dieses Gateway nicht benutzen, weil es Geld kostet. Bitte seine Verwalter um eine Freigabe.',

  'address.suggestion': '{problem} Schreibe stattdessen an {jid}.',

  'message.not-registered':
    'Melde dich zuerst bei {gateway} an: dein Programm führt es unter den Diensten deines Servers auf.',
  'message.account-ended':
    'Die Anmeldung, mit der diese Nachricht gesendet wurde, ist beendet; darum wurde sie dem Netz nicht übergeben. Melde dich ' +
    'bei {gateway} an und sende sie noch einmal.',
  'message.throttled': 'Du sendest zu schnell. Warte einen Moment und sende es noch einmal.',
  'message.waiting':
    '{count} deiner Nachrichten warten schon, weil das Netz sie im Moment nicht annimmt. Sende diese noch einmal, wenn die anderen fort sind.',
  'message.lane-full': 'Für dieses Netz warten zu viele Nachrichten. Sende sie später noch einmal.',
  'message.lane-unheld': 'Die Verbindung zu diesem Netz läuft seit einer Minute nicht. Sende sie später noch einmal.',
  'message.store-down':
    'Das Gateway kann Nachrichten im Moment nicht sicher aufbewahren, darum hat es keine genommen. Sende sie später noch einmal.',
  'room.direct':
    '{room} ist ein Raum. Betritt ihn und schreibe an alle darin oder an jemanden darin, oder an den Nick ohne den Raum.',
  'room.groupchat-nick':
    'Eine Nachricht an den ganzen Raum geht an {room}. Um einer Person zu schreiben, sende eine gewöhnliche Nachricht.',
  'room.unsure':
    'Der Prozess, der daran arbeitete, hat geendet; darum weiß niemand, was daraus wurde. Versuche es noch einmal.',
  'message.groupchat': 'Auf diesem Gateway gibt es keine Räume. Schreibe stattdessen an einen Kontakt.',
  'message.expired':
    'Die Nachricht konnte dem Netz nicht rechtzeitig übergeben werden und wurde nicht gesendet. Sende sie später noch einmal.',
  'message.unknown':
    'Es ist nicht bekannt, ob die Nachricht ganz hinausging: die Verbindung brach ab, bevor das Netz antwortete, oder es nahm nur einen ' +
    'Teil. Wird sie noch einmal gesendet, kommt sie vielleicht zweimal an.',
  'message.unsupported':
    'Dieses Netz kann das nicht befördern ({feature}), darum wurde es nicht gesendet. Sage es in einer einfachen Nachricht.',
  'message.encrypted':
    'Diese Nachricht ist verschlüsselt, und das Netz hinter diesem Gateway kann sie nicht lesen. Schalte die Verschlüsselung für {jid} ' +
    'aus und sende sie noch einmal.',
  'message.object':
    'Diese Nachricht enthält ein ganzes MIME-Objekt, das das Netz hinter diesem Gateway nicht befördern kann. Sende seinen Text oder seine Dateien.',
  'message.object-malformed':
    'Das Objekt in dieser Nachricht ist nicht lesbar: sein Inhalt ist kein Base64, oder seine Adresse oder Prüfsumme fehlt. Frage, wer ' +
    'das Programm macht, das sie gesendet hat.',
  'message.forwarded':
    'Eine weitergeleitete Nachricht kann nicht weitergegeben werden, weil jemand anderes sie geschrieben hat. Kopiere ihren Text und sende den.',
  'console.code':
    'Code für die Konsole: {code}\nEr gilt {minutes} Minuten, einmal, in dem Browser, der ihn verlangt hat. Wenn du ihn nicht verlangt ' +
    'hast, tu nichts: ohne ihn kann sich niemand als du anmelden. Gib ihn nie weiter.',
  'store.away': 'Das Gateway erreicht im Moment seinen Speicher nicht. Versuche es später noch einmal.',
  'message.internal': 'Das Gateway hat hierbei versagt. Seine Verwalter finden den Grund im Protokoll.',

  'fallback.correction': 'Berichtigung: {body}',
  'fallback.retraction': '(Ich habe eine frühere Nachricht zurückgezogen.)',
  'fallback.reaction': '(Ich habe mit {emojis} reagiert.)',
  'fallback.reaction-removed': '(Ich habe meine Reaktion zurückgenommen.)',
  'fallback.reaction-partly-removed': '(Ich habe meine Reaktion {emojis} zurückgenommen.)',
  'fallback.reaction-changed': '(Ich habe mit {added} reagiert und {removed} zurückgenommen.)',
  'fallback.invite': '(Ich lade dich in den Chatraum {room} ein.)',
  'fallback.invite-reason': '(Ich lade dich in den Chatraum {room} ein: {reason})',
  'fallback.file-inside': '(Ich habe ein Bild gesendet, das hier nicht gezeigt werden kann: {name})',
  'fallback.reply': 'Zu „{quote}“: {body}',
  'fallback.subject': '{subject}: {body}',

  'incoming.correction': 'Berichtigung: {body}',
  'incoming.retraction': '(Eine frühere Nachricht wurde zurückgezogen.)',
  'incoming.reaction': '(Hat mit {emojis} reagiert.)',
  'incoming.reaction-removed': '(Hat eine Reaktion zurückgenommen.)',
  'incoming.object-e2e': '(Eine signierte oder verschlüsselte Nachricht, S/MIME. Dein Programm kann sie nicht zeigen.)',
  'incoming.object-openpgp': '(Eine OpenPGP-Nachricht. Dein Programm kann sie nicht zeigen.)',
  'incoming.object-mime': '(Eine ganze Mail. Dein Programm kann sie nicht zeigen.)',
  'incoming.invite': '(Eine Einladung in den Chatraum {room}.)',

  'recipients.too-many':
    'Eine Nachricht darf an höchstens {most} Empfänger gehen; diese nennt {count}. Sende sie in Teilen.',
  'recipients.separately':
    'Jeder deiner Empfänger bekommt diese Nachricht allein und erfährt nichts von den anderen. Antworten kommen nur zu dir.',
  'recipient.foreign':
    '{recipient} ist kein Kontakt dieses Gateways, das an niemanden sonst zustellt. Es wurde nichts gesendet.',
  'recipient.malformed':
    '{recipient} ist keine Adresse, die dieses Gateway lesen kann; dorthin ging nichts. Berichtige sie und sende noch einmal.',
  'recipient.failed': '{recipient}: {problem}',

  'register.required': '{field}: hier wird ein Wert gebraucht.',
  'register.option': '{field}: wähle einen der angebotenen Werte ({options}).',
  'register.too-long': '{field}: höchstens {limit} Zeichen.',
  'register.boolean': '{field}: antworte 0, 1, true oder false.',
  'register.pattern':
    '{field}: das hat nicht die Form, die verlangt ist. Sieh in der Beschreibung nach und berichtige es.',
  'register.conflict': '{field}: {value} gehört schon jemand anderem auf diesem Gateway. Wähle einen anderen Wert.',
  'register.conflict-own': '{field}: {value} gehört schon zu einem anderen deiner Konten. Wähle einen anderen Wert.',
  'register.closed': 'Die Anmeldung bei diesem Gateway steht {jid} nicht offen. Bitte seine Verwalter, es zu erlauben.',
  'register.not-registered': '{jid} ist bei diesem Gateway nicht angemeldet; es gibt nichts zu entfernen.',
  'register.remove-alone': 'Zum Abmelden sende <remove/> allein, ohne andere Felder.',
  'register.not-a-submission': 'Beantworte das Formular der Anmeldung mit einem Formular der Art submit.',
  'register.other-form': 'Das ist ein anderes Formular als das der Anmeldung. Verlange zuerst jenes.',
  'register.no-fields': 'Die Anmeldung hat keine Felder. Verlange das Formular und fülle es aus.',
  'register.welcome':
    'Du bist bei {gateway} angemeldet. Schreibe an {example}, um jemanden zu erreichen; Antworten kommen von derselben Adresse. ' +
    'Schreibe help an {node}, um zu sehen, was es sonst gibt.',
  'register.welcome-as':
    'Du bist bei {gateway} angemeldet, als {own}. Schreibe an {example}, um jemanden zu erreichen; Antworten kommen von derselben ' +
    'Adresse. Schreibe help an {node}, um zu sehen, was es sonst gibt.',
  'register.timeout':
    'Das Netz hat nicht rechtzeitig geantwortet, darum konnten die Angaben nicht geprüft werden. Versuche es später noch einmal.',
  'register.busy': 'Das Gateway kann im Moment keine Anmeldungen speichern. Versuche es später noch einmal.',

  'account.label':
    'Ein Konto kann nicht „{label}“ heißen. Nimm 1 bis 64 der Buchstaben a bis z, Ziffern, Bindestriche und Punkte dazwischen.',
  'account.exists': 'Du hast schon ein Konto „{label}“. Ändere jenes, oder wähle einen anderen Namen.',
  'account.unknown': 'Du hast auf diesem Gateway kein Konto „{label}“. Deine sind {accounts}.',
  'account.first': 'Melde dich zuerst bei {gateway} an. Danach kannst du weitere Konten hinzufügen.',
  'contact.limit': 'Du hast {limit} Kontakte auf diesem Gateway, mehr sind nicht erlaubt. Entferne zuerst einen.',
  'account.limit': 'Du hast {limit} Konten auf diesem Gateway, mehr sind nicht erlaubt. Entferne zuerst eines.',
  'account.pins':
    'Du hast {limit} Kontakten ein Konto fest zugewiesen, mehr sind nicht erlaubt. Löse zuerst eine Zuweisung.',

  'stanza.limit':
    'Diese Stanza ist größer, als das Gateway liest ({limit}), darum wurde nichts davon genommen. Sende weniger auf einmal.',

  'iq.type': 'Die Art eines IQ ist get, set, result oder error.',
  'iq.id': 'Ein IQ braucht eine id.',
  'iq.children': 'Ein IQ der Art get oder set braucht genau ein Kind.',
  'iq.unknown': 'Dieses Gateway kennt die Anfrage {namespace} an dieser Adresse nicht.',
  'iq.resource': 'Unter dieser Ressource ist nichts. Frage {jid} ohne eine.',
  'prompt.empty': 'Gib zuerst eine Adresse ein.',
  ...germanCommands,
  'prompt.too-long': 'Das ist länger als jede Adresse. Gib die Adresse allein ein.',

  'vcard.foreign': 'Das kannst du nicht ändern. Um deine eigene Anmeldung zu ändern, melde dich neu an.',

  'search.title': 'Leute suchen',
  'search.instructions':
    'Fülle eines oder mehrere Felder aus. Gefunden wird, wessen Eintrag das enthält, was du schreibst.',
  'search.first': 'Vorname',
  'search.last': 'Familienname',
  'search.nick': 'Spitzname',
  'search.email': 'Mailadresse',
  'search.phone': 'Telefonnummer',
  'search.more': 'Nur die ersten {results} werden gezeigt. Fülle mehr aus, um weniger zu finden.',
  'search.form': 'Das ist nicht das Formular der Suche. Verlange das Formular und fülle es aus.',
  'search.empty': 'Fülle mindestens ein Feld der Suche aus.',
  'search.throttled': 'Du suchst zu oft. Warte einen Moment und suche noch einmal.',
  'search.failed': 'Das Verzeichnis antwortet im Moment nicht. Suche später noch einmal.',

  'archive.form': 'Das ist keine Anfrage, die das Archiv lesen kann. Verlange sein Formular und fülle es aus.',
  'archive.field':
    'Nach diesem Feld kann das Archiv nicht durchsucht werden. Verlange sein Formular: darin steht alles, was es kennt.',
  'archive.with': 'Was du suchst, ist keine Adresse. Berichtige sie und frage noch einmal.',
  'archive.ids': 'Das sind mehr ids, als das Archiv auf einmal nachsieht. Frage nach weniger.',
  'archive.no-such':
    'Du hast hier keine Nachricht mit dieser id gesehen, oder sie wird nicht mehr aufbewahrt. Frage ohne sie.',
  'archive.no-index': 'Das Archiv zählt seine Nachrichten nicht. Frage nach denen vor oder nach einer von ihnen.',
  'archive.throttled': 'Du fragst das Archiv zu oft. Warte einen Moment und frage noch einmal.',

  'policy.own':
    'Nachrichten an das Netz werden aufbewahrt, bis sie übergeben sind, höchstens {hours} Stunden; Nachrichten an dich, bis dein Server sie ' +
    'genommen hat. Adressen und ids ohne Text werden für Zustellberichte aufbewahrt, höchstens {reports} Stunden. ' +
    'Abmelden löscht Anmeldung und Kontaktliste sofort.',

  'media.unavailable': 'Dateien können hier im Moment nicht aufbewahrt werden. Sende stattdessen einen Link.',
  'media.too-large':
    'Die Datei ist größer, als dieses Gateway befördert ({limit} Byte). Mache sie kleiner, oder sende sie auf anderem Weg.',
  'media.quota':
    'Es werden hier schon so viele Dateien aufbewahrt, dass für diese kein Platz ist. Versuche es wieder, wenn ältere abgelaufen sind.',
  'media.full': 'Im Moment ist hier kein Platz für Dateien. Versuche es später noch einmal.',
  'media.broken': 'Die Datei endete in der Mitte, darum wurde sie nicht befördert. Sende sie noch einmal.',
  'media.url':
    'Das ist kein Link, den das Gateway holen kann: er muss mit https:// oder http:// beginnen und darf keinen Benutzer nennen.',
  'media.encrypted':
    'Diese Datei ist allein für ihren Empfänger verschlüsselt, darum kann das Gateway sie nicht lesen. Schalte die Verschlüsselung für ' +
    'diesen Kontakt aus und sende die Datei noch einmal.',
  'media.address': 'Der Link führt zu {host}, das nicht im öffentlichen Internet ist, darum wurde er nicht geholt.',
  'media.unreachable': 'Der Server des Links ({host}) war nicht erreichbar. Versuche es später noch einmal.',
  'media.status': 'Der Server des Links ({host}) gab die Datei nicht her ({status}). Prüfe den Link.',
  'media.timeout':
    'Der Server des Links ({host}) war zu langsam, darum wurde die Datei aufgegeben. Versuche es später noch einmal.',
};
