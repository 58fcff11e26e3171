import { html, type Html } from './html';
import { schemaTree, type Schema } from './schema';

interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
}
interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
  readonly example?: string | number;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly 'x-roles'?: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
}
/** An OpenAPI document, as far as a page shows it. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

/** Every call under its tag. */
export function operationsByTag(document: OpenApi): Html[] {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const tags = [...new Set(calls.flatMap(({ operation }) => operation.tags))];
  return tags.map(
    (tag) =>
      html`<h3>${tag}</h3>
        ${calls
          .filter(({ operation }) => operation.tags.includes(tag))
          .map(({ path, method, operation }) => call(method, path, operation, document))}`,
  );
}

function call(method: string, path: string, operation: Operation, { components }: OpenApi): Html {
  const parameters = operation.parameters.map((one) =>
    one.$ref === undefined ? one : components.parameters[one.$ref.slice('#/components/parameters/'.length)]!,
  );
  return html`<details class="call" id="${operation.operationId}">
    <summary>
      <code class="method">${method}</code>
      <code>${path}</code> ${operation.deprecated ? html`<mark>deprecated</mark>` : null}
      <span>${operation.summary}</span>
    </summary>
    ${operation.description !== undefined && html`<p>${operation.description}</p>`}
    <p>Who: ${who(operation)}.</p>
    <form data-method="${method}" data-path="${path}">
      ${parameters.filter(({ name }) => name !== 'traceparent').map(field)}
      ${Object.entries(operation.requestBody?.content ?? {})
        .slice(0, 1)
        .map(body)}
      <p class="try" hidden><button>Send</button></p>
      <output></output>
    </form>
    <h4>Answers</h4>
    <dl>
      ${Object.entries(operation.responses).map(
        ([status, { description, content = {} }]) =>
          html`<dt>${status}</dt>
            <dd>
              ${description}${Object.entries(content)
                .filter(([type]) => type !== 'application/problem+json')
                .map(([type, { schema }]) => html`<br /><small>${type}</small> ${schemaTree(schema)}`)}
            </dd>`,
      )}
    </dl>
  </details>`;
}

const who = ({ security, 'x-roles': roles }: Operation): string => {
  if (security.length === 0) return 'anyone, without a credential';
  return roles
    ? `${roles.join(', ')}, where the topology has no policies of its own`
    : 'the system itself, by its webhook signature';
};

const field = ({ name, in: where, required = false, description, schema, example }: Parameter): Html =>
  html`<label
    >${name} <small>${where}${required ? ', required' : null}</small>
    <input
      name="${name}"
      data-in="${where}"
      placeholder="${shown(example)}"
      value="${required && name !== 'Idempotency-Key' ? shown(example) : ''}"
      autocomplete="off"
    />
    <small>${description ?? null} ${schemaTree(schema)}</small></label
  >`;

const shown = (example: string | number | undefined): string =>
  example === undefined ? '' : String(example);

const body = ([type, { schema, example }]: [string, Media]): Html =>
  html`<label
      >Body <small>${type}</small>
      <textarea name="body" data-type="${type}" rows="12" spellcheck="false">
${JSON.stringify(example ?? {}, null, 2)}</textarea>
    </label>
    ${schemaTree(schema)}`;
