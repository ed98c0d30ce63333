import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { decodeText, MOST_BYTES } from './read-text.ts';

const LIST = 'TITLE: Forêt\n001  A V C 01:00:00:00 01:00:01:00 00:00:00:00 00:00:01:00\n';

function utf16(text: string, options: { readonly swap?: boolean; readonly mark?: boolean } = {}): Uint8Array {
  const bytes = Buffer.from(`${options.mark === true ? '\uFEFF' : ''}${text}`, 'utf16le');
  return options.swap === true ? bytes.swap16() : bytes;
}

test('UTF-8 and UTF-16, with and without a byte order mark, and Windows-1252 give the same text', () => {
  const files = [Buffer.from(LIST), Buffer.from(`\uFEFF${LIST}`), utf16(LIST), utf16(LIST, { mark: true }), utf16(LIST, { swap: true }), utf16(LIST, { swap: true, mark: true }), Buffer.from(LIST, 'latin1'), Buffer.from(LIST.replaceAll('\n', '\r\n')), Buffer.from(LIST.replaceAll('\n', '\r'))];
  for (const bytes of files) expect(decodeText(bytes, 'cuts.edl').text).toBe(LIST);
  expect(decodeText(Buffer.from(LIST, 'latin1'), 'cuts.edl').remark).toContain('Windows-1252');
  expect(decodeText(Buffer.from(LIST), 'cuts.edl').remark).toBeUndefined();
});

test('the encoding that an XML declaration names is used', () => {
  const text = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<xmeml version="4"><name>Forêt</name></xmeml>';
  expect(decodeText(Buffer.from(text, 'latin1'), 'cuts.xml')).toEqual({ text, remark: undefined });
  expect(() => decodeText(Buffer.from(text.replace('ISO-8859-1', 'klingon')), 'cuts.xml')).toThrow('an encoding that is not known');
});

test('a file that is not text, is empty or far too large is refused with a sentence', () => {
  const refusal = (bytes: Uint8Array): string => {
    try {
      decodeText(bytes, 'cuts.edl');
      return '';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return error.message;
    }
  };
  expect(refusal(new Uint8Array())).toBe('cuts.edl is empty.');
  expect(refusal(Buffer.from(' \r\n\t'))).toBe('cuts.edl is empty.');
  expect(refusal(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 1, 2, 3]))).toBe('cuts.edl is not a text file, so it is no edit list.');
  expect(refusal(new Uint8Array(MOST_BYTES + 1))).toContain('edit lists of up to 33 MB are read');
});
