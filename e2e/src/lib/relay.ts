// Passes on connections from one place to another. Run by itself, it passes them on from a socket in
// the file system to a port of the loopback interface, until its standard input ends: a way into the
// network namespace that it runs in.
//
// Usage: node relay.js SOCKET PORT

import { connect, createServer, type NetConnectOpts, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The path of this file. */
export const RELAY = fileURLToPath(import.meta.url);

/** A server whose connections go on to there. */
export function relayTo(target: NetConnectOpts): Server {
  return createServer((from) => {
    const to = connect(target);
    from.pipe(to).pipe(from);
    // Where one side ends, however it does, so does the other.
    for (const [one, other] of [[from, to] as const, [to, from] as const]) {
      one.on('error', () => {}).on('close', () => other.destroy());
    }
  });
}

if (process.argv[1] === RELAY) {
  const [path, port] = process.argv.slice(2);
  relayTo({ port: Number(port), host: '127.0.0.1' }).listen(path);
  process.stdin.resume().on('end', () => process.exit());
}
