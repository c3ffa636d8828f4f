// docs/openrpc.json describes the JSON-RPC methods that a node has. Whether it describes what they answer is
// checked for every answer in all tests (lib/openrpc.ts).

import { Ajv } from 'ajv';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { included } from './lib/assert.js';
import { account, includeAll } from './lib/chain.js';
import { api, devChain, node } from './lib/dev-chain.js';
import { UNLIMITED } from './lib/items.js';
import { type Method, openRpc, type Parameter } from './lib/openrpc.js';
import { UNKNOWN } from './lib/tokens.js';

const MINUTES = 60_000;

/** Of the schema of OpenRPC documents, that of the schemas in them. */
const JSON_SCHEMA = 'https://meta.json-schema.tools';
const DRAFT_7 = 'http://json-schema.org/draft-07/schema';

/** The types of the package don't have what it exports. */
const { openrpcDocument } = createRequire(import.meta.url)('@open-rpc/meta-schema') as {
  openrpcDocument: { $schema: string };
};

const [alice, bob, charlie] = ['//Alice', '//Bob', '//Charlie'].map(account);

/** Of each name, something that exists, is possible, or is at least not that of another name. */
const VALUES: Record<string, unknown> = {
  account: alice.address,
  owner: alice.address,
  seller: alice.address,
  spender: bob.address,
  dest: bob.address,
  operator: charlie.address,
  address: `0x${'5a'.repeat(20)}`,
  tokenId: 0,
  collection: 0,
  index: 0,
  start: 0,
  house: 0,
  auctionId: 0,
  cip: 0,
  credential: 0,
  resolution: 0,
  member: 0,
  motion: 0,
  limit: 100,
  deadline: 1_000_000,
  before: 2_000_000,
  number: 3_000_000,
  amount: '1000',
  value: '1001',
  salePrice: '1002',
  operation: 'withdrawal',
  peerId: '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp',
};

const chain = devChain({ begin: createThings });

/** A token, and an item in a collection. */
async function createThings(): Promise<void> {
  const options = { mintable: true, burnable: true, pausable: true, cap: null };
  const { erc20, erc721 } = api.tx;
  const transactions = [
    erc20.create('Gold', 'GLD', 6, 1_000_000n, options),
    erc721.createCollection('Art', 'ART', 'https://art.example/', UNLIMITED),
    erc721.mint(0, alice.address, null),
  ];
  (await includeAll(api, transactions, alice)).forEach(included);
}

/** What a method may be asked: of a block, if it is given. */
function parametersOf({ params }: Method, block: string | null): [name: string, value: unknown][] {
  const choose = ({ name, schema }: Parameter) => {
    if (name === 'at') return block;
    if (schema.anyOf) return null;
    assert.ok(name in VALUES, `what is ${name}?`);
    return VALUES[name];
  };
  return params.map((parameter) => [parameter.name, choose(parameter)]);
}

chain.suite('The OpenRPC document', { timeout: 10 * MINUTES }, () => {
  test('is one, as the specification says', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const schemas = {
      allOf: [{ $ref: DRAFT_7 }],
      definitions: { JSONSchemaObject: { properties: { $ref: { type: 'string' } } } },
    };
    // It is referred to by both.
    for (const id of [JSON_SCHEMA, `${JSON_SCHEMA}/`]) ajv.addSchema(schemas, id);
    const { $schema: _, ...ofDocuments } = openrpcDocument;
    const validate = ajv.compile(ofDocuments);
    assert.ok(validate(openRpc), ajv.errorsText(validate.errors));
  });

  test('has the methods of the node in its namespaces, and no others', async () => {
    const { methods } = await node.rpc<{ methods: string[] }>('rpc_methods');
    const isOwn = (method: string) => method.split('_')[0] in openRpc.components.tags;
    const described = openRpc.methods.map(({ name }) => name);
    assert.deepEqual(methods.filter(isOwn).sort(), described.sort());
  });

  test('names the parameters, in their order', async () => {
    const block = await node.blockHash(await node.best());
    for (const method of openRpc.methods) {
      const params = parametersOf(method, block);
      const byPosition = await node.rpc(method.name, ...params.map(([, value]) => value));
      const byName = await node.rpcByName(method.name, Object.fromEntries(params));
      assert.deepEqual(byName, byPosition, method.name);
    }
  });

  test('says which parameters can be left out', async () => {
    for (const method of openRpc.methods) {
      const values = parametersOf(method, null).map(([, value]) => value);
      const needed = method.params.filter(({ required }) => required).length;
      await node.rpc(method.name, ...values.slice(0, needed));
      if (needed === 0) continue;
      const tooFew = node.rpc(method.name, ...values.slice(0, needed - 1));
      await assert.rejects(tooFew, { code: -32602 }, method.name);
    }
  });

  test('has the errors', async () => {
    const codes = Object.values(openRpc.components.errors).map(({ code }) => code);
    const refused = [
      ['erc20_info', UNKNOWN],
      ['erc721_ownerOf', 0, UNKNOWN],
      ['admission_peerStatus', 'nobody'],
      ['cos_tranches', `0x${'5a'.repeat(32)}`],
    ] as [string, ...unknown[]][];
    for (const [method, ...params] of refused) {
      const isKnown = (error: { code: number }) => codes.includes(error.code);
      await assert.rejects(node.rpc(method, ...params), isKnown, method);
    }
  });
});
