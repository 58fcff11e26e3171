import { styleText } from 'node:util';

const WIDTH = 98;
const INDENT = '   ';

/** What the demo prints: plain text of less than 100 columns, with a little weight where a terminal shows it. */
export class Page {
  private readonly styled = process.stdout.isTTY && !process.env.NO_COLOR;
  private chapters = 0;

  /** A chapter of the story, numbered. */
  chapter(title: string): void {
    this.chapters += 1;
    this.heading(`${this.chapters}. ${title}`);
  }

  heading(text: string): void {
    this.print('', this.style('bold', text));
  }

  /** A paragraph, wrapped. */
  say(text: string): void {
    this.print('', ...wrap(text, WIDTH - INDENT.length).map((line) => INDENT + line));
  }

  /** One line that stands by itself, an address say: never wrapped. */
  line(text: string): void {
    this.print(INDENT + text);
  }

  /** Columns as wide as their cells; those named in `right` are aligned to the right, as figures are. */
  table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly string[] = []): void {
    const widths = head.map((title, column) =>
      Math.max(title.length, ...rows.map((row) => row[column]!.length)),
    );
    const shown = (cells: readonly string[]) =>
      cells
        .map((cell, column) =>
          right.includes(head[column]!) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('   ')
        .trimEnd();
    this.print('', INDENT + this.style('dim', shown(head)), ...rows.map((row) => INDENT + shown(row)));
  }

  /** The outcome of one check. @param label two characters, or none */
  verdict(passed: boolean, label: string, text: string): void {
    const [first, ...more] = wrap(text, WIDTH - INDENT.length - 6);
    const mark = passed ? this.style('green', '✓') : this.style('red', '✗');
    this.print(
      `${INDENT}${mark} ${label.padEnd(2)}  ${first}`,
      ...more.map((line) => `${INDENT}      ${line}`),
    );
  }

  private style(style: 'bold' | 'dim' | 'green' | 'red', text: string): string {
    return this.styled ? styleText(style, text) : text;
  }

  private print(...lines: string[]): void {
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
