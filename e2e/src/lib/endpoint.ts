// A node that answers on this machine, whoever has started it, and waiting for what it does.

import { setTimeout as sleep } from 'node:timers/promises';
import { assertDescribed } from './openrpc.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * How long an answer may take. A bound, not an expectation: where five nodes on a small machine compile a new
 * runtime at the same time, each of them takes half a minute until it answers again.
 */
const ANSWER_BOUND = 2 * MINUTE;

/** Asks again and again until `probe` gives something, or throws after `bound` milliseconds. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  bound = 3 * MINUTE,
): Promise<T> {
  const deadline = Date.now() + bound;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${bound / SECOND} s`);
    await sleep(200);
  }
}

/**
 * Aborts what takes longer than `bound` milliseconds. Unlike `AbortSignal.timeout`, whose timer is unreferenced, it
 * keeps the process running meanwhile: an answer that never comes fails with an error.
 */
async function within<T>(bound: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const late = () => controller.abort(new Error(`no answer within ${bound / SECOND} s`));
  const timer = setTimeout(late, bound);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The node's answer to a JSON-RPC request where it refuses. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data: unknown,
  ) {
    super(message);
  }
}

export interface Ports {
  rpc: number;
  prometheus: number;
}

export abstract class Endpoint {
  protected abstract get at(): Ports;

  /** All that the node has logged, over all its starts. */
  abstract log(): string;

  get websocket(): string {
    return `ws://127.0.0.1:${this.at.rpc}`;
  }

  /** Where Prometheus reads. */
  get metrics(): string {
    return `http://127.0.0.1:${this.at.prometheus}/metrics`;
  }

  /** What a metric says, in all for all its labels; 0 if there is no such. */
  async metric(name: string): Promise<number> {
    const metrics = await within(ANSWER_BOUND, async (signal) => {
      const response = await fetch(this.metrics, { signal });
      return response.text();
    });
    const values = [...metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, 'gm'))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /**
   * Makes a JSON-RPC request. Throws an `RpcError` where the node refuses it. What is answered has to be as the
   * document of the methods says.
   */
  rpc<T>(method: string, ...params: unknown[]): Promise<T> {
    return this.ask(ANSWER_BOUND, method, params);
  }

  /** The same, by the names of the parameters. */
  rpcByName<T>(method: string, params: Record<string, unknown>): Promise<T> {
    return this.request(ANSWER_BOUND, method, params);
  }

  /** As `rpc`, with the most milliseconds that the answer may take. */
  protected async ask<T>(bound: number, method: string, params: unknown[] = []): Promise<T> {
    const result = await this.request<T>(bound, method, params);
    assertDescribed(method, params, result);
    return result;
  }

  private async request<T>(bound: number, method: string, params: object): Promise<T> {
    const answer = await within(bound, async (signal) => {
      const response = await fetch(`http://127.0.0.1:${this.at.rpc}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
        signal,
      });
      return (await response.json()) as {
        result: T;
        error?: { code: number; message: string; data?: unknown };
      };
    });
    if (answer.error) {
      throw new RpcError(answer.error.code, answer.error.message, answer.error.data);
    }
    return answer.result;
  }

  /** The hash of a block of the best chain. */
  blockHash(number: number): Promise<string> {
    return this.rpc('chain_getBlockHash', number);
  }

  /** The number of the best block. */
  async best(): Promise<number> {
    return numberOf(await this.rpc('chain_getHeader'));
  }

  /** The number of the last block that is final. */
  async finalised(): Promise<number> {
    return numberOf(await this.rpc('chain_getHeader', await this.rpc('chain_getFinalizedHead')));
  }

  /** Waits until the block with this number is there. */
  async untilBest(number: number): Promise<void> {
    await until(`block ${number}`, async () => (await this.best()) >= number);
  }

  /** Waits until the block with this number is final. */
  async untilFinalised(number: number): Promise<void> {
    await until(`finality of block ${number}`, async () => (await this.finalised()) >= number);
  }
}

function numberOf(header: { number: string }): number {
  return Number(header.number);
}
