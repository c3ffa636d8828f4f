// Amounts of the coin. On the chain they are whole numbers of planck, and in JSON-RPC the same as decimal strings.

/** A coin is 10^12 planck. */
export const DECIMALS = 12;

const COIN = 10n ** BigInt(DECIMALS);

/** The planck of an amount in coins, such as `1.5`. Throws if it is none. */
export function planck(text: string): bigint {
  const [, whole, part = ''] = /^(\d+)(?:\.(\d{1,12}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new Error(`invalid amount ${text}: expected coins, such as 1.5`);
  return BigInt(whole) * COIN + BigInt(part.padEnd(DECIMALS, '0'));
}

/** An amount of planck in coins, with as many decimals as it has. */
export function coins(amount: bigint | string): string {
  const value = BigInt(amount);
  const digits = (value < 0n ? -value : value).toString().padStart(DECIMALS + 1, '0');
  const [whole, part] = [digits.slice(0, -DECIMALS), digits.slice(-DECIMALS).replace(/0+$/, '')];
  return `${value < 0n ? '-' : ''}${whole}${part && `.${part}`}`;
}
