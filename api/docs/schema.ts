import { html, type Html } from './html';

/** A JSON Schema of the documents, as far as a page shows it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** The members of an object, each with its kind; of anything else its kind alone. */
export function schemaTree(schema: Schema): Html {
  const { properties, required = [] } = schema;
  if (!properties) return kind(schema);
  return html`<ul class="members">
    ${Object.entries(properties).map(
      ([name, member]) =>
        html`<li>
          <code>${name}</code>${required.includes(name) ? null : html` <i>optional</i>`} ${kind(member)}
          ${member.description ?? null}
        </li>`,
    )}
  </ul>`;
}

/** One line, with links to named schemas; objects within are nested. */
function kind(schema: Schema): Html {
  const { $ref, items, properties, additionalProperties } = schema;
  const choices = schema.anyOf ?? schema.oneOf;
  if ($ref !== undefined) return reference($ref);
  if ('const' in schema) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return html`${separated(
      schema.enum.map((one) => html`<code>${JSON.stringify(one)}</code>`),
      ' | ',
    )}`;
  if (choices) return html`${separated(choices.map(kind), ' or ')}`;
  if (schema.allOf) return html`${separated(schema.allOf.map(kind), ' with ')}`;
  if (items) return html`list of ${kind(items)}${limits(schema)}`;
  if (properties) return html`object ${schemaTree(schema)}`;
  if (typeof additionalProperties === 'object') return html`object of ${kind(additionalProperties)}`;
  const type = schema.type === undefined ? 'any' : [schema.type].flat().join(' or ');
  return html`${type}${schema.format === undefined ? null : ` (${schema.format})`}${limits(schema)}`;
}

function reference($ref: string): Html {
  const name = $ref.slice($ref.lastIndexOf('/') + 1);
  return html`<a href="#schema-${name}">${name}</a>`;
}

const LIMITS = {
  minimum: 'from',
  maximum: 'to',
  maxLength: 'max length',
  minItems: 'min items',
  maxItems: 'max items',
  pattern: 'pattern',
  default: 'default',
} as const;

const limits = (schema: Schema): Html =>
  html`${Object.entries(LIMITS).map(([name, word]) => {
    const value = schema[name as keyof typeof LIMITS];
    // The limits of whole numbers themselves say nothing.
    if (value === undefined || Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) return null;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return html`<small>, ${word} <code>${text}</code></small>`;
  })}`;

const separated = (pieces: readonly Html[], by: string): Html[] =>
  pieces.flatMap((piece, index) => (index === 0 ? [piece] : [html`${by}`, piece]));
