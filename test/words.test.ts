import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Labels and messages that were replaced by the field's words (window, command line, docs). */
const LABELS: readonly RegExp[] = [
  /[Ss]pread(ing)? (the )?colour/, /\b[Uu]nsure\b/, /[Ll]ikely here/, /[Ll]ikely colour/, /[Uu]sed last/, /[Nn]ame the colour in hand/, /Cut the shot here/, /Join the shot with the next/,
  /[Ss]ample for pixel/, /Take back the gesture/, /coloured by the program/, /where a keyframe would help most/, /where they belong here/, /[Cc]heat sheet/, /as it was while held/, /every change (is )?kept/,
  /[Tt]o look at anywhere/, /[Bb]etter key a frame outside/, /[Kk]eep mark/, /this place to the program/, /gone away\. What was kept/,
  /is not a film by its name/, /the film’s own codes/, /the film has none/, /aria-label="Film"/, /The film as it was/, /asks to be turned/,
  // A number and its noun: `src/shared/counted.ts`.
  /\} [a-z]+\(s\) /, /- range\.first \+ 1\} frames/,
];

/** Identifiers, file names and stored words that were replaced. */
const IDENTIFIERS: readonly RegExp[] = [
  /\bhouse-?[cC]ommands\b/, /\bhand-?[pP]ace\b/, /\bToolHands\b/, /\bleaveToHand\b/, /\bspreadShots?\b/, /\bSpreadDialog\b/, /\bstandingOf\b/, /\bShotStanding\b/, /\bINK\b/, /\btimeline-ink\b/,
  /\bleastSure\b/, /\bleast-sure\b/, /\bdrawSure\b/, /\bmove-border\b/, /\bborderLimits\b/, /\bBorderMove\b/, /\bpath-places\b/, /\bplaceInHand\b/, /\bwithPlaceMoved\b/, /\bcolour-lines\b/, /\bcolourLines\b/,
  /\bcheat-sheet\b/, /\btell(Done|Error|Work|JobEnd)\b/, /\bgiveReference\w*/, /\bColourCarrier\b/, /\bColourWay\b/, /\bCarriedLook\b/, /\bcarrying\.worker\b/, /\bborders\.worker\b/, /\bfounded\b/, /\bDeliveryWish\b/,
  /\bShotEntry\b/, /\bsetShotEntry\b/, /\bbringBack\b/, /\bmendedFrame\w*/, /engine\/session\b/, /\brooms\.ts\b/, /features\/spread\b/,
  /\bopenFilm\b/, /\buploadFilm\b/, /\bcolorizeFilm\b/, /\bmissingFilms\b/, /\botherFilm\b/, /\bfilmFields?\b/, /\bFilmPictures\b/, /\bfilm-(jobs|pictures)\b/, /\b(open|colorize|upload|probe)-film\b/,
  /\bmended-frames\b/, /\bflow-as-a-second-witness\b/,
];

/** Files in which old words are allowed: migrations, readers of old files, and this list. */
const ALLOWED: readonly RegExp[] = [
  /^test\/words\.test\.ts$/, /^test\/fixtures\//, /^src\/engine\/project\/migrations\//, /^src\/renderer\/commands\/key-bindings\.ts$/, /^docs\/adr\//, /^docs\/results(-history)?\.md$/, /^docs\/results\//,
  /^src\/cli\/(keys|.*read-keys|.*keys-file)[^/]*\.ts$/,
];

function textFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', 'src', 'test', 'docs', 'README.md', 'CONTRIBUTING.md'], { cwd: ROOT, encoding: 'utf8' });
  return listed.split('\n').filter((file) => /\.(ts|tsx|css|html|md|json|mjs)$/.test(file) && !ALLOWED.some((allowed) => allowed.test(file)));
}

/** `file:line: match` of every occurrence of the words, in text and file names. */
function found(words: readonly RegExp[]): readonly string[] {
  return textFiles().flatMap((file) => {
    // A removed file may still be listed.
    const lines = [file, ...readTextIfThere(`${ROOT}${file}`).split('\n')];
    return lines.flatMap((line, index) => words.flatMap((word) => {
      const match = word.exec(line);
      return match === null ? [] : [`${file}:${index}: ${match[0]}`];
    }));
  });
}

function readTextIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

test('replaced labels and messages are not used', () => {
  expect(found(LABELS)).toEqual([]);
});

test('replaced identifiers and file names are not used', () => {
  expect(found(IDENTIFIERS)).toEqual([]);
});
