// Nodes: one that was admitted and has another peer id since, and one that is voted on.

import assert from 'node:assert/strict';
import { type Account, account, cos } from '../chain.js';
import { idFrom } from '../items.js';
import { bytesOf, newPeerId, NO_SIGNATURE, signedBy } from '../peers.js';
import { ENOUGH, people, Story } from './story.js';

/**
 * The parameters of a chain on which this happens: two of its four maintainers are enough, and a rotation is
 * recent until the end.
 */
export const PARAMETERS = { threshold: 250_000, votePeriod: 1_000, rotationPeriod: 1_000 };

const DEPOSIT = cos('100');

/** They have nodes that validate. */
const maintainers = ['//Charlie', '//Dave'].map(account);
const [member, applicant] = people('Member', 'Applicant');

export class Nodes extends Story {
  override readonly title = 'nodes';

  override readonly cast = [member, applicant].map((who): [Account, bigint] => [
    who,
    DEPOSIT + ENOUGH,
  ]);

  /** The first of the member's, its second, and the applicant's. */
  private readonly peerIds = [newPeerId(), newPeerId(), newPeerId()];
  private memberId = 0;
  private motion = 0;

  private ask<T>(method: string, ...params: unknown[]): Promise<T> {
    return this.node.rpc<T>(`admission_${method}`, ...params);
  }

  private async apply(who: Account, peerId: string): Promise<number> {
    const apply = this.api.tx.nodeAdmission.apply(bytesOf(peerId), 'Observer', 'before');
    return idFrom(await this.send(apply, who), 'Applied', 'motion');
  }

  override async begin(): Promise<void> {
    const { updatePeerId, vote } = this.api.tx.nodeAdmission;
    const [first, second, applicants] = this.peerIds;
    const [charlie, dave] = maintainers;
    const [admission, motion] = await Promise.all([
      this.apply(member, first),
      this.apply(applicant, applicants),
    ]);
    this.motion = motion;
    await this.sendAll(charlie, vote(admission, true), vote(motion, true));
    const admitted = await this.send(vote(admission, true), dave);
    this.memberId = idFrom(admitted, 'MemberAdmitted', 'member');
    // Without a signature of the new key, which that runtime didn't ask for.
    await this.send(updatePeerId(this.memberId, bytesOf(second)), member);
  }

  override async told(block: string): Promise<unknown> {
    return Promise.all([
      this.ask('parameters', block),
      this.ask('codeUploads', block),
      this.ask('maintainers', block),
      this.ask('members', 0, 100, block),
      this.ask('motions', 0, 100, block),
      ...this.peerIds.map((peerId) => this.ask('peerStatus', peerId, block)),
    ]);
  }

  override async finish(): Promise<void> {
    const { leave, updatePeerId, vote } = this.api.tx.nodeAdmission;
    const third = newPeerId();
    const message = await this.ask<string>('rotationMessage', this.memberId, third);
    const rotate = (signature: string) => updatePeerId(this.memberId, bytesOf(third), signature);
    await this.fails('nodeAdmission.RotatedRecently', rotate(signedBy(third, message)), member);
    assert.notEqual(signedBy(third, message), NO_SIGNATURE);

    const [charlie, dave] = maintainers;
    await this.fails('nodeAdmission.AlreadyVoted', vote(this.motion, true), charlie);
    const decided = await this.send(vote(this.motion, true), dave);
    const admitted = idFrom(decided, 'MemberAdmitted', 'member');
    const { peerId } = await this.ask<{ peerId: string }>('member', admitted);
    assert.equal(peerId, this.peerIds[2]);
    await this.assertHeld([member, DEPOSIT], [applicant, DEPOSIT]);
    await Promise.all([
      this.send(leave(this.memberId), member),
      this.send(leave(admitted), applicant),
    ]);
    await this.assertHeld([member, 0n], [applicant, 0n]);
  }
}
