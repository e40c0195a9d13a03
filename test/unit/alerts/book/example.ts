/** A book with something in every section, and nothing wrong with it. */
export const EXAMPLE = `
zone: Europe/Paris
sources:
  prom:
    kind: alertmanager
    token: 0123456789abcdef-prom
    networks: [10.0.0.0/8, "fd00::/8"]
    rate: 100/s
    severities: { page: critical }
    heartbeat: 10m
    upstream: { kind: alertmanager, url: "https://am.example.org/", user: relay, password: pass }
    maintenance: upgrade
  grafana:
    kind: grafana
    hmac: { secret: correct horse, timestampHeader: X-Grafana-Time, window: 2m }
    route: web
  hooks: { kind: json, token: 0123456789abcdef-hook, fields: { title: "{{subject}}" } }
  weather: { kind: cap, places: ["pubsub:pubsub.example.org/weather"] }
defaults:
  groupBy: [alertname, cluster]
  groupWait: 10s
  allow: { send: [people, "bot:ci"], silence: [ops, "@example.org", root@example.org] }
windows:
  night: { times: ["22:00-24:00", "00:00-07:00"] }
  upgrade: [{ weekdays: [sunday], times: ["02:00-03:00"], location: UTC }]
  work: [{ weekdays: ["monday:friday"] }, { days_of_month: ["-1"] }]
people:
  alice:
    title: Alice
    xmpp: alice@example.org
    irc: libera/alice?account=Alice
    sms: "+33612345678"
    email: alice@example.net
    language: fr
    prefer: [sms, xmpp]
    least: { sms: error }
    steps: { critical: [{ by: [xmpp, sms], wait: 2m }, { by: email }] }
    quiet: { during: night, bypass: critical }
  bob: { xmpp: [bob@example.org, bob@example.com], zone: America/New_York, sendResolved: [xmpp] }
lists:
  ops: { members: [alice, dev, "xmpp:ops@rooms.example.org?join"], owners: [alice], send: people, join: ["@example.org"] }
  dev: { members: [bob, oncall, ops-mail] }
  ops-mail: { members: ["mailto:ops@example.net"], most: 5 }
rotations:
  oncall:
    layers:
      - { people: [alice, [bob, alice]], start: 2026-01-05T09:00, turn: 2 weeks }
      - { people: [bob], start: 2026-01-05T09:00, turn: daily, during: night }
    overrides: [{ from: 2026-03-03T09:00, to: "2026-03-04T08:00Z", people: bob, instead: alice }]
    otherwise: alice
policies:
  urgent:
    steps:
      - { tell: oncall, if: online, by: xmpp, wait: 5m, until: seen }
      - { tell: oncall, by: [sms], wait: 10m }
      - { tell: [ops], least: critical, wait: 15m }
    repeat: 2
    final: [bob]
    remind: 1h
inhibit:
  - { name: cluster-down, source: [alertname=ClusterDown], target: ["severity<=error"], equal: cluster }
routes:
  - name: db
    match: [team=db]
    groupBy: [alertname]
    repeat: never
    expire: 1d
    policy: urgent
    mute: [night]
    bypass: critical
    to:
      - oncall
      - { target: "xmpp:db@rooms.example.org?join", direction: inout, updates: edit, sendResolved: true }
      - { target: "sms:+33687654321", least: critical, template: short }
    routes:
      - { name: db-test, match: env=test, policy: none, to: "irc://libera/#db", active: work, whenMuted: drop, continue: true }
      - { name: db-dev, match: [env=~"dev|test"], to: bob, zone: Asia/Tokyo, groupBy: all }
  - { name: web, match: ['team=~"web|front"', severity>=warning], to: [dev], continue: true, address: false, rate: 10/h }
  - { name: rest, to: [ops, "hook:https://example.net/in"] }
bridges:
  ops:
    ends: ["xmpp:talk@rooms.example.org?join", { target: "irc://libera/#talk", nick: relay }, { target: dev, direction: out }]
    nick: "<{nick}@{network}>"
    ignore: { nicks: ["bot.*"], texts: "^!" }
    replace: [{ pattern: "teh", with: "the" }]
bots:
  ci: { token: 0123456789abcdef-ci00, scopes: [send, status, events], routes: [web], expires: 2030-01-01 }
templates:
  short: { sms: "{{title}} {{code}}" }
limits:
  person: 10/1m
  network: { sms: 20/1m }
  money: { perDay: 20, price: 0.08, prices: { "33": 0.05, "+3368": 0.06 } }
`;
