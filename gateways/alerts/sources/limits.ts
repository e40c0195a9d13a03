/** What one payload may bring. What is over is left out and said (`Read.cut`); only `octets` refuses the whole. */
export const LIMITS = {
  /** Of one request. */
  octets: 1024 * 1024,
  /** Of one request. */
  alerts: 2000,
  /** Entries of a list that are looked at, whether there is an alert in them or not. */
  items: 4000,
  /** Characters of all alerts of one request: what a payload says once and a mapping repeats must not multiply. */
  characters: 8 * 1024 * 1024,
  /** Of one alert. */
  labels: 64,
  annotations: 64,
  links: 16,
  /** Characters (UTF-16 units). */
  title: 1024,
  text: 16_384,
  name: 128,
  label: 1024,
  annotation: 4096,
  url: 2048,
  /** Ids are not cut, which would make two into one: longer ones are hashed. */
  id: 255,
} as const;
