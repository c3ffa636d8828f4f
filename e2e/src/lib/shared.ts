// What several stories of one process share, such as a node: it is made for the first of them and ended
// after the last. So a story can be run alone, and many of them one after another on the same chain.

import { after, before, describe } from 'node:test';

interface Options {
  /** Milliseconds. */
  timeout: number;
}

export class Shared<T> {
  private users = 0;
  private making?: Promise<T>;

  constructor(
    private readonly make: () => Promise<T>,
    private readonly end: (made: T) => Promise<unknown>,
  ) {}

  /** A suite that uses it. Its hooks run while it is there. */
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
    if (this.users > 0 || !this.making) return;
    await this.end(await this.making);
  }
}
