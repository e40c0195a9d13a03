/** What admins are told of trouble, as messages. */
export const adminTexts = {
  en: {
    'alerts.admin.part-down':
      '{part} is out of order since {since} UTC: {reason}. What is to go that way waits or goes by other networks; people are told by them. You hear when it works again.',
    'alerts.admin.part-troubled':
      '{part} works only in part since {since} UTC: {reason}. You hear when it is well again.',
    'alerts.admin.part-fails':
      'Most messages by {part} have failed in the last minutes ({reason}). Look at what its server or carrier says, in the log. You hear when they arrive again.',
    'alerts.admin.part-again': '{part} works again, after {minutes} min.',
    'alerts.admin.unreached':
      'Nobody could be told of the alert {code} of the route {route}: no address of its people and places works. The audit tells why; correct the route, or who is on call.',
    'alerts.admin.no-route':
      'Alerts of the source {source} match no route, so nobody is told of them. End the book of routes with a route without match.',
    'alerts.admin.lost':
      '{count} things that alerts waited for were lost on the way, and were done late. If that happens again, look after Redis and the clocks of the machines.',
    'alerts.admin.money':
      '{spent} of {perDay} {currency} that SMS may cost today are spent. When all is spent, only what may go beyond the limit goes out.',
    'alerts.admin.rate':
      'The source {source} brings more alerts than its rate lets through. Those over it are left out, unless they are critical. Raise its rate, or look what it sends.',
    'alerts.admin.book':
      'The book of routes has errors, so the one before stays in force. {finding} `isthmus check` tells all of them.',
    'alerts.admin.webhook-again': 'The webhook of the bot {bot} takes events again.',
    'alerts.admin.webhook-dead':
      'The webhook of the bot {bot} has taken nothing for a day ({reason}). It is tried once an hour, and events older than a day are lost. Look after its server, or correct `webhook` of that bot.',
    'alerts.admin.webhook-gone':
      'The server behind the webhook of the bot {bot} wants no more events (HTTP 410). Nothing is sent there until the book changes. Remove `webhook` of that bot, or correct its address.',
  },
  de: {
    'alerts.admin.part-down':
      '{part} ist seit {since} UTC außer Betrieb: {reason}. Was dorthin soll, wartet oder geht über andere Netze; die Leute erfahren es über diese. Du hörst, wenn es wieder geht.',
    'alerts.admin.part-troubled':
      '{part} geht seit {since} UTC nur zum Teil: {reason}. Du hörst, wenn es wieder in Ordnung ist.',
    'alerts.admin.part-fails':
      'Die meisten Nachrichten über {part} sind in den letzten Minuten gescheitert ({reason}). Bitte im Protokoll nachsehen, was der Server oder Anbieter sagt. Du hörst, wenn sie wieder ankommen.',
    'alerts.admin.part-again': '{part} geht wieder, nach {minutes} min.',
    'alerts.admin.unreached':
      'Von der Meldung {code} der Route {route} konnte niemand erfahren: keine Adresse ihrer Leute und Orte geht. Das Protokoll sagt, warum; bitte die Route berichtigen, oder wer Bereitschaft hat.',
    'alerts.admin.no-route':
      'Meldungen der Quelle {source} passen zu keiner Route, niemand erfährt von ihnen. Bitte das Buch der Routen mit einer Route ohne match beenden.',
    'alerts.admin.lost':
      '{count} Dinge, auf die Meldungen warteten, gingen unterwegs verloren und wurden verspätet getan. Wenn das wieder geschieht, bitte nach Redis und den Uhren der Rechner sehen.',
    'alerts.admin.money':
      '{spent} von {perDay} {currency}, die SMS heute kosten dürfen, sind ausgegeben. Ist alles ausgegeben, geht nur hinaus, was die Grenze überschreiten darf.',
    'alerts.admin.rate':
      'Die Quelle {source} bringt mehr Meldungen, als ihre rate durchlässt. Was darüber liegt, fällt weg, außer es ist kritisch. Bitte die rate erhöhen oder nachsehen, was sie schickt.',
    'alerts.admin.book':
      'Das Buch der Routen hat Fehler, das bisherige gilt weiter. {finding} `isthmus check` nennt alle.',
    'alerts.admin.webhook-again': 'Der Webhook des Bots {bot} nimmt wieder Ereignisse an.',
    'alerts.admin.webhook-dead':
      'Der Webhook des Bots {bot} hat seit einem Tag nichts angenommen ({reason}). Es wird stündlich versucht, und Ereignisse, die älter als ein Tag sind, gehen verloren. Bitte nach seinem Server sehen oder `webhook` dieses Bots berichtigen.',
    'alerts.admin.webhook-gone':
      'Der Server hinter dem Webhook des Bots {bot} will keine Ereignisse mehr (HTTP 410). Dorthin geht nichts, bis sich das Buch ändert. Bitte `webhook` dieses Bots entfernen oder seine Adresse berichtigen.',
  },
  fr: {
    'alerts.admin.part-down':
      '{part} est en panne depuis {since} UTC : {reason}. Ce qui doit y passer attend ou part par d’autres réseaux, par lesquels les gens sont prévenus. Vous saurez quand cela remarche.',
    'alerts.admin.part-troubled':
      '{part} ne marche qu’en partie depuis {since} UTC : {reason}. Vous saurez quand tout va bien.',
    'alerts.admin.part-fails':
      'La plupart des messages par {part} ont échoué ces dernières minutes ({reason}). Voyez dans le journal ce qu’en dit le serveur ou l’opérateur. Vous saurez quand ils arrivent de nouveau.',
    'alerts.admin.part-again': '{part} remarche, après {minutes} min.',
    'alerts.admin.unreached':
      'Personne n’a pu être prévenu de l’alerte {code} de la route {route} : aucune adresse de ses personnes et lieux ne marche. Le journal dit pourquoi ; corrigez la route, ou qui est d’astreinte.',
    'alerts.admin.no-route':
      'Les alertes de la source {source} ne vont à aucune route, personne n’en est prévenu. Terminez le livre des routes par une route sans match.',
    'alerts.admin.lost':
      '{count} attentes d’alertes se sont perdues en chemin et ont été faites en retard. Si cela se répète, voyez Redis et les horloges des machines.',
    'alerts.admin.money':
      '{spent} sur {perDay} {currency} que les SMS peuvent coûter aujourd’hui sont dépensés. Quand tout est dépensé, seul part ce qui peut dépasser la limite.',
    'alerts.admin.rate':
      'La source {source} apporte plus d’alertes que sa rate n’en laisse passer. Ce qui dépasse est laissé de côté, sauf si c’est critique. Augmentez sa rate, ou voyez ce qu’elle envoie.',
    'alerts.admin.book':
      'Le livre des routes a des erreurs, le précédent reste en vigueur. {finding} `isthmus check` les dit toutes.',
    'alerts.admin.webhook-again': 'Le webhook du bot {bot} prend de nouveau les événements.',
    'alerts.admin.webhook-dead':
      'Le webhook du bot {bot} n’a rien pris depuis un jour ({reason}). Un essai est fait chaque heure, et les événements de plus d’un jour sont perdus. Voyez son serveur, ou corrigez `webhook` de ce bot.',
    'alerts.admin.webhook-gone':
      'Le serveur derrière le webhook du bot {bot} ne veut plus d’événements (HTTP 410). Rien n’y part avant que le livre ne change. Retirez `webhook` de ce bot, ou corrigez son adresse.',
  },
  es: {
    'alerts.admin.part-down':
      '{part} no funciona desde {since} UTC: {reason}. Lo que debe ir por ahí espera o va por otras redes, por las que se avisa a la gente. Sabrás cuándo vuelve.',
    'alerts.admin.part-troubled': '{part} funciona solo en parte desde {since} UTC: {reason}. Sabrás cuándo está bien.',
    'alerts.admin.part-fails':
      'La mayoría de los mensajes por {part} han fallado en los últimos minutos ({reason}). Mira en el registro qué dice el servidor o el operador. Sabrás cuándo llegan de nuevo.',
    'alerts.admin.part-again': '{part} vuelve a funcionar, tras {minutes} min.',
    'alerts.admin.unreached':
      'No se pudo avisar a nadie de la alerta {code} de la ruta {route}: ninguna dirección de sus personas y lugares funciona. El registro dice por qué; corrige la ruta, o quién está de turno.',
    'alerts.admin.no-route':
      'Las alertas de la fuente {source} no van a ninguna ruta, nadie se entera. Termina el libro de rutas con una ruta sin match.',
    'alerts.admin.lost':
      '{count} esperas de alertas se perdieron por el camino y se hicieron tarde. Si se repite, mira Redis y los relojes de las máquinas.',
    'alerts.admin.money':
      'Se han gastado {spent} de {perDay} {currency} que los SMS pueden costar hoy. Cuando se gaste todo, solo sale lo que puede pasar del límite.',
    'alerts.admin.rate':
      'La fuente {source} trae más alertas de las que deja pasar su rate. Lo que sobra se deja fuera, salvo lo crítico. Aumenta su rate, o mira qué envía.',
    'alerts.admin.book':
      'El libro de rutas tiene errores, sigue vigente el anterior. {finding} `isthmus check` los dice todos.',
    'alerts.admin.webhook-again': 'El webhook del bot {bot} vuelve a aceptar eventos.',
    'alerts.admin.webhook-dead':
      'El webhook del bot {bot} no ha aceptado nada en un día ({reason}). Se intenta cada hora, y los eventos de más de un día se pierden. Mira su servidor, o corrige `webhook` de ese bot.',
    'alerts.admin.webhook-gone':
      'El servidor tras el webhook del bot {bot} no quiere más eventos (HTTP 410). No se le envía nada hasta que cambie el libro. Quita `webhook` de ese bot, o corrige su dirección.',
  },
} as const;
