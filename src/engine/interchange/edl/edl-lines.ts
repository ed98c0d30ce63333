/** One edit of a CMX 3600 list: a line that begins with a number. Timecodes are text still, for their rate is not in the list. */
export interface EdlEdit {
  /** From 1, in the file. */
  readonly line: number;
  readonly number: string;
  readonly reel: string;
  readonly channel: string;
  readonly effect: { readonly kind: 'cut' } | { readonly kind: 'dissolve'; readonly frames: number } | { readonly kind: 'wipe'; readonly pattern: number; readonly frames: number } | { readonly kind: 'other'; readonly name: string };
  readonly sourceIn: string;
  readonly sourceOut: string;
  readonly recordIn: string;
  readonly recordOut: string;
  /** From the last `FCM:` line before it. */
  readonly dropFrame: boolean | undefined;
  /** Lines after it up to the next edit, without their comment marks. */
  readonly comments: readonly EdlComment[];
}

interface EdlComment {
  readonly kind: 'fromName' | 'toName' | 'file' | 'marker' | 'speed' | 'freeze' | 'longReel' | 'boundary' | 'grade' | 'other';
  readonly text: string;
}

interface EdlLines {
  readonly title: string;
  readonly edits: readonly EdlEdit[];
  /** Lines that look like an edit but are not valid. */
  readonly unreadable: readonly { readonly line: number; readonly text: string }[];
}

/** Longest line that is read: no program writes longer ones, and a film that is mistaken for a list is one line of millions of characters. */
const MOST_LETTERS = 4096;
const TIME = /^(?:\d{1,2}[:;]\d{2}[:;]\d{2}[:;.,]\d{2,3}|\d{1,9})$/;

/** Takes a CMX 3600 list apart, line by line. No line is refused here. */
export function edlLines(text: string): EdlLines {
  let title = '';
  let dropFrame: boolean | undefined;
  const edits: (EdlEdit & { comments: EdlComment[] })[] = [];
  const unreadable: { line: number; text: string }[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.slice(0, MOST_LETTERS).trim();
    if (line === '') return;
    if (/^TITLE:/i.test(line)) title ||= line.slice(6).trim();
    else if (/^FCM:/i.test(line)) dropFrame = !/NON[- ]?DROP/i.test(line);
    else if (/^\d/.test(line)) {
      const edit = parseEdit(line, index + 1, dropFrame);
      if (edit === undefined) unreadable.push({ line: index + 1, text: line.slice(0, 120) });
      else edits.push(edit);
    } else edits.at(-1)?.comments.push(parseComment(line));
  });
  return { title, edits, unreadable };
}

/** `003  A001 V  D  024  SOURCE-IN SOURCE-OUT RECORD-IN RECORD-OUT`; a reel may have blanks. */
function parseEdit(line: string, number: number, dropFrame: boolean | undefined): (EdlEdit & { comments: EdlComment[] }) | undefined {
  const fields = line.split(/\s+/);
  const times = fields.slice(-4);
  if (fields.length < 8 || !times.every((each) => TIME.test(each))) return undefined;
  const rest = fields.slice(0, -4);
  const last = rest.at(-1)!;
  const frames = /^\d{1,5}$/.test(last) && rest.length >= 5 ? Number(last) : undefined;
  const before = frames === undefined ? rest : rest.slice(0, -1);
  const isKey = /^[BO]$/i.test(before.at(-1)!) && /^K$/i.test(before.at(-2) ?? '');
  const type = isKey ? `K${before.at(-1)!}` : before.at(-1)!;
  const head = before.slice(0, isKey ? -2 : -1);
  if (head.length < 3) return undefined;
  const effect = effectOf(type.toUpperCase(), frames);
  if (effect === undefined) return undefined;
  return {
    line: number, number: head[0]!, reel: head.slice(1, -1).join(' '), channel: head.at(-1)!.toUpperCase(), effect, dropFrame, comments: [],
    sourceIn: times[0]!, sourceOut: times[1]!, recordIn: times[2]!, recordOut: times[3]!,
  };
}

function effectOf(type: string, frames: number | undefined): EdlEdit['effect'] | undefined {
  if (type === 'C') return { kind: 'cut' };
  if (type === 'D') return { kind: 'dissolve', frames: frames ?? 0 };
  if (/^W\d{1,3}$/.test(type)) return { kind: 'wipe', pattern: Number(type.slice(1)), frames: frames ?? 0 };
  return /^K[BO]?$/.test(type) ? { kind: 'other', name: 'key' } : undefined;
}

const COMMENTS: readonly (readonly [EdlComment['kind'], RegExp])[] = [
  ['fromName', /^FROM CLIP NAME\s*:?/i],
  ['toName', /^TO CLIP NAME\s*:?/i],
  ['file', /^(?:SOURCE FILE|FROM FILE|FROM CLIP)\s*:?/i],
  ['marker', /^LOC\s*:/i],
  ['freeze', /^\*?\s*FREEZE FRAME/i],
  ['boundary', /^TINTYPE SHOT BOUNDARY\s*:/i],
  ['grade', /^ASC_(?:SOP|SAT)\b\s*:?/i],
];

function parseComment(line: string): EdlComment {
  if (/^M2\s/i.test(line)) return { kind: 'speed', text: line.slice(2).trim() };
  const longReel = /^FINAL CUT PRO REEL:\s*(.+?)\s+REPLACED BY:/i.exec(line);
  if (longReel !== null) return { kind: 'longReel', text: longReel[1]! };
  const text = line.replace(/^\*\s*/, '');
  for (const [kind, pattern] of COMMENTS) {
    const match = pattern.exec(text);
    if (match !== null) return { kind, text: text.slice(match[0].length).trim() };
  }
  return { kind: 'other', text };
}
