/** ISO 639-2 codes that exist in two forms: terminological (what most programs write) → bibliographic (what QuickTime's table holds). */
const BIBLIOGRAPHIC: Readonly<Record<string, string>> = {
  bod: 'tib', ces: 'cze', cym: 'wel', deu: 'ger', ell: 'gre', eus: 'baq', fas: 'per', fra: 'fre', hye: 'arm', isl: 'ice',
  kat: 'geo', mkd: 'mac', mri: 'mao', msa: 'may', mya: 'bur', nld: 'dut', ron: 'rum', slk: 'slo', sqi: 'alb', zho: 'chi',
};
/** Two letters of languages that films are often in. */
const TWO_LETTERS: Readonly<Record<string, string>> = { en: 'eng', de: 'ger', fr: 'fre', it: 'ita', es: 'spa', pt: 'por', nl: 'dut', ru: 'rus', ja: 'jpn', zh: 'chi', ko: 'kor', sv: 'swe', da: 'dan', no: 'nor', fi: 'fin', pl: 'pol', cs: 'cze', hu: 'hun' };
/** Languages of QuickTime's table to which ffmpeg (libavformat/isom.c) gives another code than the bibliographic one: by that, and back. */
const QUICKTIME: Readonly<Record<string, string>> = { fre: 'fra', swe: 'sve', rum: 'ron', cze: 'ces', slo: 'slk', hrv: 'hr ', srp: 'sr ', fao: 'fo ', pan: 'pa ' };
const OF_QUICKTIME: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(QUICKTIME).map(([code, quickTime]) => [quickTime.trim(), code]));

/** One form for each language, so that `de`, `deu` and `ger` are the same: the bibliographic code. A region (`en-GB`) is left out. */
export function languageCode(language: string): string {
  const code = language.toLowerCase().split(/[-_]/)[0]!.trim();
  return BIBLIOGRAPHIC[code] ?? OF_QUICKTIME[code] ?? TWO_LETTERS[code] ?? code;
}

/** The code by which ffmpeg writes a language into a MOV file: any other is lost there. */
export function quickTimeLanguage(language: string): string {
  const code = languageCode(language);
  return QUICKTIME[code] ?? code;
}

/** The language as other containers have it: only QuickTime's own codes are put into the usual form. */
export function standardLanguage(language: string): string {
  return /^(?:sve|hr|sr|fo|pa) ?$/.test(language) ? languageCode(language) : language;
}
