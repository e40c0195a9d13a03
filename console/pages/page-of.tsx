import type { JSX } from 'preact';
import type { Route } from '../state/route.js';
import { AboutPage } from './about.js';
import { CommandPage, CommandsPage } from './commands.js';
import { LanePage } from './lane.js';
import { LanesPage } from './lanes.js';
import { LettersPage } from './letters.js';
import { MessagesPage } from './messages.js';
import { AlertsPage, BansPage, LogsPage } from './nouns.js';
import { OverviewPage } from './overview.js';
import { PathPage } from './path.js';
import { PeoplePage } from './people.js';
import { PersonPage } from './person.js';

/** The page of an address; what leads nowhere leads to the overview. */
export function PageOf({ route }: { readonly route: Route }): JSX.Element {
  const { page, rest } = route;
  const [first, second] = rest;
  switch (page) {
    case 'messages':
      return <MessagesPage />;
    case 'lanes':
      return first === undefined ? <LanesPage /> : <LanePage name={first} />;
    case 'people':
      return first === undefined ? <PeoplePage route={route} /> : <PersonPage jid={first} />;
    case 'path':
      return <PathPage route={route} />;
    case 'letters':
      return <LettersPage route={route} />;
    case 'alerts':
      return <AlertsPage />;
    case 'bans':
      return <BansPage />;
    case 'logs':
      return <LogsPage />;
    case 'commands':
      return first === undefined || second === undefined ? (
        <CommandsPage />
      ) : (
        <CommandPage noun={first} verb={second} />
      );
    case 'about':
      return <AboutPage />;
    default:
      return <OverviewPage />;
  }
}
