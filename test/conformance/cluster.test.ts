import { after, before, describe } from 'node:test';
import { type RedisCluster, startRedisCluster } from '../../sandbox/redis-cluster.js';
import { useRedis } from '../support/shared.js';
import { alertsFixture } from './alerts-fixture.js';
import { conformance } from './conformance.js';

/** The gateway with the most lanes, so that they lie on all nodes. All of them: `ISTHMUS_TEST_CLUSTER=1 npm test -- conformance`. */
describe('over a Redis Cluster', () => {
  let cluster: RedisCluster | undefined;
  before(async () => {
    cluster = await startRedisCluster({ replicas: 0 });
    useRedis(cluster.url);
  });
  after(() => cluster?.stop());
  conformance('alerts', alertsFixture);
});
