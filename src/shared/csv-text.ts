/**
 * Lines of comma-separated values as RFC 4180 has them: CRLF, and double quotes around a value that contains a comma, a quote or a line
 * break. `null` and `undefined` are empty values.
 */
export function csvText(lines: readonly (readonly (string | number | null | undefined)[])[]): string {
  return lines.map((values) => `${values.map((value) => quoted(value ?? '')).join(',')}\r\n`).join('');
}

function quoted(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
