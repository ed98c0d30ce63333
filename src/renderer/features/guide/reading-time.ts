/** Words that a person reads in a minute. */
const WORDS_PER_MINUTE = 200;

/** Pure: minutes that a page of the guide takes to read, whole ones and at least 1. Marks of Markdown and addresses of links and pictures are no words. */
export function readingMinutes(markdown: string): number {
  const words = markdown.replaceAll(/\]\([^)]*\)/g, ']').match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu) ?? [];
  return Math.max(1, Math.ceil(words.length / WORDS_PER_MINUTE));
}
