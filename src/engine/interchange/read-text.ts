import { AppError } from '../../shared/errors/app-error.ts';

/** Largest file that is read as an edit list: a feature film's timeline of one program is some 20 MB of XML. */
export const MOST_BYTES = 32 * 1024 * 1024;

/** Text of a file, and the assumptions made to decode it. */
interface DecodedText {
  readonly text: string;
  readonly remark: string | undefined;
}

const UTF16_SHARE = 0.3;

/**
 * The text of an edit list, whatever program wrote it: UTF-8 and UTF-16 with or without a byte order mark, the encoding that an XML
 * declaration names, else Windows-1252 where the bytes are no UTF-8. Line ends become `\n`.
 * @throws AppError `input.malformed` for what is no text, `input.empty`
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  if (bytes.length === 0) throw new AppError('input.empty', `${name} is empty.`);
  if (bytes.length > MOST_BYTES) throw new AppError('input.malformed', `${name} has ${Math.ceil(bytes.length / 1e6)} MB; edit lists of up to ${Math.floor(MOST_BYTES / 1e6)} MB are read.`);
  const utf16 = utf16Kind(bytes);
  const decoded = utf16 === undefined ? decodeBytes(bytes, name) : { text: new TextDecoder(utf16).decode(bytes), remark: undefined };
  const text = decoded.text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  if (/[\u0000-\u0008]/.test(text.slice(0, 65_536))) throw new AppError('input.malformed', `${name} is not a text file, so it is no edit list.`);
  if (text.trim() === '') throw new AppError('input.empty', `${name} is empty.`);
  return { text, remark: decoded.remark };
}

function decodeBytes(bytes: Uint8Array, name: string): DecodedText {
  const declared = /^(?:\uFEFF|ï»¿)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 300)))?.[1];
  if (declared !== undefined && !/^utf-?(8|16)/i.test(declared) && !hasUtf8Mark(bytes)) {
    try {
      return { text: new TextDecoder(declared).decode(bytes), remark: undefined };
    } catch {
      throw new AppError('input.malformed', `${name} says that it is written in “${declared}”, an encoding that is not known. Save it as UTF-8.`);
    }
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), remark: undefined };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), remark: 'The file is not written in UTF-8; it was read as Windows-1252, so letters with accents may be wrong.' };
  }
}

function hasUtf8Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** By its mark, else by where the zero bytes of plain letters lie. */
function utf16Kind(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 1024);
  const zeros = [0, 0];
  head.forEach((byte, at) => { if (byte === 0) zeros[at % 2]!++; });
  if (zeros[1]! > head.length * UTF16_SHARE && zeros[0]! === 0) return 'utf-16le';
  if (zeros[0]! > head.length * UTF16_SHARE && zeros[1]! === 0) return 'utf-16be';
  return undefined;
}
