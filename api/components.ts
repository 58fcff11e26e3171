import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

type Json = Record<string, unknown>;

const OPTIONS: z.core.ToJSONSchemaParams = {
  io: 'input',
  unrepresentable: 'any',
  override({ jsonSchema }) {
    // No format of JSON Schema: `contentEncoding` says it.
    if (jsonSchema.format === 'base64') delete jsonSchema.format;
  },
};

/**
 * The named schemas of a document. Schemas with an id (`.meta({ id })`) are written once and referred to.
 *
 * Everything is written as input: a request refuses unknown fields where its schema is strict, and an answer may get
 * fields that a client of today does not know.
 */
export class Components {
  readonly schemas: Json = {};

  /** The JSON Schema of `schema`, or a reference to it where it has an id. */
  reference(schema: z.ZodType): Json {
    const { $schema: _dialect, $defs, id, ...own } = this.#inDocument(z.toJSONSchema(schema, OPTIONS));
    for (const [name, other] of Object.entries($defs ?? {})) this.#keep(name, other);
    if (typeof id !== 'string') return own;
    this.#keep(id, own);
    return { $ref: `#/components/schemas/${id}` };
  }

  /** A reference to `schema` under a name that it has in this document. */
  named(name: string, schema: z.ZodType): Json {
    this.#keep(name, this.reference(schema));
    return { $ref: `#/components/schemas/${name}` };
  }

  /** @throws Error where two schemas have one name: a document would show one of them for both */
  #keep(name: string, schema: unknown): void {
    this.schemas[name] ??= schema;
    if (!isDeepStrictEqual(this.schemas[name], schema))
      throw new Error(`Two schemas are named "${name}": give one of them another id.`);
  }

  #inDocument(schema: unknown): Json {
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
  }
}
