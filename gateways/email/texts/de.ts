/** German sentences of the mail gateway. */
export const german = {
  'email.register.title': 'Anmeldung beim Mail-Gateway',
  'email.register.instructions-mailbox':
    'Schreibe deine Mailadresse und ihr Passwort. Die Mailserver werden von selbst gefunden; wo nicht, nenne sie in den Feldern darunter.',
  'email.register.instructions-address':
    'Wähle den Namen deiner Adresse bei {domain}, oder lass ihn leer, dann wird einer aus deiner JID gemacht.',
  'email.register.instructions-both':
    'Um ein Postfach zu benutzen, das du hast, schreibe seine Adresse und sein Passwort. Um eine Adresse bei {domain} zu bekommen, lass beides leer, oder schreibe die Adresse, die du haben möchtest.',
  'email.register.address': 'Deine Mailadresse',
  'email.register.address.description': 'Etwa alice@example.com',
  'email.register.address.description-both': 'Des Postfachs, das du hast. Leer: du bekommst eine Adresse bei {domain}',
  'email.register.address-wrong': '{address} ist keine Mailadresse. Schreibe eine wie alice@example.com.',
  'email.register.address-missing': 'Schreibe deine Mailadresse, etwa alice@example.com.',
  'email.register.password': 'Passwort des Postfachs',
  'email.register.password.description':
    'Viele Anbieter wollen ein Passwort, das für ein Programm gemacht ist (App-Passwort), nicht das des Kontos. Es wird verschlüsselt aufbewahrt und nie gezeigt',
  'email.register.password-wrong': 'Das Passwort hat Zeichen, die kein Server nimmt. Schreibe es neu, in einer Zeile.',
  'email.register.password-missing':
    'Schreibe auch das Passwort von {address}, damit seine Mail geholt und gesendet werden kann.',
  'email.register.alias': 'Name deiner Adresse bei {domain}',
  'email.register.alias.description':
    'Was vor @{domain} steht: Buchstaben, Ziffern, Punkte, Bindestriche. Leer: er wird aus deiner JID gemacht',
  'email.register.alias-form':
    '{name} kann nicht der Name einer Adresse sein. Schreibe kleine Buchstaben und Ziffern, dazwischen einzelne Punkte, Bindestriche oder Unterstriche.',
  'email.register.alias-short': '{name} ist zu kurz. Schreibe mindestens {least} Zeichen.',
  'email.register.alias-long': 'Dieser Name ist zu lang für eine Adresse. Schreibe einen kürzeren.',
  'email.register.alias-reserved':
    '{name} ist denen vorbehalten, die Mailsysteme betreiben. Wähle einen anderen Namen.',
  'email.register.alias-fixed':
    'Namen können hier nicht gewählt werden: deine Adresse ist {address}. Lass das Feld leer.',
  'email.register.alias-kept': '{address} gehörte vor Kurzem jemand anderem. Wähle einen anderen Namen.',
  'email.register.user': 'Benutzername',
  'email.register.user.description': 'Zum Einloggen, wo er anders ist als die Mailadresse',
  'email.register.login': 'Einloggen',
  'email.register.login.description': 'Mit dem Passwort, oder indem du dich auf einer Seite deines Anbieters anmeldest',
  'email.register.login.automatic': 'Wie es passt',
  'email.register.login.password': 'Mit dem Passwort',
  'email.register.login.oauth': 'Durch Anmelden beim Anbieter',
  'email.register.imap': 'IMAP-Server',
  'email.register.imap.description': 'Host, mit einem Port, wo er nicht 993 ist. Leer: er wird gefunden',
  'email.register.imap-security': 'Verschlüsselung beim IMAP-Server',
  'email.register.imap-security.description': 'Nur für einen Server, den du genannt hast',
  'email.register.smtp': 'SMTP-Server',
  'email.register.smtp.description': 'Host, mit einem Port, wo er nicht 465 ist. Leer: er wird gefunden',
  'email.register.smtp-security': 'Verschlüsselung beim SMTP-Server',
  'email.register.smtp-security.description': 'Nur für einen Server, den du genannt hast',
  'email.register.smtp-user': 'Benutzername zum Senden',
  'email.register.smtp-user.description': 'Wo er anders ist als der zum Lesen',
  'email.register.smtp-password': 'Passwort zum Senden',
  'email.register.smtp-password.description': 'Wo es anders ist als das zum Lesen',
  'email.register.security.automatic': 'Nach dem Port',
  'email.register.security.tls': 'TLS von Anfang an',
  'email.register.security.starttls': 'STARTTLS',
  'email.register.security.none': 'Keine: alle auf dem Weg können mitlesen',
  'email.register.server-wrong':
    'Das ist kein Server. Schreibe seinen Hostnamen, mit einem Port, wo er einen anderen hat: imap.example.net:993.',
  'email.register.server-denied':
    'Die Verwalter erlauben {server} nicht. Bitte darum, oder benutze ein anderes Postfach.',
  'email.register.plain-denied':
    'Ohne Verschlüsselung könnte das Passwort für {server} unterwegs gelesen werden. Wähle TLS oder STARTTLS.',
  'email.register.line-wrong': 'Schreibe eine Zeile ohne Steuerzeichen.',
  'email.register.name': 'Dein Name',
  'email.register.name.description': 'Wie andere ihn neben deiner Adresse sehen',
  'email.register.signature': 'Unterschrift',
  'email.register.signature.description': 'Zeilen unter jeder deiner Mails',
  'email.register.subjects': 'Betreffe',
  'email.register.subjects.description': 'Wie du den Betreff einer Mail siehst',
  'email.register.subjects.element': 'Wo dein Programm Betreffe zeigt',
  'email.register.subjects.changed': 'Über dem Text, wenn er anders ist als zuvor',
  'email.register.subjects.text': 'Über dem Text, immer',
  'email.register.quotes': 'Zitate und Unterschriften anderer',
  'email.register.quotes.description':
    'Ob herausgenommen wird, was eine Antwort wiederholt; die ganze Mail ist immer zu haben',
  'email.register.quotes.strip': 'Herausgenommen',
  'email.register.quotes.keep': 'Gezeigt',
  'email.register.form': 'Wie Mail kommt',
  'email.register.form.description': 'Mit ihrem Text, oder als Hinweis, wer worüber geschrieben hat',
  'email.register.form.text': 'Mit ihrem Text',
  'email.register.form.notice': 'Als Hinweis; der Text, wenn ich nach ihm frage',
  'email.register.groups': 'Mails an mehrere Leute',
  'email.register.groups.description': 'Wie du Gespräche von mehreren siehst',
  'email.register.groups.contacts': 'Als Kontakt',
  'email.register.groups.rooms': 'Als Kontakt, und ich werde zu jedem in einen Raum eingeladen',
  'email.register.unknown-senders': 'Mail von Fremden',
  'email.register.unknown-senders.description': 'Was aus Mail von jemandem wird, dem du nie geschrieben hast',
  'email.register.unknown-senders.default': 'Wie die Verwalter es gesetzt haben',
  'email.register.unknown-senders.deliver': 'Sie kommt wie alle andere Mail',
  'email.register.unknown-senders.ask': 'Ich werde gefragt, ob ich den Absender als Kontakt will',
  'email.register.unknown-senders.leave': 'Sie bleibt im Postfach',
  'email.register.receipts': 'Bestätigungen für das, was ich sende',
  'email.register.receipts.description': 'Was dein Programm als angekommen oder gelesen zeigt',
  'email.register.receipts.delivered': 'Wenn der Mailserver des Empfängers es meldet',
  'email.register.receipts.none': 'Keine',
  'email.register.receipts.accepted': 'Wenn mein Mailserver sie genommen hat',
  'email.register.receipts.displayed': 'Wenn der Mailserver dort es meldet, und wenn jemand sagt, sie gelesen zu haben',
  'email.register.read-reports': 'Anderen sagen, dass ich ihre Mail gelesen habe',
  'email.register.read-reports.description': 'Nur wo sie darum bitten',
  'email.register.read-reports.never': 'Niemandem',
  'email.register.read-reports.known': 'Denen, denen ich geschrieben habe',
  'email.register.read-reports.always': 'Allen',
  'email.register.delivery': 'Wann Mail kommt',
  'email.register.delivery.description':
    'Sofort, oder während eines deiner Programme online ist; was inzwischen kam, wird dann zusammengefasst',
  'email.register.delivery.always': 'Sofort',
  'email.register.delivery.online': 'Während ich online bin',
  'email.register.busy-is-away': 'Nicht, während ich beschäftigt bin',
  'email.register.busy-is-away.description': 'Bei Mail nur, während du online bist: „nicht stören“ zählt als abwesend',
  'email.register.quiet': 'Ruhezeiten',
  'email.register.quiet.description': 'Wann keine Mail kommt, etwa 22:00-07:00. Sie kommt danach',
  'email.register.quiet-wrong': 'Das sind keine Uhrzeiten. Schreibe sie wie 22:00-07:00.',
  'email.register.zone': 'Zeitzone der Ruhezeiten',
  'email.register.zone.description': 'Etwa Europe/Berlin. Leer: UTC',
  'email.register.zone-wrong':
    'Diese Zeitzone ist nicht bekannt. Schreibe eine wie Europe/Berlin oder America/New_York.',
  'email.register.important': 'Wichtige Absender',
  'email.register.important.description':
    'Adressen und Domains, je eine in einer Zeile, deren Mail immer sofort kommt, auch in Ruhezeiten',
  'email.register.important-wrong':
    '{line} ist weder eine Mailadresse noch eine Domain. Schreibe je eine in eine Zeile.',
  'email.register.important-many': 'Das sind zu viele. Schreibe höchstens {most}.',
  'email.register.hold': 'Sekunden, um eine Mail zurückzunehmen',
  'email.register.hold.description':
    'So lange wartet jede Mail, bevor sie hinausgeht, und kann berichtigt oder zurückgenommen werden; höchstens {most}',
  'email.register.hold-wrong': 'Schreibe eine Zahl von Sekunden von 0 bis {most}.',
  'email.register.corrections': 'Berichtigungen',
  'email.register.corrections.description': 'Was aus einer Berichtigung wird, wenn die Mail schon fort ist',
  'email.register.corrections.mail': 'Sie wird als weitere Mail gesendet',
  'email.register.corrections.refuse': 'Sie wird abgelehnt',
  'email.register.reactions': 'Reaktionen',
  'email.register.reactions.description': 'Wem ein Emoji zu einer Mail gesendet wird',
  'email.register.reactions.capable': 'Denen, deren Mailprogramm Reaktionen kennt',
  'email.register.reactions.always': 'Allen, als kurze Mail, wo es nötig ist',
  'email.register.reactions.never': 'Niemandem',
  'email.register.html': 'Gestalteter Text',
  'email.register.html.description': 'Ob Fettes, Kursives und Listen auch als HTML hinausgehen',
  'email.register.language': 'Sprache dessen, was ich schreibe',
  'email.register.language.description': 'Etwa de oder pt-BR, wo dein Programm sie nicht sagt',
  'email.register.language-wrong': 'Das ist kein Sprachkürzel. Schreibe eines wie de oder pt-BR.',
  'email.register.seen': 'Mail als gelesen kennzeichnen',
  'email.register.seen.description':
    'Ob eine Mail, die du hier gelesen hast, im Postfach als gelesen gekennzeichnet wird',
  'email.register.sent-copy': 'Kopien dessen, was ich sende',
  'email.register.sent-copy.description': 'Ob es in den Ordner der gesendeten Mails gelegt wird',
  'email.register.sent-copy.automatic': 'Wo der Anbieter das nicht selbst tut',
  'email.register.sent-copy.never': 'Nie',
  'email.register.sent-elsewhere': 'Zeigen, was ich mit anderen Programmen sende',
  'email.register.sent-elsewhere.description': 'Ob Gespräche hier es auch zeigen',
  'email.register.deletes': 'Im Postfach löschen',
  'email.register.deletes.description': 'Ob eine Mail, die du aus einem Gespräch nimmst, in den Papierkorb geht',
  'email.register.smime': 'Signieren und Verschlüsseln (S/MIME)',
  'email.register.smime.description': 'Braucht deinen Schlüssel, den du mit dem Befehl key gibst',
  'email.register.smime.never': 'Mails gehen hinaus, wie sie sind',
  'email.register.smime.sign': 'Signieren',
  'email.register.smime.possible': 'Signieren, und verschlüsseln, wo die Zertifikate aller Empfänger bekannt sind',
  'email.register.smime.always': 'Signieren und verschlüsseln, oder nicht senden',
  'email.register.cpim': 'Texte als message/cpim senden',
  'email.register.cpim.description':
    'Das gemeinsame Format der Sofortnachrichten (RFC 3862). Die meisten Mailprogramme zeigen es als Anhang',
  'email.register.watch': 'Das Postfach beobachten',
  'email.register.watch.description': 'Die ganze Zeit, oder indem von Zeit zu Zeit nachgesehen wird',
  'email.register.watch.default': 'Wie die Verwalter es gesetzt haben',
  'email.register.watch.idle': 'Die ganze Zeit, Mail kommt sofort',
  'email.register.watch.poll': 'Von Zeit zu Zeit',
  'email.register.not-found':
    'Für {domain} wurde kein {protocol}-Server gefunden. Nenne ihn in deiner Anmeldung; dein Anbieter sagt, wie er heißt.',
  'email.register.confirm':
    'Nach dem DNS ist die Mail von {domain} bei {imap} und {smtp}. Diese sind von einer anderen Domain, darum wurde dein Passwort nicht dorthin gesendet. Wenn du sie kennst, schreibe sie in die Felder IMAP-Server und SMTP-Server.',
  'email.register.provider-closed':
    'Ein Gateway kommt an Postfächer von {provider} nicht heran, das für Server kein IMAP hat. Sieh {help}, oder benutze ein anderes Postfach.',
  'email.register.provider-sign-in':
    '{provider} nimmt von Programmen keine Passwörter, nur Anmelden auf seiner Seite, was die Verwalter dieses Gateways nicht eingerichtet haben. Bitte darum, oder benutze ein anderes Postfach.',
  'email.oauth.open-device':
    'Melde dich bei {provider} für {address} an: öffne {url} und gib den Code {code} ein. Hier ist sonst nichts zu tun.',
  'email.oauth.open-code':
    'Melde dich bei {provider} für {address} an: öffne {url} in einem Browser. Am Ende zeigt er eine leere Seite oder einen Fehler; kopiere die ganze Adresse jener Seite und gib sie dem Befehl sign-in.',
  'email.oauth.missing':
    'Du hast dich beim Anbieter deines Postfachs noch nicht angemeldet. Benutze den Befehl sign-in.',
  'email.oauth.lost':
    'Der Anbieter deines Postfachs lässt dieses Gateway nicht mehr hinein, vielleicht weil du dein Passwort geändert oder die Erlaubnis zurückgenommen hast. Melde dich mit dem Befehl sign-in wieder an.',
  'email.oauth.expired':
    'Es wartet keine Anmeldung bei {provider} auf dich, oder ihre Zeit ist vorbei. Beginne von vorn.',
  'email.oauth.refused': '{provider} hat dieses Gateway nicht hineingelassen. Beginne von vorn, und erlaube es dort.',
  'email.oauth.no-code':
    'Das ist nicht die Adresse der Seite, auf der die Anmeldung endete. Kopiere die ganze Adresse aus dem Browser: sie beginnt mit http und enthält einen Code.',
  'email.oauth.other-code':
    'Das ist die Antwort auf eine andere Anmeldung. Beginne von vorn, und nimm den neuesten Link.',
  'email.oauth.no-refresh':
    '{provider} ließ dieses Gateway nur für eine Stunde hinein. Die Verwalter müssen es um dauernden Zugang bitten (scope offline_access).',
  'email.oauth.unavailable':
    '{provider} kann im Moment nicht gefragt werden. Versuche es in einigen Minuten noch einmal.',
  'email.probe.host-unknown':
    'Der {protocol}-Server {server} ist unter diesem Namen nicht bekannt. Prüfe, wie er geschrieben wird.',
  'email.probe.address-refused':
    'Der {protocol}-Server {server} hat keine Adresse des öffentlichen Internets, darum verbindet sich dieses Gateway nicht mit ihm. Nenne einen anderen, oder bitte die Verwalter, sein Netz zu erlauben.',
  'email.probe.unreachable':
    'Der {protocol}-Server {server} ist nicht erreichbar. Prüfe Namen und Port, oder versuche es später noch einmal.',
  'email.probe.timeout':
    'Der {protocol}-Server {server} hat nicht rechtzeitig geantwortet. Prüfe Namen und Port, oder versuche es später noch einmal.',
  'email.probe.tls-failed':
    'Es kam keine verschlüsselte Verbindung zum {protocol}-Server {server} zustande{said}. Prüfe Port und Verschlüsselung in deiner Anmeldung.',
  'email.probe.certificate-refused':
    'Dem Zertifikat des {protocol}-Servers {server} ist nicht zu trauen{said}, darum wurde dein Passwort nicht gesendet. Prüfe den Namen des Servers, oder frage, wer ihn betreibt.',
  'email.probe.protocol':
    'Der {protocol}-Server {server} antwortet nicht wie einer{said}. Prüfe Namen, Port und Verschlüsselung in deiner Anmeldung.',
  'email.probe.throttled':
    'Der {protocol}-Server {server} lässt im Moment niemanden hinein{said}. Versuche es in einigen Minuten noch einmal.',
  'email.probe.no-password-login':
    'Der {protocol}-Server {server} lässt über diese Verbindung niemanden sich mit einem Passwort einloggen. Prüfe Port und Verschlüsselung, oder frage deinen Anbieter, wie Mailprogramme sich einloggen.',
  'email.probe.login-refused':
    'Der {protocol}-Server {server} nahm das Passwort von {user} nicht an{said}. Prüfe das Passwort, und den Benutzernamen, wenn er nicht die Mailadresse ist.',
  'email.probe.smtp-login-refused':
    'Mail zu lesen geht, aber der SMTP-Server {server} nahm das Passwort von {user} nicht an{said}. Setze Benutzernamen und Passwort zum Senden, oder erlaube bei deinem Anbieter das Senden durch Mailprogramme.',
  'email.probe.login-or-switch':
    '{provider} nahm das Passwort nicht an{said}. Prüfe es, und schalte IMAP bei {help} ein: es ist aus, bis du das tust.',
  'email.probe.app-password':
    '{provider} will ein Passwort, das du dort für dieses Gateway machst (App-Passwort), nicht das deines Kontos{said}.',
  'email.probe.app-password-at':
    '{provider} will ein Passwort, das du dort für dieses Gateway machst (App-Passwort), nicht das deines Kontos. Mache eines bei {help} und melde dich damit an.',
  'email.probe.sign-in-needed':
    '{provider} nimmt von Mailprogrammen keine Passwörter mehr{said}. Wo die Verwalter das Anmelden eingerichtet haben, lass das Passwort leer; sonst benutze ein anderes Postfach.',
  'email.probe.switched-off':
    '{provider} hat {protocol} für dieses Postfach ausgeschaltet{said}. Schalte es dort ein und melde dich noch einmal an.',
  'email.probe.switched-off-at':
    '{provider} hat {protocol} für dieses Postfach ausgeschaltet. Schalte es bei {help} ein und melde dich noch einmal an.',

  'email.address.prompt': 'Schreibe eine Mailadresse, etwa alice@example.com.',
  'email.address.prompt-label': 'Mailadresse',
  'email.address.write-as': 'Schreibe diese Adresse als {suggestion}.',
  'email.address.empty': 'Schreibe eine Mailadresse, etwa alice@example.com.',
  'email.address.no-at':
    '{written} ist keine Mailadresse, weil sie kein At-Zeichen hat. Schreibe eine ganze, etwa alice@example.com.',
  'email.address.local-empty':
    '{written} ist keine Mailadresse, weil vor dem At-Zeichen nichts steht. Schreibe eine ganze, etwa alice@example.com.',
  'email.address.local':
    '{written} ist keine Mailadresse: vor dem At-Zeichen stehen Zeichen, die Anführungszeichen brauchen oder dort nicht stehen dürfen. Prüfe, wie sie geschrieben wird.',
  'email.address.comment':
    '{written} hat etwas in Klammern, wohin keine Mail gesendet wird. Schreibe die Adresse ohne das.',
  'email.address.domain':
    '{written} ist keine Mailadresse, weil hinter dem At-Zeichen keine Domain steht. Prüfe, wie sie geschrieben wird.',
  'email.address.too-long':
    '{written} ist zu lang für eine Mailadresse: vor dem At-Zeichen dürfen höchstens 64 Byte stehen, und 254 im Ganzen. Prüfe, wie sie geschrieben wird.',
  'email.address.no-reply':
    '{address} sendet nur Mail, und niemand liest, was dorthin gesendet wird. Suche in der letzten Mail von dort einen anderen Weg zu antworten.',

  'email.field.account': 'Konto',
  'email.field.address': 'Mailadresse',
  'email.field.answer': 'Antwort',
  'email.field.attachments': 'Dateien',
  'email.field.bcc': 'Blindkopie an',
  'email.field.attachments.description':
    'Adressen (https) von Dateien, die mit der Mail gehen, je eine in einer Zeile.',
  'email.field.body': 'Inhalt',
  'email.field.cc': 'Kopie an',
  'email.field.code': 'Was der Browser zeigte',
  'email.field.code.description':
    'Zum Beginnen nichts. Danach, wo dir das gesagt wurde: die ganze Adresse der Seite, die der Browser am Ende zeigte.',
  'email.field.date': 'Datum',
  'email.field.down': 'Unterbrochen',
  'email.field.folder': 'Ordner',
  'email.field.folder.description': 'Sein Name (siehe folders), oder: inbox, sent, drafts, archive, junk, trash.',
  'email.field.from': 'Von',
  'email.field.host': 'Mailserver',
  'email.field.host.description': 'Sein Name; alle Namen darunter sind mit gemeint: example.com für imap.example.com.',
  'email.field.how': 'Wie',
  'email.field.mail': 'Mail',
  'email.field.mail.description':
    'Ihre Nummer in der letzten Liste, oder die Adresse, von der sie ist. Nichts: die letzte Mail, die kam.',
  'email.field.messages': 'Mails im Posteingang',
  'email.field.parked': 'Stillgelegt',
  'email.field.query': 'Wonach gesucht wird',
  'email.field.query.description':
    'Wörter, und: from:alice, to:bob, subject:"nächste Woche", body:wort, since:2026-01-31, before:2026-02-28, is:unread, is:flagged, in:archive.',
  'email.field.reason': 'Grund',
  'email.field.row': 'Nummer',
  'email.field.since': 'Seit',
  'email.field.state': 'Zustand',
  'email.field.subject': 'Betreff',
  'email.field.to': 'An',
  'email.field.to.description': 'Mailadressen, mit Kommas dazwischen.',
  'email.field.unseen': 'Ungelesen',
  'email.field.up': 'Verbunden',
  'email.field.use': 'Für',
  'email.field.vcard': 'vCard',
  'email.field.vcard.description':
    'Der Text von vCards, oder die Adresse (https) einer Datei mit solchen. Nichts: die Leute, denen du Mail gesendet hast.',
  'email.field.waiting': 'Wartend',
  'email.field.watch': 'Beobachtet',
  'email.field.who': 'Wer',
  'email.field.who.description': 'Eine Mailadresse, oder eine ganze Domain: @example.org.',
  'email.yes': 'ja',
  'email.line': '{row}. {head}: {subject}',
  'email.line.unseen': '{row}. {head}: {subject} (neu)',
  'email.line.to': 'an {who}',
  'email.line.no-subject': 'kein Betreff',
  'email.months': 'Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez',
  'email.folder.inbox': 'neue Mail',
  'email.folder.sent': 'gesendete Mail',
  'email.folder.drafts': 'Entwürfe',
  'email.folder.junk': 'Unerwünschtes',
  'email.folder.trash': 'was gelöscht wurde',
  'email.folder.archive': 'Archiv',
  'email.folder.all': 'alle Mail',
  'email.folder.flagged': 'was gekennzeichnet ist',
  'email.state.up': 'verbunden',
  'email.state.down': 'nicht verbunden; es wird von selbst wieder versucht',
  'email.state.parked':
    'der Mailserver lässt mich nicht hinein; es wird nichts versucht, bevor du die Anmeldung änderst oder resume schreibst',
  'email.state.waiting': 'noch nicht verbunden',
  'email.state.address': 'eine Adresse dieses Gateways: es gibt nichts, womit zu verbinden wäre',
  'email.watch.idle': 'die ganze Zeit',
  'email.watch.poll': 'alle paar Minuten',
  'email.order.silent': 'Wer deine Mail hält, antwortet im Moment nicht. Versuche es in einer Minute noch einmal.',
  'email.order.unknown':
    'Deine Mail hält eine andere Ausgabe dieses Gateways, die diesen Befehl nicht kennt. Versuche es später noch einmal.',
  'email.order.no-mailbox':
    'Dieses Konto ist eine Adresse dieses Gateways und hat kein Postfach, darum gibt es keine Ordner und nichts zu suchen oder zu verschieben.',
  'email.order.no-such-mail': 'Eine solche Mail gibt es hier nicht (mehr). Suche sie mit search.',
  'email.order.no-such-row':
    'Die letzte Liste hat keine Nummer {row}, oder sie ist über einen Tag alt. Mache mit search eine neue.',
  'email.order.no-mail-with': 'Hier ist keine Mail mit {contact} bekannt. Suche sie mit search.',
  'email.order.none-came': 'Es ist noch keine Mail gekommen.',
  'email.order.not-kept':
    'Diese Mail wird hier nicht mehr aufbewahrt: für Adressen dieses Gateways werden Mails nur eine Weile ganz aufbewahrt.',
  'email.order.no-html': 'Diese Mail hat kein HTML, nur den Text, den du kennst.',
  'email.order.no-place':
    'Es gibt keinen Ort für Dateien: die Verwalter dieses Gateways haben HTTP nicht eingerichtet.',
  'email.order.no-message-id':
    'Diese Mail hat keine Message-ID, darum könnte keine Antwort sie nennen. Schreibe mit send eine neue Mail.',
  'email.order.no-sign-in':
    'Keines deiner Postfächer ist bei einem Anbieter, bei dem du dich anmeldest. Was sie brauchen, steht in deiner Anmeldung.',
  'email.order.no-draft':
    'Diese Mail ist kein Entwurf, darum wird sie nicht gesendet. Wähle einen aus der Liste, die drafts zeigt.',
  'email.order.encrypted':
    'Diese Mail kam verschlüsselt, für dich allein. Gib sie als Datei weiter, die verschlüsselt bleibt, oder schreibe, was die anderen wissen dürfen.',
  'email.order.no-invitation': 'In dieser Mail ist keine Einladung, die beantwortet werden könnte.',
  'email.command.send': 'Eine Mail schreiben',
  'email.command.send.about': 'sendet eine Mail, mit Betreff, Kopien und Dateien',
  'email.command.send.instructions':
    'Sie geht hinaus wie jede Nachricht an einen Kontakt, und Fehler kommen von ihren Empfängern zurück.',
  'email.command.send.done': 'Die Mail an {contact} ist unterwegs.',
  'email.command.send.done-several': 'Die Mail an {contact} und {others} weitere ist unterwegs.',
  'email.command.send.nobody': 'Diese Mail nennt niemanden, an den sie gehen könnte. Nenne mindestens eine Adresse.',
  'email.command.send.url': '{url} ist keine Adresse einer Datei. Schreibe eine, die mit https:// beginnt.',
  'email.command.send.files': 'Eine Mail darf höchstens {most} Dateien haben. Sende die anderen mit einer weiteren.',
  'email.command.reply-all': 'Allen antworten',
  'email.command.reply-all.about': 'beantwortet eine Mail, an alle darin',
  'email.forwarded': '---------- Weitergeleitete Nachricht ----------',
  'email.command.forward': 'Eine Mail weitergeben',
  'email.command.forward.about': 'sendet eine Mail an jemand anderen weiter',
  'email.command.forward.quoted': 'ihren Text und ihre Dateien',
  'email.command.forward.attached': 'die ganze Mail als Datei',
  'email.command.drafts': 'Entwürfe',
  'email.command.drafts.about': 'die Mails, die du zu schreiben begonnen hast',
  'email.command.drafts.none': 'Es gibt keine Entwürfe. Schreibe draft, um einen zu beginnen.',
  'email.command.drafts.how': 'Sende einen mit seiner Nummer: send-draft 1.',
  'email.command.draft': 'Einen Entwurf schreiben',
  'email.command.draft.about': 'legt eine Mail zu deinen Entwürfen',
  'email.command.draft.done': 'Er liegt in {folder}.',
  'email.command.draft.empty': 'Ein Entwurf braucht einen Betreff oder einen Text.',
  'email.command.send-draft': 'Einen Entwurf senden',
  'email.command.send-draft.about': 'sendet einen deiner Entwürfe',
  'email.command.blocked': 'Gesperrte Absender',
  'email.command.blocked.about': 'wessen Mail du nicht willst',
  'email.command.blocked.none': 'Du hast niemanden gesperrt.',
  'email.command.block': 'Einen Absender sperren',
  'email.command.block.about': 'von diesem Absender kommt keine Mail mehr',
  'email.command.block.done': 'Von {who} kommt keine Mail mehr.',
  'email.command.unblock': 'Einen Absender entsperren',
  'email.command.unblock.about': 'von diesem Absender kommt wieder Mail',
  'email.command.unblock.done': 'Von {who} kommt wieder Mail.',
  'email.command.accept': 'Einen Absender annehmen',
  'email.command.accept.about': 'Mail dieses Absenders kommt, auch die, die wartet',
  'email.command.accept.done': 'Mail von {who} kommt von jetzt an.',
  'email.command.important': 'Wichtige Absender',
  'email.command.important.about': 'wessen Mail sofort kommt, auch während du abwesend bist',
  'email.command.important.none': 'Du hast niemanden als wichtig genannt.',
  'email.command.add-important': 'Einen wichtigen Absender hinzufügen',
  'email.command.add-important.about': 'Mail dieses Absenders kommt sofort, auch während du abwesend bist',
  'email.command.add-important.done': 'Mail von {who} kommt von jetzt an sofort.',
  'email.command.remove-important': 'Einen wichtigen Absender entfernen',
  'email.command.remove-important.about': 'Mail dieses Absenders kommt wie andere Mail',
  'email.command.remove-important.done': 'Mail von {who} kommt von jetzt an wie andere Mail.',
  'email.command.senders.domain': '{domain} ist keine Maildomain. Schreibe sie als @example.org.',
  'email.command.senders.full':
    'Von dir sind so viele Absender bekannt, dass für mehr kein Platz ist. Nimm zuerst einige heraus.',
  'email.command.room': 'Ein Gespräch als Raum betreten',
  'email.command.room.about': 'lädt dich in den Raum einer Mail an mehrere Leute ein',
  'email.command.unsubscribe': 'Eine Mailingliste verlassen',
  'email.command.unsubscribe.about': 'verlässt die Mailingliste einer Mail',
  'email.command.rsvp': 'Eine Einladung beantworten',
  'email.command.rsvp.about': 'beantwortet die Einladung in einer Mail',
  'email.command.rsvp.choose': 'Wähle eine der Antworten.',
  'email.command.rsvp.accepted': 'Ich komme',
  'email.command.rsvp.declined': 'Ich komme nicht',
  'email.command.rsvp.tentative': 'Vielleicht',
  'email.command.rsvp.accepted.subject': 'Zugesagt: {title}',
  'email.command.rsvp.declined.subject': 'Abgesagt: {title}',
  'email.command.rsvp.tentative.subject': 'Mit Vorbehalt: {title}',
  'email.command.import-contacts': 'Kontakte einlesen',
  'email.command.import-contacts.about':
    'fügt Leute zu deinen Kontakten hinzu: aus vCards, oder denen du geschrieben hast',
  'email.command.import-contacts.instructions':
    'Sie werden zu deinen Kontakten hinzugefügt, wo dein Server mich das tun lässt; sonst fragt er dich zu jedem.',
  'email.command.import-contacts.none': 'Es wurde niemand mit einer Mailadresse gefunden.',
  'email.command.import-contacts.done':
    '{added} von {found} Leuten wurden hinzugefügt; die anderen sind schon da, oder kommen beim nächsten Einlesen.',
  'email.command.import-contacts.no-vcard': 'Das ist keine vCard. Sie beginnt mit BEGIN:VCARD.',
  'email.command.import-contacts.long':
    'Das ist zu lang für ein Formular. Lege es als Datei ins Web, und gib deren Adresse an.',
  'email.command.full': 'Ganzer Text einer Mail',
  'email.command.full.about': 'der ganze Text einer Mail, mit dem, was sie zitiert',
  'email.command.full.long': 'Der Text ist zu lang, um hier gezeigt zu werden. Er liegt unter:',
  'email.command.full.none': 'Diese Mail hat keinen Text.',
  'email.command.read': 'Text einer Mail',
  'email.command.read.about': 'der Text einer Mail und ihre Dateien',
  'email.command.headers': 'Kopf einer Mail',
  'email.command.headers.about': 'der Kopf einer Mail, wie er kam',
  'email.command.raw': 'Mail als Datei',
  'email.command.raw.about': 'eine Mail als Datei (.eml), wie sie kam',
  'email.command.html': 'Mail als Seite',
  'email.command.html.about': 'was das HTML einer Mail zeigt, als Seite, die nichts von anderswo lädt',
  'email.command.search': 'Mail suchen',
  'email.command.search.about': 'sucht Mails in deinem Postfach',
  'email.command.search.instructions':
    'Was leer bleibt, zählt nicht. Ganz ohne etwas: die neuesten Mails des Posteingangs.',
  'email.command.search.day': '{value} ist kein Tag. Schreibe einen wie 2026-01-31.',
  'email.command.search.is':
    '{value} ist nichts, was eine Mail sein kann. Schreibe is:unread, is:read oder is:flagged.',
  'email.command.search.none': 'Keine Mail ist so.',
  'email.command.search.how': 'Nenne eine Mail mit ihrer Nummer: full 1, archive 2.',
  'email.command.folders': 'Ordner',
  'email.command.folders.about': 'die Ordner deines Postfachs',
  'email.command.move': 'Eine Mail verschieben',
  'email.command.move.about': 'verschiebt eine Mail in einen anderen Ordner',
  'email.command.move.done': 'Sie liegt jetzt in {folder}.',
  'email.command.archive': 'Eine Mail ins Archiv legen',
  'email.command.archive.about': 'verschiebt eine Mail ins Archiv',
  'email.command.delete': 'Eine Mail löschen',
  'email.command.delete.about': 'verschiebt eine Mail in den Papierkorb',
  'email.command.junk': 'Das ist unerwünscht',
  'email.command.junk.about':
    'verschiebt eine Mail zum Unerwünschten, und kennzeichnet sie, damit Filter daraus lernen',
  'email.command.not-junk': 'Das ist erwünscht',
  'email.command.not-junk.about': 'verschiebt eine Mail vom Unerwünschten zurück in den Posteingang',
  'email.command.mailbox': 'Mein Postfach',
  'email.command.mailbox.about': 'ob dein Postfach verbunden ist, und was ungelesen ist',
  'email.command.sign-in': 'Beim Anbieter anmelden',
  'email.command.sign-in.about': 'meldet dich beim Anbieter deines Postfachs an, wo er keine Passwörter nimmt',
  'email.command.sign-in.instructions': 'Dir wird eine Seite gesagt, die zu öffnen ist.',
  'email.oauth.done': 'Du hast dich angemeldet. Das Postfach {address} wird jetzt geöffnet.',
  'email.command.resume': 'Wieder verbinden',
  'email.command.resume.about': 'versucht wieder, sich mit deinem Postfach zu verbinden',
  'email.command.resume.done': 'Es wird jetzt versucht. Schreibe gleich mailbox, um zu sehen, was daraus wurde.',
  'email.command.mailboxes': 'Postfächer',
  'email.command.mailboxes.about': 'wie viele Postfächer es bei welchen Mailservern gibt, und welche sich nicht öffnen',
  'email.command.mailboxes.none': 'Hier ist kein Postfach offen.',
  'email.command.mailboxes.parked': '{jid} bei {host}: {reason}',
  'email.command.mailboxes.paused': '{host} ist angehalten seit {since}.',
  'email.command.pause-provider': 'Einen Mailserver anhalten',
  'email.command.pause-provider.about': 'verbindet sich vorerst mit keinem Postfach bei einem Mailserver',
  'email.command.pause-provider.done':
    'Von jetzt an wird mit keinem Postfach bei {host} verbunden und nichts dorthin gesendet, bis du resume-provider {host} schreibst.',
  'email.command.pause-provider.host': '{host} ist kein Name eines Mailservers.',
  'email.command.pause-provider.full':
    'Es sind so viele Mailserver angehalten, dass es nicht mehr sein können. Lass zuerst einige weitermachen.',
  'email.command.pause-provider.late':
    '{silent} Teile des Gateways haben nicht geantwortet; sie folgen, wenn sie das nächste Mal nachsehen.',
  'email.command.resume-provider': 'Mit einem Mailserver weitermachen',
  'email.command.resume-provider.about': 'verbindet sich wieder mit den Postfächern bei einem Mailserver',
  'email.command.resume-provider.done': 'Mit den Postfächern bei {host} wird wieder verbunden.',
  'email.mailbox.paused':
    'Die Verwalter dieses Gateways haben die Verbindungen zu {host} angehalten. Deine Mail bleibt dort; versuche es später noch einmal.',
  'email.command.mailboxes.silent': '{silent} Teile des Gateways haben nicht geantwortet und fehlen hier.',

  'email.subject.none': 'Nachricht von {name}',
  'email.correction': 'Berichtigung meiner letzten Mail:\n\n{text}',
  'email.nobody': 'Diese Nachricht nennt niemanden, an den eine Mail gehen könnte.',
  'email.too-large':
    'Die Mail wäre größer als die {most} MiB, die gesendet werden dürfen. Sende statt der Datei einen Link auf sie.',
  'email.file.link': '{name}: {url}',
  'email.file.lost': '{name} kam mit dieser Mail und konnte nicht aufbewahrt werden: {reason}',
  'email.file.no-place':
    'Es gibt keinen Ort für Dateien: die Verwalter dieses Gateways haben HTTP nicht eingerichtet. Die Datei ist noch in der Mail.',
  'email.cut': '[…]',
  'email.over-limit':
    'Diese Mail ist zu groß, um hierher gebracht zu werden ({size} MiB). Sie liegt im Postfach. Was darin ist:\n{parts}',
  'email.group.unknown':
    'Niemand weiß mehr, wer in diesem Gespräch war. Schreibe den Leuten darin an ihre eigenen Adressen.',
  'email.list.unknown': 'Hier ist keine Mail dieser Liste bekannt, darum weiß niemand, wohin Beiträge zu ihr gehen.',
  'email.account.gone':
    'Dieses Konto hat keine Mailadresse mehr. Melde dich noch einmal an, oder ändere die Anmeldung.',
  'email.oauth.no-provider':
    'Die Verwalter dieses Gateways haben bei diesem Anbieter kein Anmelden mehr. Bitte darum, oder melde dich mit einem Passwort an.',
  'email.mailbox.no-login':
    'Ich habe kein Passwort für dieses Postfach. Ändere die Anmeldung und sage es, oder melde dich mit dem Befehl sign-in bei deinem Anbieter an.',
  'email.mailbox.parked':
    'Der Mailserver lässt mich nicht in {address}: {reason} Von selbst versuche ich es nicht wieder. Ändere die Anmeldung, dann tue ich es.',
  'email.given-up':
    'Der Mailserver war tagelang nicht erreichbar oder nahm die Mail nicht; sie wird nicht mehr versucht.',
  'email.unknown':
    'Die Mail wurde übergeben, und die Antwort ging verloren: vielleicht ist sie gesendet. Von selbst wird sie nicht noch einmal gesendet, damit niemand sie zweimal bekommt.',
  'email.loop': 'Diese Mail geht zwischen Mailservern im Kreis.',
  'email.policy.kept':
    'Mails gehen durch die Mailserver von Absender und Empfänger, die sie aufbewahren, wie sie wollen. Das Gateway bewahrt den Text einer Mail nur unterwegs auf, und Mails an seine eigenen Adressen ganz für {days} Tage, oder solange sie auf ihren Empfänger warten, verschlüsselt; ids, Betreffe und Adressen werden ein Jahr lang aufbewahrt, damit Antworten ihr Gespräch finden, und was in einem Raum gesagt wird, den jemand betreten hat oder in den jemand eingeladen ist, für {rooms} Tage.',
  'email.policy':
    'Mails gehen durch die Mailserver von Absender und Empfänger, die sie aufbewahren, wie sie wollen. Das Gateway bewahrt den Text einer Mail nur unterwegs auf, verschlüsselt, wo sie auf ihren Empfänger wartet; ids, Betreffe und Adressen werden ein Jahr lang aufbewahrt, damit Antworten ihr Gespräch finden, und was in einem Raum gesagt wird, den jemand betreten hat oder in den jemand eingeladen ist, für {rooms} Tage.',

  'email.key.explain':
    'Wenn du dem Gateway deinen S/MIME-Schlüssel gibst, signiert es, was du sendest, und öffnet, was für dich verschlüsselt ist. Dann kann es diese Mails lesen, und wer es betreibt, auch; auf dem Weg zu deinem Programm sind sie geschützt wie alle deine Nachrichten. Der Schlüssel wird verschlüsselt aufbewahrt, nie gezeigt, und ist fort, wenn du ihn entfernst. Ohne ihn kommen verschlüsselte Mails zu dir, wie sie sind, für ein Programm, das deinen Schlüssel hat.',
  'email.key.kept':
    'Dein Schlüssel für {address} wird aufbewahrt. Er gilt bis {day}, wurde von {maker} gemacht und hat den Fingerabdruck {fingerprint}.',
  'email.key.none': 'Das Gateway hat keinen Schlüssel für {address}. Gib einen mit dem Befehl add-key.',
  'email.key.removed':
    'Der Schlüssel für {address} ist fort. Mails, die für ihn verschlüsselt sind, kommen zu dir, wie sie sind.',
  'email.key.confirm': 'Gibst du dem Gateway deinen Schlüssel?',
  'email.key.not-confirmed': 'Es wurde nichts getan. Setze die Antwort auf ja, wenn du es willst.',
  'email.key.missing': 'Schreibe den Schlüssel in das Feld, oder die Adresse, wo seine Datei liegt.',
  'email.key.no-account': 'Es gibt kein Konto von dir, für das der Schlüssel sein könnte. Melde dich zuerst an.',
  'email.key.unreadable': 'Der Schlüssel war nicht zu lesen. Gib ihn noch einmal.',
  'email.field.key-file': 'Der Schlüssel',
  'email.field.key-file.description':
    'Eine PEM-Datei mit dem privaten Schlüssel und seinem Zertifikat, als Text; oder eine PKCS-#12-Datei in Base64',
  'email.field.key-url': 'Oder wo seine Datei liegt',
  'email.field.key-url.description': 'Eine Adresse, von der das Gateway sie holen kann. Lösche sie dort danach',
  'email.field.key-password': 'Passwort der Datei',
  'email.field.key-confirm': 'Ja',
  'email.command.key': 'Mein S/MIME-Schlüssel',
  'email.command.key.about': 'sagt, welchen Schlüssel von dir das Gateway hat',
  'email.command.add-key': 'Dem Gateway meinen S/MIME-Schlüssel geben',
  'email.command.add-key.about':
    'lässt das Gateway signieren, was du sendest, und öffnen, was für dich verschlüsselt ist',
  'email.command.remove-key': 'Meinen S/MIME-Schlüssel entfernen',
  'email.command.remove-key.about': 'lässt das Gateway deinen Schlüssel vergessen',
  'email.command.remove-key.confirm':
    'Mails, die für ihn verschlüsselt sind, können hier nicht mehr gelesen werden. Ihn entfernen?',
  'email.key.unknown-file':
    'Diese Datei enthält keinen Schlüssel, den das Gateway lesen kann. Sende eine PKCS-#12-Datei (.p12 oder .pfx), oder eine PEM-Datei mit dem privaten Schlüssel und seinem Zertifikat.',
  'email.key.needs-password': 'Diese Datei ist geschützt. Sende ihr Passwort mit.',
  'email.key.wrong-password':
    'Das Passwort dieser Datei ist falsch. Versuche es noch einmal, mit dem, das du gewählt hast, als die Datei gemacht wurde.',
  'email.key.unsupported':
    'Diese Datei ist auf eine Weise verschlüsselt, die das Gateway nicht kennt. Gib den Schlüssel neu aus, mit AES-256 oder Triple DES.',
  'email.key.costly':
    'Diese Datei zu öffnen braucht mehr Rechenrunden, als das Gateway für irgendjemanden tut. Gib den Schlüssel neu aus, mit höchstens 200.000.',
  'email.key.no-key':
    'In dieser Datei ist kein privater Schlüssel, nur Zertifikate. Gib sie noch einmal aus, zusammen mit dem Schlüssel.',
  'email.key.no-certificate':
    'Kein Zertifikat in dieser Datei gehört zu dem privaten Schlüssel darin. Gib den Schlüssel noch einmal aus, zusammen mit seinem Zertifikat.',
  'email.key.expired': 'Dieses Zertifikat endete am {day}. Besorge ein neues von dem, der es gemacht hat.',
  'email.key.not-yet': 'Dieses Zertifikat gilt erst ab {day}. Sende es dann noch einmal.',
  'email.key.address':
    'Dieses Zertifikat ist für {named}, nicht für {address}. Sende das für die Adresse, von der dieses Konto sendet.',
  'email.key.usage':
    'Das Zertifikat von {owner} ist nicht für Mail: es darf weder signieren noch verschlüsseln. Bitte den, der es gemacht hat, um eines, das es darf.',
  'email.signature.good': 'Signiert von {address}, verbürgt von {maker}. Ob das widerrufen wurde, ist nicht bekannt.',
  'email.signature.address':
    'Signiert von {owner}, und das ist nicht, von wem diese Mail zu sein sagt. Nimm sie als nicht signiert.',
  'email.signature.changed': 'Diese Mail wurde nach dem Signieren verändert. Verlasse dich nicht auf sie.',
  'email.signature.forged': 'Die Signatur dieser Mail ist nicht von dem, den sie nennt. Verlasse dich nicht auf sie.',
  'email.signature.malformed': 'Die Signatur dieser Mail ist nicht zu lesen. Nimm sie als nicht signiert.',
  'email.signature.no-certificate':
    'Diese Mail ist signiert, aber das Zertifikat dessen, der sie signiert hat, kam nicht mit. Nimm sie als nicht signiert, oder bitte um das Zertifikat.',
  'email.signature.weak':
    'Die Signatur dieser Mail wurde mit etwas gemacht, das heute gefälscht werden kann. Nimm sie als nicht signiert.',
  'email.signature.unsupported':
    'Diese Mail ist auf eine Weise signiert, die das Gateway nicht kennt. Nimm sie als nicht signiert.',
  'email.signature.untrusted':
    'Signiert von {owner}, verbürgt von {maker}, dem dieses Gateway nicht traut. Vergleiche den Fingerabdruck mit dem Besitzer: {fingerprint}',
  'email.signature.expired':
    'Signiert von {owner} mit einem Zertifikat, das schon beendet war. Nimm sie als nicht signiert.',
  'email.signature.not-yet-valid':
    'Signiert von {owner} mit einem Zertifikat, das noch nicht galt. Nimm sie als nicht signiert.',
  'email.signature.usage':
    'Signiert von {owner} mit einem Zertifikat, das dafür nicht ist. Nimm sie als nicht signiert.',
  'email.signature.names':
    'Signiert von {owner} mit einem Zertifikat, das der, der es gemacht hat, nicht geben darf. Nimm sie als nicht signiert.',
  'email.signature.unknown':
    'Signiert von {owner} mit einem Zertifikat, das dieses Gateway nicht versteht. Nimm sie als nicht signiert.',
  'email.decrypt.not-for-us':
    'Diese Mail ist für einen anderen Schlüssel verschlüsselt als den, den das Gateway für dich hat. Sie hängt an, wie sie kam.',
  'email.decrypt.unsupported':
    'Diese Mail ist auf eine Weise verschlüsselt, die das Gateway nicht kennt. Sie hängt an, wie sie kam.',
  'email.decrypt.broken':
    'Diese Mail ist verschlüsselt und wurde unterwegs beschädigt oder verändert. Sie hängt an, wie sie kam; bitte noch einmal um sie.',
  'email.decrypt.malformed':
    'Diese Mail sagt, dass sie verschlüsselt ist, und ist nicht zu lesen. Sie hängt an, wie sie kam.',
  'email.decrypt.no-key':
    'Diese Mail ist verschlüsselt, und das Gateway hat keinen Schlüssel von dir. Sie hängt an, wie sie kam, für ein Programm, das einen hat.',
  'email.encrypt.no-certificate':
    'Es gibt kein Zertifikat von {address}, dem das Gateway traut, darum wurde die Nachricht nicht verschlüsselt und nicht gesendet. Bitte um eine signierte Mail, oder schalte die Verschlüsselung aus.',
  'email.encrypt.hidden':
    'Eine verschlüsselte Mail nennt alle, die sie lesen können, darum wurde die Nachricht nicht gesendet. Schreibe verborgenen Empfängern in eigenen Mails, oder schalte die Verschlüsselung aus.',
  'email.encrypt.own-key':
    'Der Schlüssel von {address} kann nicht signieren, darum wurde die Nachricht nicht gesendet. Gib einen RSA-Schlüssel.',
  'email.encrypt.no-key':
    'Du hast hier keinen S/MIME-Schlüssel, darum wurde die Nachricht nicht gesendet. Gib einen mit dem Befehl key, oder schalte Signieren und Verschlüsseln in deiner Anmeldung aus.',
  'email.encrypt.expired':
    'Dein Zertifikat endete am {day}, darum wurde die Nachricht nicht gesendet. Gib einen neuen Schlüssel mit dem Befehl add-key, oder schalte Signieren und Verschlüsseln in deiner Anmeldung aus.',
  'email.secure.failed':
    'Diese Mail zu signieren, zu verschlüsseln oder zu öffnen dauerte zu lange. Sende große Dateien als Links, außerhalb von ihr.',
  'email.encrypted.opened': 'Diese Mail kam für dich verschlüsselt.',
  'email.encrypted.unsure':
    'Diese Mail kam für dich verschlüsselt. Nichts zeigt, wer sie geschrieben hat oder dass sie unterwegs nicht verändert wurde.',
  'email.openpgp.signed': 'Diese Mail ist mit OpenPGP signiert, was das Gateway nicht prüft. Die Signatur hängt an.',
  'email.openpgp.encrypted':
    'Diese Mail ist mit OpenPGP verschlüsselt. Sie hängt an, wie sie kam, für ein Programm, das deinen Schlüssel hat.',
  'email.openpgp.key': 'Der OpenPGP-Schlüssel von {address} kam mit (Autocrypt).',
  'email.object.lost': 'Nichts sagt, wo dieses Objekt liegt, darum wurde es nicht gesendet. Sende es noch einmal.',
  'email.object.no-place':
    'Das Gateway holt keine Dateien: die Verwalter haben HTTP nicht eingerichtet. Sende Objekte von höchstens 32 KiB, in der Nachricht.',
  'email.object.changed':
    'Was an der Adresse dieses Objekts liegt, ist nach seiner Prüfsumme nicht, was gesendet wurde. Lade es noch einmal hoch.',
  'email.object.unsafe':
    'Mailserver würden dieses Objekt unterwegs verändern: es hat Bytes jenseits von ASCII, andere Zeilenenden als CRLF, oder Zeilen von mehr als 998 Byte. Kodiere seinen Inhalt in Base64, und sende es dann noch einmal.',
  'email.direct.subject': 'Gesicherte Nachricht',
  'email.direct.object': 'Das kam signiert und verschlüsselt von {address}, einem deiner Partner.',
  'email.direct.processed': 'Der Agent von {address} hat die Nachricht genommen und steht jetzt für sie ein.',
  'email.direct.dispatched': 'Die Nachricht ist in den Händen von {address}.',
  'email.direct.displayed': 'Die Nachricht wurde {address} gezeigt.',
  'email.direct.hidden':
    'Alle, die ein Objekt bekommen, müssen darin genannt sein, darum wurde nichts gesendet. Sende es ohne verborgene Empfänger.',
  'email.direct.no-key':
    'Es gibt keinen Schlüssel, um das zu signieren, darum wurde nichts gesendet. Bitte die Verwalter um einen, oder gib deinen mit dem Befehl add-key.',
  'email.direct.not-allowed':
    'Objekte werden nur mit Partnern getauscht, die die Verwalter erlaubt haben, und {address} ist keiner davon. Es wurde nichts gesendet.',
  'email.direct.no-certificate':
    'Es gibt kein Zertifikat von {address}, für das jemand bürgt, dem dieses Gateway für jenen Partner traut, darum wurde nichts gesendet. Bitte die Verwalter, eines zu besorgen.',
  'email.direct.own-address':
    'Dein Zertifikat ist nicht für {address}, wovon das gesendet würde. Gib den Schlüssel jener Adresse.',
  'email.direct.own-expired':
    'Dein Zertifikat für {address} gilt jetzt nicht. Gib ein neues, und sende das dann noch einmal.',
  'email.direct.own-key':
    'Dein Schlüssel für {address} kann nicht signieren, oder für einen Empfänger kann nicht verschlüsselt werden. Gib einen RSA-Schlüssel.',
  'email.direct.sender': 'Die Nachricht nennt keinen Absender, oder mehrere. Sie muss einen nennen.',
  'email.direct.not-encrypted':
    'Die Nachricht von {address} war nicht verschlüsselt. Verschlüssele sie mit dem Zertifikat ihres Empfängers.',
  'email.direct.not-opened':
    'Die Nachricht von {address} war nicht zu öffnen: sie war beschädigt, oder mit einem anderen Zertifikat verschlüsselt als dem ihres Empfängers.',
  'email.direct.not-signed':
    'Die Nachricht von {address} war nicht signiert. Signiere sie, bevor sie verschlüsselt wird.',
  'email.direct.address':
    'Die Nachricht von {address} war von jemand anderem signiert. Signiere sie mit dem Zertifikat ihres Absenders.',
  'email.direct.changed': 'Die Nachricht von {address} wurde nach dem Signieren verändert. Sende sie noch einmal.',
  'email.direct.untrusted':
    'Das Zertifikat von {address} ist keines, auf das sich dieses Gateway für jenen Partner verlässt.',
  'email.direct.expired': 'Das Zertifikat von {address} gilt jetzt nicht. Signiere mit einem gültigen.',
  'email.direct.refused-there':
    'Der Agent von {address} nahm die Nachricht nicht. Er sagt in einer eigenen Mail, warum.',
  'email.direct.bounced': 'Die Nachricht konnte dem Agenten von {address} nicht zugestellt werden.',
  'email.direct.silence':
    'Der Agent von {address} sagte nicht rechtzeitig, dass er die Nachricht nahm. Sie gilt als nicht zugestellt.',

  'email.imap.host-unknown': 'Der Name des Mailservers (IMAP) ist nicht bekannt. Prüfe den Host in deiner Anmeldung.',
  'email.imap.address-refused':
    'Der Mailserver (IMAP) hat eine Adresse, mit der sich dieses Gateway nicht verbindet. Gib einen anderen Host an, oder bitte die Verwalter, es zu erlauben.',
  'email.imap.unreachable': 'Der Mailserver (IMAP) ist nicht erreichbar{said}. Es wird wieder versucht.',
  'email.imap.timeout': 'Der Mailserver (IMAP) antwortet nicht. Es wird wieder versucht.',
  'email.imap.tls-failed':
    'Es gibt keine verschlüsselte Verbindung zum Mailserver (IMAP){said}. Prüfe Port und Art der Verschlüsselung in deiner Anmeldung.',
  'email.imap.certificate-refused':
    'Dem Zertifikat des Mailservers (IMAP) ist nicht zu trauen{said}. Prüfe den Host in deiner Anmeldung, oder sage es dem, der den Server betreibt.',
  'email.imap.lost': 'Die Verbindung zum Mailserver (IMAP) ging verloren{said}. Sie wird neu gemacht.',
  'email.imap.protocol':
    'Was der Mailserver (IMAP) antwortet, ist nicht zu verstehen{said}. Prüfe Host und Port in deiner Anmeldung; es wird wieder versucht.',
  'email.imap.throttled':
    'Der Mailserver (IMAP) bittet, ihn eine Weile in Ruhe zu lassen{said}. Es wird später wieder versucht.',
  'email.imap.too-many-connections':
    'Dein Postfach hat so viele Verbindungen, wie der Mailserver erlaubt{said}. Schließe andere Mailprogramme; es wird wieder versucht.',
  'email.imap.sign-in-unavailable': 'Der Mailserver lässt im Moment niemanden hinein{said}. Es wird wieder versucht.',
  'email.imap.sign-in-refused':
    'Der Mailserver nimmt Benutzernamen oder Passwort nicht an{said}. Ändere sie in deiner Anmeldung; vorher wird nichts versucht.',
  'email.imap.sign-in-lost':
    'Der Maildienst lässt dieses Gateway nicht mehr in dein Postfach. Gib ihm in deiner Anmeldung wieder Zugang.',
  'email.imap.refused': 'Der Mailserver hat das abgelehnt{said}.',
  'email.imap.over-quota': 'Dein Postfach ist voll{said}. Entferne Mails, und versuche es dann noch einmal.',
  'email.imap.too-large': 'Diese Mail ist größer, als sie sein darf. Nimm dafür ein Mailprogramm.',
  'email.imap.no-such-mail': 'Diese Mail ist nicht mehr da.',
  'email.imap.no-such-folder': 'In deinem Postfach gibt es keinen solchen Ordner{said}.',
  'email.imap.down': 'Dein Postfach ist im Moment nicht verbunden. Versuche es später noch einmal.',
  'email.imap.busy': 'Von deinem Postfach wird zu viel auf einmal verlangt. Versuche es später noch einmal.',
  'email.imap.not-held': 'Dein Postfach wird gerade von einem anderen Prozess übernommen. Versuche es noch einmal.',
  'email.imap.closed': 'Dein Postfach wird gerade geschlossen. Versuche es später noch einmal.',

  'email.list.no-unsubscribe':
    'Die Mails von {list} sagen nicht, wie man sie verlässt. Sieh am Ende einer davon nach, oder kennzeichne sie als unerwünscht.',
  'email.list.left': 'Du hast {list} verlassen. Eine oder zwei letzte Mails sind vielleicht noch unterwegs.',
  'email.list.leaving':
    'Um {list} zu verlassen, wurde eine Mail gesendet. Vielleicht wirst du gebeten, das zu bestätigen.',
  'email.list.page': '{list} wird auf einer Seite im Web verlassen: {url}',
  'email.list.read-only':
    'Niemand darf an {list} schreiben. Antworte dem, der eine Mail geschrieben hat, oder sieh in ihr Archiv.',
  'email.list.disputed':
    'Mails von {list} nennen verschiedene Adressen, an die zu schreiben ist, darum wurde nichts gesendet. Schreibe an die Adresse, von der du weißt, dass sie stimmt.',

  'email.policy.recipient-denied':
    'Die Verwalter dieses Gateways lassen niemanden an {address} schreiben. Frage sie, wenn du das musst.',
  'email.policy.recipient-not-allowed':
    'Die Verwalter dieses Gateways lassen ihre Leute nur an bestimmte Domains schreiben, und {address} ist in keiner davon. Frage sie, wenn du das musst.',
  'email.policy.sender-denied': 'Die Verwalter dieses Gateways lassen diesen Absender hier niemandem schreiben.',
  'email.policy.sender-blocked': 'Du hast diesen Absender gesperrt.',
  'email.policy.junk': 'Ein Filter sagt, dass diese Mail unerwünscht ist, und für solche ist kein Platz mehr.',
  'email.waiting.no-reply':
    'Es wartet Mail von {address}, wohin du nie geschrieben hast und niemand antworten kann. Schreibe hier "accept {address}", wenn du sie willst, oder "block {address}". Ohne ein Wort kommt sie nicht, und wird hier nach 30 Tagen vergessen.',
  'email.waiting.strangers':
    'Es wartet Mail von Absendern, die du nicht kennst: {senders}. Schreibe an einen davon, oder füge ihn zu deinen Kontakten hinzu, dann kommt seine Mail; sonst ist sie nach 30 Tagen fort.',
  'email.presence.mail': 'Per Mail',
  'email.presence.parked':
    'Dein Postfach öffnet sich nicht. Ändere deine Anmeldung, oder benutze den Befehl "mailbox".',
  'email.enclosed.event': 'Mit dieser Mail kommt ein Termin:\n{event}',
  'email.enclosed.card': 'Mit dieser Mail kommt eine Visitenkarte: {card}',
  'email.hint.jabber-id': 'Wer diese Mail geschrieben hat, ist auch in XMPP zu erreichen: {jid}',
  'email.limit.per-mail':
    'Eine Mail darf an höchstens {most} Empfänger gehen, und diese hat {recipients}. Sende sie an weniger auf einmal.',
  'email.limit.mails':
    'Du hast heute {most} Mails gesendet und darfst nicht mehr senden. Versuche es morgen noch einmal (UTC).',
  'email.limit.newcomer':
    'Du bist neu hier und hast heute {most} Mails gesendet, so viele, wie du vorerst darfst. Versuche es morgen noch einmal (UTC).',
  'email.limit.recipients':
    'Mit dieser Mail hättest du heute an mehr als {most} Empfänger geschrieben. Versuche es morgen noch einmal (UTC).',
  'email.limit.gateway':
    'Alle zusammen haben heute so viele Mails gesendet, wie dieses Gateway darf. Versuche es morgen noch einmal (UTC).',
  'email.loop.too-many':
    '{address} schreibt dir wieder und wieder, wie Programme es tun, die einander antworten. Weitere Mails warten, und kommen zusammen, wenn es aufgehört hat.',
  'email.route.contact':
    '{address} ist die Adresse eines Kontakts in XMPP und keine Mailadresse. Schreibe in XMPP dorthin.',
  'email.route.own-address':
    '{address} ist eine Adresse dieses Gateways für Berichte, und niemand liest, was dorthin gesendet wird. Prüfe die Adresse.',
  'email.digest': '{text}',
  'email.digest.one': 'Während du abwesend warst, kam eine Mail:',
  'email.digest.several': 'Während du abwesend warst, kamen {count} Mails:',
  'email.digest.line': '• {from}: {subject}',
  'email.digest.line-without-subject': '• {from} (kein Betreff)',
  'email.digest.more': 'und {more} weitere',
  'email.digest.full': 'Es sind vielleicht mehr gekommen, als hier gesagt werden kann. Sie sind in deinem Postfach.',
  'email.digest.how': 'Schreibe read und die Adresse eines Absenders an das Gateway, um den Text einer davon zu lesen.',
  'email.notice.mail': 'Mail von {from}: {subject}',
  'email.notice.mail-without-subject': 'Mail von {from} ohne Betreff',
  'email.notice.beginning': '{text}',
  'email.notice.file': 'Mit einer Datei.',
  'email.notice.files': 'Mit {files} Dateien.',
  'email.notice.how': 'Um den Text zu lesen, schreibe an das Gateway: read {address}',
  'email.warning.failed':
    'Warnung: {domain} sagt, dass diese Mail nicht von dort ist. Traue ihr nicht, und folge keinen Links darin.',
  'email.warning.unproven':
    'Warnung: nichts beweist, dass diese Mail von {domain} ist. Frage ihren Absender auf anderem Weg.',
  'email.warning.unaligned':
    'Warnung: diese Mail nennt einen Absender bei {domain} und wurde von {path} gesendet. Frage ihren Absender auf anderem Weg.',
  'email.warning.several-from': 'Diese Mail nennt mehrere Verfasser: {addresses}. Achte darauf, wem du antwortest.',
  'email.warning.name-is-address':
    'Warnung: der Absender nennt sich {named}, aber die Adresse ist {address}. Sieh sie genau an, bevor du antwortest.',
  'email.warning.reply-to':
    'Deine Antwort auf diese Mail geht zu einer anderen Domain, als sie herkam: {address}. Sieh sie genau an, bevor du antwortest.',
  'email.warning.scripts':
    'Warnung: Name oder Adresse des Absenders haben Buchstaben, die wie andere aussehen. In einfachen Buchstaben ist die Adresse {address}.',
  'email.warning.hidden':
    'Warnung: Name oder Adresse des Absenders haben Zeichen, die man nicht sieht. In einfachen Buchstaben ist die Adresse {address}.',

  'email.room.came': 'Neu in diesem Gespräch: {people}',
  'email.room.left': 'Nicht mehr in diesem Gespräch: {people}',
  'email.room.now': 'Was du hier schreibst, geht an: {people}',
  'email.room.invitation': 'Eine Mail an mehrere Leute: {subject}',
  'email.room.invited':
    'Hier ist eine Einladung nach {room}. Während du dort bist, kommen die Mails jenes Gesprächs dorthin.',
  'email.order.no-group': 'Das ist keine Mail an mehrere Leute, oder eine an sehr viele: sie hat keinen Raum.',
  'email.room.no-nick':
    'Betritt ihn mit einem Nick: die Adresse des Raums, ein Schrägstrich, und der Name, den du darin haben willst.',
  'email.room.nick-taken': 'So heißt schon jemand in diesem Gespräch. Betritt es mit einem anderen Nick.',
  'email.room.full': 'Zu viele deiner Programme sind in diesem Raum.',
  'email.room.not-in':
    'Du bist nicht in diesem Raum. Betritt ihn, oder schreibe an seine Adresse wie an einen Kontakt.',
  'email.room.nobody': 'In diesem Raum heißt niemand so.',
  'email.room.only-mail':
    'Nur Leute mit einer Mailadresse können in dieses Gespräch geholt werden: lade die Adresse eines Mailkontakts bei diesem Gateway ein.',
  'email.room.too-many': 'In diesem Gespräch sind zu viele Leute für noch jemanden.',
  'email.room.last-one': 'Es bliebe niemand, an den eine Mail gehen könnte. Verlasse statt dessen den Raum.',
  'email.room.no-change':
    'Rollen und Zugehörigkeiten bedeuten bei Mail nichts. Du kannst einen Mailkontakt einladen, oder jemanden hinauswerfen, der deine nächsten Mails nicht bekommen soll.',
  'email.room.no-owner':
    'Ein Gespräch per Mail hat keinen Besitzer und nichts einzustellen, und es kann nicht zerstört werden.',
  'email.room.yourself': 'Das bist du. Schreibe an alle im Raum, oder an jemand anderen darin.',
  'email.room.no-answer': 'Dahinter ist nur eine Mailadresse, die keine Anfragen beantwortet.',
  'email.room.bad-request': 'Diese Anfrage sagt nichts, was in einem Raum getan werden kann.',

  'email.change.correction':
    'Die Mail ist fort und kann nicht mehr geändert werden, und nach deinen Einstellungen berichtigt sie keine zweite Mail. Schreibe eine weitere, oder stelle Berichtigungen auf Mail.',
  'email.change.retraction':
    'Die Mail ist fort und kann nicht zurückgenommen werden, und nach deinen Einstellungen sagt das keine zweite Mail. Schreibe eine weitere, oder stelle Berichtigungen auf Mail.',
  'email.reaction.removed': 'Eine Reaktion, die per Mail gesendet wurde, kann nicht zurückgenommen werden.',
  'email.reaction.unknown':
    'Niemand erinnert sich mehr an die Mail, auf die du reagierst. Schreibe eine Antwort in Worten.',
  'email.reaction.never':
    'Nach deinen Einstellungen werden keine Reaktionen per Mail gesendet. Schreibe eine Antwort in Worten.',
  'email.reaction.not-understood':
    'Es ist nicht bekannt, dass das Mailprogramm dieses Kontakts Reaktionen zeigt; vielleicht zeigte es statt dessen eine Mail. Schreibe eine Antwort in Worten, oder stelle Reaktionen auf immer.',
  'email.reaction.too-many': 'Das sind viele Reaktionen für eine Stunde, und jede ist eine Mail. Warte eine Weile.',
  'email.waiting':
    'Deine Mail „{subject}“ an {address} ist noch nicht dort: {reason} Sie wird insgesamt {days} Tage lang versucht, und du hörst davon, wenn das misslingt.',
  'email.waiting-without-subject':
    'Deine Mail an {address} ist noch nicht dort: {reason} Sie wird insgesamt {days} Tage lang versucht, und du hörst davon, wenn das misslingt.',
  'email.sent-elsewhere': '[Das hast du in einem anderen Mailprogramm geschrieben]\n{text}',
  'email.sent-elsewhere-about': '[Das hast du in einem anderen Mailprogramm geschrieben: {subject}]\n{text}',
  'email.read-report.subject': 'Gelesen: {subject}',
  'email.read-report':
    'Deine Mail „{subject}“ wurde bei {address} angezeigt. Das heißt nicht, dass sie zu Ende gelesen oder verstanden wurde.',

  'email.failed.unknown-address':
    'Es gibt kein Postfach {address}. Prüfe, wie es geschrieben wird. Der Mailserver sagte: {said}',
  'email.failed.moved':
    '{address} nimmt keine Mail mehr. Frage den Besitzer nach der neuen Adresse. Der Mailserver sagte: {said}',
  'email.failed.unknown-domain':
    'Für {address} ist kein Mailserver bekannt. Prüfe, wie es hinter dem At-Zeichen geschrieben wird. Der Mailserver sagte: {said}',
  'email.failed.takes-no-mail':
    'Die Domain von {address} nimmt überhaupt keine Mail. Erreiche den Besitzer auf anderem Weg. Der Mailserver sagte: {said}',
  'email.failed.disabled':
    'Das Postfach {address} nimmt jetzt keine Mail. Erreiche den Besitzer auf anderem Weg. Der Mailserver sagte: {said}',
  'email.failed.full': 'Das Postfach {address} ist voll. Versuche es später noch einmal. Der Mailserver sagte: {said}',
  'email.failed.too-large':
    'Die Mail ist zu groß für den Server. Sende weniger auf einmal, oder einen Link auf die Datei. Der Mailserver sagte: {said}',
  'email.failed.late':
    'Der Mailserver von {address} war nicht rechtzeitig erreichbar. Versuche es später noch einmal. Der Mailserver sagte: {said}',
  'email.failed.loop':
    'Die Mail an {address} ging im Kreis und wurde angehalten. Sage es dem Verwalter jener Adresse. Der Mailserver sagte: {said}',
  'email.failed.content':
    'Der Mailserver nimmt diese Art von Inhalt nicht. Sende ihn in anderer Form. Der Mailserver sagte: {said}',
  'email.failed.utf8':
    'Ein Mailserver auf dem Weg kann die Buchstaben von {address} nicht befördern. Bitte um eine Adresse aus lateinischen Buchstaben. Der Mailserver sagte: {said}',
  'email.failed.policy':
    'Der Mailserver hat diese Mail an {address} nach seinen Regeln abgelehnt, etwa als unerwünscht. Schreibe sie in anderen Worten, oder erreiche den Besitzer auf anderem Weg. Der Mailserver sagte: {said}',
  'email.failed.forbidden':
    'Der Mailserver lässt dich nicht an {address} senden. Frage, wer den Server betreibt. Der Mailserver sagte: {said}',
  'email.failed.login':
    'Dein Mailserver hat das Einloggen nicht angenommen, darum kann nichts gesendet werden. Melde dich mit dem richtigen Passwort noch einmal an. Der Mailserver sagte: {said}',
  'email.failed.gateway-server':
    'Der Mailserver des Gateways selbst hat Schwierigkeiten und nahm die Mail an {address} nicht. Seine Verwalter wissen davon.',
  'email.failed.busy':
    'Der Mailserver nahm vorerst keine Mail an {address}. Versuche es später noch einmal. Der Mailserver sagte: {said}',
  'email.failed.internal':
    'Der Mailserver hat das Gateway nicht verstanden, und die Mail an {address} wurde nicht gesendet. Sage es den Verwaltern des Gateways. Der Mailserver sagte: {said}',
  'email.failed.other':
    'Die Mail an {address} wurde abgelehnt. Erreiche den Besitzer auf anderem Weg. Der Mailserver sagte: {said}',
  'email.failed.unreachable':
    'Der Mailserver war nicht erreichbar, und die Mail an {address} wurde nicht gesendet. Versuche es später noch einmal. ({said})',

  'email.reader.unread':
    'Diese Mail ist auf eine Weise gebaut, die hier nicht zu lesen war. Sie hängt als Ganzes an: öffne die Datei in einem Mailprogramm, und nur, wenn du den Absender kennst.',
} as const;
