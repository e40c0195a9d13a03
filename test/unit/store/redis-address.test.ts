import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redisAddress, redisGroup } from '../../../src/redis-address.js';

describe('where several machines of Redis are', () => {
  it('is told by their sentinels and the name of the master', () => {
    assert.deepEqual(redisGroup('redis-sentinel://me:p%40ss@10.0.0.1:26380,redis-2.example.org,[fd00::3]:1/main/2'), {
      kind: 'sentinel',
      nodes: [
        { host: '10.0.0.1', port: 26_380 },
        { host: 'redis-2.example.org', port: 26_379 },
        { host: 'fd00::3', port: 1 },
      ],
      master: 'main',
      db: 2,
      tls: false,
      username: 'me',
      password: 'p@ss',
    });
  });

  it('is told by some nodes of a cluster', () => {
    assert.deepEqual(redisGroup('rediss-cluster://:secret@a,b:7000'), {
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 6379 },
        { host: 'b', port: 7000 },
      ],
      tls: true,
      password: 'secret',
    });
  });

  it('is not told by what is incomplete, or speaks of one server', () => {
    const wrong = [
      'redis-sentinel://a:1,b:2',
      'redis-sentinel:///main',
      'redis-sentinel://a:0/main',
      'redis-sentinel://a,,b/main',
    ];
    const others = ['redis-cluster://a/0', 'redis-cluster://a:70000', 'redis-cluster://a b', 'redis-cluster://%zz@a'];
    for (const url of [...wrong, ...others, 'redis://a:6379', 'unix:///run/redis.sock']) {
      assert.equal(redisGroup(url), undefined, url);
    }
  });
});

describe('the address of Redis', () => {
  it('says how many replicas have to confirm, but for a socket', () => {
    assert.deepEqual(redisAddress('redis://a:6379', 1), { url: 'redis://a:6379', replicas: 1 });
    assert.deepEqual(redisAddress('redis://a:6379'), { url: 'redis://a:6379' });
    assert.deepEqual(redisAddress('unix:///run/redis.sock', 1), { socket: '/run/redis.sock' });
  });
});
