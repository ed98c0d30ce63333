import { AppError } from '../../../shared/errors/app-error.ts';

/** Deepest nesting that is read: a timeline nested ten times has some sixty levels. */
const MOST_DEPTH = 250;

/** Refuses JSON that is nested so deeply that reading it would exhaust the stack. One pass over the text. @throws AppError `input.malformed` */
export function assertShallowJson(text: string, name: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth++;
      if (depth > MOST_DEPTH) throw new AppError('input.malformed', `${name} is nested more than ${MOST_DEPTH} levels deep and is not read.`);
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
}
