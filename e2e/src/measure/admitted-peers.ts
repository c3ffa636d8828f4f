// Measures what it takes a node to read who is admitted, which it does at every final block.
//
// Usage: node dist/measure/admitted-peers.js [MEMBERS]   (default: 1000, as many as there may be)
//
// On a permissioned development chain with so many members, the node's own log says how long each
// reading took: the runtime's call with its storage, and making peer ids of the answer.

import { Node } from '../lib/node.js';
import { newPeerId, peerIdOf, WELL_KNOWN_NODE_KEYS } from '../lib/peers.js';
import { rawSpecLike } from '../lib/spec.js';

const BLOCKS = 60;

const members = Number(process.argv[2] ?? 1_000);
const [nodeKey] = WELL_KNOWN_NODE_KEYS;
const chain = await rawSpecLike('dev', 'many_members', ({ nodeAdmission }, spec) => {
  const [{ account, peerId }] = nodeAdmission.members;
  if (peerId !== peerIdOf(nodeKey)) throw new Error('the preset has another member');
  while (nodeAdmission.members.length < members) {
    const label = `node ${nodeAdmission.members.length}`;
    nodeAdmission.members.push({ account, peerId: newPeerId(), role: 'observer', label });
  }
  spec.permissioned = true;
});
const args = ['--chain', chain, '--alice', '--validator', '--force-authoring', '-ladmission=debug'];
const node = await Node.start(args, { nodeKey });
await node.untilFinalised(BLOCKS);
await node.stop();

const readings = [...node.log().matchAll(/Read (\d+) admitted peers in (\d+) µs/g)];
if (readings.some(([, count]) => Number(count) !== members)) throw new Error('it read others');
const times = readings.map(([, , time]) => Number(time)).sort((a, b) => a - b);
console.table({
  members,
  readings: times.length,
  'least, µs': times[0],
  'median, µs': times[Math.floor(times.length / 2)],
  'most, µs': times.at(-1),
});
process.exit(0);
