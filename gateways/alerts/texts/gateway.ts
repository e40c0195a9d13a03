/** What the gateway itself says to those who write to it, and of itself. */
export const gatewayTexts = {
  en: {
    'alerts.title': 'Alerts',
    'alerts.instructions':
      'Nobody has to register to write to a route. Who registers says by which name others read who has written.',
    'alerts.register.name': 'Your name',
    'alerts.register.name.description':
      'Others read it in alerts that you write; leave it empty to be shown by your address.',
    'alerts.register.name.wrong': 'Write one line of at most {most} characters.',
    'alerts.prompt': 'Which route do you want to write to? Write its name.',
    'alerts.prompt-label': 'Name of the route',
    'alerts.address-wrong': '“{address}” cannot be the name of a route. Write to one such as {example}.',
    'alerts.address-unknown': 'There is no route “{address}”. Ask an admin which routes there are.',
    'alerts.policy':
      'What is written to a route is told to the people and rooms that its admins have set, by XMPP, SMS, mail or IRC.',
    'alerts.contact': 'Route of alerts: what is written here is told to those who take care of it.',
    'alerts.not-allowed':
      'You may not write to the route “{route}”. Ask an admin to name you in its “allow: send:” in the book of routes.',
    'alerts.heartbeat.title': 'Nothing has come from {source} for {minutes} min',
    'alerts.heartbeat.text':
      'Look whether {source} still runs and reaches this gateway: its alerts would not arrive either.',
    'alerts.list.contact': 'List {list}: what is written here goes to all {count} of it.',
    'alerts.list.members': 'List {list}: what is written here goes to all {count} of it: {members}.',
    'alerts.list.not-allowed':
      'You may not write to the list {list}. Ask an admin to name you in its “send:” in the book of routes.',
    'alerts.multicast.not-allowed':
      'You may not send to {address} this way, so nobody got your message. Leave that address out, or ask an admin to name you in “multicast: allow:” in the book of routes.',
    'alerts.text.held-back': 'Too many messages came for you at once. {count} were held back until now:',
    'alerts.text.held-more': '… and {count} more',
    'alerts.writer.ack': '{by} takes care of your alert “{title}”.',
    'alerts.writer.unack': '{by} does not take care of your alert “{title}” any more; it is open again.',
    'alerts.writer.resolve': '{by} has closed your alert “{title}”.',
    'alerts.writer.comment': '{by} on your alert “{title}”:',
    'alerts.answer.not-allowed':
      'You may not answer alerts of the route “{route}” that way. Ask an admin to name you in its “allow:” in the book of routes.',
    'alerts.answer.unclear':
      'Several alerts are open for you. Say which one is meant: “{word} {code}”. Open are: {open}.',
    'alerts.answer.unknown': 'No alert with the code {code} is open. It may be over, or taken back.',
    'alerts.answer.unproven':
      'It is not certain that this mail is from you. Answer the mail about the alert itself, or write “{code}” from another address that the book of routes has for you.',
    'alerts.answer.no-account':
      'You may not answer alerts of the route “{route}” so: I know you by your nick alone, which anybody may take. Log in to the services of the network with the account that the book of routes has for you, and say it again.',
    'alerts.answer.nothing': 'No alert is open for you, and nobody listens here for other words.',
    'alerts.form.title': 'Alert {code}',
    'alerts.form.answer': 'What do you want to do?',
    'alerts.form.comment-label': 'Comment',
    'alerts.form.ack': 'Take it',
    'alerts.form.take-over': 'Take it over',
    'alerts.form.keep': 'Yes, it is still mine',
    'alerts.form.unack': 'Give it back',
    'alerts.form.silence-1h': 'Silence it for 1 hour',
    'alerts.form.silence-4h': 'Silence it for 4 hours',
    'alerts.form.silence-1d': 'Silence it for 1 day',
    'alerts.form.unsilence': 'Hear of it again',
    'alerts.form.resolve': 'It is over',
    'alerts.form.comment': 'Only tell the comment',
    'alerts.answer.form-of-others':
      'This form was sent to somebody else. Write “ack {code}” if you want to take the alert.',
    'alerts.answer.form-empty': 'Choose what you want to do; a comment needs words.',
  },
  de: {
    'alerts.title': 'Meldungen',
    'alerts.instructions':
      'Niemand muss sich anmelden, um an eine Route zu schreiben. Wer sich anmeldet, sagt, unter welchem Namen andere lesen, wer geschrieben hat.',
    'alerts.register.name': 'Dein Name',
    'alerts.register.name.description':
      'Andere lesen ihn in Meldungen, die du schreibst; leer: es steht deine Adresse da.',
    'alerts.register.name.wrong': 'Bitte eine Zeile von höchstens {most} Zeichen schreiben.',
    'alerts.prompt': 'An welche Route möchtest du schreiben? Bitte ihren Namen schreiben.',
    'alerts.prompt-label': 'Name der Route',
    'alerts.address-wrong': '„{address}“ kann kein Name einer Route sein. Schreibe an eine wie {example}.',
    'alerts.address-unknown': 'Es gibt keine Route „{address}“. Frage, wer die Meldungen verwaltet, welche es gibt.',
    'alerts.policy':
      'Was an eine Route geschrieben wird, erfahren die Leute und Räume, die ihre Verwalter bestimmt haben, über XMPP, SMS, Mail oder IRC.',
    'alerts.contact': 'Route für Meldungen: was hier geschrieben wird, erfahren die, die sich darum kümmern.',
    'alerts.not-allowed':
      'Du darfst nicht an die Route „{route}“ schreiben. Bitte die Verwalter, dich im Buch der Routen bei „allow: send:“ zu nennen.',
    'alerts.heartbeat.title': 'Seit {minutes} min kam nichts von {source}',
    'alerts.heartbeat.text':
      'Bitte nachsehen, ob {source} noch läuft und dieses Gateway erreicht: auch seine Meldungen kämen nicht an.',
    'alerts.list.contact': 'Liste {list}: was hier geschrieben wird, bekommen alle {count} darin.',
    'alerts.list.members': 'Liste {list}: was hier geschrieben wird, bekommen alle {count} darin: {members}.',
    'alerts.list.not-allowed':
      'Du darfst nicht an die Liste {list} schreiben. Bitte die Verwalter, dich im Buch der Routen bei „send:“ zu nennen.',
    'alerts.multicast.not-allowed':
      'Du darfst so nicht an {address} schreiben, darum hat niemand deine Nachricht bekommen. Lass diese Adresse weg, oder bitte die Verwalter, dich im Buch der Routen bei „multicast: allow:“ zu nennen.',
    'alerts.text.held-back': 'Für dich kamen zu viele Nachrichten auf einmal. Bis jetzt wurden {count} zurückgehalten:',
    'alerts.text.held-more': '… und {count} weitere',
    'alerts.writer.ack': '{by} kümmert sich um deine Meldung „{title}“.',
    'alerts.writer.unack': '{by} kümmert sich nicht mehr um deine Meldung „{title}“; sie ist wieder offen.',
    'alerts.writer.resolve': '{by} hat deine Meldung „{title}“ geschlossen.',
    'alerts.writer.comment': '{by} zu deiner Meldung „{title}“:',
    'alerts.answer.not-allowed':
      'Du darfst Meldungen der Route „{route}“ nicht so beantworten. Bitte die Verwalter, dich im Buch der Routen bei „allow:“ zu nennen.',
    'alerts.answer.unclear':
      'Für dich sind mehrere Meldungen offen. Sage, welche gemeint ist: „{word} {code}“. Offen sind: {open}.',
    'alerts.answer.unknown': 'Keine offene Meldung hat den Code {code}. Sie kann vorbei oder zurückgenommen sein.',
    'alerts.answer.unproven':
      'Es ist nicht sicher, dass diese Mail von dir ist. Antworte auf die Mail mit der Meldung selbst, oder schreibe „{code}“ von einer anderen Adresse, die das Buch der Routen von dir kennt.',
    'alerts.answer.no-account':
      'Du darfst Meldungen der Route „{route}“ so nicht beantworten: ich kenne nur deinen Nick, den jeder nehmen kann. Melde dich bei den Services des Netzes mit dem Konto an, das im Buch der Routen für dich steht, und sage es noch einmal.',
    'alerts.answer.nothing': 'Für dich ist keine Meldung offen, und andere Worte hört hier niemand.',
    'alerts.form.title': 'Meldung {code}',
    'alerts.form.answer': 'Was möchtest du tun?',
    'alerts.form.comment-label': 'Kommentar',
    'alerts.form.ack': 'Übernehmen',
    'alerts.form.take-over': 'Von anderen übernehmen',
    'alerts.form.keep': 'Ja, ich kümmere mich noch',
    'alerts.form.unack': 'Abgeben',
    'alerts.form.silence-1h': '1 Stunde stummschalten',
    'alerts.form.silence-4h': '4 Stunden stummschalten',
    'alerts.form.silence-1d': '1 Tag stummschalten',
    'alerts.form.unsilence': 'Wieder davon hören',
    'alerts.form.resolve': 'Es ist vorbei',
    'alerts.form.comment': 'Nur den Kommentar weitersagen',
    'alerts.answer.form-of-others':
      'Dieses Formular ging an jemand anderen. Schreibe „ack {code}“, wenn du die Meldung übernehmen möchtest.',
    'alerts.answer.form-empty': 'Wähle, was du tun möchtest; ein Kommentar braucht Worte.',
  },
  fr: {
    'alerts.title': 'Alertes',
    'alerts.instructions':
      'Personne n’a besoin de s’inscrire pour écrire à une route. Qui s’inscrit dit sous quel nom les autres lisent qui a écrit.',
    'alerts.register.name': 'Votre nom',
    'alerts.register.name.description':
      'Les autres le lisent dans les alertes que vous écrivez ; vide, votre adresse s’y trouve.',
    'alerts.register.name.wrong': 'Écrivez une ligne d’au plus {most} caractères.',
    'alerts.prompt': 'À quelle route voulez-vous écrire ? Écrivez son nom.',
    'alerts.prompt-label': 'Nom de la route',
    'alerts.address-wrong':
      '« {address} » ne peut pas être le nom d’une route. Écrivez à une route telle que {example}.',
    'alerts.address-unknown': 'Il n’y a pas de route « {address} ». Demandez à l’administrateur lesquelles existent.',
    'alerts.policy':
      'Ce qui est écrit à une route est dit aux personnes et salons que ses administrateurs ont choisis, par XMPP, SMS, mail ou IRC.',
    'alerts.contact': 'Route d’alertes : ce qui est écrit ici est dit à ceux qui s’en occupent.',
    'alerts.not-allowed':
      'Vous ne pouvez pas écrire à la route « {route} ». Demandez à l’administrateur de vous nommer dans son « allow: send: » du livre des routes.',
    'alerts.heartbeat.title': 'Rien n’est venu de {source} depuis {minutes} min',
    'alerts.heartbeat.text':
      'Voyez si {source} marche encore et atteint cette passerelle : ses alertes n’arriveraient pas non plus.',
    'alerts.list.contact': 'Liste {list} : ce qui est écrit ici va à ses {count} membres.',
    'alerts.list.members': 'Liste {list} : ce qui est écrit ici va à ses {count} membres : {members}.',
    'alerts.list.not-allowed':
      'Vous ne pouvez pas écrire à la liste {list}. Demandez à l’administrateur de vous nommer dans son « send: » du livre des routes.',
    'alerts.multicast.not-allowed':
      'Vous ne pouvez pas écrire ainsi à {address}, donc personne n’a reçu votre message. Retirez cette adresse, ou demandez à l’administrateur de vous nommer dans « multicast: allow: » du livre des routes.',
    'alerts.text.held-back':
      'Trop de messages sont arrivés pour vous à la fois. {count} ont été retenus jusqu’à maintenant :',
    'alerts.text.held-more': '… et {count} de plus',
    'alerts.writer.ack': '{by} s’occupe de votre alerte « {title} ».',
    'alerts.writer.unack': '{by} ne s’occupe plus de votre alerte « {title} » ; elle est de nouveau ouverte.',
    'alerts.writer.resolve': '{by} a clos votre alerte « {title} ».',
    'alerts.writer.comment': '{by} sur votre alerte « {title} » :',
    'alerts.answer.not-allowed':
      'Vous ne pouvez pas répondre ainsi aux alertes de la route « {route} ». Demandez à l’administrateur de vous nommer dans son « allow: » du livre des routes.',
    'alerts.answer.unclear':
      'Plusieurs alertes sont ouvertes pour vous. Dites laquelle : « {word} {code} ». Ouvertes : {open}.',
    'alerts.answer.unknown': 'Aucune alerte ouverte n’a le code {code}. Elle est peut-être finie ou retirée.',
    'alerts.answer.unproven':
      'Il n’est pas sûr que ce mail vienne de vous. Répondez au mail de l’alerte lui-même, ou écrivez « {code} » d’une autre adresse que le livre des routes connaît de vous.',
    'alerts.answer.no-account':
      'Vous ne pouvez pas répondre ainsi aux alertes de la route « {route} » : je ne connais que votre pseudo, que chacun peut prendre. Connectez-vous aux services du réseau avec le compte que le livre des routes a pour vous, et redites-le.',
    'alerts.answer.nothing': 'Aucune alerte n’est ouverte pour vous, et personne n’écoute ici d’autres mots.',
    'alerts.form.title': 'L’alerte {code}',
    'alerts.form.answer': 'Que voulez-vous faire ?',
    'alerts.form.comment-label': 'Commentaire',
    'alerts.form.ack': 'La prendre en charge',
    'alerts.form.take-over': 'Prendre la relève',
    'alerts.form.keep': 'Oui, je m’en occupe toujours',
    'alerts.form.unack': 'La rendre',
    'alerts.form.silence-1h': 'En sourdine pendant 1 heure',
    'alerts.form.silence-4h': 'En sourdine pendant 4 heures',
    'alerts.form.silence-1d': 'En sourdine pendant 1 jour',
    'alerts.form.unsilence': 'En entendre parler de nouveau',
    'alerts.form.resolve': 'C’est fini',
    'alerts.form.comment': 'Dire seulement le commentaire',
    'alerts.answer.form-of-others':
      'Ce formulaire a été envoyé à quelqu’un d’autre. Écrivez « ack {code} » pour prendre l’alerte en charge.',
    'alerts.answer.form-empty': 'Choisissez ce que vous voulez faire ; un commentaire a besoin de mots.',
  },
  es: {
    'alerts.title': 'Alertas',
    'alerts.instructions':
      'Nadie tiene que registrarse para escribir a una ruta. Quien se registra dice con qué nombre leen los demás quién ha escrito.',
    'alerts.register.name': 'Tu nombre',
    'alerts.register.name.description': 'Los demás lo leen en las alertas que escribes; vacío, aparece tu dirección.',
    'alerts.register.name.wrong': 'Escribe una línea de {most} caracteres como mucho.',
    'alerts.prompt': '¿A qué ruta quieres escribir? Escribe su nombre.',
    'alerts.prompt-label': 'Nombre de la ruta',
    'alerts.address-wrong': '«{address}» no puede ser el nombre de una ruta. Escribe a una como {example}.',
    'alerts.address-unknown': 'No hay ruta «{address}». Pregunta a quien administra las alertas cuáles hay.',
    'alerts.policy':
      'Lo que se escribe a una ruta se dice a las personas y salas que han elegido sus administradores, por XMPP, SMS, correo o IRC.',
    'alerts.contact': 'Ruta de alertas: lo que se escribe aquí se dice a quienes se ocupan.',
    'alerts.not-allowed':
      'No puedes escribir a la ruta «{route}». Pide a quien administra que te nombre en su «allow: send:» del libro de rutas.',
    'alerts.heartbeat.title': 'No ha llegado nada de {source} en {minutes} min',
    'alerts.heartbeat.text': 'Mira si {source} sigue en marcha y alcanza esta pasarela: tampoco llegarían sus alertas.',
    'alerts.list.contact': 'Lista {list}: lo que se escribe aquí va a sus {count} miembros.',
    'alerts.list.members': 'Lista {list}: lo que se escribe aquí va a sus {count} miembros: {members}.',
    'alerts.list.not-allowed':
      'No puedes escribir a la lista {list}. Pide a quien administra que te nombre en su «send:» del libro de rutas.',
    'alerts.multicast.not-allowed':
      'No puedes escribir así a {address}, por eso nadie ha recibido tu mensaje. Quita esa dirección, o pide a quien administra que te nombre en «multicast: allow:» del libro de rutas.',
    'alerts.text.held-back': 'Han llegado demasiados mensajes para ti a la vez. {count} se han retenido hasta ahora:',
    'alerts.text.held-more': '… y {count} más',
    'alerts.writer.ack': '{by} se ocupa de tu alerta «{title}».',
    'alerts.writer.unack': '{by} ya no se ocupa de tu alerta «{title}»; está abierta de nuevo.',
    'alerts.writer.resolve': '{by} ha cerrado tu alerta «{title}».',
    'alerts.writer.comment': '{by} sobre tu alerta «{title}»:',
    'alerts.answer.not-allowed':
      'No puedes responder así a las alertas de la ruta «{route}». Pide a quien administra que te nombre en su «allow:» del libro de rutas.',
    'alerts.answer.unclear': 'Hay varias alertas abiertas para ti. Di cuál: «{word} {code}». Abiertas: {open}.',
    'alerts.answer.unknown': 'Ninguna alerta abierta tiene el código {code}. Puede haber terminado o haberse retirado.',
    'alerts.answer.unproven':
      'No es seguro que este correo sea tuyo. Responde al propio correo de la alerta, o escribe «{code}» desde otra dirección que el libro de rutas tenga de ti.',
    'alerts.answer.no-account':
      'No puedes responder así a las alertas de la ruta «{route}»: solo conozco tu nick, que cualquiera puede tomar. Entra en los servicios de la red con la cuenta que el libro de rutas tiene para ti, y repítelo.',
    'alerts.answer.nothing': 'No hay ninguna alerta abierta para ti, y aquí nadie escucha otras palabras.',
    'alerts.form.title': 'Alerta {code}',
    'alerts.form.answer': '¿Qué quieres hacer?',
    'alerts.form.comment-label': 'Comentario',
    'alerts.form.ack': 'Atenderla',
    'alerts.form.take-over': 'Tomar el relevo',
    'alerts.form.keep': 'Sí, sigo con ella',
    'alerts.form.unack': 'Devolverla',
    'alerts.form.silence-1h': 'Silenciarla 1 hora',
    'alerts.form.silence-4h': 'Silenciarla 4 horas',
    'alerts.form.silence-1d': 'Silenciarla 1 día',
    'alerts.form.unsilence': 'Volver a recibir avisos',
    'alerts.form.resolve': 'Ha terminado',
    'alerts.form.comment': 'Decir solo el comentario',
    'alerts.answer.form-of-others':
      'Este formulario se envió a otra persona. Escribe «ack {code}» si quieres atender la alerta.',
    'alerts.answer.form-empty': 'Elige qué quieres hacer; un comentario necesita palabras.',
  },
} as const;
