// Alice sends somebody 2.5 COS and a thousand of a token, by types generated from the chain's runtime.
//
// Usage: node dist/examples/transfer.js URL RECIPIENT TOKEN   (with Node.js 20: --experimental-websocket)

import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_MINI_SECRET } from '@polkadot-labs/hdkd-helpers';
import { connect, MultiAddress, planck, send, signerOf } from '../index.js';

const [url, recipient, token] = process.argv.slice(2);
const token_id = Number(token);
const alice = signerOf(sr25519CreateDerive(DEV_MINI_SECRET)('//Alice'));

const { client, api } = connect(url);
const dest = MultiAddress.Id(recipient);
await send(api.tx.Balances.transfer_keep_alive({ dest, value: planck('2.5') }), alice);
await send(api.tx.Erc20.transfer({ token_id, to: dest, value: 1_000n }), alice);

const { data } = await api.query.System.Account.getValue(recipient);
const tokens = await api.query.Assets.Account.getValue(token_id, recipient);
console.log(`${data.free} ${tokens?.balance}`);
client.destroy();
