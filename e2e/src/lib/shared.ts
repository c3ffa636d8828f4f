// What several stories of one process need, such as a node. Each of them can be run alone, and all of them one
// after another.

import { after, before, describe } from 'node:test';

interface Options {
  /** Milliseconds. */
  timeout: number;
}

export class Shared<T> {
  private users = 0;
  private making?: Promise<T>;

  /**
   * Made for the first story, and ended after the last. Or else made anew for each: where a story is about all
   * that there is, its chain has to begin with it.
   */
  constructor(
    private readonly make: () => Promise<T>,
    private readonly end: (made: T) => Promise<unknown>,
    private readonly anew = false,
  ) {}

  /** The suite of a story. It is there when the suite's own hooks run. */
  suite(title: string, options: Options, body: () => void): void {
    this.users++;
    describe(title, options, () => {
      before(() => (this.making ??= this.make()));
      body();
      after(() => this.leave());
    });
  }

  private async leave(): Promise<void> {
    this.users--;
    const { making } = this;
    if (!making || (this.users > 0 && !this.anew)) return;
    this.making = undefined;
    await this.end(await making);
  }
}
