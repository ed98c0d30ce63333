import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FfmpegTools } from './ffmpeg-tools.ts';
import { startTool } from './spawn-tool.ts';

interface LocateOptions {
  /** From the settings; when given, nothing else is tried. */
  readonly ffmpegPath?: string | undefined;
}

interface Candidate {
  readonly path: string;
  readonly foundBy: FfmpegTools['foundBy'];
}

/** A program that does not print its version within this time is not usable. */
const ANSWER_SECONDS = 15;

const INSTALL_ADVICE = 'Install ffmpeg with ffprobe (Debian and Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), or name it in FFMPEG_BIN.';

/** Results of this process, by setting and environment. */
const located = new Map<string, Promise<FfmpegTools>>();

/**
 * Finds ffmpeg: setting → `FFMPEG_BIN` → the optional package ffmpeg-static → PATH. ffprobe is looked for beside it, then in
 * `FFPROBE_BIN`, then on PATH (ffmpeg-static has none). What was found is remembered by the process; a failure is not. Each call gets an
 * object of its own, which an engine can attach its frame tables to.
 * @throws AppError `ffmpeg.missing` with what to install.
 */
export async function locateFfmpeg(options: LocateOptions = {}): Promise<FfmpegTools> {
  const { FFMPEG_BIN, FFPROBE_BIN, PATH } = process.env;
  const key = JSON.stringify([options.ffmpegPath, FFMPEG_BIN, FFPROBE_BIN, PATH]);
  const looking = located.get(key) ?? lookForFfmpeg(options);
  located.set(key, looking);
  try {
    return { ...(await looking) };
  } catch (error) {
    located.delete(key);
    throw error;
  }
}

async function lookForFfmpeg(options: LocateOptions): Promise<FfmpegTools> {
  const tried: string[] = [];
  for (const candidate of await candidates(options)) {
    const version = await readVersion(candidate.path);
    if (version === undefined) {
      tried.push(candidate.path);
      if (candidate.foundBy === 'setting' || candidate.foundBy === 'environment') {
        throw new AppError('ffmpeg.missing', `The ffmpeg named in ${candidate.foundBy === 'setting' ? 'the settings' : 'FFMPEG_BIN'} (${candidate.path}) does not run. ${INSTALL_ADVICE}`);
      }
      continue;
    }
    const ffprobePath = await locateFfprobe(candidate.path);
    if (ffprobePath === undefined) throw new AppError('ffmpeg.missing', `ffmpeg was found at ${candidate.path}, but no ffprobe. ${INSTALL_ADVICE}`);
    const encoders = parseEncoders((await readStdout(candidate.path, ['-hide_banner', '-encoders'])) ?? '');
    return { ffmpegPath: candidate.path, ffprobePath, foundBy: candidate.foundBy, version, encoders };
  }
  throw new AppError('ffmpeg.missing', `ffmpeg was not found. ${INSTALL_ADVICE}`, { details: `tried: ${tried.join(', ')}` });
}

async function candidates(options: LocateOptions): Promise<readonly Candidate[]> {
  if (options.ffmpegPath !== undefined && options.ffmpegPath !== '') return [{ path: options.ffmpegPath, foundBy: 'setting' }];
  const fromEnvironment = process.env['FFMPEG_BIN'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') return [{ path: fromEnvironment, foundBy: 'environment' }];
  const bundled = await staticPath();
  return [...(bundled === undefined ? [] : [{ path: bundled, foundBy: 'ffmpeg-static' } as const]), { path: 'ffmpeg', foundBy: 'path' }];
}

/** The package is optional and fetches its binary at install time, so both it and its file may be absent. */
async function staticPath(): Promise<string | undefined> {
  const packageName: string = 'ffmpeg-static';
  try {
    const module: unknown = await import(packageName);
    const path = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
    if (typeof path !== 'string') return undefined;
    await access(path);
    return path;
  } catch {
    return undefined; // absent is the ordinary case, not a failure
  }
}

async function locateFfprobe(ffmpegPath: string): Promise<string | undefined> {
  const directory = dirname(ffmpegPath);
  const beside = directory === '.' ? undefined : join(directory, basename(ffmpegPath).replace('ffmpeg', 'ffprobe'));
  for (const path of [beside, process.env['FFPROBE_BIN'], 'ffprobe']) {
    if (path === undefined || path === '' || path === ffmpegPath) continue;
    const text = await readStdout(path, ['-version']);
    if (text?.startsWith('ffprobe version') === true) return path;
  }
  return undefined;
}

async function readVersion(path: string): Promise<string | undefined> {
  return /^ffmpeg version (\S+)/.exec((await readStdout(path, ['-version'])) ?? '')?.[1];
}

async function readStdout(path: string, toolArguments: readonly string[]): Promise<string | undefined> {
  const tool = startTool(path, toolArguments, { stallSeconds: ANSWER_SECONDS });
  const chunks: Buffer[] = [];
  tool.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = await tool.ended;
  return end.code === 0 ? Buffer.concat(chunks).toString('utf8') : undefined;
}

/** Names out of `ffmpeg -encoders`: six flag letters, the name, words. */
export function parseEncoders(listing: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of listing.split(/\r?\n/)) {
    const match = /^ [VAS][A-Z.]{5} (\S+)\s/.exec(line);
    if (match?.[1] !== undefined && match[1] !== '=') names.add(match[1]);
  }
  return names;
}

/** Major version; `Infinity` for builds named by date or commit, which are newer than any release that needs care. */
export function majorVersion(tools: Pick<FfmpegTools, 'version'>): number {
  const match = /^n?(\d+)(?:\.|$|-)/.exec(tools.version);
  return match?.[1] === undefined ? Infinity : Number(match[1]);
}
