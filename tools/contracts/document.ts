/** The documents of the API, as far as they are compared. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

interface Referred {
  readonly $ref?: string;
}
export interface Parameter extends Referred {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}
type Contents = Readonly<Record<string, { readonly schema?: Schema }>>;
export interface Operation {
  readonly operationId: string;
  readonly security?: readonly object[];
  readonly 'x-roles'?: readonly string[];
  /** The day after which a deprecated call may go. */
  readonly 'x-sunset'?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content?: Contents }>>;
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}
export interface AsyncApi {
  readonly operations: Readonly<
    Record<string, { readonly action: 'send' | 'receive'; readonly channel: { readonly $ref: string } }>
  >;
  readonly channels: Readonly<
    Record<string, { readonly address: string | null; readonly messages: Readonly<Record<string, Referred>> }>
  >;
  readonly components: object;
}
export interface Message {
  readonly payload: Schema;
}

/** What a reference (a JSON pointer within the document) leads to. @throws Error where it leads nowhere */
export function follow(document: object, reference: string): unknown {
  let found: unknown = document;
  for (const step of reference.slice('#/'.length).split('/'))
    found = (found as Record<string, unknown> | undefined)?.[
      decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
    ];
  if (found === undefined) throw new Error(`${reference} leads nowhere in the document.`);
  return found;
}

/** Itself, or what it refers to. */
export const resolved = <T extends Referred>(document: object, value: T): T =>
  value.$ref === undefined ? value : (follow(document, value.$ref) as T);
