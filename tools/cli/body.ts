import { readFileSync } from 'node:fs';
import { Usage } from './place';

/** A request as the API takes it. @param file `-`: what is piped in. @throws Usage */
export function bodyOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw new Usage(
      `${file === '-' ? 'What is piped in' : file} cannot be read as JSON: ${(error as Error).message}.`,
    );
  }
}
