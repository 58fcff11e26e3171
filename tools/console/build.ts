import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { consoleTypes } from './types';

const COMPRESSIBLE = /\.(js|css|html|svg|json)$/;

/** `node tools/console/build.js <root> <out>`: the console, from its sources below `root`, with what compresses compressed, too. */
async function main(root: string, out: string): Promise<void> {
  writeTypes(join(root, 'console', 'client', 'openapi.ts'), await consoleTypes());
  const { build } = await import('vite');
  await build({
    configFile: join(root, 'console', 'vite.config.mjs'),
    logLevel: 'warn',
    build: { outDir: out, emptyOutDir: true },
  });
  for (const path of filesOf(out)) compress(path);
}

/** Only where they differ: whoever watches the file is not told for nothing. */
function writeTypes(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));

function compress(path: string): void {
  const text = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params: quality }));
}

main(process.argv[2]!, process.argv[3]!).catch((error: unknown) => {
  process.stderr.write(
    `The console cannot be built: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
