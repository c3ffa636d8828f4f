// Alice sends somebody 2.5 COS and a thousand of a token, by polkadot-api and types generated from the
// chain's metadata.
//
// Usage: node transfer.js URL RECIPIENT TOKEN   (with Node.js 20: --experimental-websocket)

import { Keyring } from '@polkadot/api';
import { createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { chaos, MultiAddress } from './descriptors/dist/index.js';

const [url, recipient, token] = process.argv.slice(2);
const token_id = Number(token);
const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
const signer = getPolkadotSigner(alice.publicKey, 'Sr25519', (message) => alice.sign(message));

const client = createClient(getWsProvider(url));
const { query, tx } = client.getTypedApi(chaos);

const dest = MultiAddress.Id(recipient);
const calls = [
  tx.Balances.transfer_keep_alive({ dest, value: 2_500_000_000_000n }),
  tx.Erc20.transfer({ token_id, to: dest, value: 1_000n }),
];
for (const call of calls) {
  const { ok, dispatchError } = await call.signAndSubmit(signer);
  if (!ok) throw new Error(JSON.stringify(dispatchError));
}

const { data } = await query.System.Account.getValue(recipient);
const tokens = await query.Assets.Account.getValue(token_id, recipient);
console.log(`${data.free} ${tokens?.balance}`);
client.destroy();
