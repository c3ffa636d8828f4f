import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coins, planck } from '../units.js';

test('planck of coins, and coins of planck', () => {
  for (const [text, amount] of [
    ['0', 0n],
    ['1', 1_000_000_000_000n],
    ['1.5', 1_500_000_000_000n],
    ['0.000000000001', 1n],
    ['10000000', 10_000_000_000_000_000_000n],
  ] as const) {
    assert.equal(planck(text), amount);
    assert.equal(coins(amount), text);
  }
  assert.equal(coins('2500000000000'), '2.5');
  assert.equal(coins(-1n), '-0.000000000001');
});

test('what is no amount of coins is refused', () => {
  for (const text of ['', '.5', '1.', '-1', '1e3', '1,5', ' 1', '0.0000000000001', 'one']) {
    assert.throws(() => planck(text), /expected coins/, text);
  }
});
