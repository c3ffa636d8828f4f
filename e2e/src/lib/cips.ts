// What JSON-RPC says of CIPs.

/** What `cip_cip` says of a CIP, as far as it is looked at. */
export interface CipJson {
  cip: number;
  start: number;
  end: number;
  tally: { approve: string; disapprove: string; voters: number };
  state: string;
  wouldPass: boolean;
  resolution: number | null;
  enactment: { kind: string; at: number; error?: unknown } | null;
}
