// Measures what it takes a node to read who is admitted, which it does at every final block.
//
// Usage: node dist/admitted-peers.js [MEMBERS]   (default: 1000, as many as there may be)
//
// On a permissioned development chain with so many members, the node's own log says how long each
// reading took: the runtime's calls with their storage, and making peer ids of the answer. First
// nothing changes; then members have other peer ids, after each of which the whole list is read.

import { account, connect, send } from 'chaos-e2e/chain';
import { Node } from 'chaos-e2e/node';
import { bytesOf, newPeerId, peerIdOf, signedBy, WELL_KNOWN_NODE_KEYS } from 'chaos-e2e/peers';
import { rawSpecLike } from 'chaos-e2e/spec';

const BLOCKS = 60;
const CHANGES = 60;

const members = Number(process.argv[2] ?? 1_000);
const [nodeKey] = WELL_KNOWN_NODE_KEYS;
const spec = await rawSpecLike('dev', 'many_members', ({ nodeAdmission }, spec) => {
  const [{ account, peerId }] = nodeAdmission.members;
  if (peerId !== peerIdOf(nodeKey)) throw new Error('the preset has another member');
  while (nodeAdmission.members.length < members) {
    const label = `node ${nodeAdmission.members.length}`;
    nodeAdmission.members.push({ account, peerId: newPeerId(), role: 'observer', label });
  }
  spec.permissioned = true;
});
const args = ['--chain', spec, '--alice', '--validator', '--force-authoring', '-ladmission=debug'];
const node = await Node.start(args, { nodeKey });

/** The times of the readings since the start, in microseconds. */
function readings(): number[] {
  const lines = [...node.log().matchAll(/Read (\d+) admitted peers in (\d+) µs/g)];
  if (lines.some(([, count]) => Number(count) !== members)) throw new Error('it read others');
  return lines.map(([, , time]) => Number(time));
}

function summary(times: number[]) {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    readings: sorted.length,
    'least, µs': sorted[0],
    'median, µs': sorted[Math.floor(sorted.length / 2)],
    'most, µs': sorted.at(-1),
  };
}

await node.untilFinalised(BLOCKS);
const unchanged = readings().length;
const chain = await connect(node);
for (let member = 1; member <= CHANGES; member += 1) {
  const { updatePeerId } = chain.tx.nodeAdmission;
  const peerId = newPeerId();
  const message = await node.rpc<string>('admission_rotationMessage', member, peerId);
  const update = updatePeerId(member, bytesOf(peerId), signedBy(peerId, message));
  await send(chain, update, account('//Alice'));
}
await chain.disconnect();
await node.stop();

const times = readings();
const longest = times.slice(unchanged).sort((a, b) => b - a);
console.table({
  // The first readings are those of the start.
  'nothing changed': summary(times.slice(2, unchanged)),
  'the list changed': summary(longest.slice(0, CHANGES)),
});
process.exit(0);
