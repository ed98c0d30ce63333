import { type DeliveryCodecRecord, MOV, MOVIE, MXF, type PictureToEncode } from './codec-record.ts';

/** What editing systems and broadcasters take: ProRes, DNxHR, DNxHD, uncompressed. */

/** In each family the first letter case is the maker's. */
function prores(profile: string, { label, use, chroma, bitsPerSample, samplesPerSecond }: { readonly label: string; readonly use: string; readonly chroma: '422' | '444'; readonly bitsPerSample: number; readonly samplesPerSecond: number }): DeliveryCodecRecord {
  return {
    ...MOVIE, ...MOV, label: `ProRes ${label}`, family: 'ProRes', use: `${use} · 10 bit`, interlacedFlags: true, marksFields: true,
    encoders: [{ name: 'prores_ks', arguments: ({ pixelFormat }) => ['-profile:v', profile, '-vendor', 'apl0', '-pix_fmt', pixelFormat], install: 'any full build of ffmpeg' }],
    picture: { chroma, layout: 'planar-yuv', depths: [10], range: 'limited', evenSize: false },
    cost: { bitsPerSample, depthFollows: false, samplesPerSecond },
  };
}

const DNX_PIXELS = { '422': ['yuv422p', 'yuv422p10le'], '444': ['yuv444p', 'yuv444p10le'] } as const;

type DnxDepth = { readonly chroma: '422' | '444'; readonly depth: 8 | 10 };

/** @param profile ffmpeg's, after `dnxhr_` */
function dnxhr(profile: string, { label, use, chroma, depth, bitsPerSample }: DnxDepth & { readonly label: string; readonly use: string; readonly bitsPerSample: number }, wrapper: typeof MOV | typeof MXF): DeliveryCodecRecord {
  return {
    ...MOVIE, ...wrapper, label: `DNxHR ${label}${wrapper === MXF ? ' in MXF' : ''}`, family: 'DNxHR', use: `${use} · ${depth} bit`, interlacedFlags: false, marksFields: false,
    encoders: [{ name: 'dnxhd', arguments: () => ['-profile:v', `dnxhr_${profile}`, '-pix_fmt', DNX_PIXELS[chroma][depth === 8 ? 0 : 1]], install: 'any full build of ffmpeg' }],
    picture: { chroma, layout: 'planar-yuv', depths: [depth], range: 'limited', evenSize: true },
    refuses: ({ width, height, scan }) => (
      width < DNXHR_LEAST.width || height < DNXHR_LEAST.height ? `DNxHR begins at ${DNXHR_LEAST.width}×${DNXHR_LEAST.height}; ProRes has any size.`
        : scan !== undefined && scan !== 'progressive' ? 'DNxHR holds no fields; ProRes, H.264 and DNxHD in HD do.' : undefined),
    cost: { bitsPerSample, depthFollows: false, samplesPerSecond: 12e6 },
  };
}

/** ffmpeg's encoder takes nothing smaller. */
const DNXHR_LEAST = { width: 256, height: 120 } as const;

/** Mbit/s of HQ by size, scan and whole frames per second (SMPTE 2019-1). The encoder finds its table by them. */
const DNXHD_RATES: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  '1920x1080p': { 24: 175, 25: 185, 30: 220, 50: 365, 60: 440 },
  '1920x1080i': { 25: 185, 30: 220 },
  '1280x720p': { 24: 90, 25: 90, 30: 110, 50: 180, 60: 220 },
};

function dnxhdRate({ width, height, rate, scan }: Omit<PictureToEncode, 'pixelFormat'>): number | undefined {
  const isProgressive = scan === undefined || scan === 'progressive';
  return DNXHD_RATES[`${width}x${height}${isProgressive ? 'p' : 'i'}`]?.[Math.round(rate.num / rate.den)];
}

function dnxhd(variant: { readonly label: string; readonly depth: 8 | 10 }, wrapper: typeof MOV | typeof MXF): DeliveryCodecRecord {
  const { label, depth } = variant;
  return {
    ...MOVIE, ...wrapper, label: `DNxHD ${label}${wrapper === MXF ? ' in MXF' : ''}`, family: 'DNxHD', use: `HD in Avid's own rates · ${depth} bit`, interlacedFlags: true, marksFields: true,
    encoders: [{ name: 'dnxhd', arguments: (picture) => ['-b:v', `${dnxhdRate(picture) ?? 0}M`, '-pix_fmt', DNX_PIXELS['422'][depth === 8 ? 0 : 1]], install: 'any full build of ffmpeg' }],
    picture: { chroma: '422', layout: 'planar-yuv', depths: [depth], range: 'limited', evenSize: false },
    refuses: (picture) => (wrapper === MXF && picture.scan === 'interlaced-bottom-first' ? 'MXF as ffmpeg writes it says that the top field is first; DNxHD in MOV and ProRes keep the order.' : dnxhdRate(picture) === undefined ? 'DNxHD is for 1920×1080 and 1280×720 at 23.976 to 60 frames a second; DNxHR has any size and rate.' : undefined),
    cost: { bitsPerSample: 3.5, depthFollows: false, samplesPerSecond: 12e6 },
  };
}

const DNXHR_PROFILES = {
  lb: { label: 'LB', use: 'Offline', chroma: '422', depth: 8, bitsPerSample: 0.9 },
  sq: { label: 'SQ', use: 'Editing', chroma: '422', depth: 8, bitsPerSample: 2.9 },
  hq: { label: 'HQ', use: 'Editing, broadcast', chroma: '422', depth: 8, bitsPerSample: 4.4 },
  hqx: { label: 'HQX', use: 'Grading, broadcast', chroma: '422', depth: 10, bitsPerSample: 4.4 },
  444: { label: '444', use: 'Masters, full chroma', chroma: '444', depth: 10, bitsPerSample: 8.8 },
} as const;

export const EDITING_CODECS = {
  'prores-proxy': prores('proxy', { label: '422 Proxy', use: 'Offline', chroma: '422', bitsPerSample: 0.8, samplesPerSecond: 9e6 }),
  'prores-lt': prores('lt', { label: '422 LT', use: 'Editing, small', chroma: '422', bitsPerSample: 1.7, samplesPerSecond: 9e6 }),
  'prores-422': prores('standard', { label: '422', use: 'Editing', chroma: '422', bitsPerSample: 2.4, samplesPerSecond: 8e6 }),
  'prores-422hq': prores('hq', { label: '422 HQ', use: 'Grading, broadcast', chroma: '422', bitsPerSample: 3.6, samplesPerSecond: 8e6 }),
  'prores-4444': prores('4444', { label: '4444', use: 'Masters, full chroma', chroma: '444', bitsPerSample: 5.4, samplesPerSecond: 5e6 }),
  'prores-4444xq': prores('4444xq', { label: '4444 XQ', use: 'Masters, the largest', chroma: '444', bitsPerSample: 8.1, samplesPerSecond: 4e6 }),
  'dnxhr-lb': dnxhr('lb', DNXHR_PROFILES.lb, MOV), 'dnxhr-sq': dnxhr('sq', DNXHR_PROFILES.sq, MOV), 'dnxhr-hq': dnxhr('hq', DNXHR_PROFILES.hq, MOV),
  'dnxhr-hqx': dnxhr('hqx', DNXHR_PROFILES.hqx, MOV), 'dnxhr-444': dnxhr('444', DNXHR_PROFILES[444], MOV),
  'dnxhr-lb-mxf': dnxhr('lb', DNXHR_PROFILES.lb, MXF), 'dnxhr-sq-mxf': dnxhr('sq', DNXHR_PROFILES.sq, MXF), 'dnxhr-hq-mxf': dnxhr('hq', DNXHR_PROFILES.hq, MXF),
  'dnxhr-hqx-mxf': dnxhr('hqx', DNXHR_PROFILES.hqx, MXF), 'dnxhr-444-mxf': dnxhr('444', DNXHR_PROFILES[444], MXF),
  'dnxhd-hq': dnxhd({ label: 'HQ', depth: 8 }, MOV), 'dnxhd-hqx': dnxhd({ label: 'HQX', depth: 10 }, MOV),
  'dnxhd-hq-mxf': dnxhd({ label: 'HQ', depth: 8 }, MXF), 'dnxhd-hqx-mxf': dnxhd({ label: 'HQX', depth: 10 }, MXF),
  v210: {
    ...MOVIE, ...MOV, label: 'Uncompressed v210', family: 'Uncompressed', use: 'Exchange, lossless · 10 bit', interlacedFlags: false, marksFields: true, isLossless: true, verify: 'every-frame',
    encoders: [{ name: 'v210', arguments: ({ pixelFormat }) => ['-pix_fmt', pixelFormat], install: 'any full build of ffmpeg' }],
    refuses: ({ height }) => (height < 3 ? 'ffmpeg reads v210 from 3 rows on; PNG and TIFF have any size.' : undefined),
    picture: { chroma: '422', layout: 'planar-yuv', depths: [10], range: 'limited', evenSize: true, reservedCodes: 4 },
    cost: { bitsPerSample: 21.4, depthFollows: false, samplesPerSecond: 20e6 },
  },
} as const satisfies Record<string, DeliveryCodecRecord>;
