import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, Html } from './html';
import { operationsByTag, type OpenApi } from './operations';
import { schemaTree, type Schema } from './schema';

interface Message {
  readonly summary?: string;
  readonly 'x-retention-class'?: string;
}
/** An AsyncAPI document, as far as a page shows it. */
export interface AsyncApi {
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

const source = (name: string): Html => new Html(readFileSync(join(__dirname, name), 'utf8'));
/** To the letter, as its hash is over that. */
const inline = (element: 'script' | 'style', { text }: Html): Html =>
  new Html(`<${element}>${text}</${element}>`);
const hashOf = ({ text }: Html): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Both documents as one page, to read (without a script, too) and to try. It asks no other host for anything, and the browser
 * is told to let it do nothing else.
 */
export function docsPage(
  openapi: OpenApi,
  asyncapi: AsyncApi,
): { html: string; headers: Record<string, string> } {
  const style = source('style.css');
  const script = source('try.js');
  const schemas = { ...openapi.components.schemas, ...asyncapi.components.schemas };
  return {
    html: page(openapi, asyncapi, schemas, style, script).text,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': [
        "default-src 'none'",
        `script-src ${hashOf(script)}`,
        `style-src ${hashOf(style)}`,
        "connect-src 'self'",
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'Referrer-Policy': 'no-referrer',
    },
  };
}

const page = (
  openapi: OpenApi,
  { components: { messages } }: AsyncApi,
  schemas: Readonly<Record<string, Schema>>,
  style: Html,
  script: Html,
): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <link rel="icon" href="data:," />
        <title>Interlock API</title>
        ${inline('style', style)}
      </head>
      <body>
        <header>
          <h1>Interlock API</h1>
          <p>
            As documents: <a href="/openapi.json">OpenAPI 3.1</a>, <a href="/asyncapi.json">AsyncAPI 3.0</a>,
            <a href="/v1/schemas">JSON Schemas</a>.
          </p>
          <form class="try" hidden>
            <label
              >Key or token, for trying <input id="credential" type="password" autocomplete="off"
            /></label>
            <label
              >Show only what names
              <input id="filter" type="search" placeholder="holds, placeHold, /v1/lots …"
            /></label>
          </form>
        </header>
        <nav><a href="#calls">Calls</a> <a href="#events">Events</a> <a href="#schemas">Schemas</a></nav>
        <main>
          <h2 id="calls">Calls</h2>
          ${operationsByTag(openapi)}
          <h2 id="events">Events</h2>
          ${Object.entries(messages).map(
            ([type, { summary, 'x-retention-class': retention }]) =>
              html`<details class="call" id="event-${type}">
                <summary><code>${type}</code> <span>${summary ?? 'Told by a system.'}</span></summary>
                ${retention !== undefined && html`<p>Kept as <code>${retention}</code>.</p>`}
                ${schemaTree(schemas[type]!)}
              </details>`,
          )}
          <h2 id="schemas">Schemas</h2>
          ${Object.entries(schemas)
            .filter(([name]) => !(name in messages))
            .map(
              ([name, schema]) =>
                html`<details class="call" id="schema-${name}">
                  <summary><code>${name}</code></summary>
                  ${schemaTree(schema)}
                </details>`,
            )}
        </main>
        ${inline('script', script)}
      </body>
    </html>`;
