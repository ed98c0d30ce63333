/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: string }
  /** `text` says what is in it. */
  | { readonly kind: 'picture'; readonly text: string; readonly to: string };

/** A part of a page of the guide. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'table'; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: 'code'; readonly text: string };

const ITEM = /^(?:[-*]|(\d+)\.) +(.*)$/;

/** Pure: the blocks of a page in the part of Markdown that the guide is written in: headings, paragraphs, flat lists, tables, code. */
export function parseMarkdown(text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    const end = (goesOn: (each: string) => boolean): readonly string[] => {
      const from = at;
      while (at < lines.length && goesOn(lines[at] ?? '')) at += 1;
      return lines.slice(from, at);
    };
    if (line.trim() === '') at += 1;
    else if (heading !== null) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, inlines: parseInline(heading[2] ?? '') });
      at += 1;
    } else if (line.startsWith('```')) {
      at += 1;
      blocks.push({ kind: 'code', text: end((each) => !each.startsWith('```')).join('\n') });
      at += 1;
    } else if (line.startsWith('|')) {
      const [head = [], , ...rows] = end((each) => each.startsWith('|')).map(cellsOf);
      blocks.push({ kind: 'table', head, rows });
    } else if (ITEM.test(line)) {
      // A line that is indented, or continues without a mark, belongs to the item before it.
      const items = end((each) => each.trim() !== '' && !/^[#|`]/.test(each)).reduce<readonly string[]>((found, each) => {
        const item = ITEM.exec(each);
        return item === null ? [...found.slice(0, -1), `${found.at(-1) ?? ''} ${each.trim()}`] : [...found, item[2] ?? ''];
      }, []);
      blocks.push({ kind: 'list', ordered: /^\d/.test(line), items: items.map(parseInline) });
    } else blocks.push({ kind: 'paragraph', inlines: parseInline(end((each) => each.trim() !== '' && !/^(#{1,4} |```|\|)/.test(each) && !ITEM.test(each)).map((each) => each.trim()).join(' ')) });
  }
  return blocks;
}

function cellsOf(line: string): readonly (readonly Inline[])[] {
  return line.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/).map((cell) => parseInline(cell.trim().replaceAll('\\|', '|')));
}

const MARKS = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|!?\[([^\]]*)\]\(([^)\s]+)\)/g;

/** Pure: a line with its marks read. */
export function parseInline(text: string): readonly Inline[] {
  const found: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    if (match.index > from) found.push({ kind: 'text', text: text.slice(from, match.index) });
    const [, code, strong, emphasis, words, to] = match;
    if (code !== undefined) found.push({ kind: 'code', text: code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else if (emphasis !== undefined) found.push({ kind: 'emphasis', text: emphasis });
    else found.push({ kind: match[0].startsWith('!') ? 'picture' : 'link', text: words ?? '', to: to ?? '' });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ kind: 'text', text: text.slice(from) });
  return found;
}

/** The page of the guide that a link leads to; `undefined` for other targets. */
export function guidePageOf(to: string): string | undefined {
  return /^([a-z-]+|README)\.md(?:#.*)?$/.exec(to)?.[1];
}

/** The name of a picture of the guide; `undefined` for others, which only the repository has. */
export function guidePictureOf(to: string): string | undefined {
  return /^\.\.\/pictures\/([a-z-]+\.jpg)$/.exec(to)?.[1];
}
