// Says where the nodes of a network that zombienet has spawned answer.
//
// Usage: node show.mjs FOLDER/zombie.json

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const file = process.argv[2];
const { relay } = JSON.parse(readFileSync(file, 'utf8'));
const width = Math.max(...relay.map(({ name }) => name.length));
for (const { name, wsUri, prometheusUri } of relay.sort((a, b) => (a.name < b.name ? -1 : 1))) {
  const log = join(dirname(file), `${name}.log`);
  console.log(`${name.padEnd(width)}  ${wsUri}  ${prometheusUri}  ${log}`);
}
