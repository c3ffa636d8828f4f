// Four validators of a chain like the preset `local`, with short sessions. The stories in this folder share
// them.

import { addressOf, startValidators } from '../../lib/network.js';
import { Node } from '../../lib/node.js';
import { Shared } from '../../lib/shared.js';
import { rawSpecLike } from '../../lib/spec.js';

/** In blocks. */
export const SESSION_LENGTH = 20;

/** The validators, Alice's first. A story that starts one of them anew puts it here. */
export const network: { spec: string; nodes: Node[] } = { spec: '', nodes: [] };

export const validators = new Shared(
  async () => {
    network.spec = await rawSpecLike('local', 'e2e_validators', ({ validatorSet }) => {
      validatorSet.sessionLength = SESSION_LENGTH;
    });
    network.nodes = await startValidators({}, {}, network.spec);
  },
  () => Promise.all(network.nodes.map((node) => node.stop())),
);

/** Starts a node of the same chain that knows Alice's. */
export async function join(...args: string[]): Promise<Node> {
  const address = await addressOf(network.nodes[0]);
  return Node.start(['--chain', network.spec, '--bootnodes', address, ...args]);
}
