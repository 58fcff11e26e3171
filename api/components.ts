import { z } from 'zod';

type Json = Record<string, unknown>;

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
    const {
      $schema: _dialect,
      $defs,
      id,
      ...own
    } = this.#inDocument(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
    Object.assign(this.schemas, $defs);
    if (typeof id !== 'string') return own;
    this.schemas[id] = own;
    return { $ref: `#/components/schemas/${id}` };
  }

  #inDocument(schema: unknown): Json {
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
  }
}
