import { styleText } from 'node:util';

/** Where text for people goes: how wide it is, and whether it takes colours. */
export interface Terminal {
  /** Characters in a line; Infinity: it is no terminal, and nothing is cut. */
  width: number;
  colours: boolean;
}

/** https://no-color.org: any value that is not empty means none. */
const colours = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';

/** This process's; `--wide` makes it as wide as what is printed. */
export const terminal: Terminal = {
  width: process.stdout.isTTY ? process.stdout.columns : Infinity,
  colours,
};

type Style = Parameters<typeof styleText>[0];

/** Text in a style, where the terminal takes colours. Its length in characters is then no longer its width. */
export const styled = (style: Style, text: string): string =>
  terminal.colours ? styleText(style, text, { validateStream: false }) : text;

/** No longer than that; what is cut ends in an ellipsis. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`;
