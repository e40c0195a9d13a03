import type { MetricTable } from '../metric.js';

/** From what a carrier takes to answer to what a mail server takes to report; seconds. */
const END_TO_END = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 86_400];

/** The metrics of everything that is not a gateway. Those of a gateway stand in its own folder. */
export const coreMetrics = {
  messages: {
    kind: 'counter',
    help: 'messages by what became of them here: out (to the network) accepted, rejected, unsupported, unknown, or refused at the door; in (to XMPP) delivered to the server, or dropped',
    labels: ['direction', 'network', 'kind', 'outcome'],
  },
  messages_taken: {
    kind: 'counter',
    help: 'messages that were put into a lane: out those of users, in those of the network',
    labels: ['direction', 'network'],
  },
  messages_refused: {
    kind: 'counter',
    help: 'messages of users that were answered with an error at once, by key of the sentence',
    labels: ['network', 'reason'],
  },
  messages_dropped: {
    kind: 'counter',
    help: 'messages of the network for an account that had ended meanwhile',
    labels: ['network'],
  },
  messages_bounced: {
    kind: 'counter',
    help: 'delivered messages that the XMPP server sent back as errors',
    labels: ['network'],
  },
  messages_moved: {
    kind: 'counter',
    help: 'messages that a lane could not carry and that went to another one',
    labels: ['lane'],
  },
  end_to_end_seconds: {
    kind: 'histogram',
    help: 'time from the birth of a message here: out until the network accepted it, in until the XMPP server had read it',
    labels: ['direction', 'network'],
    buckets: END_TO_END,
  },
  delivery_report_seconds: {
    kind: 'histogram',
    help: 'time from the acceptance of a message by the network to its report that all of it was delivered',
    labels: ['network'],
    buckets: END_TO_END,
  },
  deliveries_failed: {
    kind: 'counter',
    help: 'messages of users that ended in an error after they were taken, by key of the sentence',
    labels: ['network', 'reason'],
  },
  reports: {
    kind: 'counter',
    help: 'delivery reports of the network, by state and what they led to',
    labels: ['network', 'state', 'result'],
  },
  fates: {
    kind: 'counter',
    help: 'accepted messages whose fate is known: delivered, failed, or orphaned (their account had ended, nobody was told)',
    labels: ['network', 'outcome'],
  },
  rate_limited: {
    kind: 'counter',
    help: 'what was refused or slowed down because of a rate: of a user, a carrier, a source, an API',
    labels: ['network', 'scope'],
  },
  conversations_rerouted: {
    kind: 'counter',
    help: 'conversations that went to another lane, because their first choice was out',
    labels: ['network'],
  },
  users_gone: {
    kind: 'counter',
    help: 'users whose server says again and again that they do not exist',
    labels: ['network'],
  },
  archive_lost: {
    kind: 'counter',
    help: 'stanzas that could not be kept in the archive while Redis was away',
    labels: ['network'],
  },
  privileges_refused: {
    kind: 'counter',
    help: 'privileges told by somebody else than the XMPP server',
    labels: ['network'],
  },
  privileged_requests_failed: {
    kind: 'counter',
    help: 'requests by a privilege that were refused or not answered',
    labels: ['network'],
  },
  stanzas_oversized: {
    kind: 'counter',
    help: 'stanzas thrown away because of a limit',
    labels: ['network', 'limit'],
  },
  stanzas_given_up: {
    kind: 'counter',
    help: 'stanzas to XMPP that were given up, because the server ended the stream over each of them',
    labels: ['network'],
  },
  media_puts: {
    kind: 'counter',
    help: 'files that were to be kept: upload, own, or why not',
    labels: ['outcome'],
  },
  media_requests: {
    kind: 'counter',
    help: 'requests for links to files: HTTP status, unknown, gone, busy, failed',
    labels: ['outcome'],
  },
  xmpp_stream_up: {
    kind: 'gauge',
    help: '1 while the stream is up; only streams that this process holds',
    labels: ['domain', 'stream'],
  },
  reconnects: {
    kind: 'counter',
    help: 'how often what was down came up again: streams (xmpp), or the connections of a lane as a whole',
    labels: ['network'],
  },
  adapter_up: {
    kind: 'gauge',
    help: '1 while the gateway can reach its network over one of its lanes at least, whoever holds them',
    labels: ['network'],
  },
  adapter_lanes: {
    kind: 'gauge',
    help: 'lanes of the gateway by state: up, down, paused (by an admin), unheld (no process works them)',
    labels: ['network', 'state'],
  },
  lane_up: {
    kind: 'gauge',
    help: '1 while the connections of the lane are up; only lanes that this process holds',
    labels: ['lane'],
  },
  lane_depth: {
    kind: 'gauge',
    help: 'envelopes in the lane: waiting, being worked, parked',
    labels: ['lane'],
  },
  lane_parked: {
    kind: 'gauge',
    help: 'envelopes of the lane that wait behind one of their conversation which is tried again later',
    labels: ['lane'],
  },
  lane_oldest_age_seconds: {
    kind: 'gauge',
    help: 'age of the oldest envelope of the lane, about right where much of it is parked; 0: it is empty',
    labels: ['lane'],
  },
  lane_ended: {
    kind: 'counter',
    help: 'envelopes that were settled, in lanes that this process holds; its rate is the speed of the lane',
    labels: ['lane'],
  },
  presence_users: {
    kind: 'gauge',
    help: 'users who are online, as the gateway sees it',
    labels: ['network'],
  },
  accounts: {
    kind: 'gauge',
    help: 'users who are registered',
    labels: ['network'],
  },
  redis_up: {
    kind: 'gauge',
    help: '1 while Redis answers',
  },
  redis_used_bytes: {
    kind: 'gauge',
    help: 'memory that Redis uses',
  },
  redis_limit_bytes: {
    kind: 'gauge',
    help: 'memory that Redis may use (maxmemory); 0: there is no limit',
  },
  redis_delayed_fsync: {
    kind: 'gauge',
    help: 'how often writing to the disk took Redis longer than a second, since its start (aof_delayed_fsync)',
  },
  disk_free_bytes: {
    kind: 'gauge',
    help: 'free space on the disk of dataDir, where Redis is a private one',
  },
  pressure: {
    kind: 'gauge',
    help: '1 while nothing new is taken for that reason: memory, disk, aof',
    labels: ['reason'],
  },
  trace_spans: {
    kind: 'counter',
    help: 'spans of traces: sent to the collector, dropped because it did not take them in time',
    labels: ['outcome'],
  },
  config_last_reload_successful: {
    kind: 'gauge',
    help: '1 where all was well when the configuration was read last (start or SIGHUP), else 0',
  },
  config_last_reload_success_timestamp_seconds: {
    kind: 'gauge',
    help: 'when the configuration was last read without an error, since the epoch',
  },
  build_info: {
    kind: 'gauge',
    help: 'always 1; its labels tell what runs',
    labels: ['version', 'node', 'role'],
  },
} as const satisfies MetricTable;
