// The JSON-RPC methods of this chain as docs/openrpc.json describes them, and whether an answer is as it says.

import { Ajv } from 'ajv';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export interface Parameter {
  name: string;
  required: boolean;
  schema: { anyOf?: object[] };
}

export interface Method {
  name: string;
  params: Parameter[];
}

interface OpenRpc {
  methods: Method[];
  components: { errors: Record<string, { code: number }>; tags: Record<string, object> };
}

const file = new URL('../../../docs/openrpc.json', import.meta.url);

export const openRpc = JSON.parse(readFileSync(file, 'utf8')) as OpenRpc;

/** The methods' places in the document, by their names. */
const places = new Map(openRpc.methods.map(({ name }, place) => [name, place]));

const ajv = new Ajv();
ajv.addVocabulary(['openrpc', 'info', 'methods', 'components']);
ajv.addSchema({ ...(closed(openRpc) as object), $id: 'document' });

/**
 * The same schemas, but objects have no other fields than those described. Clients should not rely on that, as
 * later versions may add some.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const isObject = 'type' in schema && schema.type === 'object' && 'properties' in schema;
  return Object.fromEntries(isObject ? [...entries, ['additionalProperties', false]] : entries);
}

function assertValid(value: unknown, path: string, what: string): void {
  const validate = ajv.getSchema(`document#/${path}`);
  assert.ok(validate, `${what} is not described`);
  if (validate(value)) return;
  assert.fail(`${what} is ${JSON.stringify(value)}: ${ajv.errorsText(validate.errors)}`);
}

/** What was asked and answered is as the document says, if the method is one of this chain's. */
export function assertDescribed(method: string, params: unknown[], result: unknown): void {
  const place = places.get(method);
  if (place === undefined) return;
  const at = `methods/${place}`;
  params.forEach((param, index) => {
    // Without a value it is null in JSON.
    assertValid(param ?? null, `${at}/params/${index}/schema`, `${method}: parameter ${index}`);
  });
  const missing = openRpc.methods[place].params.slice(params.length);
  assert.ok(!missing.some(({ required }) => required), `${method} has too few parameters`);
  assertValid(result, `${at}/result/schema`, method);
}
