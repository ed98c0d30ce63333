import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { assertWellFormed, MOST_DEPTH } from './assert-well-formed.ts';

/** An element: its attributes, its child elements in order, and the text directly in it. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

const TEXT = '#text';
const ATTRIBUTES = ':@';

/** Entities are not expanded by the parser: the five of XML and numbers are, below, and documents that define others are refused. */
const parser = new XMLParser({
  preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, parseAttributeValue: false,
  processEntities: false, trimValues: true, ignoreDeclaration: true, ignorePiTags: true, maxNestedTags: MOST_DEPTH + 1,
});

const RawAttributes = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/**
 * The root element of an XML text.
 * @throws AppError `input.malformed` for what is not well-formed, is nested too deeply, or defines entities of its own
 */
export function parseXml(text: string, name: string): XmlNode {
  if (/<!ENTITY/i.test(text)) throw new AppError('input.malformed', `${name} defines XML entities, which edit lists do not use; it is not read.`);
  assertWellFormed(text, name);
  let raw: unknown;
  try {
    raw = parser.parse(text);
  } catch (error) {
    throw new AppError('input.malformed', `${name} cannot be read as XML: ${error instanceof Error ? error.message.slice(0, 200).replaceAll(/\s+/g, ' ') : 'unknown problem'}.`, { cause: error });
  }
  const root = nodesOf(raw).find((each) => each.name !== TEXT);
  if (root === undefined) throw new AppError('input.malformed', `${name} holds no XML element.`);
  return root;
}

/** What `preserveOrder` makes: `{tag: [children], ':@': {attributes}}`, and `{'#text': words}`. */
function nodesOf(raw: unknown): readonly XmlNode[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((each: unknown): readonly XmlNode[] => {
    if (typeof each !== 'object' || each === null) return [];
    const [name, inner] = Object.entries(each).find(([key]) => key !== ATTRIBUTES) ?? [];
    if (name === undefined) return [];
    if (name === TEXT) return [{ name, attributes: {}, children: [], text: decoded(String(inner)) }];
    const attributes = RawAttributes.safeParse(ATTRIBUTES in each ? each[ATTRIBUTES] : {}).data ?? {};
    const parts = nodesOf(inner);
    return [{
      name, attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, decoded(String(value))])),
      children: parts.filter((part) => part.name !== TEXT), text: parts.filter((part) => part.name === TEXT).map((part) => part.text).join(' '),
    }];
  });
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/** The first element down a path: `at(clip, 'timecode/reel/name')`. */
export function at(node: XmlNode | undefined, path: string): XmlNode | undefined {
  return path.split('/').reduce<XmlNode | undefined>((here, name) => here?.children.find((each) => each.name === name), node);
}

export function allOf(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  return node?.children.filter((each) => each.name === name) ?? [];
}

/** Text down a path; `undefined` where there is no such element or nothing in it. */
export function textAt(node: XmlNode | undefined, path: string): string | undefined {
  return at(node, path)?.text || undefined;
}

/** A number at a path; `undefined` when it is missing or invalid. */
export function numberAt(node: XmlNode | undefined, path: string): number | undefined {
  const text = textAt(node, path);
  return text !== undefined && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}

/** Every element of a name, at any depth, in the order of the file. */
export function* descendants(node: XmlNode, name: string): Generator<XmlNode> {
  for (const child of node.children) {
    if (child.name === name) yield child;
    yield* descendants(child, name);
  }
}
