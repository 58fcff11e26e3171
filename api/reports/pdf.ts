import PDFDocument from 'pdfkit';

/** Embedded, so that a name in any European alphabet is printed as it is. */
const FONTS = {
  plain: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
} as const;

const A4 = { width: 595.28, height: 841.89 };
const MARGIN = 40;
const WIDTH = A4.width - 2 * MARGIN;
/** Below it the footer. */
const BOTTOM = A4.height - 56;
const INK = '#1b1f24';
const GREY = '#5b6570';
const LINE = '#c9d0d8';
const SHADE = '#eef1f4';
const SIZE = { title: 18, heading: 11.5, text: 8.5, cell: 7.5 } as const;

export interface Column<T> {
  readonly head: string;
  /** Share of the width. */
  readonly share: number;
  /** Figures are set to the right. */
  readonly align?: 'left' | 'right';
  readonly value: (row: T) => string;
}

export interface PdfInfo {
  readonly title: string;
  /** Names the record at the foot of each page. */
  readonly record: string;
  /** Of the record, not of the printing: the same record is the same file, byte for byte. */
  readonly createdAt: Date;
}

/** A printed record: title, facts, paragraphs and tables that run on over pages, each with its number and their count. */
export class PdfReport {
  private readonly document: PDFKit.PDFDocument;
  private readonly bytes: Buffer[] = [];

  constructor(private readonly info: PdfInfo) {
    this.document = new PDFDocument({
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 0 },
      bufferPages: true,
      pdfVersion: '1.7',
      subset: 'PDF/A-2b',
      lang: 'en',
      displayTitle: true,
      info: { Title: info.title, Producer: 'Interlock', Creator: 'Interlock', CreationDate: info.createdAt },
    });
    this.document.on('data', (chunk: Buffer) => this.bytes.push(chunk));
    for (const [name, path] of Object.entries(FONTS)) this.document.registerFont(name, path);
  }

  title(text: string, under: string): void {
    this.document.font('bold').fontSize(SIZE.title).fillColor(INK).text(text, MARGIN, MARGIN);
    this.document
      .font('plain')
      .fontSize(SIZE.text)
      .fillColor(GREY)
      .text(under, { width: WIDTH })
      .moveDown(0.8);
  }

  /** Not left alone at the foot of a page. */
  heading(text: string): void {
    this.room(60);
    this.document
      .moveDown(0.6)
      .font('bold')
      .fontSize(SIZE.heading)
      .fillColor(INK)
      .text(text, MARGIN)
      .moveDown(0.35);
  }

  paragraph(text: string): void {
    this.document.font('plain').fontSize(SIZE.text);
    this.room(this.document.heightOfString(text, { width: WIDTH }));
    this.document.fillColor(INK).text(text, MARGIN, this.document.y, { width: WIDTH }).moveDown(0.5);
  }

  /** Names and what they are, one below the other. */
  facts(facts: readonly (readonly [name: string, value: string])[]): void {
    const NAME = 110;
    for (const [name, value] of facts) {
      this.document.font('plain').fontSize(SIZE.text);
      const height = this.document.heightOfString(value, { width: WIDTH - NAME });
      this.room(height);
      const { y } = this.document;
      this.document.fillColor(GREY).text(name, MARGIN, y, { width: NAME });
      this.document.fillColor(INK).text(value, MARGIN + NAME, y, { width: WIDTH - NAME });
      this.document.y = y + height + 2.5;
    }
    this.document.moveDown(0.4);
  }

  /** @param none what is said where there is no row */
  table<T>(columns: readonly Column<T>[], rows: readonly T[], none: string): void {
    if (rows.length === 0) return this.paragraph(none);
    const shares = columns.reduce((sum, { share }) => sum + share, 0);
    const widths = columns.map(({ share }) => (share / shares) * WIDTH);
    this.row(
      columns.map(({ head }) => head),
      columns,
      widths,
      'head',
    );
    for (const row of rows) {
      const cells = columns.map(({ value }) => value(row));
      if (this.room(this.heightOf(cells, widths)))
        this.row(
          columns.map(({ head }) => head),
          columns,
          widths,
          'head',
        );
      this.row(cells, columns, widths, 'body');
    }
    this.document.moveDown(0.6);
  }

  /** Lines for the names of those who have read it. */
  signatures(roles: readonly string[]): void {
    this.room(70);
    const top = this.document.y + 34;
    const width = WIDTH / roles.length;
    roles.forEach((role, at) => {
      const left = MARGIN + at * width;
      this.document
        .moveTo(left, top)
        .lineTo(left + width - 24, top)
        .lineWidth(0.6)
        .strokeColor(GREY)
        .stroke();
      this.document
        .font('plain')
        .fontSize(SIZE.cell)
        .fillColor(GREY)
        .text(`${role}, date`, left, top + 4, { width: width - 24 });
    });
    this.document.y = top + 24;
  }

  /** Numbers the pages and ends the document. */
  async end(): Promise<Buffer> {
    const { start, count } = this.document.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.document.switchToPage(page);
      const foot = A4.height - 34;
      this.document.font('plain').fontSize(SIZE.cell).fillColor(GREY);
      this.document.text(this.info.record, MARGIN, foot, { width: WIDTH, lineBreak: false });
      const numbered = `Page ${page + 1} of ${count}`;
      this.document.text(numbered, A4.width - MARGIN - this.document.widthOfString(numbered), foot, {
        lineBreak: false,
      });
    }
    const ended = new Promise<void>((resolve) => this.document.once('end', () => resolve()));
    this.document.end();
    await ended;
    return Buffer.concat(this.bytes);
  }

  /** Begins a page where there is no room for that height. @returns whether it did */
  private room(height: number): boolean {
    if (this.document.y + height <= BOTTOM) return false;
    this.document.addPage();
    this.document.y = MARGIN;
    return true;
  }

  private heightOf(cells: readonly string[], widths: readonly number[]): number {
    this.document.font('plain').fontSize(SIZE.cell);
    const heights = cells.map((text, at) => this.document.heightOfString(text, { width: widths[at]! - 6 }));
    return Math.max(...heights) + 4;
  }

  private row<T>(
    cells: readonly string[],
    columns: readonly Column<T>[],
    widths: readonly number[],
    kind: 'head' | 'body',
  ): void {
    this.document.font(kind === 'head' ? 'bold' : 'plain').fontSize(SIZE.cell);
    const height = this.heightOf(cells, widths);
    const { y } = this.document;
    if (kind === 'head') this.document.rect(MARGIN, y, WIDTH, height).fill(SHADE);
    this.document.font(kind === 'head' ? 'bold' : 'plain').fillColor(INK);
    let left = MARGIN;
    cells.forEach((text, at) => {
      const width = widths[at]!;
      this.document.text(text, left + 3, y + 2, { width: width - 6, align: columns[at]?.align ?? 'left' });
      left += width;
    });
    this.document
      .moveTo(MARGIN, y + height)
      .lineTo(MARGIN + WIDTH, y + height)
      .lineWidth(0.4)
      .strokeColor(LINE)
      .stroke();
    this.document.y = y + height;
  }
}
