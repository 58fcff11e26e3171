import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Operation {
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
}

/**
 * A check that an answer is one that the API's own document promises.
 * @param document what `GET /openapi.json` gave
 * @returns a function that throws when the status, the media type or the body is not documented for that call
 */
export function conformance(document: Document) {
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema(document, 'openapi');
  const templates = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  return (method: string, url: string, status: number, contentType: string, body: unknown): void => {
    const path = url.split('?')[0]!;
    const found = document.paths[path] ? { path } : templates.find(({ pattern }) => pattern.test(path));
    if (!found) throw new Error(`${path} is not documented.`);
    const response = document.paths[found.path]?.[method.toLowerCase()]?.responses[status];
    const media = contentType.split(';')[0]!;
    if (!response?.content?.[media])
      throw new Error(`${method} ${found.path} is not documented to answer ${status} ${media}.`);
    const step = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
    const pointer = [
      'paths',
      found.path,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      media,
      'schema',
    ];
    const isPromised = ajv.compile({
      $ref: `openapi#/${pointer.map(step).map(encodeURIComponent).join('/')}`,
    });
    if (!isPromised(body))
      throw new Error(
        `${method} ${found.path} ${status}: ${ajv.errorsText(isPromised.errors)}\n${JSON.stringify(body, null, 1)}`,
      );
  };
}
