// CIPs that are proposed at once and end in the same block: what they are for, who votes how, and what becomes of
// them.

import { cos, freshAccount } from '../lib/chain.js';
import { api } from '../lib/dev-chain.js';
import { UNKNOWN } from '../lib/tokens.js';
import {
  depositBeside,
  forbidden,
  GROUND_RULES,
  inline,
  lookup,
  type ProposedCall,
  spend,
} from './setting.js';

/** The CIP that three accounts vote on one by one, before these: the treasury pays a contributor. */
export const SPEND = 0;
export const contributor = freshAccount();

/** Ground rules that a CIP puts in force. */
export const RULES = {
  ...GROUND_RULES,
  minPeriod: 12,
  enactmentDelay: 24,
  deposit: `${cos('11')}`,
};

/** More than fits into a CIP: the treasury pays two accounts, and says why. */
export const payees = [freshAccount(), freshAccount()];
export const long = () =>
  api.tx.utility.batchAll([
    ...payees.map((payee, i) => spend(cos(`${i + 1}`), payee)),
    api.tx.system.remark(`thanks ${'!'.repeat(200)}`),
  ]);

/** Votes in favour, or as many against. */
export type Votes = bigint | { against: bigint };
/** What becomes of a CIP. */
export type Fate = 'enacted' | 'passed' | 'rejected' | 'lost' | { failed: string };

/** CIPs that are proposed at once: what for, who votes how, and what becomes of them. */
export const table = (): [string, ProposedCall | null, [Votes?, Votes?, Votes?], Fate][] => {
  const rules = (changed: object) => inline(api.tx.cip.setGroundRules({ ...RULES, ...changed }));
  const enact = (id: number) => inline(api.tx.cip.enact(id, { refTime: 10 ** 9, proofSize: 0 }));
  // Not all of the call, so that it waits like any other.
  const stop = (id: number) => inline(api.tx.utility.batchAll([api.tx.cip.cancel(id)]));
  const [many, enough] = [cos('60000'), cos('50000')];
  const inFavour: [Votes, Votes] = [many, many];
  const half = cos('50010');
  const words: [string, [Votes?, Votes?, Votes?], Fate][] = [
    ['Words with just enough votes', [enough, enough], 'passed'],
    ['One planck of turnout too little', [enough, enough - 1n], 'rejected'],
    ['The turnout by votes against', [enough, enough - 1n, { against: enough }], 'rejected'],
    ['A second voter who is against', [cos('120000'), { against: 1n }], 'rejected'],
    ['As many against as in favour', [many, many, { against: cos('120000') }], 'rejected'],
    ['50.01 % in favour', [half, half, { against: cos('99980') }], 'passed'],
    ['Less than 50.01 %', [half - 1n, half, { against: cos('99980') }], 'rejected'],
    ['A quarter of all coins, of one account', [cos('2400000')], 'rejected'],
    ['A tenth of the turnout', [cos('5000'), cos('5000')], 'rejected'],
    ['Hardly any votes', [cos('5000'), cos('5000') - 1n], 'lost'],
    ['Nothing but opposition', [undefined, undefined, { against: cos('120000') }], 'lost'],
    ['No votes', [], 'lost'],
  ];
  const failures: [string, ProposedCall, string][] = [
    ['More than there is', inline(spend(cos('2000000'), contributor)), 'token.FundsUnavailable'],
    ['Coins out of nothing', inline(forbidden()), 'system.CallFiltered'],
    ['Hidden', inline(api.tx.utility.batchAll([forbidden()])), 'system.CallFiltered'],
    ['What is enacted anyway', enact(SPEND), 'cip.NotEnactable'],
    ['What there is not', enact(UNKNOWN), 'cip.UnknownCip'],
    ['Too late to stop it', stop(SPEND), 'cip.NothingToCancel'],
    ['No voters', rules({ minVoters: 0 }), 'cip.VotersZero'],
    ['No turnout', rules({ minTurnout: 0 }), 'cip.TurnoutZero'],
    ['The half', rules({ minApproval: 500_000 }), 'cip.ApprovalNotAboveHalf'],
    ['No period', rules({ minPeriod: 0 }), 'cip.PeriodZero'],
    ['No period between', rules({ minPeriod: 3_601 }), 'cip.PeriodBoundsReversed'],
    ['At once', rules({ enactmentDelay: 0 }), 'cip.DelayZero'],
    ['For less than nothing', rules({ deposit: cos('0.001') - 1n }), 'cip.DepositTooLow'],
    ['Sooner than it can be cancelled', rules({ enactmentDelay: 23 }), 'cip.DelayTooShort'],
    ['Too many voters', rules({ minVoters: 1_001 }), 'cip.VotersTooMany'],
    ['Nearly everybody', rules({ minTurnout: 200_001 }), 'cip.TurnoutTooHigh'],
    ['No opposition', rules({ minApproval: 750_001 }), 'cip.ApprovalTooHigh'],
    ['For ever', rules({ maxPeriod: 2 ** 32 - 1 }), 'cip.MaxPeriodTooLong'],
    ['Never', rules({ enactmentDelay: 2 ** 32 - 1 }), 'cip.DelayTooLong'],
    ['For all there is', rules({ deposit: cos('10000') + 1n }), 'cip.DepositTooHigh'],
  ];
  return [
    ['Two payees', lookup(long()), inFavour, 'enacted'],
    ['Other ground rules', rules({}), inFavour, 'enacted'],
    ...words.map(([title, votes, fate]) => [title, null, votes, fate] as const),
    ...failures.map(([title, call, failed]) => [title, call, inFavour, { failed }] as const),
  ] as [string, ProposedCall | null, [Votes?, Votes?, Votes?], Fate][];
};

/** What is held for each of those CIPs, beside the one that is there. */
export const deposits = () => table().map((_, i) => depositBeside(1 + i));
