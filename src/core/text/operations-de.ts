import type { Sentences } from './catalogue.js';

/** The operations of admins in German. Their names, as `lane list`, are English everywhere. */
export const germanOperations: Sentences = {
  'who is registered, by pages': 'wer angemeldet ist, seitenweise',
  'only at this gateway; default: at all of them': 'nur bei diesem Gateway; sonst bei allen',
  'only those whose JID has this in it': 'nur wer das in der JID hat',
  'only those who are online': 'nur wer online ist',
  'people on a page, default 50, at most 1000': 'Personen auf einer Seite, sonst 50, höchstens 1000',
  'where the page before ended': 'wo die Seite davor aufgehört hat',
  'what one person has registered, where they are online, and what of theirs waits':
    'womit eine Person angemeldet ist, wo sie online ist und was von ihr wartet',
  'bare JID of the person': 'JID der Person, ohne Ressource',
  'all that is kept of one person, without secrets, for them to have':
    'alles, was über eine Person gespeichert ist, ohne Geheimnisse, um es ihr zu geben',
  'end what somebody has with the gateways until their next presence':
    'die Sitzung einer Person bei den Gateways beenden, bis ihre nächste Präsenz kommt',
  'remove the registration of somebody, with data and contacts':
    'die Anmeldung einer Person mit Daten und Kontakten löschen',
  'Remove the registration? Its data and its list of contacts go with it.':
    'Die Anmeldung löschen? Ihre Daten und die Liste der Kontakte gehen mit ihr.',
  'refuse all that a person or a domain sends, and end their sessions at once':
    'alles ablehnen, was eine Person oder Domain sendet, und ihre Sitzungen sofort beenden',
  'a JID, a domain (everybody there), or *@domain (everybody there but the domain itself)':
    'eine JID, eine Domain (alle dort) oder *@domain (alle dort, nicht die Domain selbst)',
  'why; whoever is banned reads it': 'Grund; wer gesperrt ist, liest ihn',
  'how long, such as 2h or 7d; default: until it is removed':
    'wie lange, etwa 2h oder 7d; sonst bis sie aufgehoben wird',
  'until when, such as 2026-03-01T18:00Z': 'bis wann, etwa 2026-03-01T18:00Z',
  'the bans that are in force': 'die Sperren, die gelten',
  'lift a ban: the person is served again at once, and is registered as before':
    'eine Sperre aufheben: Die Person wird sofort wieder bedient und ist angemeldet wie zuvor',
  'the gateway that the ban is for; default: the ban at all of them':
    'das Gateway, für das die Sperre gilt; sonst die Sperre bei allen',
  'what waits in each lane, how old it is, and how the connection behind it is':
    'was in jeder Spur wartet, wie alt es ist und wie es um die Verbindung dahinter steht',
  'let nothing out of a lane: messages are still taken and wait, and expire as usual':
    'nichts aus einer Spur herauslassen: Nachrichten werden weiter angenommen, warten und laufen ab wie sonst',
  'name of the lane, as lane list shows it': 'Name der Spur, wie lane list ihn zeigt',
  'why, for whoever looks at the lane': 'Grund, für alle, die nach der Spur sehen',
  'let a paused lane run again: what waits goes out in order':
    'eine angehaltene Spur fortsetzen: Was wartet, geht der Reihe nach hinaus',
  'what waits in one lane, who works it, and why nothing moves':
    'was in einer Spur wartet, wer sie bedient und warum sich nichts bewegt',
  'the last messages of somebody, of a contact or of all, and where each stands':
    'die letzten Nachrichten einer Person, eines Kontakts oder aller, und wie weit jede ist',
  'only of this user': 'nur von dieser Person',
  'only with this address on the network, or its JID': 'nur mit dieser Adresse im Netz, oder ihrer JID',
  'how many; 50 where it is not said': 'wie viele; sonst 50',
  'the way of one message, step by step, without its text':
    'der Weg einer Nachricht, Schritt für Schritt, ohne ihren Text',
  'id of the stanza or of the envelope': 'Id der Stanza oder des Umschlags',
  'messages that could not be carried and are kept, the newest first':
    'Nachrichten, die nicht befördert werden konnten und aufgehoben sind, die neuesten zuerst',
  'only of this gateway': 'nur von diesem Gateway',
  'all that is known of one of them, but what it says': 'alles, was über eine davon bekannt ist, außer ihrem Text',
  'id of the letter, as letter list shows it': 'Id der Nachricht, wie letter list sie zeigt',
  'put it into its lane again, behind what waits there; its sender was told that it failed':
    'sie wieder in ihre Spur stellen, hinter alles, was dort wartet; ihr Absender hat gehört, dass sie gescheitert ist',
  'forget it for good': 'sie endgültig verwerfen',
  'The message is gone then, and nobody can have it carried any more.':
    'Die Nachricht ist dann weg, und niemand kann sie mehr befördern lassen.',
  'how much is logged; with a level: of everything, of a gateway or of one person, for a while':
    'wie viel ins Protokoll kommt; mit einer Stufe: von allem, von einem Gateway oder von einer Person, für eine Weile',
  'the least that is logged; usual: as the config says; left out: show what is set':
    'ab welcher Stufe geschrieben wird; usual: wie in der Konfiguration; ohne Angabe: zeigen, was gilt',
  'only lines about this person': 'nur Zeilen über diese Person',
  'how long, such as 1h; default: until it is taken back': 'wie lange, etwa 1h; sonst bis es zurückgenommen wird',
  'what is set besides log.level in the config': 'was neben log.level aus der Konfiguration gilt',
  'the processes that run, what they hold and how they are':
    'die Prozesse, die laufen, was sie halten und wie es ihnen geht',
  'what users who are online are told now': 'was Benutzern gesagt wird, die gerade online sind',
  'in how long, such as 5m, at most 24h; default: at once': 'in welcher Zeit, etwa 5m, höchstens 24h; sonst sofort',
  'call off the end of the process that is asked, where it was to end later':
    'das Ende des befragten Prozesses absagen, wo er später enden sollte',
  'An end may be at most 24h away. Nothing was ended.':
    'Ein Ende darf höchstens 24h entfernt sein. Nichts wurde beendet.',
  'The process ends in {seconds} s. Until then process call-off keeps it running.':
    'Der Prozess endet in {seconds} s. Bis dahin hält process call-off ihn am Laufen.',
  'Nothing was to end this process.': 'Nichts sollte diesen Prozess beenden.',
  'The process goes on running.': 'Der Prozess läuft weiter.',
  'end the process that is asked, in order': 'den befragten Prozess ordentlich beenden',
  'End this process? Its lanes go to other processes, or wait until it is started again.':
    'Diesen Prozess beenden? Seine Spuren gehen an andere Prozesse oder warten, bis er wieder gestartet wird.',
  'end the process that is asked, in order, with exit code 75: systemd and Docker start it again':
    'den befragten Prozess ordentlich beenden, mit Code 75: systemd und Docker starten ihn wieder',
  'Restart this process? What is open is settled first; nothing is lost.':
    'Diesen Prozess neu starten? Was offen ist, wird zuerst erledigt; nichts geht verloren.',
  'ask the XMPP server, or a service of it, what it is and what it offers':
    'den XMPP-Server oder einen seiner Dienste fragen, was er ist und was er anbietet',
  'its version (XEP-0092), its time, what it is and has (service discovery), or a place for a file':
    'seine Version (XEP-0092), seine Uhrzeit, was er ist und hat (Service Discovery), oder einen Platz für eine Datei',
  'whom, by address; default: the server itself': 'wen, als Adresse; sonst den Server selbst',
  'as an address of the gateway, and not as its domain': 'als eine Adresse des Gateways, nicht als seine Domain',
  'have the process that is asked read its config again, as SIGHUP does':
    'den befragten Prozess seine Konfiguration neu lesen lassen, wie SIGHUP',
  'what admins have changed, who and when, the newest first':
    'was Verwalter geändert haben, wer und wann, das Neueste zuerst',
  'records on a page, default 50': 'Einträge auf einer Seite, sonst 50',
  'a code to sign in to the console in the browser, for when none can come as a message':
    'ein Code zum Anmelden an der Konsole im Browser, wenn keiner als Nachricht kommen kann',
  'bare JID of the admin': 'JID des Verwalters, ohne Ressource',

  '{who} is an admin. Take them off access.admins in the config first.':
    '{who} gehört zu den Verwaltern. Zuerst in der Konfiguration aus access.admins streichen.',
  'The reason is longer than {most} characters. Say it shorter.':
    'Der Grund ist länger als {most} Zeichen. Bitte kürzer fassen.',
  '{who} is banned at all gateways; all processes follow within two seconds.':
    '{who} ist bei allen Gateways gesperrt; alle Prozesse folgen innerhalb von zwei Sekunden.',
  '{who} is banned at {gateway}; all processes follow within two seconds.':
    '{who} ist bei {gateway} gesperrt; alle Prozesse folgen innerhalb von zwei Sekunden.',
  '{who} is banned no more.': '{who} ist nicht mehr gesperrt.',
  '{who} is banned no more at {gateway}.': '{who} ist bei {gateway} nicht mehr gesperrt.',
  'all gateways': 'alle Gateways',
  'Look at ban list.': 'ban list zeigt, was es gibt.',
  'There are bans of it at {where}: name the gateway.': 'Dafür gibt es Sperren bei: {where}. Bitte das Gateway nennen.',
  'There is no such ban of {who}.': 'So eine Sperre von {who} gibt es nicht.',
  '"{written}" is no address. Write a JID, a domain, or *@domain.':
    '„{written}“ ist keine Adresse. Gefragt ist eine JID, eine Domain oder *@domain.',
  'A ban is for a person, not for one client: write {jid}.':
    'Eine Sperre gilt einer Person, nicht einem Client: Bitte {jid} schreiben.',
  '{operation} has no argument {argument}; did you mean {meant}?':
    '{operation} hat kein Argument {argument}; war {meant} gemeint?',
  '{operation} takes no arguments, so no {argument}': '{operation} hat keine Argumente, also auch kein {argument}',
  '{operation} has no argument {argument}; it knows {names}':
    '{operation} hat kein Argument {argument}; es kennt {names}',
  '{operation} needs {argument}: {about}': '{operation} braucht {argument}: {about}',
  '{argument}: give one value only': '{argument}: bitte nur einen Wert',
  '"{value}" is no number': '„{value}“ ist keine Zahl',
  '"{value}" is no time span; write one such as 90s, 15m, 2h or 7d':
    '„{value}“ ist keine Zeitspanne; gefragt ist etwas wie 90s, 15m, 2h oder 7d',
  '"{value}" is no time; write one such as 2026-03-01T08:00Z':
    '„{value}“ ist kein Zeitpunkt; gefragt ist etwas wie 2026-03-01T08:00Z',
  '"{value}" is no address; write one such as juliet@example.org':
    '„{value}“ ist keine Adresse; gefragt ist etwas wie juliet@example.org',
  '"{value}" is none of {names}': '„{value}“ ist keines von {names}',
  '"{value}" is neither true nor false': '„{value}“ ist weder true noch false',
  'It has errors, and all is as before.': 'Sie hat Fehler, und alles ist wie zuvor.',
  'Nothing new counts now.': 'Es gilt nichts Neues.',
  'These keys count now: {keys}.': 'Diese Schlüssel gelten jetzt: {keys}.',
  'These keys count after a restart: {keys}.': 'Diese Schlüssel gelten nach einem Neustart: {keys}.',
  '{name} is paused; its holder follows within two seconds, and every later one.':
    '{name} ist angehalten; ihr Halter folgt innerhalb von zwei Sekunden, und jeder spätere auch.',
  'What is on its way to the network already ends as it would. Messages go on to be taken, and expire as usual.':
    'Was schon unterwegs ins Netz ist, endet wie sonst. Nachrichten werden weiter angenommen und laufen ab wie sonst.',
  '{name} runs again.': '{name} läuft wieder.',
  '{name} is not paused. Look at lane show {name}.': '{name} ist nicht angehalten. Mehr sagt lane show {name}.',
  'There is no lane "{name}".': 'Es gibt keine Spur „{name}“.',
  '{id} is forgotten.': '{id} ist verworfen.',
  'One letter is kept.': 'Eine Nachricht ist aufgehoben.',
  '{total} letters are kept.': '{total} Nachrichten sind aufgehoben.',
  'There is no letter "{id}". Look at letter list.':
    'Es gibt keine Nachricht „{id}“. letter list zeigt, welche es gibt.',
  'There is no gateway {gateway} any more. Drop the letter.':
    'Es gibt kein Gateway {gateway} mehr. Die Nachricht kann nur noch verworfen werden.',
  'Somebody else has retried or dropped it just now.': 'Jemand anderes hat sie eben neu versucht oder verworfen.',
  'The lane {lane} takes nothing at present ({reason}). Try again later.':
    'Die Spur {lane} nimmt im Moment nichts an ({reason}). Bitte später noch einmal.',
  'It waits in {lane} as {id}. If it fails again, it comes back as a letter.':
    'Sie wartet in {lane} als {id}. Wenn sie wieder scheitert, kommt sie hierher zurück.',
  'The account that it belongs to has ended. Drop the letter.':
    'Das Konto, zu dem sie gehört, gibt es nicht mehr. Die Nachricht kann nur noch verworfen werden.',
  '{jid} is banned. Lift the ban first.': '{jid} ist gesperrt. Zuerst die Sperre aufheben.',
  'No lane can carry it any more. Look at lane list.':
    'Keine Spur kann sie mehr befördern. lane list zeigt, welche es gibt.',
  'Nothing was set for that. Look at log level without arguments.':
    'Dafür war nichts eingestellt. log level ohne Angaben zeigt, was gilt.',
  'It is logged as the config says; all processes follow within two seconds.':
    'Es gilt wieder die Konfiguration; alle Prozesse folgen innerhalb von zwei Sekunden.',
  'Logged from {level} on; all processes follow within two seconds.':
    'Geschrieben wird ab {level}; alle Prozesse folgen innerhalb von zwei Sekunden.',
  'Lines show {shown}; whoever is shortened to the same is logged too.':
    'In den Zeilen steht {shown}; wer ebenso gekürzt wird, ist mit dabei.',
  'All is logged as log.level in the config says.': 'Für alles gilt log.level aus der Konfiguration.',
  'Besides log.level in the config:': 'Neben log.level aus der Konfiguration gilt:',
  'What becomes of messages is not written down here. Set journeys.keep to a size, such as 32MiB, and restart.':
    'Was aus Nachrichten wird, wird hier nicht aufgeschrieben. Dazu journeys.keep auf eine Größe wie 32MiB setzen und neu starten.',
  'No message is known that fits.': 'Es ist keine Nachricht bekannt, die passt.',
  'No message with the id {id} is known. What is older than journeys.age is forgotten.':
    'Es ist keine Nachricht mit der Id {id} bekannt. Was älter ist als journeys.age, ist vergessen.',
  'The process ends as by SIGTERM: what is open is settled first.':
    'Der Prozess endet wie bei SIGTERM: Was offen ist, wird zuerst erledigt.',
  'The process ends with exit code 75; whoever watches over it starts it again.':
    'Der Prozess endet mit Code 75; wer über ihn wacht, startet ihn wieder.',
  'Ask for one of: {names}.': 'Gefragt werden kann nach: {names}.',
  'This process holds no stream that is up: ask the one with the role xmpp.':
    'Dieser Prozess hält keinen Stream, der läuft: Bitte den mit der Rolle xmpp fragen.',
  '{to} gave no answer ({failure}).': '{to} hat nicht geantwortet ({failure}).',
  '{jid} is not online at any of these gateways, so there is no session to end.':
    '{jid} ist bei keinem dieser Gateways online, also gibt es keine Sitzung zu beenden.',
  'The session of {jid} with {gateways} is ended; the next presence begins another.':
    'Die Sitzung von {jid} bei {gateways} ist beendet; die nächste Präsenz beginnt eine neue.',
  'The registration of {jid} with {gateway} is removed.': 'Die Anmeldung von {jid} bei {gateway} ist gelöscht.',
  'The registration was gone already.': 'Die Anmeldung war schon weg.',
  '{jid} is not registered with {gateways}. Look at user list.':
    '{jid} ist bei {gateways} nicht angemeldet. user list zeigt, wer es ist.',
  'Say either until when or for how long, not both.': 'Bitte entweder sagen, bis wann, oder wie lange, nicht beides.',
  '"{span}" is no time span. Write one such as 30m, 2h or 7d.':
    '„{span}“ ist keine Zeitspanne. Gefragt ist etwas wie 30m, 2h oder 7d.',
  '"{time}" is no time. Write one such as 2026-03-01T18:00Z.':
    '„{time}“ ist kein Zeitpunkt. Gefragt ist etwas wie 2026-03-01T18:00Z.',
  '{time} is over already. Name a time to come.': '{time} ist schon vorbei. Gefragt ist ein Zeitpunkt, der noch kommt.',
  'There is none.': 'Es gibt keine.',
  'Use one of: {names}.': 'Es gibt: {names}.',
  'There is no gateway "{name}".': 'Es gibt kein Gateway „{name}“.',
  '{jid} is no admin. Add it to access.admins in the config first.':
    '{jid} gehört nicht zu den Verwaltern. Zuerst in der Konfiguration bei access.admins eintragen.',
  'It is good once, for ten minutes: write the JID at the console, and then this code.':
    'Er gilt einmal, zehn Minuten lang: an der Konsole die JID eingeben, dann diesen Code.',
  Code: 'Code',
  'motd: told once to everybody who comes online; welcome: told to whoever has just registered':
    'motd: einmal an alle, die online kommen; welcome: an alle, die sich eben angemeldet haben',
  'only of this gateway; default: of all of them': 'nur von diesem Gateway; sonst von allen',
  'the messages that are told at a login or a registration':
    'die Nachrichten, die beim Online-Kommen oder Anmelden mitgeteilt werden',
  'set the message of the day, which goes to who is online at once, or the welcome':
    'die Nachricht des Tages setzen, die sofort an alle geht, die online sind, oder die Begrüßung',
  'the message': 'die Nachricht',
  'correct the one that is there: who was told it is not told again':
    'die vorhandene berichtigen: Wer sie bekommen hat, bekommt sie nicht noch einmal',
  'tell it no more': 'sie nicht mehr mitteilen',
  'The message has no text. Write one, or use notice remove.':
    'Die Nachricht hat keinen Text. Bitte einen schreiben, oder notice remove nehmen.',
  'The text is longer than {most} characters. Say it shorter.':
    'Der Text ist länger als {most} Zeichen. Bitte kürzer fassen.',
  'Whoever registers with {where} is told this besides the usual welcome.':
    'Wer sich bei {where} anmeldet, bekommt dies neben der üblichen Begrüßung.',
  'Who is online with {where} is told it now, about 50 a second, and everybody else at their next login.':
    'Wer bei {where} online ist, bekommt sie jetzt, etwa 50 in der Sekunde, alle anderen beim nächsten Mal.',
  'Corrected at {where}: who was told the message before is not told again.':
    'Berichtigt bei {where}: Wer die Nachricht zuvor bekommen hat, bekommt sie nicht noch einmal.',
  'There is no {kind} to remove. Look at notice list.':
    'Es gibt kein {kind} zum Entfernen. notice list zeigt, was es gibt.',
  'The {kind} of {where} is removed; all processes follow within two seconds.':
    '{kind} von {where} ist entfernt; alle Prozesse folgen innerhalb von zwei Sekunden.',
  Kind: 'Art',
  Text: 'Text',
  'Last login': 'Zuletzt online gekommen',

  Who: 'Wer',
  Gateway: 'Gateway',
  Reason: 'Grund',
  Since: 'Seit',
  Until: 'Bis',
  By: 'Von',
  Lane: 'Spur',
  State: 'Zustand',
  'Paused by': 'Angehalten von',
  Connection: 'Verbindung',
  Holder: 'Halter',
  Tenures: 'Amtszeiten',
  Messages: 'Nachrichten',
  'Age of the oldest': 'Alter der ältesten',
  'Parked messages': 'Geparkte Nachrichten',
  'Parked conversations': 'Geparkte Unterhaltungen',
  Waiting: 'Wartend',
  Parked: 'Geparkt',
  Oldest: 'Älteste',
  'A second': 'Je Sekunde',
  Letter: 'Nachricht',
  User: 'Person',
  Contact: 'Kontakt',
  Direction: 'Richtung',
  Failed: 'Gescheitert',
  Sent: 'Gesendet',
  Tries: 'Versuche',
  Level: 'Stufe',
  Person: 'Person',
  Time: 'Zeit',
  Way: 'Richtung',
  'Last step': 'Letzter Schritt',
  Detail: 'Einzelheit',
  Id: 'Id',
  Envelope: 'Umschlag',
  Stanza: 'Stanza',
  Step: 'Schritt',
  Process: 'Prozess',
  Role: 'Rolle',
  Version: 'Version',
  Memory: 'Speicher',
  CPU: 'CPU',
  'Loop delay': 'Verzug der Schleife',
  Lanes: 'Spuren',
  'Takes nothing because': 'Nimmt nichts an, weil',
  When: 'Wann',
  What: 'Was',
  With: 'Womit',
  Outcome: 'Ergebnis',
  Answer: 'Antwort',
  JID: 'JID',
  Accounts: 'Konten',
  Address: 'Adresse',
  Online: 'Online',
  Account: 'Konto',
  'Registered with': 'Angemeldet mit',
  'Clients online': 'Clients online',
  Contacts: 'Kontakte',
  Domain: 'Domain',
  'Data (JSON)': 'Daten (JSON)',

  all: 'alle',
  up: 'läuft',
  down: 'gestört',
  paused: 'angehalten',
  unheld: 'ohne Halter',
  out: 'ins Netz',
  in: 'zu XMPP',
  accepted: 'übernommen',
  submitted: 'übergeben',
  taken: 'angenommen',
  delivered: 'zugestellt',
  retry: 'wird neu versucht',
  failed: 'gescheitert',
  unknown: 'ungewiss',
  expired: 'abgelaufen',
  refused: 'abgelehnt',
};
