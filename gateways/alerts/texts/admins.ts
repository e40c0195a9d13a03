/** What admins are told of trouble, as messages. */
export const adminTexts = {
  en: {
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
  },
  de: {
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
  },
  fr: {
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
  },
  es: {
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
  },
} as const;
