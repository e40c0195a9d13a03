import type { Diagnoses } from '../../../gateways/gateway.js';

/** What can be wrong between Isthmus and Redis. */
export const redisDiagnoses = {
  'redis-unreachable': {
    severity: 'error',
    title: 'Redis does not answer',
    why: 'Everything that must survive lies in Redis: without it Isthmus does not start.',
  },
  'redis-login': {
    severity: 'error',
    title: 'Redis refuses the login',
    why: 'Without a login Redis takes no command.',
  },
  'redis-certificate': {
    severity: 'error',
    title: 'the TLS of Redis cannot be trusted',
    why: 'Isthmus speaks to a server only whose certificate it can verify.',
  },
  'redis-plain': {
    severity: 'warning',
    title: 'Redis on another machine without TLS',
    why: 'Everybody on the way reads the password and what is queued.',
  },
  'redis-old': {
    severity: 'error',
    title: 'Redis is older than 7',
    why: 'Isthmus is tested with Redis 7 and Valkey; older ones lack commands that it uses.',
  },
  'redis-cluster': {
    severity: 'error',
    title: 'this is one node of a cluster',
    why: 'A node refuses the keys of other nodes: Isthmus has to know that it is a cluster.',
  },
  'redis-replica': {
    severity: 'error',
    title: 'this Redis is a replica',
    why: 'A replica takes no writes.',
  },
  'redis-evicts': {
    severity: 'error',
    title: 'Redis throws keys away when it is full',
    why: 'Messages that were taken would be lost. Isthmus does not start with such a policy.',
  },
  'redis-unlimited': {
    severity: 'warning',
    title: 'Redis has no limit of memory',
    why: 'Isthmus cannot see that Redis gets full, and the kernel ends Redis when the machine has no memory left.',
  },
  'redis-full': {
    severity: 'error',
    title: 'Redis is nearly full',
    why: 'Above 80% of its memory Isthmus takes nothing new, so that what is queued can still be worked.',
  },
  'redis-unkept': {
    severity: 'warning',
    title: 'Redis keeps nothing on the disk at once',
    why: 'Without the append-only file a restart of Redis loses messages that were taken.',
  },
  'redis-write-failed': {
    severity: 'error',
    title: 'Redis could not write its file',
    why: 'What is not on the disk is lost when Redis ends. Isthmus takes nothing new until it can be written.',
  },
  'redis-disk-slow': {
    severity: 'warning',
    title: 'the disk of Redis is too slow for it',
    why: 'Each fsync that takes more than a second is a moment in which a power loss costs more than the last second.',
  },
  'redis-slow': {
    severity: 'warning',
    title: 'Redis is far away or busy',
    why: 'A message takes several trips to Redis, and each takes so long.',
  },
  'redis-clock': {
    severity: 'warning',
    title: 'the clocks of this machine and of Redis differ',
    why: 'Times of expiry and of delayed messages are written by one clock and read by the other.',
  },
  'store-newer': {
    severity: 'error',
    title: 'a newer release has written this store',
    why: 'An older release would misread what is kept, so it does not start.',
  },
  'store-foreign': {
    severity: 'error',
    title: 'the prefix of keys belongs to something else',
    why: 'Two programs under one prefix would destroy each other what they keep.',
  },
} as const satisfies Diagnoses;
