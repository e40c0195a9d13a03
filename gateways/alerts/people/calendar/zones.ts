import { ZonedClock } from '../../time/zoned-clock.js';

/** Names that calendars of Windows give to zones (CLDR windowsZones), those that are met most. */
const WINDOWS_ZONES: ReadonlyMap<string, string> = new Map([
  ['Dateline Standard Time', 'Etc/GMT+12'],
  ['Hawaiian Standard Time', 'Pacific/Honolulu'],
  ['Alaskan Standard Time', 'America/Anchorage'],
  ['Pacific Standard Time', 'America/Los_Angeles'],
  ['Mountain Standard Time', 'America/Denver'],
  ['US Mountain Standard Time', 'America/Phoenix'],
  ['Central Standard Time', 'America/Chicago'],
  ['Eastern Standard Time', 'America/New_York'],
  ['Atlantic Standard Time', 'America/Halifax'],
  ['SA Pacific Standard Time', 'America/Bogota'],
  ['Argentina Standard Time', 'America/Argentina/Buenos_Aires'],
  ['E. South America Standard Time', 'America/Sao_Paulo'],
  ['UTC', 'UTC'],
  ['GMT Standard Time', 'Europe/London'],
  ['Greenwich Standard Time', 'Atlantic/Reykjavik'],
  ['W. Europe Standard Time', 'Europe/Berlin'],
  ['Romance Standard Time', 'Europe/Paris'],
  ['Central Europe Standard Time', 'Europe/Budapest'],
  ['Central European Standard Time', 'Europe/Warsaw'],
  ['GTB Standard Time', 'Europe/Bucharest'],
  ['FLE Standard Time', 'Europe/Kiev'],
  ['E. Europe Standard Time', 'Europe/Chisinau'],
  ['Turkey Standard Time', 'Europe/Istanbul'],
  ['Israel Standard Time', 'Asia/Jerusalem'],
  ['South Africa Standard Time', 'Africa/Johannesburg'],
  ['Russian Standard Time', 'Europe/Moscow'],
  ['Arabian Standard Time', 'Asia/Dubai'],
  ['India Standard Time', 'Asia/Kolkata'],
  ['SE Asia Standard Time', 'Asia/Bangkok'],
  ['China Standard Time', 'Asia/Shanghai'],
  ['Singapore Standard Time', 'Asia/Singapore'],
  ['Tokyo Standard Time', 'Asia/Tokyo'],
  ['Korea Standard Time', 'Asia/Seoul'],
  ['AUS Eastern Standard Time', 'Australia/Sydney'],
  ['E. Australia Standard Time', 'Australia/Brisbane'],
  ['New Zealand Standard Time', 'Pacific/Auckland'],
]);

/**
 * The clock of a TZID: a name of the IANA database, one with the path of some program before it
 * (`/example.org/20260101_1/Europe/Berlin`), or one of Windows. The rules that a VTIMEZONE brings along are not read: names
 * say more, and rules that were written once get old.
 */
export function clockOfTzid(tzid: string): ZonedClock | undefined {
  const name = tzid.trim();
  const windows = WINDOWS_ZONES.get(name);
  if (windows !== undefined) return ZonedClock.of(windows);
  const parts = name.split('/').slice(-3);
  for (let from = 0; from < parts.length; from += 1) {
    const clock = ZonedClock.of(parts.slice(from).join('/'));
    if (clock !== undefined) return clock;
  }
  return undefined;
}
