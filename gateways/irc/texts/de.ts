/** German sentences of the IRC gateway. */
export const german = {
  'irc.verbatim': '{text}',
  'irc.prompt': 'Schreibe einen Raum oder einen Nick und das Netz dazu, etwa #raum libera.',
  'irc.prompt-label': 'Raum oder Nick',

  'irc.connecting': 'Du wirst mit {network} verbunden. Versuche es gleich noch einmal.',
  'irc.unavailable': 'Es gibt keine Verbindung zu {network}. {reason}',
  'irc.not-connected':
    'Die Verbindung brach ab, bevor das Netz antwortete. Sieh nach, was daraus wurde, und versuche es noch einmal.',
  'irc.internal': 'Das Gateway konnte das nicht tun. Sein Protokoll sagt den Verwaltern, warum.',
  'irc.line.too-long': 'Eine Zeile ist für dieses Netz zu lang und wurde nicht gesendet. Schreibe eine kürzere.',
  'irc.raw.empty': 'Das ist kein Befehl von IRC. Schreibe einen wie WHOIS romeo.',
  'irc.refused': 'Das Netz hat es abgelehnt: {said}',
  'irc.too-long':
    'Dieser Text ist zu lang für IRC, wo er mehr als {limit} Zeilen wäre. Mache ihn kürzer, oder sende ihn als Datei.',
  'irc.long-text': '(der ganze Text: {link})',

  'irc.failure.host-unknown': 'Der Server ist unter diesem Namen nicht bekannt. Prüfe, wie er geschrieben wird.',
  'irc.failure.address-refused':
    'Der Server hat keine Adresse des öffentlichen Internets, darum verbindet sich dieses Gateway nicht mit ihm. Nenne einen anderen.',
  'irc.failure.no-address': 'Der Server hat keine Adresse, die dieses Gateway erreichen kann. Frage die Verwalter.',
  'irc.failure.unreachable': 'Der Server ist nicht erreichbar{said}.',
  'irc.failure.connect-timeout': 'Der Server hat nicht rechtzeitig geantwortet.',
  'irc.failure.proxy-failed': 'Der Proxy des Gateways erreicht den Server nicht{said}.',
  'irc.failure.tls-failed':
    'Es kam keine verschlüsselte Verbindung zum Server zustande{said}. Prüfe den Port, oder frage, wer den Server betreibt.',
  'irc.failure.certificate-refused':
    'Dem Zertifikat des Servers ist nicht zu trauen{said}. Vielleicht ist jemand dazwischen: frage, wer den Server betreibt.',
  'irc.failure.pin-mismatch':
    'Das Zertifikat des Servers ist ein anderes als erwartet. Vielleicht ist jemand dazwischen: frage, wer den Server betreibt, nach seinem Fingerabdruck.',
  'irc.failure.lost': 'Die Verbindung brach ab{said}.',
  'irc.failure.ping-timeout': 'Der Server antwortete nicht mehr.',
  'irc.failure.registration-timeout': 'Der Server ließ uns nicht rechtzeitig hinein{said}.',
  'irc.failure.closed': 'Der Server hat die Verbindung geschlossen{said}.',
  'irc.failure.killed': 'Das Netz hat dich hinausgeworfen{said}.',
  'irc.failure.throttled': 'Das Netz will weniger Verbindungen auf einmal{said}.',
  'irc.failure.too-many-connections': 'Das Netz nimmt von diesem Gateway keine weiteren Verbindungen an{said}.',
  'irc.failure.banned':
    'Das Netz hat dich oder dieses Gateway ausgesperrt{said}. Frage seine Betreiber, oder die Verwalter des Gateways.',
  'irc.failure.password-refused':
    'Der Server will ein Passwort, oder ein anderes{said}. Setze das Passwort des Servers in deiner Anmeldung dort.',
  'irc.login.failed':
    'Du bist auf {network}, aber dort nicht eingeloggt{said}. Prüfe Konto und Passwort in deiner Anmeldung.',
  'irc.failure.login-refused':
    'Das Netz nahm Konto und Passwort oder dein Zertifikat nicht an{said}. Berichtige sie in deiner Anmeldung dort.',
  'irc.failure.login-unavailable': 'Das Netz lässt im Moment niemanden sich einloggen{said}.',
  'irc.failure.nick-refused': 'Das Netz nimmt keinen deiner Nicks{said}. Setze einen anderen in deiner Anmeldung dort.',
  'irc.failure.settings-unusable':
    'Die Einstellungen sind nicht brauchbar{said}. Berichtige deine Anmeldung dort, oder frage die Verwalter.',
  'irc.failure.settings-unread':
    'Das Gateway kann deine Einstellungen im Moment nicht nachsehen. Es versucht es von selbst wieder.',
  'irc.failure.not-held': 'Ein anderer Prozess des Gateways übernimmt. Versuche es gleich noch einmal.',

  'irc.room.no-nick': 'Zum Betreten gehört ein Nick: schreibe ihn hinter die Adresse des Raums und einen Schrägstrich.',
  'irc.room.no-answer': 'Das Netz hat auf das Betreten nicht geantwortet. Versuche es noch einmal.',
  'irc.room.not-in': 'Du bist mit diesem Programm nicht in diesem Raum. Betritt ihn zuerst.',
  'irc.room.not-yours': 'Diese Nachricht ist von jemand anderem, darum kannst du sie weder ändern noch zurücknehmen.',
  'irc.room.ended': 'Du wurdest herausgenommen, bevor du drin warst. Betritt ihn noch einmal.',
  'irc.room.forwarded': 'Das Netz führt, wer diesen Raum betritt, nach {channel}. Betritt jenen.',
  'irc.room.lost': 'Die Verbindung zu {network} ist abgebrochen; du bist zurück, sobald es wieder eine gibt. {reason}',
  'irc.room.reconnecting': 'Du bist noch nicht wieder in diesem Raum. Sende es noch einmal, wenn du es bist.',
  'irc.room.client-gone': 'Programm ist fort',
  'irc.room.too-many-clients':
    'Zu viele deiner Programme betreten diesen Raum auf einmal. Versuche es gleich noch einmal.',
  'irc.room.invited': '{by} hat {nick} eingeladen.',
  'irc.room.invited-because': 'Zur Einladung nach {channel}: {reason}',
  'irc.room.whom':
    '{jid} ist niemand auf diesem Netz und keine Adresse von jemandem auf XMPP. Lade Leute auf IRC mit ihrem Nick ein, und Leute auf XMPP mit ihrer ganzen Adresse.',
  'irc.room.invites': '{jid} lädt dich nach {room} ein.',
  'irc.room.mode': '{nick} hat den Modus {modes} gesetzt.',
  'irc.room.netsplit': 'Das Netz ist zwischen {one} und {other} zerbrochen. Leute, die in diesem Raum fehlen: {count}.',
  'irc.room.netjoin': '{one} und {other} sind wieder zusammen. Leute, die in diesem Raum zurück sind: {count}.',
  'irc.room.notice': '[Hinweis] {text}',
  'irc.room.to-status': '[an {status}] {text}',
  'irc.hat.account': 'eingeloggt als {account}',
  'irc.hat.bot': 'Bot',

  'irc.person.away': '{nick} ist abwesend: {message}',
  'irc.away.absent': 'Nicht da',
  'irc.away.away': 'Abwesend',
  'irc.away.dnd': 'Beschäftigt',
  'irc.away.xa': 'Länger abwesend',

  'irc.address.empty': 'Nenne einen Raum oder eine Person mit dem Netz dazu, etwa {example}.',
  'irc.address.write-as': 'Schreibe diese Adresse als {suggestion}.',
  'irc.address.no-network': 'Es ist nicht gesagt, auf welchem Netz {name} ist. Schreibe die Adresse als {example}.',
  'irc.address.network':
    'Es gibt kein Netz {name}. Schreibe den Hostnamen eines Servers, oder eines der Netze, die dieses Gateway kennt: {networks}.',
  'irc.address.nick': 'Niemand kann auf IRC den Nick {name} haben. Prüfe, wie er geschrieben wird.',
  'irc.address.room': 'Kein Raum auf IRC kann {name} heißen: er darf weder Leerzeichen noch Kommas enthalten.',
  'irc.address.too-long': 'Der Name {name} ist zu lang für IRC. Schreibe einen kürzeren.',
  'irc.address.uri': '{value} ist keine Adresse von IRC, die von hier erreichbar ist. Schreibe Raum und Netz.',

  'irc.network.unknown':
    'Es gibt hier kein Netz {name}, aber {networks}. Frage die Verwalter, wenn du ein anderes brauchst.',
  'irc.network.not-allowed':
    'Dieses Gateway verbindet sich nicht mit {name}, aber mit {networks}. Frage die Verwalter, wenn du es brauchst.',
  'irc.network.unknown-name':
    'Es gibt hier kein Netz {name}. Schreibe statt dessen den Hostnamen seines Servers, oder füge ein Konto {name} mit der Adresse des Servers hinzu.',
  'irc.network.bad-address':
    'Die Adresse, die du für {name} angegeben hast, ist keine. Ändere sie in einen Hostnamen, etwa chat.example.org.',
  'irc.network.not-public':
    '{host} ist keine Adresse des öffentlichen Internets, darum verbindet sich dieses Gateway nicht damit. Nur seine Verwalter können einen solchen Server nennen.',
  'irc.network.port': 'An Port {port} wird kein IRC gesprochen. Prüfe den Port des Servers; üblich ist 6697.',

  'irc.banned': 'Du darfst IRC nicht über dieses Gateway benutzen. Seine Verwalter können sagen, warum.',
  'irc.banned-reason': 'Du darfst IRC nicht über dieses Gateway benutzen: {reason}',
  'irc.banned-network': 'Du darfst {network} nicht über dieses Gateway benutzen. Seine Verwalter können sagen, warum.',
  'irc.banned-network-reason': 'Du darfst {network} nicht über dieses Gateway benutzen: {reason}',
  'irc.closed': 'Die Verwalter haben {network} vorerst geschlossen. Versuche es später noch einmal.',
  'irc.closed-reason': 'Die Verwalter haben {network} vorerst geschlossen: {reason}',
  'irc.limit.networks':
    'Du darfst mit {most} Netzen zugleich verbunden sein, und bist es. Verlasse alle Räume von einem davon, oder schreibe disconnect an das Gateway.',
  'irc.limit.rooms':
    'Du darfst in {most} Räumen von {network} zugleich sein, und bist es. Verlasse zuerst einen davon; Räume, die für dich gehalten werden, zählen mit.',
  'irc.limit.sessions':
    'Dieses Gateway hat so viele Verbindungen zu {network}, wie es haben darf. Versuche es später noch einmal, oder frage die Verwalter.',
  'irc.policy':
    'IRC ist öffentlich: jeder in einem Raum darf aufbewahren, was dort gesagt wird, und Server können alles lesen, auch private Nachrichten. Nichts auf diesem Weg ist Ende zu Ende verschlüsselt.',

  'irc.register.title': 'IRC',
  'irc.register.instructions':
    'Was du hier setzt, gilt auf allen Netzen. Was du für ein Netz setzt, an seiner eigenen Adresse oder als Konto mit seinem Namen, geht dem vor. Alle Felder dürfen leer bleiben.',
  'irc.register.instructions-one': 'Was du hier setzt, gilt für alle deine Räume. Alle Felder dürfen leer bleiben.',
  'irc.register.default': 'wie in meiner Anmeldung für alle Netze, sonst wie das Gateway es hat',
  'irc.register.yes': 'ja',
  'irc.register.no': 'nein',
  'irc.register.which-network':
    'Passwörter, Adressen von Servern und Befehle gehören zu einem Netz und werden keinem anderen gesagt. Melde dich an der Adresse des Netzes an, etwa {example}@{domain}, oder füge ein Konto mit seinem Namen hinzu.',
  'irc.register.nick': 'Nick',
  'irc.register.nick.description':
    'Wie andere dich sehen. Leer: der Nick, mit dem dein Programm einen Raum betritt, oder ein Teil deiner Adresse.',
  'irc.register.nick.wrong':
    'Ein Nick beginnt mit einem Buchstaben und enthält Buchstaben, Ziffern und einige der Zeichen [ ] \\ ` _ ^ { | } -, höchstens 64. Wähle einen anderen.',
  'irc.register.account': 'Konto',
  'irc.register.account.description': 'Name deines Kontos auf dem Netz, wo er anders ist als dein Nick.',
  'irc.register.account.wrong': 'Der Name eines Kontos enthält keine Leerzeichen. Prüfe, wie er geschrieben wird.',
  'irc.register.password': 'Passwort des Kontos',
  'irc.register.password.description':
    'Wird verschlüsselt aufbewahrt und nie gezeigt. Du wirst damit eingeloggt, bevor du Räume betrittst.',
  'irc.register.password.wrong': 'Ein Passwort ist eine Zeile ohne Steuerzeichen. Gib es noch einmal ein.',
  'irc.register.password.missing':
    'Zu einem Konto gehört sein Passwort, oder das Zertifikat als Weg zum Einloggen. Gib eines von beiden an.',
  'irc.register.sasl': 'Wie eingeloggt wird',
  'irc.register.sasl.description':
    'Das Zertifikat macht der Befehl certificate; es braucht kein Passwort, sobald das Netz seinen Fingerabdruck kennt.',
  'irc.register.sasl.automatic': 'auf dem stärksten Weg, den der Server anbietet',
  'irc.register.sasl.scram': 'nur so, dass der Server das Passwort nicht erfährt (SCRAM)',
  'irc.register.sasl.plain': 'mit dem Passwort (PLAIN)',
  'irc.register.sasl.external': 'mit einem Zertifikat (EXTERNAL)',
  'irc.register.sasl.none': 'gar nicht',
  'irc.register.server-password': 'Passwort des Servers',
  'irc.register.server-password.description':
    'Für Server und Bouncer, die alle nach einem fragen (PASS). Wird verschlüsselt aufbewahrt und nie gezeigt.',
  'irc.register.address': 'Server',
  'irc.register.address.description':
    'Wo der Name des Netzes dein eigener ist: Host oder Host:Port seines Servers. Ein + vor dem Port ist TLS, ein - keines.',
  'irc.register.address.wrong':
    'Das ist keine Adresse eines Servers. Schreibe einen Hostnamen, und einen Port, wo er nicht 6697 ist: chat.example.org:7000.',
  'irc.register.address.tls':
    'Port 6667 ist bei den meisten Servern einer ohne Verschlüsselung. Schreibe {tls} für eine verschlüsselte Verbindung, oder {plain}, wenn alle mitlesen dürfen.',
  'irc.register.address.named':
    'Die Server von {network} bestimmen die Verwalter. Lass die Adresse leer, oder füge für deinen ein Konto mit anderem Namen hinzu.',
  'irc.register.pin': 'Fingerabdruck des Servers',
  'irc.register.pin.description':
    'SHA-256 oder SHA-512 seines Zertifikats. Damit gilt ein Server, dessen Zertifikat keine Stelle unterschrieben hat, und kein anderer.',
  'irc.register.pin.wrong':
    'Ein Fingerabdruck hat 64 hexadezimale Ziffern (SHA-256) oder 128 (SHA-512). Kopiere ihn von dem, der den Server betreibt.',
  'irc.register.realname': 'Wirklicher Name',
  'irc.register.realname.description': 'Alle auf dem Netz können ihn sehen. Leer: dein Nick.',
  'irc.register.line.wrong': 'Nimm eine Zeile ohne Steuerzeichen.',
  'irc.register.username': 'Benutzername',
  'irc.register.username.description':
    'Steht vor deinem Host in dem, was andere von dir sehen. Leer: einer, den das Gateway macht.',
  'irc.register.username.wrong':
    'Nimm höchstens {most} Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche, zuerst einen Buchstaben oder eine Ziffer.',
  'irc.register.encoding-in': 'Kodierung dessen, was du liest',
  'irc.register.encoding-in.description': 'Für Zeilen, die nicht UTF-8 sind.',
  'irc.register.encoding-out': 'Kodierung dessen, was du schreibst',
  'irc.register.encoding-out.description': 'UTF-8 ist fast überall richtig.',
  'irc.register.commands': 'Befehle nach dem Einloggen',
  'irc.register.commands.description':
    'Zeilen von IRC, die gesendet werden, bevor Räume betreten werden, je eine in einer Zeile. {nick}, {account} und {password} stehen für deine.',
  'irc.register.commands.wrong':
    'Ein Befehl beginnt mit seinem Wort, etwa MODE, und hat höchstens {most} Zeichen. Berichtige die Zeile.',
  'irc.register.commands.many': 'Es werden höchstens {most} Befehle gesendet. Entferne einige.',
  'irc.register.commands.own': 'Um {command} kümmert sich das Gateway selbst. Entferne diese Zeile.',
  'irc.register.commands.secret':
    'Befehle werden dir wieder gezeigt, darum dürfen sie kein Passwort enthalten. Setze es in sein Feld, und schreibe statt dessen {password}.',
  'irc.register.throttle': 'Zeilen auf einmal',
  'irc.register.throttle.description':
    'Was auf einmal hinausgeht, bevor du gebremst wirst, wo das Netz Leute schon für weniger hinauswirft.',
  'irc.register.throttle.wrong': 'Schreibe eine ganze Zahl von {least} bis {most}, oder nichts.',
  'irc.register.persistent': 'In Räumen bleiben',
  'irc.register.persistent.description':
    'Du bleibst in deinen Räumen, während keines deiner Programme dort ist, und findest, was gesagt wurde, wenn du zurückkommst.',
  'irc.register.history': 'Nachrichten, die beim Betreten gezeigt werden',
  'irc.register.history.description': 'Dein Programm kann weniger verlangen, und ältere.',
  'irc.register.history.wrong': 'Schreibe eine ganze Zahl von {least} bis {most}, oder nichts.',
  'irc.register.record': 'Verlauf aufbewahren',
  'irc.register.record.description':
    'Das Gateway bewahrt auf, was in Räumen gesagt wurde, während du darin warst. Niemand sonst sieht es durch dich.',
  'irc.register.away': 'Abwesend',
  'irc.register.away.description': 'Wann andere sehen, dass du abwesend bist.',
  'irc.register.away.absent': 'während keines deiner Programme da ist',
  'irc.register.away.status': 'dann, und wie dein Programm es zeigt, mit seinem Text',
  'irc.register.away.off': 'nie',
  'irc.register.highlights': 'Sag mir, wenn ich genannt werde',
  'irc.register.highlights.description':
    'Du bekommst eine Nachricht von dem, was dich in einem Raum nennt, der für dich gehalten wird, während keines deiner Programme darin ist.',
  'irc.register.typing': 'Zeigen, dass ich schreibe',
  'irc.register.typing.description': 'Anderen, deren Programme das zeigen können.',

  'irc.order.silent':
    'Der Teil des Gateways, der diese Verbindungen hat, hat nicht geantwortet. Versuche es gleich noch einmal.',

  'irc.command.shown': 'Gezeigt: {shown} von {total}.',
  'irc.command.silent':
    'Teile des Gateways, die nicht geantwortet haben: {silent}. Versuche es noch einmal, um das Ganze zu sehen.',
  'irc.command.busy': 'Jemand anderes ändert das gerade. Versuche es noch einmal.',
  'irc.command.no-room': 'Das ist kein Raum. Schreibe seinen Namen mit # und sein Netz.',
  'irc.command.no-person': 'Das ist niemand. Schreibe einen Nick und sein Netz.',
  'irc.command.no-jid': '{value} ist keine Adresse einer Person. Schreibe eine wie romeo@example.org.',
  'irc.command.person.instructions': 'Schreibe einen Nick und sein Netz.',
  'irc.field.account': 'Konto',
  'irc.field.action': 'Was zu tun ist',
  'irc.field.by': 'Von',
  'irc.field.clients': 'Programme',
  'irc.field.contact': 'Nick und Netz',
  'irc.field.lasts': 'Für wie lange (30m, 12h, 7d; leer: bis es zurückgenommen wird)',
  'irc.field.line': 'Zeile',
  'irc.field.mask': 'Maske',
  'irc.field.network': 'Netz',
  'irc.field.nick': 'Nick',
  'irc.field.persistent': 'Gehalten',
  'irc.field.reason': 'Grund',
  'irc.field.room': 'Raum',
  'irc.field.rooms': 'Räume',
  'irc.field.server': 'Server',
  'irc.field.since': 'Seit',
  'irc.field.state': 'Zustand',
  'irc.field.tls': 'Verschlüsselung',
  'irc.field.until': 'Bis',
  'irc.field.user': 'Person',
  'irc.field.who': 'Wer',
  'irc.state.connecting': 'wird verbunden',
  'irc.state.up': 'verbunden',
  'irc.state.waiting': 'wartet auf den nächsten Versuch',

  'irc.command.connections': 'Meine Verbindungen',
  'irc.command.connections.about': 'die Netze sehen, mit denen du verbunden bist',
  'irc.command.connections.none': 'Du bist mit keinem Netz verbunden. Betritt einen Raum, dann bist du es.',
  'irc.command.connections.line': '{network}: {state} seit {since} UTC, als {nick}, Räume: {rooms}',
  'irc.command.connections.no-tls': 'keine',
  'irc.command.disconnect': 'Ein Netz verlassen',
  'irc.command.disconnect.about': 'ein Netz mit allen seinen Räumen verlassen',
  'irc.command.disconnect.done': 'Verbindungen, die beendet wurden: {ended}.',
  'irc.command.disconnect.none': 'Es gab keine Verbindung zu beenden.',
  'irc.command.reconnect': 'Neu verbinden',
  'irc.command.reconnect.about': 'sich mit einem Netz neu verbinden, mit dem, was du jetzt angegeben hast',
  'irc.command.reconnect.instructions': 'Deine Räume werden wieder betreten.',
  'irc.command.reconnect.done': 'Du wirst mit {network} verbunden.',
  'irc.command.rooms': 'Meine Räume',
  'irc.command.rooms.about': 'die Räume sehen, in denen du bist, und mit welchen Programmen',
  'irc.command.rooms.none': 'Du bist in keinem Raum.',
  'irc.command.leave': 'Einen Raum verlassen',
  'irc.command.leave.about': 'einen Raum mit allen Programmen verlassen, auch einen, der für dich gehalten wird',
  'irc.command.leave.instructions': 'Schreibe den Raum und sein Netz.',
  'irc.command.leave.done': 'Du hast {room} verlassen.',

  'irc.command.raw': 'Einem Netz eine Zeile senden',
  'irc.command.raw.about': 'einem Netz eine Zeile von IRC senden, wie sie ist',
  'irc.command.raw.instructions': 'Schreibe eine Zeile wie LIST oder WHOIS alice. Die Antwort kommt als Nachricht.',
  'irc.command.raw.done': 'Gesendet.',
  'irc.command.whois': 'Wer jemand ist',
  'irc.command.whois.about': 'sehen, was ein Netz von jemandem sagt',
  'irc.command.invite': 'Jemanden einladen',
  'irc.command.invite.about': 'jemanden auf IRC in einen Raum einladen',
  'irc.command.invite.done': '{nick} ist nach {room} eingeladen.',
  'irc.command.ignored': 'Wen ich nicht höre',
  'irc.command.ignored.about': 'sehen, wessen Nachrichten dich nicht erreichen',
  'irc.command.ignored.none': 'Du hörst alle.',
  'irc.command.ignore': 'Jemanden nicht hören',
  'irc.command.ignore.about': 'von jemandem keine Nachrichten mehr bekommen',
  'irc.command.ignore.instructions':
    'Schreibe einen Nick, oder eine Maske wie nick!user@host, mit * für beliebigen Text.',
  'irc.command.ignore.wrong':
    'Das ist weder ein Nick noch eine Maske, oder eine, die alle meint. Schreibe es als nick!user@host.',
  'irc.command.ignore.done': 'Du bekommst von {mask} keine Nachrichten mehr.',
  'irc.command.unignore': 'Jemanden wieder hören',
  'irc.command.unignore.about': 'von jemandem wieder Nachrichten bekommen',
  'irc.command.unignore.done': 'Du bekommst von {mask} wieder Nachrichten.',
  'irc.whois.account': 'Konto',
  'irc.whois.away': 'Abwesend',
  'irc.whois.bot': 'Bot',
  'irc.whois.channels': 'Räume',
  'irc.whois.idle': 'Untätig',
  'irc.whois.operator': 'Operator',
  'irc.whois.other': 'Weiteres',
  'irc.whois.real-name': 'Wirklicher Name',
  'irc.whois.secure': 'Verschlüsselung',
  'irc.whois.server': 'Server',
  'irc.whois.user': 'Benutzer und Host',

  'irc.command.certificate': 'Mein Zertifikat',
  'irc.command.certificate.about': 'sich auf einem Netz mit einem Zertifikat statt einem Passwort einloggen',
  'irc.command.certificate.instructions':
    'Das Gateway macht ein Zertifikat für dich und bewahrt seinen Schlüssel verschlüsselt auf. Das Netz muss seinen Fingerabdruck einmal erfahren.',
  'irc.command.certificate.show': 'seinen Fingerabdruck zeigen',
  'irc.command.certificate.make': 'ein neues machen; das alte gilt nicht mehr',
  'irc.command.certificate.remove': 'es entfernen',
  'irc.command.certificate.none': 'Du hast kein Zertifikat für {network}.',
  'irc.command.certificate.use':
    'Sage dem Netz diesen Fingerabdruck, während du eingeloggt bist, bei den meisten Netzen, indem du dort an NickServ schreibst: CERT ADD {fingerprint}. Wähle danach das Zertifikat als Weg, dich bei {network} einzuloggen.',

  'irc.command.who': 'Wer hinter einem Nick ist',
  'irc.command.who.about': 'sehen, wer auf einem Netz einen Nick hat',
  'irc.command.who.nobody': 'Niemand von diesem Gateway ist {nick} auf {network}.',
  'irc.command.sessions': 'Verbindungen der Leute',
  'irc.command.sessions.about': 'sehen, wer mit welchem Netz verbunden ist',
  'irc.command.sessions.line': '{jid}: {network}, {state} seit {since} UTC, als {nick}, Räume: {rooms}',
  'irc.command.sessions.none': 'Niemand ist verbunden.',
  'irc.command.disconnect-user': 'Jemanden trennen',
  'irc.command.disconnect-user.about': 'die Verbindungen von jemandem beenden',
  'irc.command.disconnect-user.instructions':
    'Die Person kann sofort wiederkommen; eine Sperre verhindert das. Ohne Netz werden alle Verbindungen beendet.',
  'irc.command.disconnect-user.done': 'Verbindungen von {jid}, die beendet wurden: {ended}.',
  'irc.command.disconnect-user.none': '{jid} hat keine solche Verbindung.',
  'irc.quit.admin': 'Getrennt von den Verwaltern des Gateways',

  'irc.command.bans': 'Sperren',
  'irc.command.bans.about': 'sehen, wer ein Netz nicht benutzen darf',
  'irc.command.bans.none': 'Niemand ist gesperrt.',
  'irc.command.ban': 'Jemanden sperren',
  'irc.command.ban.about': 'jemanden von einem Netz fernhalten, oder von allen',
  'irc.command.ban.instructions':
    'Schreibe eine JID, eine Domain, oder eine Maske davon mit * und ?. Ohne Netz sind alle gemeint. Wer gesperrt wird und verbunden ist, wird getrennt und erfährt den Grund.',
  'irc.command.ban.who':
    'Schreibe eine JID wie romeo@example.org, eine Domain wie example.org, oder eine Maske wie *.example.org.',
  'irc.command.ban.self': 'Das würde dich selbst sperren. Schreibe eine engere Maske.',
  'irc.command.ban.lasts': 'Schreibe eine Zeit mit ihrer Einheit, etwa 30m, 12h oder 7d, oder nichts.',
  'irc.command.ban.full':
    'Es gibt schon zu viele Einträge. Entferne einige, oder schließe das Gateway in seiner Konfiguration für Domains.',
  'irc.command.ban.done': '{who} ist gesperrt.',
  'irc.command.ban.everywhere': 'alle',
  'irc.command.ended': 'Verbindungen, die beendet wurden: {ended}.',
  'irc.command.unban': 'Eine Sperre aufheben',
  'irc.command.unban.about': 'jemanden wieder auf ein Netz lassen',
  'irc.command.unban.instructions': 'Schreibe es, wie bans es zeigt. Ohne Netz werden alle Sperren davon aufgehoben.',
  'irc.command.unban.none': 'Es gibt keine solche Sperre von {who}. Sieh sie mit bans an.',
  'irc.command.unban.done': '{who} ist nicht mehr gesperrt.',

  'irc.command.closed-networks': 'Geschlossene Netze',
  'irc.command.closed-networks.about': 'sehen, welche Netze geschlossen sind',
  'irc.command.closed-networks.none': 'Kein Netz ist geschlossen.',
  'irc.command.close-network': 'Ein Netz schließen',
  'irc.command.close-network.about': 'alle Verbindungen zu einem Netz beenden und keine öffnen',
  'irc.command.close-network.instructions': 'Alle werden davon getrennt und erfahren den Grund.',
  'irc.command.close-network.done': '{network} ist geschlossen.',
  'irc.command.open-network': 'Ein Netz wieder öffnen',
  'irc.command.open-network.about': 'Leute sich wieder mit einem Netz verbinden lassen',
  'irc.command.open-network.done': '{network} ist wieder offen.',
  'irc.command.open-network.was': '{network} war nicht geschlossen.',

  'irc.ask.no-node': 'Hier ist nichts dieses Namens.',
  'irc.ask.not-connected':
    'Du bist mit diesem Netz nicht verbunden. Betritt dort einen Raum, und versuche es noch einmal.',
  'irc.ask.page':
    'Diese Seite der Liste kann nicht gelesen werden. Frage nach einer Stelle und einer ganzen Zahl von Einträgen.',
  'irc.ask.silent': 'Das Netz hat nicht rechtzeitig geantwortet. Versuche es noch einmal.',
  'irc.ask.unknown': 'Danach kann hier nicht gefragt werden.',
  'irc.ask.wrong':
    'Dein Programm hat das auf eine Weise gefragt, die nicht zu verstehen ist. Suche eine neuere Version davon.',
  'irc.card.account': 'Konto: {account}',
  'irc.card.bot': 'Bot',
  'irc.card.operator': 'Operator des Netzes',
  'irc.config.bad-key':
    'Das kann auf IRC nicht das Passwort eines Raums sein: es darf weder Leerzeichen noch Kommas noch Doppelpunkte enthalten, und nicht länger sein, als das Netz erlaubt. Wähle ein anderes.',
  'irc.config.description': 'Thema',
  'irc.config.listed': 'In der Liste der Räume gezeigt',
  'irc.config.members-only': 'Nur für Eingeladene',
  'irc.config.moderated': 'Nur wer Stimme hat, darf sprechen',
  'irc.config.most': 'Höchstens so viele Leute zugleich',
  'irc.config.no-external': 'Nur wer im Raum ist, darf darin sprechen',
  'irc.config.not-offered': 'Auf {network} gibt es diese Einstellung nicht. Lass sie, wie sie war.',
  'irc.config.password': 'Passwort',
  'irc.config.password-protected': 'Zum Betreten wird ein Passwort gebraucht',
  'irc.config.registered': 'Nur für Leute, die auf dem Netz eingeloggt sind',
  'irc.config.subject': 'Alle dürfen das Thema ändern',
  'irc.config.title': 'Einstellungen von {room}',
  'irc.config.wrong': 'In einigen Feldern steht, was nicht sein kann: {fields}. Berichtige sie.',
  'irc.list.busy': '{network} listet seine Räume gerade nicht auf. Versuche es in einer Minute noch einmal.',
  'irc.list.no-such': 'Die Liste der Räume hat sich geändert. Beginne wieder bei ihrer ersten Seite.',
  'irc.list.slow': 'Das Netz sendet noch an seiner Liste der Räume. Versuche es gleich noch einmal.',
  'irc.person.idle': 'Das Netz sagt nicht, seit wann {nick} nichts gesagt hat.',
  'irc.person.nobody': 'Niemand namens {nick} ist da.',
  'irc.person.time': 'Was das Programm dort sagt, ist keine lesbare Zeit: {said}',
  'irc.room.no-destroy':
    '{room} kann nicht entfernt werden: ein Raum auf IRC endet, wenn alle ihn verlassen haben. Wer ihn registriert hat, kann ihn mit den Diensten des Netzes aufgeben.',
  'irc.room.no-message': 'Diese Nachricht ist hier nicht mehr bekannt.',
  'irc.room.no-operator': 'Das dürfen nur Operatoren dieses Raums.',
  'irc.room.no-rank': 'Einen solchen Rang gibt es auf {network} nicht.',
  'irc.room.no-redaction': 'Auf {network} kann nichts zurückgenommen werden, was gesagt wurde.',
  'irc.room.not-moderated':
    'In {room} dürfen alle sprechen. Mache ihn zuerst moderiert, dann darf es nur, wer Stimme hat.',
  'irc.room.own-ban': 'Das würde dich selbst aussperren. Nenne jemand anderen, oder eine engere Maske.',

  'irc.order.ignored-full': 'Du hörst schon {most} nicht, und mehr können nicht behalten werden. Nimm einige zurück.',
  'irc.order.not-connected': 'Du bist mit {network} nicht verbunden. Betritt dort zuerst einen Raum.',
  'irc.order.not-in': 'Du bist nicht in {room}.',
  'irc.order.unknown': 'Das Gateway wird gerade erneuert. Versuche es in einer Minute noch einmal.',
  'irc.not-registered':
    'Du bist bei diesem Gateway nicht mehr angemeldet, darum ist die Verbindung beendet. Melde dich wieder an, um es zu benutzen.',
  'irc.room.disconnected': 'Du hast die Verbindung zu diesem Netz beendet.',
  'irc.room.renewed': 'Du wirst neu verbunden. Gleich bist du wieder in diesem Raum.',
} as const;
