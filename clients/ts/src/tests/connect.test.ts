import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lightSpec } from '../connect.js';

test('a light client gets a chain spec without the fields of this chain alone', () => {
  const own = { consensus: 'aura-grandpa', permissioned: true, grandpaGossipDuration: 100 };
  const spec = { id: 'dev', bootNodes: ['/dns/a'], genesis: { raw: {} } };
  const whole = JSON.stringify({ ...spec, ...own });
  assert.deepEqual(JSON.parse(lightSpec(whole)), spec);
  assert.deepEqual(JSON.parse(lightSpec(whole, ['/dns/b'])), { ...spec, bootNodes: ['/dns/b'] });
});
