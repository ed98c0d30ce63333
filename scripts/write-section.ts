import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Replaces one `## ` section of a page of results, or adds it at the end. */
export function writeSection(path: string, title: string, text: string): void {
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '# Results\n';
  const section = `## ${title}\n\n${text}\n`;
  const start = page.indexOf(`## ${title}\n`);
  const next = start < 0 ? -1 : page.indexOf('\n## ', start + 1);
  writeFileSync(path, start < 0 ? `${page.trimEnd()}\n\n${section}` : `${page.slice(0, start)}${section}${next < 0 ? '' : page.slice(next)}`);
}
