import { AppError } from '../../../shared/errors/app-error.ts';

/** Deepest nesting that is read: a sequence nested ten times has some ninety levels. */
export const MOST_DEPTH = 200;
/** Of a name, for a sentence. */
const MOST_LETTERS = 60;

/**
 * Whether every element of an XML text is closed in its turn, at most {@link MOST_DEPTH} deep, which a lenient parser does not check. One pass.
 * @throws AppError `input.malformed`, with the line
 */
export function assertWellFormed(text: string, name: string): void {
  const open: { readonly name: string; readonly at: number }[] = [];
  const refuse = (at: number, why: string): never => {
    throw new AppError('input.malformed', `${name} is not well-formed XML: line ${lineOf(text, at)}: ${why}.`);
  };
  for (let at = text.indexOf('<'); at >= 0;) {
    const after = skipMarkup(text, at);
    if (after === undefined) {
      const end = endOfTag(text, at);
      if (end < 0) return refuse(at, 'a tag has no end');
      const isClosing = text[at + 1] === '/';
      const tag = /^[^\s/>]*/.exec(text.slice(at + (isClosing ? 2 : 1), Math.min(end, at + 300)))![0];
      if (isClosing) {
        const last = open.pop();
        if (last?.name !== tag) return refuse(at, last === undefined ? `</${tag.slice(0, MOST_LETTERS)}> closes nothing` : `</${tag.slice(0, MOST_LETTERS)}> stands where <${last.name.slice(0, MOST_LETTERS)}> of line ${lineOf(text, last.at)} should be closed`);
      } else if (text[end - 1] !== '/') {
        open.push({ name: tag, at });
        if (open.length > MOST_DEPTH) throw new AppError('input.malformed', `${name} is nested more than ${MOST_DEPTH} levels deep and is not read.`);
      }
      at = text.indexOf('<', end);
    } else if (after < 0) return refuse(at, 'a comment or declaration has no end');
    else at = text.indexOf('<', after);
  }
  const left = open.at(-1);
  if (left !== undefined) refuse(left.at, `<${left.name}> is not closed`);
}

/** Where what is no element ends: a comment, CDATA, a declaration, a document type; −1 when it does not; `undefined` for an element. */
function skipMarkup(text: string, at: number): number | undefined {
  const end = (mark: string): number => text.indexOf(mark, at);
  if (text.startsWith('<!--', at)) return end('-->');
  if (text.startsWith('<![CDATA[', at)) return end(']]>');
  if (text.startsWith('<?', at)) return end('?>');
  if (text.startsWith('<!', at)) {
    const bracket = text.indexOf('[', at);
    const close = end('>');
    return bracket >= 0 && bracket < close ? end(']>') : close;
  }
  return undefined;
}

/** A `>` inside quotes is part of an attribute. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let at = from + 1; at < text.length; at++) {
    const letter = text[at]!;
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return at;
  }
  return -1;
}

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let found = text.indexOf('\n'); found >= 0 && found < at; found = text.indexOf('\n', found + 1)) line++;
  return line;
}
