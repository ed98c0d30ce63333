/** Text of XML being written: elements indented, one a line. */
export type XmlText = readonly string[];

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with elements in it; attributes that are `undefined` are left out. */
export function element(name: string, attributes: Attributes, ...children: readonly XmlText[]): XmlText {
  const head = `${name}${attributesText(attributes)}`;
  const inner = children.flat();
  return inner.length === 0 ? [`<${head}/>`] : [`<${head}>`, ...inner.map((line) => `  ${line}`), `</${name}>`];
}

/** `<name>text</name>` */
export function leaf(name: string, text: string | number, attributes: Attributes = {}): XmlText {
  return [`<${name}${attributesText(attributes)}>${escaped(String(text))}</${name}>`];
}

export function documentText(doctype: string, root: XmlText): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE ${doctype}>\n${root.join('\n')}\n`;
}

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes).map(([name, value]) => (value === undefined ? '' : ` ${name}="${escaped(String(value))}"`)).join('');
}

/** Control characters do not exist in XML 1.0. */
function escaped(text: string): string {
  return text.replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
