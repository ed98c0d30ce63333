import { type Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../shared/errors/app-error.ts';
import { parseCoding } from '../shared/model/clip-coding.ts';
import { parseRate } from '../shared/model/clip-rate.ts';
import type { Rate } from '../shared/model/frame.ts';
import type { ClipCoding } from '../shared/model/clip.ts';
import { DELIVERY_QUALITIES, DELIVERY_SPEEDS, type DeliveryQuality, type DeliverySpeed } from '../shared/model/delivery-codecs.ts';
import { DeliveryCodec, type DeliverySettings } from '../shared/model/delivery.ts';
import { type ColourTagChoice, DeliveryTags } from '../shared/model/delivery-tags.ts';
import { parseInput } from '../shared/errors/parse.ts';

/** Options of every command that delivers. */
export interface DeliveryOptions {
  readonly codec: DeliveryCodec;
  readonly speed?: DeliverySpeed;
  readonly quality?: DeliveryQuality;
  readonly startNumber?: number;
  readonly padding?: number;
  readonly coding?: CodingOption;
  readonly sequenceRate?: Rate;
  readonly tags?: ColourTagChoice;
  readonly startTimecode?: string;
  readonly reel?: string;
}

/** `coding` is `undefined` where the override is to be taken back. */
export interface CodingOption {
  readonly coding: ClipCoding | undefined;
}

export function addDeliveryOptions(command: Command): Command {
  return command
    .addOption(new Option('--codec <codec>', 'what to write').choices(DeliveryCodec.options).default('prores-422hq'))
    .addOption(new Option('--speed <speed>', 'time against size, where the codec has a choice').choices(DELIVERY_SPEEDS))
    .addOption(new Option('--quality <quality>', 'quality against size, where the codec has a choice').choices(DELIVERY_QUALITIES))
    .option('--start-number <number>', 'number of the first image (that of its frame, when left out)', parseNumber)
    .option('--padding <digits>', 'digits of an image’s number (6, when left out)', parseNumber)
    .addOption(codingOption())
    .addOption(sequenceRateOption())
    .addOption(new Option('--tags <tags>', 'colour tags of the file instead of the clip’s: hd, sd-625, uhd, pq, hlg, …, or primaries=bt2020,transfer=smpte2084,matrix=bt2020; codes are not converted').argParser(parseTags))
    .option('--start-timecode <timecode>', 'timecode of each file’s first frame: 01:00:00:00')
    .option('--reel <name>', 'reel name that is written instead of the clip’s');
}

/** Tags that replace those of the clip; `undefined` where none were given. */
export function tagsOf({ tags, startTimecode, reel }: DeliveryOptions): DeliveryTags | undefined {
  if (tags === undefined && startTimecode === undefined && reel === undefined) return undefined;
  return parseInput(DeliveryTags, { ...(tags === undefined ? {} : { colour: tags }), ...(startTimecode === undefined ? {} : { startTimecode }), ...(reel === undefined ? {} : { reelName: reel }) }, 'The tags');
}

function parseTags(text: string): ColourTagChoice {
  const coding = parseCodingOption(text).coding;
  if (coding === undefined || coding.range !== undefined) throw new InvalidArgumentError('range is no tag that can be chosen: it decides how luma is read. Use --coding where the clip’s is wrong.');
  return coding;
}

/** `--coding`: the coding that replaces the tags. */
export function codingOption(): Option {
  return new Option('--coding <coding>', 'what the clip’s codes mean, where its tags are missing or wrong: hd, sd-625, uhd, pq, hlg, linear, cineon, …; a name and “full”, or single fields').argParser(parseCodingOption);
}

/** `--sequence-rate`: frames a second of image sequences. */
export function sequenceRateOption(): Option {
  return new Option('--sequence-rate <rate>', 'frames a second of an image sequence, instead of those of its headers or 24: 18, 23.976, 24000/1001, …').argParser(parseSequenceRate);
}

function parseSequenceRate(text: string): Rate {
  try {
    return parseRate(text);
  } catch (error) {
    throw error instanceof AppError ? new InvalidArgumentError(error.message) : error;
  }
}

export function settingsOf({ speed, quality, startNumber, padding }: DeliveryOptions): DeliverySettings {
  return {
    ...(speed === undefined ? {} : { speed }), ...(quality === undefined ? {} : { quality }),
    ...(startNumber === undefined ? {} : { startNumber }), ...(padding === undefined ? {} : { padding }),
  };
}

function parseNumber(text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new InvalidArgumentError('write a whole number.');
  return Number(text);
}

function parseCodingOption(text: string): CodingOption {
  try {
    return { coding: parseCoding(text) };
  } catch (error) {
    throw error instanceof AppError ? new InvalidArgumentError(error.message) : error;
  }
}
